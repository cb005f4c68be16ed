"""Homes for servers of a test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations.servers import own_home


@pytest.fixture
def home() -> Iterator[Path]:
    """A home of the test's own."""
    with own_home() as home:
        yield home
