"""The grid of accounts: a partner's subaccounts, or for the vendor all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tokenstock.accounts.access import Actor
from tokenstock.forecast.selectors import coverage
from tokenstock.portal.forms.grid import DESCENDING, GridForm
from tokenstock.portal.pages import labels
from tokenstock.portal.pages.due import Due, due
from tokenstock.portal.pages.exporting import Export, export_of
from tokenstock.stock.selectors import Attention, Grid, GridPage

if TYPE_CHECKING:
    from tokenstock.accounts.models import Account
    from tokenstock.stock.models import Standing

COLUMNS = (
    ("name", gettext_lazy("Account"), False),
    ("status", gettext_lazy("Status"), False),
    ("stock", gettext_lazy("Stock"), True),
    ("activated", gettext_lazy("Activated now"), True),
    ("peak", gettext_lazy("Peak"), True),
    ("run_out", gettext_lazy("Buy more by"), False),
    ("suspension", gettext_lazy("Suspension expected"), False),
    ("covered", gettext_lazy("Covers"), True),
    ("last_order", gettext_lazy("Last order"), False),
)
"""By what a column sorts, its head, and whether it holds figures. These start with the largest."""


@dataclass(frozen=True)
class Column:
    """A column's head: the address that sorts by it, and how it is sorted now (ascending, descending or not: empty)."""

    name: str
    head: str
    figures: bool
    url: str
    sorted: str


@dataclass(frozen=True)
class Row:
    """One account as the grid shows it."""

    uid: str
    name: str
    kind: str
    partner: str
    status: str
    stock: int
    activated: int
    peak: int
    run_out: Due
    suspension: Due
    covered_months: Decimal | None
    last_order_at: datetime | None
    manages: bool
    may_order: bool
    below_url: str


@dataclass(frozen=True)
class Alert:
    """Something that wants attention: how many accounts, and the address that shows them."""

    head: str
    count: int
    words: str
    tone: str
    url: str
    current: bool


@dataclass(frozen=True)
class Above:
    """The reseller whose subaccounts are shown, and one step up from it (empty: to all accounts)."""

    uid: str
    name: str
    up_name: str
    up_url: str


@dataclass(frozen=True)
class GridView:
    """The page. `alerts` stand on top; `above` is the reseller whose subaccounts the vendor looks at, if any."""

    title: str
    above: Above | None
    form: GridForm
    alerts: tuple[Alert, ...]
    accounts: int
    tokens_needed: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: int
    total_capped: bool
    page: int
    first: int
    newer_url: str
    older_url: str
    export: Export
    tree: bool

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.rows) - 1

    @property
    def filtered(self) -> bool:
        """Whether a filter hides anything."""
        return bool(self.form.in_address(sort=None, page=None, under=None))

    @property
    def narrowed(self) -> bool:
        """Whether a filter beside the search is set."""
        return bool(self.form.in_address(sort=None, page=None, under=None, text=None))

    @property
    def reset_url(self) -> str:
        """The same place without any filter."""
        return f"?under={self.above.uid}&shown=all" if self.above else reverse("portal:accounts")

    @property
    def first_url(self) -> str:
        """The first page of the same."""
        return self.form.address(page=None)


def grid_view(
    *,
    actor: Actor,
    above: "Account | None",
    form: GridForm,
    grid: Grid,
    found: GridPage,
    attention: Attention,
    page_size: int,
    today: date,
) -> GridView:
    """The page from what was read."""
    return GridView(
        title=_("Accounts") if actor.is_vendor else _("Subaccounts"),
        above=_above(above) if above else None,
        form=form,
        alerts=tuple(_alerts(form, attention)),
        accounts=attention.accounts,
        tokens_needed=attention.tokens_needed,
        columns=tuple(_columns(form, grid)),
        rows=tuple(_row(standing, actor, today) for standing in found.rows),
        total=found.total,
        total_capped=found.total_capped,
        page=found.page,
        first=(found.page - 1) * page_size + 1,
        newer_url=form.address(page=found.page - 1) if found.page > 1 else "",
        older_url=form.address(page=found.page + 1) if found.has_next else "",
        export=export_of(form, "export_accounts"),
        tree=actor.is_vendor,
    )


def _above(account: "Account") -> Above:
    partner = account.partner_of_record
    return Above(account.uid, account.name, account.partner_name, _below_url(partner) if partner else "")


def _below_url(account: "Account") -> str:
    """The page of everything that stands directly below a reseller."""
    return f"?under={account.uid}&shown=all"


def _row(standing: "Standing", actor: Actor, today: date) -> Row:
    account = standing.account
    return Row(
        uid=account.uid,
        name=account.name,
        kind=f"{labels.kind(account)}, {labels.offer_class(account)}",
        partner=account.partner_name,
        status=standing.status,
        stock=standing.stock,
        activated=standing.activated,
        peak=standing.peak,
        run_out=due(standing.run_out, consumes=standing.consumes, today=today, provisional=standing.provisional),
        suspension=due(standing.suspension_expected, consumes=standing.consumes, today=today),
        covered_months=coverage(standing=standing),
        last_order_at=standing.last_order_at,
        manages=not standing.closed,
        may_order=account.parent_id == actor.account_id and not actor.is_vendor,
        below_url=_below_url(account) if actor.is_vendor and account.is_reseller else "",
    )


def _columns(form: GridForm, grid: Grid) -> Sequence[Column]:
    columns = []
    for name, head, figures in COLUMNS:
        is_sorted = grid.sort == name
        # The figures that matter most come first, the dates that come first; pressed again the other way round.
        turn = not grid.descending if is_sorted else figures
        url = form.address(sort=f"{DESCENDING if turn else ''}{name}", page=None)
        columns.append(
            Column(
                name, str(head), figures, url, ("descending" if grid.descending else "ascending") if is_sorted else ""
            )
        )
    return columns


def _alerts(form: GridForm, attention: Attention) -> Sequence[Alert]:
    given = form.given()
    under = f"&under={given['under']}" if "under" in given else ""
    suspended = Alert(
        _("Suspended"),
        attention.suspended,
        _("stock below zero, or held"),
        "stop",
        f"?status=suspended{under}",
        current=given.get("status") == "suspended",
    )
    running_out = [
        Alert(
            ngettext("Run out within %(days)s day", "Run out within %(days)s days", days) % {"days": days},
            count,
            _("those suspended included"),
            "soon",
            f"?within={days}{under}",
            current=given.get("within") == str(days),
        )
        for days, count in attention.within.items()
    ]
    return [suspended, *running_out]
