"""Dates that a forecast names, with the tone that they deserve."""

from dataclasses import dataclass
from datetime import date

SOON_DAYS = 90
"""A run-out nearer than this wants attention."""


@dataclass(frozen=True)
class Due:
    """When something will happen. `kind`: date, now, none (no consumption predicted) or inapplicable.

    `days` from today to the date. `tone`: stop, soon, fine or none.
    """

    kind: str
    on: date | None
    days: int | None
    tone: str
    provisional: bool = False


def due(answer: date | str | None, *, consumes: bool, today: date, provisional: bool = False) -> Due:
    """A forecast's answer (a date, "now" or None) as a page shows it."""
    if not consumes:
        return Due("inapplicable", None, None, "none")
    if answer is None:
        return Due("none", None, None, "none")
    if isinstance(answer, str):
        return Due("now", None, 0, "stop", provisional)
    days = (answer - today).days
    return Due("date", answer, days, "soon" if days <= SOON_DAYS else "fine", provisional)
