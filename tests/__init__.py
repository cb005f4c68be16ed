"""Tests of Tokenstock."""
