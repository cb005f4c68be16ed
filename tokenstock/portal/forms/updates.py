"""The filters of the list of stock updates."""

from django import forms

from tokenstock.kernel.quantities import PACKS_MAX
from tokenstock.portal.forms.address import AddressForm
from tokenstock.portal.forms.fields import IsoDateField, WholeNumberField, text_widget

KINDS = {
    "": "All",
    "received": "Orders received",
    "sent": "Orders passed on",
    "passed_through": "Passed through",
    "adjusted": "Adjustments",
    "bonus": "Registration bonuses",
    "consumed": "Consumption",
}

FURTHEST_PAGE = 1_000_000


class UpdatesForm(AddressForm):
    """Order date, PO number, number of Service Packs, product reference, and what kind of line."""

    kind = forms.ChoiceField(
        label="What", choices=list(KINDS.items()), required=False, widget=forms.Select(attrs={"class": "form-select"})
    )
    po_number = forms.CharField(label="PO number", required=False, max_length=100, widget=text_widget(type="search"))
    ordered_from = IsoDateField(label="Ordered from", required=False)
    ordered_to = IsoDateField(label="Ordered to", required=False)
    packs = WholeNumberField(label="Packs", least=1, most=PACKS_MAX, required=False)
    sku = forms.CharField(label="Product", required=False, max_length=40, widget=text_widget(type="search"))
    page = WholeNumberField(least=1, most=FURTHEST_PAGE, required=False, widget=forms.HiddenInput())
