"""Reading companies and their people."""

from collections.abc import Collection

from tokenstock.accounts.access import Actor
from tokenstock.accounts.models import Account, AccountType, Membership, User

__all__ = ["admins_of", "managed_uids"]


def admins_of(*, account: Account) -> list[User]:
    """The Admins of a company, by address."""
    return list(
        User.objects.filter(
            memberships__account=account, memberships__role=Membership.Role.ADMIN, is_active=True
        ).order_by("email")
    )


def managed_uids(*, actor: Actor, uids: Collection[str]) -> set[str]:
    """Those of `uids` whose accounts `actor` manages, as `access.managed_account` decides it."""
    accounts = Account.objects.filter(uid__in=uids).exclude(type=AccountType.VENDOR)
    if not actor.is_vendor:
        accounts = accounts.filter(parent_id=actor.account_id)
    return set(accounts.values_list("uid", flat=True))
