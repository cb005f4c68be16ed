"""`tokenstock verify`: what it says and what it ends with."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import OwnDatabase
from tests.verification import spring
from tokenstock.runtime import addresses


def verify(*options: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tokenstock", "verify", *map(str, options)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_it_ends_with_0_where_all_is_well_and_adds_an_anchor(own_database: OwnDatabase, tmp_path: Path) -> None:
    spring.happen()
    file = tmp_path / "anchors"

    runs = [verify("--database", own_database.address, "--anchor", file) for _ in range(2)]

    assert [run.returncode for run in runs] == [0, 0], runs[0].stderr
    assert runs[0].stdout.count(" ok") == 13
    assert "0 compared" in runs[0].stdout
    assert "1 compared" in runs[1].stdout
    assert len(file.read_text().splitlines()) == 1, "nothing new, no new anchor"


@pytest.mark.leaves_faults
def test_it_ends_with_1_and_names_the_first_place(own_database: OwnDatabase, tmp_path: Path) -> None:
    who = spring.happen()
    own_database.connect().execute("UPDATE stock_standing SET stock = stock + 1 WHERE NOT closed")
    file = tmp_path / "anchors"

    run = verify("--database", own_database.address, "--anchor", file)

    assert run.returncode == 1
    assert f"     account {who.distributor.id}: the standing says" in run.stdout
    assert "     and 5 more" in run.stdout
    assert not file.exists(), "what is wrong is not to be vouched for"


@pytest.mark.leaves_faults
def test_it_ends_with_1_where_the_past_is_another(own_database: OwnDatabase, tmp_path: Path) -> None:
    file = tmp_path / "anchors"
    assert verify("--database", own_database.address, "--anchor", file).returncode == 0
    file.write_text(file.read_text().replace('"rows": 0', '"rows": 1'))

    run = verify("--database", own_database.address, "--anchor", file)

    assert run.returncode == 1
    assert "transactions after number 0, up to 0: 0 rows instead of 1" in run.stdout


def test_it_ends_with_2_where_it_can_say_nothing(own_database: OwnDatabase, tmp_path: Path) -> None:
    file = tmp_path / "anchors"
    file.write_text("nonsense\n")
    empty = addresses.with_database(own_database.address, "postgres")
    nowhere = addresses.with_database(own_database.address, "no_such_database")

    runs = {
        "is no anchor": verify("--database", own_database.address, "--anchor", file),
        "does not exist": verify("--database", nowhere),
        "another version": verify("--database", empty),
    }

    for words, run in runs.items():
        assert run.returncode == 2, run.stdout + run.stderr
        assert words in run.stderr
