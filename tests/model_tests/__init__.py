"""Tests of the model itself: expectations worked out by hand from the rules."""
