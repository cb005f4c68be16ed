"""The gate: the only way from a person and an address to an account.

An account of someone else and one that does not exist are the same `UnknownAccount`.
"""

from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Q

from tokenstock.accounts.models import Account, AccountType, Membership, User
from tokenstock.kernel.errors import Refusal

__all__ = [
    "Actor",
    "NotAllowed",
    "UnknownAccount",
    "account_by_uid",
    "actor_for",
    "actors_of",
    "branded_account",
    "managed_account",
    "own_account",
    "vendor",
    "visible_account",
]


@dataclass
class UnknownAccount(Refusal):
    """There is no such account for the one who asks."""

    code: ClassVar[str] = "unknown_account"
    uid: str


class NotAllowed(Refusal):
    """Not yours to change, not your subaccount, or to yourself."""

    code: ClassVar[str] = "not_allowed"


@dataclass(frozen=True)
class Actor:
    """Who acts, and for which company. `label` names the person or programme in every record of what was done."""

    label: str
    account_id: int
    account_type: str
    is_admin: bool = True
    user_id: int | None = None

    @property
    def is_vendor(self) -> bool:
        """Whether this is someone of the vendor."""
        return self.account_type == AccountType.VENDOR


def vendor() -> Account:
    """The vendor's account, the root of the tree."""
    return Account.objects.get(type=AccountType.VENDOR)


def actor_for(account: Account, *, label: str) -> Actor:
    """A programme or import that acts as Admin of `account`."""
    return Actor(label=label, account_id=account.id, account_type=account.type)


def actors_of(user: User) -> list[tuple[Actor, Account]]:
    """Everything that `user` may act as: one actor for each company that the user belongs to, by company name.

    The accounts come with their partners of record. One query.
    """
    memberships = Membership.objects.filter(user=user).select_related("account__parent").order_by("account__name_key")
    return [
        (
            Actor(
                label=user.email,
                account_id=membership.account_id,
                account_type=membership.account.type,
                is_admin=membership.role == Membership.Role.ADMIN,
                user_id=user.id,
            ),
            membership.account,
        )
        for membership in memberships
    ]


def account_by_uid(uid: str) -> Account:
    """The account with this uid, whoever asks: for programmes and imports of the vendor.

    :raises UnknownAccount: where there is none; the vendor's own is none that tokens are moved to.
    """
    account = Account.objects.filter(uid=uid).exclude(type=AccountType.VENDOR).first()
    if account is None:
        raise UnknownAccount(uid)
    return account


def own_account(actor: Actor) -> Account:
    """The account that `actor` acts for."""
    return Account.objects.get(id=actor.account_id)


def managed_account(actor: Actor, uid: str) -> Account:
    """An account that `actor` may sell to and adjust: a direct subaccount; for the vendor any.

    :raises UnknownAccount: for any other, also one that does not exist.
    """
    accounts = Account.objects.filter(uid=uid).exclude(type=AccountType.VENDOR)
    if not actor.is_vendor:
        accounts = accounts.filter(parent_id=actor.account_id)
    account = accounts.first()
    if account is None:
        raise UnknownAccount(uid)
    return account


def visible_account(actor: Actor, uid: str) -> Account:
    """An account whose stock `actor` may look at: its own, or one that it manages.

    :raises UnknownAccount: for any other, also one that does not exist, and the vendor's, which has no stock.
    """
    own = Account.objects.filter(uid=uid, id=actor.account_id).exclude(type=AccountType.VENDOR).first()
    return own if own is not None else managed_account(actor, uid)


def branded_account(actor: Actor, uid: str) -> Account:
    """An account whose image `actor` may look at: its own, its partner of record's, or one that it manages.

    :raises UnknownAccount: for any other, also one that does not exist.
    """
    shown = Q(id=actor.account_id) | Q(subaccounts=actor.account_id)
    near = Account.objects.filter(shown, uid=uid).distinct().first()
    return near if near is not None else managed_account(actor, uid)
