"""The list of stock updates: what changed a stock, one row for each document."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tokenstock.accounts.access import Actor
from tokenstock.kernel.months import Month
from tokenstock.portal import words
from tokenstock.portal.forms.updates import UpdatesForm
from tokenstock.portal.pages.exporting import Export, export_of
from tokenstock.reporting.updates import StockUpdate, UpdatePage

VENDOR = gettext_lazy("the vendor")

TITLES = {
    "received": gettext_lazy("Order received"),
    "sent": gettext_lazy("Order passed on"),
    "passed_through": gettext_lazy("Delegated order, passed through"),
    "bonus": gettext_lazy("Registration bonus"),
    "consumed": gettext_lazy("Consumption"),
}


@dataclass(frozen=True)
class Update:
    """One row. `tokens` is its effect on this stock; `through` what passed in and out without changing it.

    Empty texts and None show nothing. Links that are empty are not offered: `editable_until` says when the ones to
    edit and delete end, and `correct_url` is what remains afterwards.
    """

    title: str
    other: str
    other_url: str
    at: datetime
    tokens: int
    packs: int | None
    po_number: str
    ordered_on: date | None
    product: str
    note: str
    through: int | None
    edited: bool
    deleted: bool
    history_url: str
    editable_until: datetime | None = None
    edit_url: str = ""
    delete_url: str = ""
    correct_url: str = ""

    @property
    def through_out(self) -> int:
        """What passed through, on its way out."""
        return -(self.through or 0)

    @property
    def last_moment(self) -> datetime | None:
        """The last second in which it can be edited."""
        return self.editable_until - timedelta(seconds=1) if self.editable_until else None


@dataclass(frozen=True)
class UpdateList:
    """One page of rows, the latest first, with the filters that chose them."""

    rows: tuple[Update, ...]
    since: date
    form: UpdatesForm
    changes: bool
    page: int
    newer_url: str
    older_url: str
    export: Export

    @property
    def filtered(self) -> bool:
        """Whether a filter hides anything."""
        return bool(self.form.in_address(page=None))

    @property
    def first_url(self) -> str:
        """The first page of the same."""
        return self.form.address(page=None)


@dataclass(frozen=True)
class Looker:
    """Who looks at whose list: `uid` is the account listed, `own_uid` the one acted for, `managed` those it manages."""

    actor: Actor
    own_uid: str
    uid: str
    managed: AbstractSet[str]


def update_list(*, listed: UpdatePage, form: UpdatesForm, since: date, looker: Looker, now: datetime) -> UpdateList:
    """The rows of an account's list as the one who looks sees them."""
    rows = tuple(_row(line, looker, now) for line in listed.rows)
    return UpdateList(
        rows=rows,
        since=since,
        form=form,
        changes=any(row.edit_url or row.correct_url for row in rows),
        page=listed.page,
        newer_url=form.address(page=listed.page - 1) if listed.page > 1 else "",
        older_url=form.address(page=listed.page + 1) if listed.has_next else "",
        export=export_of(form, "export_updates", looker.uid),
    )


def _row(line: StockUpdate, looker: Looker, now: datetime) -> Update:
    buyer = looker.uid if line.kind == "received" else line.other_uid or ""
    mine = _is_mine(line, looker)
    until = Month.holding(line.period).end(settings.TOKENSTOCK_TIME_ZONE)
    links = {}
    if mine and now < until:
        links = {
            "edit_url": _of_order("amend_order", buyer, line),
            "delete_url": _of_order("delete_order", buyer, line),
        }
    elif mine:
        links = {"correct_url": f"{reverse('portal:adjust_stock', args=[buyer])}?corrects={line.document_id}"}
    changed = line.packs is not None and line.version > 1
    return Update(
        title=title_of(line),
        other=other_of(line),
        other_url=reverse("portal:account", args=[line.other_uid]) if line.other_uid in looker.managed else "",
        at=line.at,
        tokens=line.tokens if line.deleted_at else line.effect,
        packs=line.packs,
        po_number=line.po_number or "",
        ordered_on=line.ordered_on,
        product=line.sku or "",
        note=_note(line),
        through=line.tokens if line.kind == "passed_through" and not line.deleted_at else None,
        edited=line.edited,
        deleted=line.deleted_at is not None,
        history_url=_of_order("order_history", looker.uid, line) if changed else "",
        editable_until=until if mine and now < until else None,
        **links,
    )


def _is_mine(line: StockUpdate, looker: Looker) -> bool:
    """Whether the order behind this line is the looker's to change, as `orders.services.may_change` decides it."""
    if line.order_kind is None or line.deleted_at is not None:
        return False
    if line.order_kind != "token":
        return looker.actor.is_vendor
    if line.kind == "sent":
        return looker.uid == looker.own_uid and line.other_uid in looker.managed
    return line.other_uid == looker.own_uid


def title_of(line: StockUpdate) -> str:
    """What the line is, in words."""
    if line.kind == "adjusted":
        return _("Credit note") if line.effect > 0 else _("Debit note")
    return str(TITLES[line.kind])


def _note(line: StockUpdate) -> str:
    return _("peak %(peak)s") % {"peak": words.whole(int(line.reason))} if line.kind == "consumed" else line.reason


def other_of(line: StockUpdate) -> str:
    """The company on the other side; empty where there is none."""
    if line.kind in ("bonus", "consumed"):
        return ""
    return line.other_name or str(VENDOR)


def _of_order(view: str, uid: str, line: StockUpdate) -> str:
    return reverse(f"portal:{view}", args=[uid, line.document_id])
