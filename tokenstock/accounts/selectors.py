"""Reading companies and their people."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import QuerySet

from tokenstock.accounts.access import Actor, UnknownAccount
from tokenstock.accounts.models import Account, AccountType, Membership, OfferClass, User
from tokenstock.kernel.errors import Refusal
from tokenstock.kernel.ids import is_uid, name_key

__all__ = [
    "AT_ONCE",
    "NobodyChosen",
    "TooManyChosen",
    "admin_addresses",
    "admins_of",
    "chosen_uids",
    "closed_among",
    "locked",
    "managed_by_name",
    "managed_uids",
    "members_of",
    "offer_class_of",
    "open_subaccounts",
    "partner_id_of",
    "resellers",
]


AT_ONCE = 200
"""The most accounts that one act may concern."""


class NobodyChosen(Refusal):
    """No account was named."""

    code: ClassVar[str] = "nobody_chosen"


@dataclass
class TooManyChosen(Refusal):
    """More accounts than one act may concern."""

    code: ClassVar[str] = "too_many_chosen"
    limit: int
    chosen: int


def admins_of(*, account: Account) -> list[User]:
    """The Admins of a company, by address."""
    return list(
        User.objects.filter(
            memberships__account=account, memberships__role=Membership.Role.ADMIN, is_active=True
        ).order_by("email")
    )


def admin_addresses(*, account_ids: Collection[int]) -> dict[int, list[str]]:
    """The e-mail addresses of the Admins of each company that has some, in order. One query."""
    admins = Membership.objects.filter(
        account_id__in=account_ids, role=Membership.Role.ADMIN, user__is_active=True
    ).order_by("account_id", "user__email")
    found: dict[int, list[str]] = {}
    for account_id, email in admins.values_list("account_id", "user__email"):
        found.setdefault(account_id, []).append(email)
    return found


def members_of(*, account: Account) -> list[Membership]:
    """The users of a company that may sign in, each with the person, Admins first and then by address. One query."""
    members = Membership.objects.filter(account=account, user__is_active=True).select_related("user")
    return list(members.order_by("role", "user__email"))


def managed_uids(*, actor: Actor, uids: Collection[str]) -> set[str]:
    """Those of `uids` whose accounts `actor` manages, as `access.managed_account` decides it."""
    return set(_managed(actor).filter(uid__in=uids).values_list("uid", flat=True))


def chosen_uids(*, actor: Actor, uids: Collection[str]) -> set[str]:
    """These uids, each once, if one act may concern all of their accounts. One query.

    :raises NobodyChosen, TooManyChosen: none, or more than `AT_ONCE`.
    :raises UnknownAccount: where the actor does not manage one of them.
    """
    chosen = set(uids)
    if not chosen:
        raise NobodyChosen
    if len(chosen) > AT_ONCE:
        raise TooManyChosen(AT_ONCE, len(chosen))
    unknown = chosen - managed_uids(actor=actor, uids=chosen)
    if unknown:
        raise UnknownAccount(min(unknown))
    return chosen


def managed_by_name(*, actor: Actor, text: str) -> Account:
    """The account that `actor` manages under this uid or exact company name.

    :raises UnknownAccount: where there is none.
    """
    uid = text.strip().lower()
    accounts = _managed(actor).select_related("parent")
    account = accounts.filter(uid=uid).first() if is_uid(uid) else accounts.filter(name_key=name_key(text)).first()
    if account is None:
        raise UnknownAccount(text.strip())
    return account


def offer_class_of(*, account_id: int) -> OfferClass:
    """The offer class as it is now. It stays so while the caller holds the account's stock or standing."""
    return OfferClass(Account.objects.values_list("offer_class", flat=True).get(id=account_id))


def partner_id_of(*, account_id: int) -> int | None:
    """The account directly above as it is now. It stays so while the caller holds the account's stock."""
    return Account.objects.values_list("parent_id", flat=True).get(id=account_id)


def resellers(*, limit: int) -> list[Account]:
    """Distributors and partners that are not closed, by name, no more than `limit`."""
    kinds = [AccountType.DISTRIBUTOR, AccountType.PARTNER]
    return list(Account.objects.filter(type__in=kinds, closed_at=None).order_by("name_key")[:limit])


def locked(*, account_ids: Collection[int]) -> dict[int, Account]:
    """These accounts, locked in id order until the transaction ends, as they stand behind the lock."""
    accounts = Account.objects.select_for_update(no_key=True).filter(id__in=account_ids).order_by("id")
    return {account.id: account for account in accounts}


def closed_among(*, account_ids: Collection[int]) -> Account | None:
    """One of these accounts that is closed; None where all are open. It stays so while their stocks are locked."""
    return Account.objects.filter(id__in=account_ids, closed_at__isnull=False).order_by("id").first()


def open_subaccounts(*, account_id: int) -> int:
    """How many accounts directly below are not closed."""
    return Account.objects.filter(parent_id=account_id, closed_at=None).count()


def _managed(actor: Actor) -> QuerySet[Account]:
    accounts = Account.objects.exclude(type=AccountType.VENDOR)
    return accounts if actor.is_vendor else accounts.filter(parent_id=actor.account_id)
