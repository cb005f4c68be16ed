"""The lists of the pages as spreadsheets: all rows, with what a page has no room for."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tokenstock.consumption.selectors import Call
from tokenstock.forecast.selectors import outlook
from tokenstock.kernel.months import Month, local_date
from tokenstock.portal.pages import labels
from tokenstock.portal.pages.month_end import line_of
from tokenstock.portal.pages.updates import other_of, title_of
from tokenstock.portal.sheets import Column, Kind, Sheet
from tokenstock.reporting.updates import StockUpdate

if TYPE_CHECKING:
    from tokenstock.accounts.models import Account
    from tokenstock.stock.models import Standing

UPDATES = (
    Column(gettext_lazy("Entered"), Kind.MOMENT),
    Column(gettext_lazy("What")),
    Column(gettext_lazy("Edited or deleted")),
    Column(gettext_lazy("Other company")),
    Column(gettext_lazy("PO number")),
    Column(gettext_lazy("Order date"), Kind.DAY),
    Column(gettext_lazy("Product")),
    Column(gettext_lazy("Packs"), Kind.WHOLE),
    Column(gettext_lazy("Tokens"), Kind.WHOLE),
    Column(gettext_lazy("Change of stock"), Kind.WHOLE),
    Column(gettext_lazy("Passed in"), Kind.WHOLE),
    Column(gettext_lazy("Passed out"), Kind.WHOLE),
    Column(gettext_lazy("Note")),
)
"""`Tokens` is what the document is about, `Change of stock` what it did: 0 where it was deleted or passed through, so
that this column sums to what the stock gained."""

ACCOUNTS = (
    Column(gettext_lazy("Account")),
    Column(gettext_lazy("uid")),
    Column(gettext_lazy("Account type")),
    Column(gettext_lazy("Offer class")),
    Column(gettext_lazy("Partner of record")),
    Column(gettext_lazy("Status")),
    Column(gettext_lazy("Stock"), Kind.WHOLE),
    Column(gettext_lazy("Activated now"), Kind.WHOLE),
    Column(gettext_lazy("Peak"), Kind.WHOLE),
    Column(gettext_lazy("Expected at month end"), Kind.WHOLE),
    Column(gettext_lazy("Buy more by"), Kind.DAY),
    Column(gettext_lazy("Suspension expected"), Kind.DAY),
    Column(gettext_lazy("Forecast")),
    Column(gettext_lazy("Months covered"), Kind.DECIMAL),
    Column(gettext_lazy("Packs for a year"), Kind.WHOLE),
    Column(gettext_lazy("Last order"), Kind.DAY),
)

CALLS = (
    Column(gettext_lazy("Account")),
    Column(gettext_lazy("uid")),
    Column(gettext_lazy("Partner of record")),
    Column(gettext_lazy("Admins")),
    Column(gettext_lazy("Stock"), Kind.WHOLE),
    Column(gettext_lazy("Peak"), Kind.WHOLE),
    Column(gettext_lazy("After the close"), Kind.WHOLE),
    Column(gettext_lazy("Tokens short"), Kind.WHOLE),
    Column(gettext_lazy("Packs to order"), Kind.WHOLE),
    Column(gettext_lazy("Packs for a year"), Kind.WHOLE),
    Column(gettext_lazy("Suspension expected"), Kind.DAY),
)

STATUSES = {
    "active": gettext_lazy("Active"),
    "suspended": gettext_lazy("Suspended"),
    "closed": gettext_lazy("Closed"),
}


def updates_sheet(*, account: "Account", lines: Iterable[StockUpdate]) -> Sheet:
    """The list of stock updates of an account."""
    return Sheet(f"{_('updates')}-{account.name}", _("Stock updates"), UPDATES, (_update(line) for line in lines))


def _update(line: StockUpdate) -> tuple[object, ...]:
    through = line.tokens if line.kind == "passed_through" and line.deleted_at is None else None
    return (
        line.at,
        title_of(line),
        _("deleted") if line.deleted_at else _("edited") if line.edited else "",
        other_of(line),
        line.po_number,
        line.ordered_on,
        line.sku,
        line.packs,
        abs(line.tokens),
        line.effect,
        through,
        -through if through is not None else None,
        line.reason,
    )


def accounts_sheet(*, above: "Account", standings: Iterable["Standing"], tokens_per_pack: int) -> Sheet:
    """The grid: `above` is whose subaccounts they are, or the vendor for all accounts."""
    rows = _accounts(standings, tokens_per_pack)
    return Sheet(f"{_('accounts')}-{above.name}", _("Accounts"), ACCOUNTS, rows)


def _accounts(standings: Iterable["Standing"], tokens_per_pack: int) -> Iterator[tuple[object, ...]]:
    for standing in standings:
        account = standing.account
        ahead = outlook(standing=standing, tokens_per_pack=tokens_per_pack)
        yield (
            account.name,
            account.uid,
            labels.kind(account),
            labels.offer_class(account),
            account.partner_name,
            STATUSES[standing.status],
            standing.stock,
            standing.activated,
            standing.peak,
            standing.expected,
            _due(ahead.run_out) if ahead.applicable else None,
            _due(ahead.suspension) if ahead.applicable else None,
            _reading(applicable=ahead.applicable, provisional=ahead.provisional),
            ahead.coverage_months,
            ahead.packs_for_a_year,
            local_date(standing.last_order_at, settings.TOKENSTOCK_TIME_ZONE) if standing.last_order_at else None,
        )


def _due(answer: date | str | None) -> date | str | None:
    return _("now") if isinstance(answer, str) else answer


def _reading(*, applicable: bool, provisional: bool) -> str:
    """How the dates are to be taken."""
    if not applicable:
        return _("does not consume tokens")
    return _("provisional") if provisional else ""


def calls_sheet(*, account: "Account", month: Month, calls: Iterable[Call]) -> Sheet:
    """The call list of a month end, as `account` has it."""
    return Sheet(f"{_('call-list')}-{month}-{account.name}", _("Call list"), CALLS, (_call(call) for call in calls))


def _call(call: Call) -> tuple[object, ...]:
    line = line_of(call.rehearsed)
    return (
        line.name,
        line.uid,
        line.partner,
        ", ".join(call.admins),
        line.stock,
        line.peak,
        line.after,
        line.short,
        call.packs,
        call.packs_for_a_year,
        line.on or _("suspended already"),
    )
