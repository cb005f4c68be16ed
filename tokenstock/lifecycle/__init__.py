"""An account's life: created, converted, held, moved, closed."""
