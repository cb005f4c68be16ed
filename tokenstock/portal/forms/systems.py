"""Finding systems, choosing those to switch, and a number of systems to try out."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tokenstock.portal.forms.address import AddressForm
from tokenstock.portal.forms.fields import WholeNumberField, text_widget
from tokenstock.portal.forms.updates import FURTHEST_PAGE

STATES = (
    ("", _("All but retired")),
    ("ACTIVE", _("Activated")),
    ("READY", _("Registered")),
    ("SUSPENDED", _("Deactivated")),
    ("RETIRED", _("Retired")),
)
TRIED_MOST = 100_000

_BETWEEN = re.compile(r"[\n,;]")


class SystemsForm(AddressForm):
    """Which of an account's systems to show."""

    text = forms.CharField(
        label=_("Serial number"),
        required=False,
        max_length=60,
        widget=text_widget(type="search", placeholder=_("Find a system")),
    )
    state = forms.ChoiceField(
        label=_("State"), choices=STATES, required=False, widget=forms.Select(attrs={"class": "form-select"})
    )
    page = WholeNumberField(least=1, most=FURTHEST_PAGE, required=False, widget=forms.HiddenInput())


class SwitchForm(forms.Form):
    """Serial numbers, one a line or with commas between. `seen` names the outcome that the person last saw."""

    use_required_attribute = False

    serials = forms.CharField(
        label=_("Serial numbers"),
        required=False,
        max_length=40_000,
        help_text=_("One on each line, or with commas between them; 500 at most."),
        widget=forms.Textarea(
            attrs={"class": "form-control mono", "rows": 4, "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput())

    def clean_serials(self) -> list[str]:
        """The serial numbers, each once, in their order."""
        return split(self.cleaned_data["serials"])


class WhatIfForm(AddressForm):
    """How many systems would be activated."""

    systems = WholeNumberField(label=_("Systems to activate now"), least=1, most=TRIED_MOST, required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["systems"].widget.attrs["data-first"] = ""


def split(text: str) -> list[str]:
    """The serial numbers that a person wrote."""
    return list(dict.fromkeys(serial.strip().upper() for serial in _BETWEEN.split(text) if serial.strip()))
