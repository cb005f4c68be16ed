"""Whom a purchase order line is for. Exact rules decide; nothing is ever guessed."""

from dataclasses import dataclass
from typing import Any

from tokenstock.accounts.models import Account, AccountType, Membership
from tokenstock.kernel.ids import name_key


@dataclass(frozen=True)
class EndCustomer:
    """The identifiers that a line gives; None where it gives none."""

    uid: str | None = None
    name: str | None = None
    admin_email: str | None = None

    def written(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {"uid": self.uid, "name": self.name, "admin_email": self.admin_email}


@dataclass(frozen=True)
class Identified:
    """The account that a line is for, or the reason why that could not be told."""

    account: Account | None
    reason: str = ""


def identify(*, buyer: Account, end_customer: EndCustomer) -> Identified:
    """The subaccount of `buyer` on which all the identifiers given agree.

    A uid alone identifies; a name needs an Admin's e-mail with it. Names are compared ignoring case and outer white
    space, addresses ignoring case. Reasons: incomplete, unknown, contradictory, foreign, closed, not_applicable (a
    buyer that orders for itself names somebody).
    """
    if buyer.type == AccountType.CUSTOMER:
        return Identified(None, "not_applicable")
    if not end_customer.uid and not (end_customer.name and end_customer.admin_email):
        return Identified(None, "incomplete")
    found = [account for account in (_by_uid(end_customer), _by_name(end_customer)) if account is not None]
    if not found:
        return Identified(None, "unknown")
    account = found[0]
    if not _agrees(account, end_customer):
        return Identified(None, "contradictory")
    if account.parent_id != buyer.id:
        return Identified(None, "foreign")
    return Identified(account) if account.closed_at is None else Identified(None, "closed")


def _by_uid(end_customer: EndCustomer) -> Account | None:
    return Account.objects.filter(uid=end_customer.uid.strip().lower()).first() if end_customer.uid else None


def _by_name(end_customer: EndCustomer) -> Account | None:
    return Account.objects.filter(name_key=name_key(end_customer.name)).first() if end_customer.name else None


def _agrees(account: Account, end_customer: EndCustomer) -> bool:
    if end_customer.uid and end_customer.uid.strip().lower() != account.uid:
        return False
    if end_customer.name and name_key(end_customer.name) != account.name_key:
        return False
    if not end_customer.admin_email:
        return True
    return Membership.objects.filter(
        account=account, role=Membership.Role.ADMIN, user__email=end_customer.admin_email.strip().lower()
    ).exists()
