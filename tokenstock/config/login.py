"""Who may sign in, as far as the installation decides it."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnly(DefaultAccountAdapter):
    """Accounts are made by the vendor and the partners; nobody signs up unasked."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
