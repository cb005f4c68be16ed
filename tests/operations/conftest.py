"""Homes for servers of a test's own."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations.servers import kill_everything


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty home that others may pass through, unlike pytest's own temporary directories."""
    place = Path(tempfile.mkdtemp(prefix="tokenstock-", dir="/tmp"))
    place.chmod(0o755)
    home = place / "var"
    yield home
    kill_everything(home)
    data = (home / "postgres").resolve()
    shutil.rmtree(data, ignore_errors=True)
    shutil.rmtree(place)
