"""What a person enters in a popup: an order, a change, an adjustment. Each carries what makes confirming safe."""

import re
import secrets
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tokenstock.catalogue.selectors import SERVICE_PACK
from tokenstock.kernel.quantities import PACKS_MAX, TOKENS_MAX
from tokenstock.orders.terms import DISCOUNT_MAX, PRICE_MAX
from tokenstock.portal.forms.fields import IsoDateField, PriceField, WholeNumberField, text_widget

CREDIT, DEBIT = "credit", "debit"
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)

FURTHER = ("list_price", "discount", "note")
"""Fields that are folded away while nothing stands in them."""

CONFIRM_NEGATIVE = _("Tick this to go on, or enter less.")
CONFIRM_FORCE = _("Tick this and give a reason to go on, or enter less.")


def new_key() -> str:
    """A fresh request key: confirming twice with it does the deed once."""
    return secrets.token_urlsafe(18)


class DeedForm(forms.Form):
    """A form that is confirmed after a look at what it will do.

    `key` makes a second confirmation harmless, `seen` names the outcome that the person last saw. `confirm_negative`
    and `force` answer what a preview asked.
    """

    use_required_attribute = False
    further_title: str | Promise = ""

    key = forms.CharField(widget=forms.HiddenInput())
    seen = forms.CharField(required=False, widget=forms.HiddenInput())
    confirm_negative = forms.BooleanField(required=False)
    force = forms.BooleanField(required=False)
    force_reason = forms.CharField(required=False, max_length=1000)

    def clean_key(self) -> str:
        """The key, if it is one of ours."""
        key = str(self.cleaned_data["key"])
        if not _KEY.fullmatch(key):
            raise forms.ValidationError(_("This form is damaged. Open it again."))
        return key

    def put(self, field: str, value: str) -> None:
        """Let the form come back with another value than it was sent with."""
        data = cast(QueryDict, self.data).copy()
        data[field] = value
        self.data = data

    def is_enough_to_look(self) -> bool:
        """Whether the outcome can be told from what was entered so far; the reason may still be missing."""
        if "reason" in self.fields:
            self.fields["reason"].required = False
        return self.is_valid()

    def entries(self) -> list[forms.BoundField]:
        """The fields that a person fills in, in order."""
        return [field for field in self._own_fields() if field.name not in FURTHER]

    def further(self) -> list[forms.BoundField]:
        """Those that most people leave empty."""
        return [field for field in self._own_fields() if field.name in FURTHER]

    def _own_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in DeedForm.base_fields]

    @property
    def negative_confirmed(self) -> bool:
        """Whether the person accepts that an account goes below zero."""
        return bool(self.cleaned_data.get("confirm_negative"))

    @property
    def forced(self) -> bool:
        """Whether the vendor insists, with a reason."""
        return bool(self.cleaned_data.get("force") and self.cleaned_data.get("force_reason", "").strip())


class OrderForm(DeedForm):
    """A token order."""

    further_title = _("Price, discount and note")

    packs = WholeNumberField(label=_("Service Packs"), least=1, most=PACKS_MAX)
    ordered_on = IsoDateField(label=_("Order date"))
    po_number = forms.CharField(label=_("PO number"), required=False, max_length=100, widget=text_widget())
    sku = forms.ChoiceField(label=_("Product"), widget=forms.Select(attrs={"class": "form-select"}))
    list_price = PriceField(
        label=_("List price for a pack"), most=PRICE_MAX, required=False, help_text=_("Empty: as in the catalogue.")
    )
    discount = PriceField(label=_("Discount in percent"), most=DISCOUNT_MAX, required=False)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )

    def __init__(self, *arguments: Any, products: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["sku"].choices = products  # type: ignore[attr-defined]
        self.fields["sku"].initial = SERVICE_PACK
        self.fields["packs"].widget.attrs["data-first"] = ""


class EditForm(OrderForm):
    """A change of an order: every field stands in it as it is. `version` is the wording that the person looks at."""

    version = WholeNumberField(least=1, most=TOKENS_MAX, widget=forms.HiddenInput())


class DeleteForm(DeedForm):
    """Taking an order back."""

    version = WholeNumberField(least=1, most=TOKENS_MAX, widget=forms.HiddenInput())
    reason = forms.CharField(label=_("Why"), required=False, max_length=1000, widget=text_widget())


class AdjustForm(DeedForm):
    """A credit or debit note, in tokens."""

    direction = forms.ChoiceField(
        label=_("Kind of note"),
        choices=[(CREDIT, _("Credit")), (DEBIT, _("Debit"))],
        initial=CREDIT,
        widget=forms.RadioSelect(),
    )
    tokens = WholeNumberField(label=_("Tokens"), least=1, most=TOKENS_MAX)
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=text_widget())
    corrects = WholeNumberField(least=1, most=2**62, required=False, widget=forms.HiddenInput())

    @property
    def signed_tokens(self) -> int:
        """Positive for a credit, negative for a debit."""
        tokens = int(self.cleaned_data["tokens"])
        return tokens if self.cleaned_data["direction"] == CREDIT else -tokens
