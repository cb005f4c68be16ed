"""What a company is, in words. The domain has codes; its own labels are for the command line and the log."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from tokenstock.accounts.models import Account

TYPES = {
    "vendor": _("Vendor"),
    "distributor": _("Distributor"),
    "partner": _("Partner"),
    "customer": _("Customer"),
}

OFFER_CLASSES = {
    "commercial": _("Commercial"),
    "partner": _("Partner"),
    "free_tier": _("Free Tier"),
    "transition": _("Transition"),
}


def kind(account: "Account") -> str:
    """What it is in the channel."""
    return str(TYPES[account.type])


def offer_class(account: "Account") -> str:
    """What it is entitled to."""
    return str(OFFER_CLASSES[account.offer_class])
