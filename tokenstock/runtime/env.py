"""Reads environment variables, typed. What cannot be read is refused by name: what was given and what is accepted."""

import os
import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo, available_timezones

YES = ("1", "true", "yes", "on")
NO = ("0", "false", "no", "off")


class SettingRefused(Exception):
    """An environment variable has no usable value."""

    def __init__(self, name: str, given: str | None, accepted: str) -> None:
        said = f"{name} is not set." if given is None else f"{name} is {given!r}."
        super().__init__(f"{said} Accepted: {accepted}.")
        self.name = name


def text(name: str, default: str | None = None, *, accepted: str = "any text") -> str:
    """The variable as it is; an empty one counts as not set."""
    value = os.environ.get(name) or default
    if value is None:
        raise SettingRefused(name, None, accepted)
    return value


def choice(name: str, options: Sequence[str], default: str) -> str:
    """One of the options."""
    value = text(name, default)
    if value not in options:
        raise SettingRefused(name, value, ", ".join(options))
    return value


def whole(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number within limits, in plain digits."""
    value = text(name, str(default))
    digits = value.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and least <= int(value) <= most):
        raise SettingRefused(name, value, f"a whole number from {least} to {most}")
    return int(value)


def flag(name: str, *, default: bool) -> bool:
    """Yes or no."""
    value = text(name, "yes" if default else "no").lower()
    if value not in YES + NO:
        raise SettingRefused(name, value, ", ".join(YES + NO))
    return value in YES


def words(name: str, default: str) -> list[str]:
    """A list, comma between its items."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def identifier(name: str, default: str) -> str:
    """A plain name in a database, or `-` for none."""
    value = text(name, default)
    if value != "-" and not re.fullmatch(r"[a-z_][a-z0-9_]*", value):
        raise SettingRefused(name, value, "a name of lower-case letters, digits and _, or - for none")
    return value


def zone(name: str, default: str) -> ZoneInfo:
    """A time zone by its IANA name."""
    value = text(name, default)
    if value not in available_timezones():
        raise SettingRefused(name, value, "an IANA time zone such as UTC or Europe/Paris")
    return ZoneInfo(value)
