"""`tokenstock replay` as a person runs it."""

import json
from pathlib import Path

import pytest

from tests.environment import ROOT
from tests.model.histories import history
from tests.operations.programs import tokenstock
from tests.replay.histories import written

EVENTS = history(108, 120)


def replay(place: Path, lines: list[str], **more: str) -> tuple[int, str, bytes, bytes]:
    """Exit code, what was said, RESULTS and STATE of a run on a throw-away database."""
    place.mkdir()
    (place / "events").write_text("\n".join(lines) + "\n", "utf-8")
    arguments = ("replay", str(place / "events"), "--results", str(place / "results"), "--state", str(place / "state"))
    run = tokenstock(ROOT / "var" / "test", *arguments, **more)
    results, state = (place / name for name in ("results", "state"))
    return (
        run.returncode,
        run.stdout + run.stderr,
        results.read_bytes() if results.exists() else b"",
        state.read_bytes() if state.exists() else b"",
    )


@pytest.mark.timeout(180)
def test_the_same_file_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    first = replay(tmp_path / "first", written(EVENTS))
    second = replay(tmp_path / "second", written(EVENTS), PYTHONHASHSEED="7", TZ="Asia/Tokyo")

    assert first[0] == 0, first[1]
    assert first[2:] == second[2:]
    assert len(first[2].splitlines()) == len(EVENTS)
    assert json.loads(first[3])["ledger"]["sum"] == 0


def test_a_malformed_line_is_told_without_a_traceback(tmp_path: Path) -> None:
    code, said, results, state = replay(tmp_path / "only", [*written(EVENTS[:3]), '{"do": "nothing"}'])

    assert code != 0
    assert "line 4: " in said
    assert "Traceback" not in said
    assert len(results.splitlines()) == 3
    assert state == b""
