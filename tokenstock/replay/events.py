"""Reading a history: one JSON object a line, its fields known and of the right shape.

What is wrong with the form of a line stops the replay and names the line. What the business refuses does not.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

__all__ = ["Event", "MalformedLine", "instant", "read"]

_EVENTS: dict[str, tuple[str, str]] = {
    "account.create": ("uid name type admin_email", "parent offer_class ends_on"),
    "account.convert": ("account offer_class", "ends_on"),
    "account.suspend": ("account reason", ""),
    "account.resume": ("account reason", ""),
    "account.move": ("account parent", ""),
    "purchase_order.receive": ("po_number order_date buyer lines", ""),
    "order.place": ("ref seller buyer po_number order_date sku packs", ""),
    "order.amend": ("by ref", "packs po_number order_date sku note confirm_negative force reason"),
    "order.delete": ("by ref", "confirm_negative force reason"),
    "stock.adjust": ("by account tokens reason", "confirm_negative"),
    "system.register": ("account serial model", ""),
    "system.activate": ("serial", ""),
    "system.deactivate": ("serial", ""),
    "system.retire": ("serial", ""),
    "device.claim": ("account serial model", ""),
}
_LINE = ("line sku packs", "list_price discount end_customer")
_END_CUSTOMER = ("", "uid name admin_email")
_FREE = {
    "packs",
    "tokens",
    "order_date",
    "list_price",
    "discount",
    "line",
    "lines",
    "end_customer",
    "parent",
    "ends_on",
}
_FLAGS = {"confirm_negative", "force"}
_LONGEST = {"name": 200, "admin_email": 254, "po_number": 100, "ref": 300, "serial": 60, "model": 60, "line": 100}
_OF_END_CUSTOMER = "end_customer"
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


class MalformedLine(Exception):
    """A line that is no event of the format; the message names the line, what is wrong and what is accepted."""

    def __init__(self, number: int, fault: str) -> None:
        super().__init__(f"line {number}: {fault}")
        self.number = number


@dataclass(frozen=True)
class Event:
    """One event: its line number, its instant (UTC), what happened, and the fields given."""

    line: int
    at: datetime
    do: str
    fields: dict[str, Any]


def read(lines: Iterable[str]) -> Iterator[Event]:
    """The events of a history in order; blank lines are passed over but counted.

    :raises MalformedLine: no JSON object, an unknown event or field, one that is missing, or time running backwards.
    """
    before: datetime | None = None
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        event = _event(number, text)
        if before is not None and event.at < before:
            raise MalformedLine(number, f"at {event.at.isoformat()} lies before the event above; events never go back")
        before = event.at
        yield event


def instant(text: object) -> datetime:
    """The UTC instant that `text` writes in ISO 8601; without an offset it is UTC.

    :raises ValueError: for anything else.
    """
    parsed = datetime.fromisoformat(text if isinstance(text, str) else "")
    return (parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed).astimezone(UTC)


def _event(number: int, text: str) -> Event:
    try:
        fields = json.loads(text, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError) as error:
        raise MalformedLine(number, f"not a JSON object: {error}") from None
    if not isinstance(fields, dict):
        raise MalformedLine(number, "not a JSON object")
    do = fields.pop("do", None)
    if not isinstance(do, str) or do not in _EVENTS:
        raise MalformedLine(number, f"unknown event {do!r}; known are {', '.join(_EVENTS)}")
    try:
        at = instant(fields.pop("at", None))
    except (ValueError, OverflowError) as error:
        raise MalformedLine(number, f"at: {error}") from None
    _check_fields(number, do, fields, *_EVENTS[do])
    if do == "purchase_order.receive":
        _check_lines(number, fields["lines"])
    return Event(number, at, do, fields)


def _check_lines(number: int, lines: object) -> None:
    if not isinstance(lines, list):
        raise MalformedLine(number, "lines must be a list")
    for line in lines:
        _check_fields(number, "a purchase order line", line, *_LINE)
        if type(line["line"]) not in (int, str):
            raise MalformedLine(number, "line must be a number or a text")
        if line.get("end_customer") is not None:
            _check_fields(number, _OF_END_CUSTOMER, line["end_customer"], *_END_CUSTOMER)


def _check_fields(number: int, what: str, given: object, required: str, optional: str) -> None:
    if not isinstance(given, dict):
        raise MalformedLine(number, f"{what} must be a JSON object")
    known = required.split() + optional.split()
    for name in given:
        if name not in known:
            raise MalformedLine(number, f"unknown field {name!r} of {what}; known are {', '.join(known)}")
    for name in required.split():
        if name not in given:
            raise MalformedLine(number, f"{what} needs the field {name!r}")
    for name, value in given.items():
        if value is None and name not in required.split():
            continue
        if isinstance(value, str):
            _check_text(number, what, name, value)
        wanted = bool if name in _FLAGS else str
        if name not in _FREE and not isinstance(value, wanted):
            raise MalformedLine(number, f"{name} of {what} must be a {'yes or no' if wanted is bool else 'text'}")


def _check_text(number: int, what: str, name: str, text: str) -> None:
    """Refuse what no column holds. The identifiers of an end customer are only looked for, however long they are."""
    longest = None if what == _OF_END_CUSTOMER else _LONGEST.get(name)
    # Some letters become several when they are compared ignoring case.
    if longest is not None and max(len(text), len(text.upper()), len(text.casefold())) > longest:
        raise MalformedLine(number, f"{name} of {what} is longer than {longest} characters")
    if _NO_TEXT.search(text):
        raise MalformedLine(number, f"{name} of {what} holds what no text can hold: NUL, or half of a surrogate pair")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError("a field is given twice")
    return fields
