"""Running a history: the clock goes from event to event, and what falls due between them is done first."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TextIO

from tokenstock.consumption import services as consumption
from tokenstock.kernel.errors import Refusal
from tokenstock.kernel.words import sentence
from tokenstock.replay.events import Event, read
from tokenstock.replay.handlers import carry_out

__all__ = ["run_history"]


def run_history(
    lines: Iterable[str],
    *,
    results: TextIO | None = None,
    as_of: datetime | None = None,
    progress: Callable[[Event], None] | None = None,
) -> datetime | None:
    """Carry out a history, then move the clock on to `as_of`; the instant that the clock then shows.

    Each event is one transaction of its own. Writes one line of JSON an event to `results`; a refused event changes
    nothing and the replay goes on. An `as_of` before the last event leaves the clock at that event.

    :raises MalformedLine: at the line that is no event; what came before it stays done.
    """
    now: datetime | None = None
    for event in read(lines):
        if now is None or event.at > now:
            now = event.at
            consumption.advance(now=now)
        answer = {"line": event.line, **_answer(event)}
        if results is not None:
            results.write(json.dumps(answer, ensure_ascii=False) + "\n")
        if progress is not None:
            progress(event)
    if as_of is not None and (now is None or as_of > now):
        now = as_of
        consumption.advance(now=now)
    return now


def _answer(event: Event) -> dict[str, object]:
    try:
        return {"ok": True, **carry_out(event)}
    except Refusal as refusal:
        facts = {
            name: value for name, value in refusal.details().items() if isinstance(value, int | str) and name != "ref"
        }
        return {"ok": False, "code": refusal.code, **facts, "message": sentence(refusal)}
