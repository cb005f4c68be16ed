"""An account's stock as its company sees it, and as its partner sees it: the very same view."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tokenstock.accounts.access import Actor
from tokenstock.forecast.selectors import Outlook
from tokenstock.kernel.months import Month
from tokenstock.portal import chart, words
from tokenstock.portal.chart import Bar
from tokenstock.portal.pages import labels
from tokenstock.portal.pages.desk import WaitingOrders
from tokenstock.portal.pages.due import Due, due
from tokenstock.portal.pages.updates import UpdateList

if TYPE_CHECKING:
    from tokenstock.accounts.models import Account
    from tokenstock.stock.models import Standing, Statement


SALES_MONTHS = 3
"""Complete months whose sales an estimate for a reseller is made from."""


@dataclass(frozen=True)
class Identity:
    """Which account this is."""

    uid: str
    name: str
    kind: str
    offer_class: str
    partner: str
    ends_on: date | None
    is_reseller: bool


@dataclass(frozen=True)
class Summary:
    """How the stock stands, in tokens, and where it is going."""

    stock: int
    status: str
    suspended: bool
    hold_reason: str
    consumes: bool
    registered: int
    activated: int
    peak: int
    previous_peak: int | None
    peak_as_of: datetime
    expected: int
    month_end: date
    run_out: Due
    suspension: Due
    provisional: bool
    rate: int
    coverage_months: Decimal | None
    packs_for_a_year: int
    sales_months: Decimal | None

    @property
    def tone(self) -> str:
        """What the stock's tile is coloured by."""
        if self.suspended or (self.consumes and self.stock < 0):
            return "stop"
        return self.run_out.tone if self.run_out.tone in ("stop", "soon") else "fine"

    @property
    def missing(self) -> int:
        """How many tokens are needed to be back at zero."""
        return max(0, -self.stock)

    @property
    def taken(self) -> int:
        """What the end of the month takes off."""
        return -self.peak


@dataclass(frozen=True)
class MonthLine:
    """One month in tokens. A closed one ends with `closing`; the running one stands at it now."""

    month: date
    opening: int
    received: int
    sent: int
    passed_through: int
    adjusted: int
    bonus: int
    used: int
    closing: int
    peak: int | None
    running: bool

    @property
    def out(self) -> int:
        """What was passed on, as the stock felt it."""
        return -self.sent


@dataclass(frozen=True)
class Graph:
    """The graph's pictures and the numbers behind them, latest month last."""

    lines: tuple[MonthLine, ...]
    keys: tuple[tuple[str, str], ...]
    digest: str
    words: str

    @property
    def latest_first(self) -> Sequence[MonthLine]:
        """The months from the running one back."""
        return self.lines[::-1]

    @property
    def sales_months(self) -> Decimal | None:
        """How long the stock lasts at what was passed on in the last three complete months; None without sales."""
        recent = [line.sent for line in self.lines if not line.running][-SALES_MONTHS:]
        if not any(recent):
            return None
        return (Decimal(max(self.lines[-1].closing, 0)) * len(recent) / sum(recent)).quantize(
            Decimal("0.1"), ROUND_DOWN
        )

    @property
    def passes_through(self) -> bool:
        """Whether anything was delivered to customers in the account's name."""
        return any(line.passed_through for line in self.lines)

    @property
    def sends(self) -> bool:
        """Whether anything was passed on from the account's own stock."""
        return any(line.sent for line in self.lines)


@dataclass(frozen=True)
class AccountView:
    """Everything about one account's stock. `manages`: the one who looks may adjust it; `may_order`: sell to it."""

    account: Identity
    own: bool
    manages: bool
    may_order: bool
    by_vendor: bool
    held: bool
    summary: Summary
    graph: Graph
    updates: UpdateList
    waiting: WaitingOrders | None

    @property
    def month(self) -> MonthLine:
        """The running month."""
        return self.graph.lines[-1]

    @property
    def sells(self) -> bool:
        """Whether the account has customers of its own."""
        return self.account.is_reseller


def account_view(
    *,
    actor: Actor,
    account: "Account",
    standing: "Standing",
    outlook: Outlook,
    graph: Graph,
    updates: UpdateList,
    waiting: WaitingOrders | None,
    today: date,
) -> AccountView:
    """The page from what was read."""
    own = account.id == actor.account_id
    return AccountView(
        account=Identity(
            uid=account.uid,
            name=account.name,
            kind=labels.kind(account),
            offer_class=labels.offer_class(account),
            partner=standing.account.partner_name,
            ends_on=account.ends_on,
            is_reseller=account.is_reseller,
        ),
        own=own,
        manages=not own and not standing.closed,
        may_order=not own and not standing.closed and not actor.is_vendor,
        by_vendor=actor.is_vendor,
        held=standing.held,
        summary=_summary(standing, outlook, graph, today),
        graph=graph,
        updates=updates,
        waiting=waiting,
    )


def _summary(standing: "Standing", outlook: Outlook, graph: Graph, today: date) -> Summary:
    return Summary(
        stock=standing.stock,
        status=standing.status,
        suspended=standing.suspended,
        hold_reason=standing.hold_reason if standing.held else "",
        consumes=standing.consumes,
        registered=standing.registered,
        activated=standing.activated,
        peak=standing.peak,
        previous_peak=standing.previous_peak,
        peak_as_of=standing.peak_as_of,
        expected=standing.expected,
        month_end=Month.holding(standing.month).last_day,
        run_out=due(outlook.run_out, consumes=standing.consumes, today=today, provisional=outlook.provisional),
        suspension=due(outlook.suspension, consumes=standing.consumes, today=today),
        provisional=outlook.provisional,
        rate=outlook.rate,
        coverage_months=outlook.coverage_months,
        packs_for_a_year=outlook.packs_for_a_year,
        sales_months=graph.sales_months,
    )


def graph_of(*, standing: "Standing", statements: "Sequence[Statement]") -> Graph:
    """The graph of these months, earliest first, the running one last."""
    lines = tuple(_line(statement, standing) for statement in statements)
    bars = bars_of(lines)
    return Graph(lines=lines, keys=tuple(chart.shown_series(bars)), digest=chart.digest(bars), words=_words(lines))


def bars_of(lines: Sequence[MonthLine]) -> tuple[Bar, ...]:
    """The months as they are drawn."""
    return tuple(
        Bar(line.month, line.received, line.used, line.sent, line.passed_through, line.closing, line.running)
        for line in lines
    )


def _line(statement: "Statement", standing: "Standing") -> MonthLine:
    running = statement.closing is None
    return MonthLine(
        month=statement.month,
        opening=statement.opening,
        received=statement.received,
        sent=statement.sent,
        passed_through=statement.passed_through,
        adjusted=statement.adjusted,
        bonus=statement.bonus,
        used=statement.consumed,
        closing=standing.stock if statement.closing is None else statement.closing,
        peak=standing.peak if running else statement.peak,
        running=running,
    )


def _words(lines: Sequence[MonthLine]) -> str:
    """What the graph shows, for those who do not see it."""
    received, used = sum(line.received for line in lines), sum(line.used for line in lines)
    sent, through = sum(line.sent for line in lines), sum(line.passed_through for line in lines)
    parts = [
        _("%(number)s tokens received") % {"number": words.whole(received)},
        _("%(number)s used") % {"number": words.whole(used)},
    ]
    parts += [_("%(number)s passed on") % {"number": words.whole(sent)}] if sent else []
    parts += [_("%(number)s passed through") % {"number": words.whole(through)}] if through else []
    return _("Graph of %(first)s to %(last)s: %(flows)s; stock now %(stock)s. The numbers are in the table below.") % {
        "first": words.month(lines[0].month),
        "last": words.month(lines[-1].month),
        "flows": ", ".join(parts),
        "stock": words.whole(lines[-1].closing),
    }
