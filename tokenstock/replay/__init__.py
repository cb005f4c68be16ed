"""Histories of business events, in and out: through the same services as everything else."""
