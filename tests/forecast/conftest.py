"""Fixtures of these tests."""

from tests.support.policies import policies

__all__ = ["policies"]
