"""The filters, order and page of the grid of accounts."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tokenstock.kernel.quantities import TOKENS_MAX
from tokenstock.portal.forms.address import AddressForm
from tokenstock.portal.forms.fields import IsoDateField, WholeNumberField, text_widget
from tokenstock.portal.forms.updates import FURTHEST_PAGE
from tokenstock.stock.selectors import SORTS, Grid

SHOWN = {"": _("Commercial"), "others": _("Trials, transition and resellers"), "all": _("All")}
STATUSES = {
    "": _("Any"),
    "active": _("Active"),
    "suspended": _("Suspended"),
    "held": _("Held by the vendor"),
    "closed": _("Closed"),
}
HORIZONS = {"": _("Any time"), "30": _("In 30 days"), "60": _("In 60 days"), "90": _("In 90 days")}
DESCENDING = "-"


def _select(label: Any, choices: Mapping[str, Any]) -> forms.ChoiceField:
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(label=label, choices=list(choices.items()), required=False, widget=widget)


class GridForm(AddressForm):
    """Which accounts to show, in which order. `sort` is a column's name, with a minus sign to turn it round.

    `under` is the uid of a reseller, and shows what stands directly below it.
    """

    text = forms.CharField(
        label=_("Name or uid"),
        required=False,
        max_length=200,
        widget=text_widget(type="search", placeholder=_("Find an account")),
    )
    shown = _select(_("Show"), SHOWN)
    status = _select(_("Status"), STATUSES)
    within = _select(_("Runs out"), HORIZONS)
    by = IsoDateField(label=_("Runs out by"), required=False)
    below = WholeNumberField(label=_("Stock below"), least=0, most=TOKENS_MAX, required=False)
    under = forms.RegexField(regex=r"\A[0-9a-f]{32}\Z", required=False, widget=forms.HiddenInput())
    sort = forms.ChoiceField(
        choices=[(sign + name, name) for name in SORTS for sign in ("", DESCENDING)],
        required=False,
        widget=forms.HiddenInput(),
    )
    page = WholeNumberField(least=1, most=FURTHEST_PAGE, required=False, widget=forms.HiddenInput())

    def grid(self, *, partner_id: int | None) -> Grid:
        """What to read, among the subaccounts of `partner_id`; among all accounts for None."""
        given = self.given()
        sort = given.get("sort", "")
        return Grid(
            partner_id=partner_id,
            commercial={"": True, "others": False, "all": None}[given.get("shown", "")],
            text=given.get("text", ""),
            status=given.get("status", ""),
            run_out_within_days=int(given["within"]) if "within" in given else None,
            run_out_by=given.get("by"),
            stock_below=given.get("below"),
            sort=sort.removeprefix(DESCENDING) or "run_out",
            descending=sort.startswith(DESCENDING),
            page=given.get("page", 1),
        )
