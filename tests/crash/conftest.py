"""Fixtures of these tests."""

from tests.operations.conftest import home

__all__ = ["home"]
