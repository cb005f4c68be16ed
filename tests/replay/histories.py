"""Runs a history through the services and through the model, and tells where the two differ."""

import io
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tests.model import Model
from tests.model.compare import compare_results, compare_states
from tokenstock.replay.runner import run_history
from tokenstock.replay.state import state

Event = dict[str, Any]


def written(events: Iterable[Event]) -> list[str]:
    """The events as the lines of a file."""
    return [json.dumps(event, ensure_ascii=False) for event in events]


def answers(lines: Iterable[str], *, as_of: datetime | None = None) -> tuple[list[Event], Event]:
    """RESULTS and STATE of a history that the services carried out."""
    results = io.StringIO()
    now = run_history(lines, results=results, as_of=as_of)
    assert now is not None
    return [json.loads(line) for line in results.getvalue().splitlines()], state(as_of=now)


def differences(events: list[Event], *, as_of: datetime | None = None, **policies: Any) -> list[str]:
    """Where the services and the model come to another answer or another state; the first twenty of them."""
    model = Model(**policies)
    expected = [model.apply(event, line) for line, event in enumerate(events, start=1)]
    results, found = answers(written(events), as_of=as_of)
    return (compare_results(expected, results) + compare_states(model.state(as_of), found))[:20]
