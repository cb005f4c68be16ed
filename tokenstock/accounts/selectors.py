"""Reading companies and their people."""

from tokenstock.accounts.models import Account, Membership, User

__all__ = ["admins_of"]


def admins_of(*, account: Account) -> list[User]:
    """The Admins of a company, by address."""
    return list(
        User.objects.filter(
            memberships__account=account, memberships__role=Membership.Role.ADMIN, is_active=True
        ).order_by("email")
    )
