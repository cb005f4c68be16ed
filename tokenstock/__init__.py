"""Prepaid tokens."""
