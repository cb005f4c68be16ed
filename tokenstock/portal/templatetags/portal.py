"""Icons and figures in templates."""

from datetime import datetime
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe

from tokenstock.portal.icons import ICONS

register = template.Library()

VENDOR = Path(__file__).resolve().parents[1] / "static" / "vendor"
MINUS = "−"


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """The icon as an inline SVG, decoration only: what it says, the words beside it say too."""
    return mark_safe(f'<svg class="icon {classes}" aria-hidden="true" {_ATTRIBUTES}>{_strokes(name)}</svg>')  # noqa: S308


_ATTRIBUTES = (
    'viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-linecap="round" '
    'stroke-linejoin="round" focusable="false"'
)


@cache
def _strokes(name: str) -> str:
    assert name in ICONS, f"icon {name} is not on the list of those that set-up brings"
    drawing = (VENDOR / "icons" / f"{name}.svg").read_text()
    return "".join(line.strip() for line in drawing.splitlines() if "<path" in line and 'stroke="none"' not in line)


@register.filter
def whole(value: int | None) -> str:
    """A whole number with its thousands apart and a true minus sign; a dash for None."""
    if value is None:
        return "–"
    written = number_format(abs(value), decimal_pos=0, use_l10n=True, force_grouping=True)
    return f"{MINUS}{written}" if value < 0 else written


@register.filter
def signed(value: int) -> str:
    """As `whole`, with a plus sign where tokens came in."""
    return f"+{whole(value)}" if value > 0 else whole(value)


@register.filter
def plural(value: int, forms: str) -> str:
    """The singular or plural of "token,tokens" that belongs to `value`."""
    singular, many = forms.split(",")
    return singular if abs(value) == 1 else many


@register.simple_tag
def zone() -> str:
    """The programme's time zone, which days and months are of."""
    return str(settings.TOKENSTOCK_TIME_ZONE)


@register.filter
def time_left(until: datetime, now: datetime) -> str:
    """How long it is to `until`: days, or on the last day hours, or minutes."""
    seconds = max(0, int((until - now).total_seconds()))
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            count = seconds // length
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "less than a minute"
