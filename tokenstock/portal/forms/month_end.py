"""What the addresses of the month end's pages carry, and what the vendor enters to hold, release and close accounts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tokenstock.portal.forms.address import AddressForm
from tokenstock.portal.forms.fields import WholeNumberField, text_widget
from tokenstock.portal.forms.updates import FURTHEST_PAGE

REASON_MAX = 1000


class PageForm(AddressForm):
    """Which page of a list."""

    page = WholeNumberField(least=1, most=FURTHEST_PAGE, required=False, widget=forms.HiddenInput())

    @property
    def number(self) -> int:
        """The page, 1 where none is named."""
        return int(self.given().get("page", 1))


class ReasonForm(forms.Form):
    """Why an account is held, or released."""

    use_required_attribute = False

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_MAX,
        error_messages={"required": _("Say why; it stays in the record.")},
        widget=text_widget(**{"data-first": ""}),
    )


class ClosingForm(ReasonForm):
    """Why an account is closed, and what becomes of the tokens that would be left."""

    freeze = forms.BooleanField(required=False)
