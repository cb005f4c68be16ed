"""Calendar months in the programme's time zone, half open: from the first instant up to, not including, the next."""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from tokenstock.kernel.errors import Refusal

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True, order=True)
class Month:
    """One calendar month. Ordered; written as 2026-03."""

    year: int
    number: int

    @classmethod
    def holding(cls, day: date) -> Self:
        """The month that `day` lies in."""
        return cls(day.year, day.month)

    @classmethod
    def at(cls, instant: datetime, zone: str) -> Self:
        """The month that is running at `instant` in the programme's `zone`."""
        return cls.holding(local_date(instant, zone))

    @property
    def index(self) -> int:
        """Months since year 0: consecutive months have consecutive numbers."""
        return self.year * 12 + self.number - 1

    def plus(self, months: int) -> Self:
        """The month `months` later (earlier where negative)."""
        year, number = divmod(self.index + months, 12)
        return type(self)(year, number + 1)

    @property
    def first_day(self) -> date:
        """The first day."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """The last day, by which a forecast names the month end."""
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    def start(self, zone: str) -> datetime:
        """The first instant of the month in `zone`, in UTC."""
        return datetime(self.year, self.number, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)

    def end(self, zone: str) -> datetime:
        """The first instant that no longer belongs to the month, in UTC."""
        return self.plus(1).start(zone)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


def local_date(instant: datetime, zone: str) -> date:
    """The date on the wall at `instant` in `zone`."""
    return instant.astimezone(ZoneInfo(zone)).date()


@dataclass
class InvalidDate(Refusal):
    """A text that is no calendar date of the form 2026-03-31."""

    code: ClassVar[str] = "invalid_date"
    field: str


def iso_date(value: object, *, field: str) -> date:
    """The date that `value` writes as 2026-03-31.

    :raises InvalidDate: for anything else, also the other forms that ISO 8601 knows.
    """
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise InvalidDate(field)
