"""The filters of the list of stock updates."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tokenstock.kernel.quantities import PACKS_MAX
from tokenstock.portal.forms.address import AddressForm
from tokenstock.portal.forms.fields import IsoDateField, WholeNumberField, text_widget

KINDS = {
    "": _("All"),
    "received": _("Orders received"),
    "sent": _("Orders passed on"),
    "passed_through": _("Passed through"),
    "adjusted": _("Adjustments"),
    "bonus": _("Registration bonuses"),
    "consumed": _("Consumption"),
}

FURTHEST_PAGE = 1_000_000


class UpdatesForm(AddressForm):
    """Order date, PO number, number of Service Packs, product reference, and what kind of line."""

    kind = forms.ChoiceField(
        label=_("What"),
        choices=list(KINDS.items()),
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    po_number = forms.CharField(label=_("PO number"), required=False, max_length=100, widget=text_widget(type="search"))
    ordered_from = IsoDateField(label=_("Ordered from"), required=False)
    ordered_to = IsoDateField(label=_("Ordered to"), required=False)
    packs = WholeNumberField(label=_("Packs"), least=1, most=PACKS_MAX, required=False)
    sku = forms.CharField(label=_("Product"), required=False, max_length=40, widget=text_widget(type="search"))
    page = WholeNumberField(least=1, most=FURTHEST_PAGE, required=False, widget=forms.HiddenInput())
