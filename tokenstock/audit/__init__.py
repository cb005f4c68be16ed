"""Who did what and why, append-only."""
