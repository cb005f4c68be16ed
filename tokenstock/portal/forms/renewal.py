"""Until when to cover, at which rate, with which product."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tokenstock.catalogue.selectors import SERVICE_PACK
from tokenstock.forecast.renewal import Aim, RateChoice
from tokenstock.kernel.months import Month
from tokenstock.orders.terms import DISCOUNT_MAX
from tokenstock.portal import words
from tokenstock.portal.forms.address import AddressForm
from tokenstock.portal.forms.fields import PriceField, WholeNumberField, text_widget

if TYPE_CHECKING:
    from tokenstock.catalogue.models import Product

USUAL, FURTHEST = 12, 36
"""Complete months after the running one."""

RATE_MOST = 30_000


class RenewalForm(AddressForm):
    """What to compose. Whatever is not given stands at what is usual."""

    until = forms.ChoiceField(
        label=gettext_lazy("Cover until the end of"),
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    rate = forms.ChoiceField(
        label=gettext_lazy("Systems a month"),
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
        choices=(
            (RateChoice.PREVIOUS.value, gettext_lazy("Last month's peak")),
            (RateChoice.CURRENT.value, gettext_lazy("This month's peak so far")),
            (RateChoice.ENTERED.value, gettext_lazy("Another number")),
        ),
    )
    entered = WholeNumberField(label=gettext_lazy("Other number"), least=1, most=RATE_MOST, required=False)
    sku = forms.ChoiceField(
        label=gettext_lazy("Product"), required=False, widget=forms.Select(attrs={"class": "form-select"})
    )
    discount = PriceField(label=gettext_lazy("Discount (percent)"), most=DISCOUNT_MAX, required=False)
    po_number = forms.CharField(label=gettext_lazy("PO number"), required=False, max_length=100, widget=text_widget())

    def __init__(self, data: QueryDict, *, month: Month, products: "list[Product]") -> None:
        usual = {
            "until": str(month.plus(USUAL)),
            "rate": RateChoice.PREVIOUS.value,
            "sku": SERVICE_PACK if any(product.sku == SERVICE_PACK for product in products) else products[0].sku,
        }
        filled = data.copy()
        for name, value in usual.items():
            filled[name] = data.get(name) or value
        super().__init__(filled)
        self._usual = usual
        self._products = {product.sku: product for product in products}
        self._months = {str(month.plus(ahead)): month.plus(ahead) for ahead in range(FURTHEST + 1)}
        self._choose("until", [(key, _month(found, ahead)) for ahead, (key, found) in enumerate(self._months.items())])
        self._choose("sku", [(product.sku, f"{product.sku} {product.name}") for product in products])

    def clean(self) -> dict[str, Any]:
        """Another number has to be given where it is asked for."""
        cleaned = super().clean() or {}
        if cleaned.get("rate") == RateChoice.ENTERED and cleaned.get("entered") is None and "entered" in cleaned:
            self.add_error("entered", _("Enter how many systems a month."))
        return cleaned

    @property
    def product(self) -> "Product":
        """The product chosen."""
        return self._products[self.given().get("sku", self._usual["sku"])]

    @property
    def discount_given(self) -> Decimal:
        """The discount in percent; 0 where none is given."""
        return Decimal(self.given().get("discount", 0))

    def aim(self) -> Aim:
        """What to plan for."""
        given = self.given()
        choice = RateChoice(given.get("rate", self._usual["rate"]))
        if choice == RateChoice.ENTERED and "entered" not in given:
            choice = RateChoice.PREVIOUS
        return Aim(
            until=self._months[given.get("until", self._usual["until"])],
            choice=choice,
            entered=given.get("entered", 0),
            tokens_per_pack=self.product.tokens_per_pack,
        )

    def _choose(self, field: str, choices: list[tuple[str, str]]) -> None:
        self.fields[field].choices = choices  # type: ignore[attr-defined]


def _month(month: Month, ahead: int) -> str:
    name = words.month(month.first_day)
    if ahead == 0:
        return _("%(month)s (this month)") % {"month": name}
    named = ngettext("%(month)s (%(ahead)s month)", "%(month)s (%(ahead)s months)", ahead)
    return named % {"month": name, "ahead": ahead}
