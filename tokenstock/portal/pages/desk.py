"""The vendor's desk: a purchase order to enter, what its lines became, and the lines that wait for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from tokenstock.desk.services import NEEDS_IDENTIFICATION, LineResult
from tokenstock.portal.forms.desk import Lines, PurchaseOrderForm

if TYPE_CHECKING:
    from tokenstock.accounts.models import Account
    from tokenstock.desk.models import PurchaseOrderLine

KINDS = {
    "wholesale": "Wholesale: to the buyer's own stock",
    "delegated": "Delegated: passed through to the customer",
    "direct": "Direct: to the customer that bought",
    NEEDS_IDENTIFICATION: "Needs identification",
}

REASONS = {
    "incomplete": "Name the end customer by uid, or by exact company name and an Admin's e-mail together.",
    "unknown": "No account has this uid or name.",
    "contradictory": "The identifiers point to different accounts.",
    "foreign": "The account found is not a subaccount of the buyer.",
    "closed": "The account found is closed.",
    "not_applicable": "The buyer orders for itself and cannot name an end customer.",
}


@dataclass(frozen=True)
class Received:
    """What one line became. `reason` says why it waits."""

    number: str
    kind: str
    waits: bool
    reason: str
    repeated: bool
    packs: int | None
    tokens: int | None
    whom: str
    whom_url: str


@dataclass(frozen=True)
class Waiting:
    """A line that needs identification."""

    received_at: datetime
    buyer: str
    buyer_url: str
    po_number: str
    number: str
    packs: int
    end_customer: str
    reason: str


@dataclass(frozen=True)
class Desk:
    """The page."""

    form: PurchaseOrderForm
    lines: Lines
    buyers: tuple[str, ...]
    waiting: tuple[Waiting, ...]
    refusal: str = ""
    po_number: str = ""
    results: tuple[Received, ...] = ()

    @property
    def waits(self) -> int:
        """How many of the lines just received wait."""
        return sum(result.waits for result in self.results)


def received(result: LineResult) -> Received:
    """A line's result as the page shows it."""
    order = result.placed.order if result.placed else None
    return Received(
        number=result.number,
        kind=KINDS[result.kind],
        waits=result.kind == NEEDS_IDENTIFICATION,
        reason=REASONS.get(result.reason, ""),
        repeated=result.repeated,
        packs=order.packs if order else None,
        tokens=order.tokens if order else None,
        whom=order.buyer.name if order else "",
        whom_url=reverse("portal:account", args=[order.buyer.uid]) if order else "",
    )


def waiting(line: "PurchaseOrderLine") -> Waiting:
    """A waiting line as the page shows it."""
    return Waiting(
        received_at=line.received_at,
        buyer=line.buyer.name,
        buyer_url=reverse("portal:account", args=[line.buyer.uid]),
        po_number=line.po_number,
        number=line.ref.rsplit("/", 1)[-1],
        packs=line.asked["packs"],
        end_customer=_identifiers(line.asked.get("end_customer") or {}),
        reason=REASONS.get(line.reason, ""),
    )


def buyer_names(accounts: "Sequence[Account]") -> tuple[str, ...]:
    """What is proposed for the buyer."""
    return tuple(account.name for account in accounts)


def _identifiers(end_customer: dict[str, Any]) -> str:
    return ", ".join(str(end_customer[key]) for key in ("name", "uid", "admin_email") if end_customer.get(key))
