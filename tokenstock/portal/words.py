"""What the portal says, in the language of whoever looks: refusals, numbers, days and months."""

from datetime import date, datetime

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from tokenstock.kernel import words
from tokenstock.kernel.errors import Refusal

MINUS = "−"


def sentence(refusal: Refusal) -> str:
    """The sentence for a refusal."""
    return words.sentence(refusal, translate=gettext, write=_grouped)


def whole(number: int) -> str:
    """A whole number with its thousands apart and a true minus sign."""
    written = _grouped(abs(number))
    return f"{MINUS}{written}" if number < 0 else written


def day(on: date) -> str:
    """A day, as lists show it."""
    return date_format(on, "DATE_FORMAT")


def month(on: date) -> str:
    """The month that the day lies in, by its full name."""
    return date_format(on, "YEAR_MONTH_FORMAT")


def moment(at: datetime) -> str:
    """A moment in the programme's time zone, to the minute."""
    return date_format(localtime(at), "DATETIME_FORMAT")


def _grouped(number: int) -> str:
    return number_format(number, decimal_pos=0, use_l10n=True, force_grouping=True)
