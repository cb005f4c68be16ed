"""Icons and figures in templates."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tokenstock.portal import words
from tokenstock.portal.icons import ICONS

register = template.Library()

VENDOR = Path(__file__).resolve().parents[1] / "static" / "vendor"


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
    return "–" if value is None else words.whole(value)


@register.filter
def signed(value: int) -> str:
    """As `whole`, with a plus sign where tokens came in."""
    return f"+{whole(value)}" if value > 0 else whole(value)


@register.filter
def unit(value: int, name: str) -> str:
    """What a number counts (account, pack or token), as it stands beside the number."""
    number = abs(value)
    match name:
        case "account":
            return ngettext("account", "accounts", number)
        case "pack":
            return ngettext("pack", "packs", number)
        case _:
            assert name == "token", f"{name} is counted nowhere"
            return ngettext("token", "tokens", number)


@register.filter
def counted(value: Decimal) -> int:
    """The number that the words beside `value` are chosen by: a fraction has those of several."""
    return int(value) if value == int(value) else 2


@register.filter
def day(on: date) -> SafeString:
    """A day, also of a moment, for people and programs to read."""
    local = localtime(on) if isinstance(on, datetime) else on
    return format_html('<time datetime="{}">{}</time>', f"{local:%Y-%m-%d}", words.day(local))


@register.filter
def moment(at: datetime) -> SafeString:
    """A moment to the minute, in the programme's time zone, for people and programs to read."""
    return format_html('<time datetime="{}">{}</time>', localtime(at).isoformat(), words.moment(at))


@register.simple_tag
def zone() -> str:
    """The programme's time zone, which days and months are of."""
    return str(settings.TOKENSTOCK_TIME_ZONE)


@register.filter
def time_left(until: datetime, now: datetime) -> str:
    """How long it is to `until`: days, or on the last day hours, or minutes."""
    seconds = max(0, int((until - now).total_seconds()))
    if days := seconds // 86_400:
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    if hours := seconds // 3_600:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    if minutes := seconds // 60:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    return _("less than a minute")
