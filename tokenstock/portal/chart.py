"""The graph of a stock over twelve months and the running one: what came in and went out as bars, the stock as a line.

One Vega-Lite definition made here serves page and paper; `vl-convert` draws it as SVG.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.utils.formats import date_format, get_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tokenstock.kernel.months import Month


@dataclass(frozen=True)
class Bar:
    """One month of the graph in tokens; `stock` is what it ended with, or stands at now where it is `running`."""

    month: date
    received: int
    used: int
    sent: int
    passed_through: int
    stock: int
    running: bool


@dataclass(frozen=True)
class Palette:
    """The colours of a theme; the page's key (pieces.css) shows the same."""

    received: str
    used: str
    sent: str
    passed_through: str
    stock: str
    ink: str
    line: str


PALETTES = {
    "light": Palette("#4f46c8", "#e08a3c", "#3f9c8f", "#b9b5ea", "#1d2138", "#5b6178", "#e3e5ee"),
    "dark": Palette("#8b86f2", "#eda75f", "#5cc4b5", "#57539a", "#f1f2f8", "#a4a9bd", "#363b51"),
}

MONTHS = 13
"""Twelve complete ones and the running one; those before an account's first stay empty."""

SIZES = {"wide": (820, 300), "narrow": (360, 280)}
"""Width and height in pixels, all included."""

SERIES = (
    ("received", _("Received")),
    ("used", _("Used")),
    ("sent", _("Passed on")),
    ("passed_through", _("Passed through")),
)
"""The bars by their field and the name that a person reads."""

TOKENS = _("Tokens")
"""What the axis counts."""

_DRAWING = Path(__file__).read_bytes()

FONT = "Inter, system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif"


def shown_series(bars: Sequence[Bar]) -> list[tuple[str, str]]:
    """The series with anything to show; what came in always, and what went out in one way at least."""
    shown = {field for field, name in SERIES if any(getattr(bar, field) for bar in bars)} | {"received"}
    if "sent" not in shown:
        shown.add("used")
    return [(field, str(name)) for field, name in SERIES if field in shown]


def digest(bars: Sequence[Bar]) -> str:
    """A name for exactly these figures, words and way of drawing them: the picture under it never changes."""
    words = (get_language(), TOKENS, shown_series(bars), _month_names(bars))
    return sha256(_DRAWING + repr((bars, *map(str, words))).encode()).hexdigest()[:16]


def svg(bars: Sequence[Bar], *, size: str, theme: str) -> str:
    """The graph as an SVG document, in the language of whoever looks."""
    # Loading these takes most of a second, which only a program that draws should spend.
    import vl_convert

    return vl_convert.vegalite_to_svg(json.dumps(_definition(size, theme, bars)), format_locale=_numbers())


def _months(bars: Sequence[Bar]) -> list[Month]:
    return [Month.holding(bars[-1].month).plus(ahead) for ahead in range(1 - MONTHS, 1)]


def _month_names(bars: Sequence[Bar]) -> dict[str, str]:
    return {str(month): date_format(month.first_day, "SHORT_MONTH_FORMAT") for month in _months(bars)}


def _numbers() -> dict[str, Any]:
    """How the language writes numbers, as the drawing is told it."""
    marks = {"decimal": get_format("DECIMAL_SEPARATOR"), "thousands": get_format("THOUSAND_SEPARATOR")}
    return {**marks, "grouping": [3], "currency": ["", ""]}


def _definition(size: str, theme: str, bars: Sequence[Bar]) -> dict[str, Any]:
    import altair as alt

    palette = PALETTES[theme]
    width, height = SIZES[size]
    series = shown_series(bars)
    names = [name for _, name in series]
    colours = [getattr(palette, field) for field, _ in series]
    month_names = _month_names(bars)
    months = list(month_names)
    flows = [
        {"month": f"{bar.month:%Y-%m}", "series": name, "tokens": getattr(bar, field), "running": bar.running}
        for bar in bars
        for field, name in series
    ]
    stocks = [{"month": f"{bar.month:%Y-%m}", "tokens": bar.stock, "running": bar.running} for bar in bars]

    axis = alt.Axis(
        title=None,
        labelAngle=0,
        labelExpr=f"[{json.dumps(month_names)}[datum.value], "
        f"datum.value == '{months[0]}' || slice(datum.value, 5) == '01' ? slice(datum.value, 0, 4) : '']",
        ticks=False,
        domain=False,
        labelPadding=8,
    )
    across = alt.X("month:O", axis=axis, scale=alt.Scale(domain=months, paddingInner=0.28, paddingOuter=0.14))
    bars_layer = (
        alt.Chart(alt.Data(values=flows))
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            x=across,
            xOffset=alt.XOffset("series:N", sort=names),
            y=alt.Y("tokens:Q", axis=alt.Axis(title=str(TOKENS), format=",d", tickCount=5, tickMinStep=1)),
            color=alt.Color("series:N", scale=alt.Scale(domain=names, range=colours), legend=None),
            opacity=alt.when(alt.datum.running).then(alt.value(0.6)).otherwise(alt.value(1)),
        )
    )
    zero = alt.Chart(alt.Data(values=[{}])).mark_rule(color=palette.ink, opacity=0.5).encode(y=alt.datum(0))
    line = alt.Chart(alt.Data(values=stocks)).encode(x=across, y="tokens:Q")
    settled = line.transform_filter("!datum.running").mark_line(color=palette.stock, strokeWidth=2)
    # From the last month end to now the stock is still moving: dashed.
    moving = (
        alt.Chart(alt.Data(values=stocks[-2:]))
        .mark_line(color=palette.stock, strokeWidth=2, strokeDash=[3, 3])
        .encode(x=across, y="tokens:Q")
    )
    points = line.mark_point(color=palette.stock, filled=True, size=26, opacity=1)
    chart = alt.layer(bars_layer, zero, settled, moving, points).properties(
        width=width, height=height, autosize=alt.AutoSizeParams(type="fit", contains="padding"), padding=4
    )
    definition: dict[str, Any] = chart.configure(
        background="transparent", font=FONT, aria=False, **_look(palette)
    ).to_dict()
    return definition


def _look(palette: Palette) -> dict[str, Any]:
    return {
        "view": {"stroke": None},
        "axis": {
            "labelColor": palette.ink,
            "titleColor": palette.ink,
            "labelFontSize": 11,
            "titleFontSize": 11,
            "titleFontWeight": 400,
            "gridColor": palette.line,
            "domain": False,
            "tickColor": palette.line,
        },
    }
