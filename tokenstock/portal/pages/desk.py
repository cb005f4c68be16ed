"""The vendor's desk: a purchase order to enter, what its lines became, and the lines that wait for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tokenstock.desk.services import NEEDS_IDENTIFICATION, LineResult
from tokenstock.portal import words
from tokenstock.portal.forms.deeds import new_key
from tokenstock.portal.forms.desk import OTHER, OWN, IdentifyForm, Lines, PurchaseOrderForm
from tokenstock.portal.pages.popup import Popup

if TYPE_CHECKING:
    from tokenstock.accounts.models import Account
    from tokenstock.desk.models import PurchaseOrderLine
    from tokenstock.desk.selectors import Candidate, WaitingTokens
    from tokenstock.portal.request import PortalRequest

KINDS = {
    "wholesale": gettext_lazy("Wholesale: to the buyer's own stock"),
    "delegated": gettext_lazy("Delegated: passed through to the customer"),
    "direct": gettext_lazy("Direct: to the customer that bought"),
    NEEDS_IDENTIFICATION: gettext_lazy("Needs identification"),
}

REASONS = {
    "incomplete": gettext_lazy(
        "Name the end customer by uid, or by exact company name and an Admin's e-mail together."
    ),
    "unknown": gettext_lazy("No account has this uid or name."),
    "contradictory": gettext_lazy("The identifiers point to different accounts."),
    "foreign": gettext_lazy("The account found is not a subaccount of the buyer."),
    "closed": gettext_lazy("The account found is closed."),
    "not_applicable": gettext_lazy("The buyer orders for itself and cannot name an end customer."),
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


WHY = {
    "email": gettext_lazy("an Admin's e-mail"),
    "uid": gettext_lazy("the beginning of the uid"),
    "name": gettext_lazy("a name like it"),
}


@dataclass(frozen=True)
class Choice:
    """Whom a line may be for: a candidate, by its uid, or the buyer itself. `why`: what speaks for a candidate."""

    value: str
    name: str
    uid: str = ""
    partner: str = ""
    why: str = ""


@dataclass(frozen=True)
class Waiting:
    """A line that needs identification. `choices` are for whoever may say whom it is for; `key` is of that form."""

    line_id: int
    received_at: datetime
    buyer: str
    buyer_url: str
    po_number: str
    number: str
    packs: int
    end_customer: str
    reason: str
    choices: tuple[Choice, ...] = ()
    key: str = ""


@dataclass(frozen=True)
class WaitingOrders:
    """What a buyer's purchase orders still have to bring, once somebody has said whom the lines are for."""

    lines: tuple[Waiting, ...]
    count: int
    tokens: int


@dataclass(frozen=True)
class Identify:
    """The page on which it is said whom a line is for: what was chosen, and what follows."""

    line: Waiting
    form: IdentifyForm
    popup: Popup

    @property
    def chosen(self) -> str:
        """The choice that the form came with."""
        return str(self.form["choice"].value() or "")

    @property
    def other(self) -> str:
        """What was typed for another subaccount."""
        return str(self.form["other"].value() or "")


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
        kind=str(KINDS[result.kind]),
        waits=result.kind == NEEDS_IDENTIFICATION,
        reason=str(REASONS.get(result.reason, "")),
        repeated=result.repeated,
        packs=order.packs if order else None,
        tokens=order.tokens if order else None,
        whom=order.buyer.name if order else "",
        whom_url=reverse("portal:account", args=[order.buyer.uid]) if order else "",
    )


def waiting(line: "PurchaseOrderLine", candidates: "Sequence[Candidate] | None" = None) -> Waiting:
    """A waiting line as the page shows it; with `candidates` there is a form to say whom it is for."""
    return Waiting(
        line_id=line.id,
        received_at=line.received_at,
        buyer=line.buyer.name,
        buyer_url=reverse("portal:account", args=[line.buyer.uid]),
        po_number=line.po_number,
        number=line.number,
        packs=line.asked["packs"],
        end_customer=_identifiers(line.asked.get("end_customer") or {}),
        reason=str(REASONS.get(line.reason, "")),
        choices=() if candidates is None else _choices(line, candidates),
        key="" if candidates is None else new_key(),
    )


def waiting_orders(lines: "Sequence[PurchaseOrderLine]", waits: "WaitingTokens | None") -> WaitingOrders | None:
    """A buyer's waiting lines, the latest first, and what all of them bring; None where nothing waits."""
    if waits is None:
        return None
    return WaitingOrders(lines=tuple(waiting(line) for line in lines), count=waits.lines, tokens=waits.tokens)


def identify(
    request: "PortalRequest", line: "PurchaseOrderLine", form: IdentifyForm, candidates: "Sequence[Candidate]"
) -> Identify:
    """The page for one line."""
    back = reverse("portal:receive")
    packs = line.asked["packs"]
    subject = ngettext(
        "PO %(po_number)s, line %(line)s, %(packs)s pack, bought by %(buyer)s",
        "PO %(po_number)s, line %(line)s, %(packs)s packs, bought by %(buyer)s",
        packs,
    ) % {"po_number": line.po_number, "line": line.number, "packs": words.whole(packs), "buyer": line.buyer.name}
    popup = Popup(
        title=_("Identify line"),
        subject=subject,
        verb=_("Confirm"),
        done_title=_("Line identified"),
        form=form,
        action=reverse("portal:identify_line", args=[line.id]),
        back_url=back,
        now=request.now,
    )
    return Identify(line=waiting(line, candidates), form=form, popup=popup)


def _choices(line: "PurchaseOrderLine", candidates: "Sequence[Candidate]") -> tuple[Choice, ...]:
    proposed = [
        Choice(
            value=candidate.uid,
            name=candidate.name,
            uid=candidate.uid,
            partner=candidate.partner,
            why=_(" and ").join(str(WHY[what]) for what in candidate.why),
        )
        for candidate in candidates
    ]
    return (
        *proposed,
        Choice(value=OTHER, name=_("Another subaccount of the buyer")),
        Choice(value=OWN, name=_("Into the own stock of %(name)s") % {"name": line.buyer.name}),
    )


def buyer_names(accounts: "Sequence[Account]") -> tuple[str, ...]:
    """What is proposed for the buyer."""
    return tuple(account.name for account in accounts)


def _identifiers(end_customer: dict[str, Any]) -> str:
    return ", ".join(str(end_customer[key]) for key in ("name", "uid", "admin_email") if end_customer.get(key))
