"""What changed lately in an account, from its record, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tokenstock.portal.pages.labels import OFFER_CLASSES

if TYPE_CHECKING:
    from tokenstock.audit.models import Record

ACTIONS = {
    "account.created": gettext_lazy("Account created"),
    "account.converted": gettext_lazy("Offer class changed"),
    "account.moved": gettext_lazy("Partner of record changed"),
    "account.held": gettext_lazy("Suspended by the vendor"),
    "account.released": gettext_lazy("Suspension by the vendor lifted"),
    "account.suspended": gettext_lazy("Suspended: the stock fell below zero"),
    "account.reactivated": gettext_lazy("Reactivated"),
    "account.closed": gettext_lazy("Account closed"),
    "account.reminded": gettext_lazy("Admins reminded to buy more"),
    "order.placed": gettext_lazy("Order received"),
    "order.amended": gettext_lazy("Order changed"),
    "order.deleted": gettext_lazy("Order deleted"),
    "stock.adjusted": gettext_lazy("Stock adjusted"),
    "device.claimed": gettext_lazy("Device registered for AirLink Complete"),
    "system.registered": gettext_lazy("System registered"),
    "system.retired": gettext_lazy("System retired"),
    "system.activated": gettext_lazy("System activated"),
    "system.deactivated": gettext_lazy("System deactivated"),
    "system.reported_late": gettext_lazy("System reported late"),
    "support_contact.changed": gettext_lazy("Support contact changed"),
    "signup_address.rotated": gettext_lazy("Sign-up address replaced"),
    "brand.changed": gettext_lazy("Branding image changed"),
    "brand.removed": gettext_lazy("Branding image removed"),
}
"""What of an account's record its Admins are told, by action."""

WITH_SUBJECT = ("system.", "device.")
"""Where the record's subject says more: a serial number."""


BY_ITSELF = ("", "month close", "grace", "migration")
"""The actors that are nobody."""


@dataclass(frozen=True)
class Change:
    """One thing that happened: by whom (empty: by itself), and why where a reason was given."""

    at: datetime
    what: str
    detail: str
    by: str
    reason: str


def changes(records: "Sequence[Record]") -> tuple[Change, ...]:
    """The records in words."""
    return tuple(
        Change(
            at=record.at,
            what=str(ACTIONS[record.action]),
            detail=_detail(record),
            by="" if record.actor in BY_ITSELF else record.actor,
            reason=record.reason,
        )
        for record in records
    )


def _detail(record: "Record") -> str:
    if record.action.startswith(WITH_SUBJECT):
        return record.subject
    if record.action == "account.converted":
        names = {key: OFFER_CLASSES[record.detail[key]] for key in ("before", "after")}
        return _("%(before)s, now %(after)s") % names
    return ""
