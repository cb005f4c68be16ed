"""A purchase order as the vendor enters it: its head, and line by line what for whom."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from tokenstock.catalogue.selectors import SERVICE_PACK
from tokenstock.kernel.ids import is_uid
from tokenstock.kernel.quantities import PACKS_MAX, whole_number
from tokenstock.orders.terms import DISCOUNT_MAX
from tokenstock.portal.forms.deeds import DeedForm
from tokenstock.portal.forms.fields import IsoDateField, PriceField, WholeNumberField, text_widget

if TYPE_CHECKING:
    _FormSet = forms.BaseFormSet["LineForm"]
else:
    # Django's own is generic for type checkers alone.
    _FormSet = forms.BaseFormSet

OWN, OTHER = "own", "other"
"""Choices beside the candidates: the buyer's own stock, and a subaccount that is typed in."""

LINES_AT_FIRST = 2
LINES_MAX = 100


class PurchaseOrderForm(forms.Form):
    """The head."""

    use_required_attribute = False

    po_number = forms.CharField(label=_("PO number"), max_length=100, widget=text_widget())
    ordered_on = IsoDateField(label=_("Order date"))
    buyer = forms.CharField(
        label=_("Buyer"),
        max_length=200,
        help_text=_("Exact company name or uid."),
        widget=text_widget(list="buyers"),
    )


class LineForm(forms.Form):
    """One line. Left empty it is no line; without a number it gets its place."""

    use_required_attribute = False

    number = forms.CharField(label=_("Line number"), required=False, max_length=20, widget=text_widget())
    packs = WholeNumberField(label=_("Service Packs"), least=1, most=PACKS_MAX, required=False)
    sku = forms.CharField(
        label=_("Product"), required=False, max_length=40, widget=text_widget(placeholder=SERVICE_PACK)
    )
    discount = PriceField(label=_("Discount in percent"), most=DISCOUNT_MAX, required=False)
    uid = forms.CharField(label=_("End customer's uid"), required=False, max_length=40, widget=text_widget())
    name = forms.CharField(label=_("End customer's exact name"), required=False, max_length=200, widget=text_widget())
    admin_email = forms.CharField(
        label=_("Its Admin's e-mail"), required=False, max_length=254, widget=text_widget(inputmode="email")
    )

    def clean(self) -> dict[str, Any]:
        """Ask for packs wherever anything else stands in the line."""
        entered = super().clean() or self.cleaned_data
        if self.is_line and not entered.get("packs") and "packs" not in self.errors:
            self.add_error("packs", _("How many Service Packs?"))
        return entered

    @property
    def is_line(self) -> bool:
        """Whether anything was entered."""
        return any(str(value or "").strip() for value in self.cleaned_data.values()) or bool(self.errors)


class Lines(_FormSet):
    """The lines of one purchase order."""

    def clean(self) -> None:
        """Refuse one number for two lines."""
        numbers = [number for number, form in self.entered()]
        if len(numbers) != len(set(numbers)):
            raise forms.ValidationError(_("Two lines have the same number."))
        if not numbers:
            raise forms.ValidationError(_("Enter one line at least."))

    def entered(self) -> list[tuple[str, LineForm]]:
        """The lines that are any, each with its number."""
        lines = [
            (place, form) for place, form in enumerate(self.forms, 1) if hasattr(form, "cleaned_data") and form.is_line
        ]
        return [(form.cleaned_data.get("number") or str(place), form) for place, form in lines]


def line_forms(data: Any = None, *, more: int = 0) -> Lines:
    """The lines of `data`, or empty ones; with `more` there are so many further empty ones."""
    made = forms.formset_factory(
        LineForm, formset=Lines, extra=LINES_AT_FIRST, max_num=LINES_MAX, absolute_max=LINES_MAX, validate_max=True
    )
    if data is not None and more:
        data = data.copy()
        entered = whole_number(data.get("lines-TOTAL_FORMS", "")) or 0
        data["lines-TOTAL_FORMS"] = str(min(entered + more, LINES_MAX))
    return cast("Lines", made(data, prefix="lines"))


class IdentifyForm(DeedForm):
    """Whom a waiting line is for: a candidate by its uid, another subaccount by uid or exact name, or the buyer."""

    choice = forms.CharField(max_length=40, error_messages={"required": _("Choose whom the line is for.")})
    other = forms.CharField(required=False, max_length=200)

    def clean_choice(self) -> str:
        """A uid, or one of the other two."""
        choice = str(self.cleaned_data["choice"])
        if choice not in (OWN, OTHER) and not is_uid(choice):
            raise forms.ValidationError(_("Choose whom the line is for."))
        return choice

    def clean(self) -> dict[str, Any]:
        """Ask for the other subaccount where that was chosen."""
        entered = super().clean() or self.cleaned_data
        if entered.get("choice") == OTHER and not entered.get("other"):
            self.add_error("other", _("Enter its uid or its exact name."))
        return entered

    @property
    def account(self) -> str | None:
        """The uid or exact name of the subaccount; None for the buyer's own stock."""
        choice = str(self.cleaned_data["choice"])
        if choice == OWN:
            return None
        return str(self.cleaned_data["other"]) if choice == OTHER else choice
