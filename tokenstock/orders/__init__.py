"""Orders, their corrections, and stock adjustments."""
