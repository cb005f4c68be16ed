"""What every package may use: errors, months, quantities and ids. No models, no Django."""
