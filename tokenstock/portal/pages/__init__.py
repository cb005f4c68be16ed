"""What templates are given: frozen dataclasses that hold words and figures, never a query."""
