"""Fields that read what people type, strictly."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tokenstock.kernel.months import InvalidDate, iso_date
from tokenstock.kernel.quantities import whole_number
from tokenstock.portal import words

NOT_WHOLE = gettext_lazy("Enter a whole number in plain digits, such as 12.")
NO_DATE = gettext_lazy("Enter a date, written as 2026-03-31.")
NO_PRICE = gettext_lazy("Enter a number with at most two decimals, such as 20 or 17.50.")

_PRICE = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,2})?", re.ASCII)


class WholeNumberField(forms.CharField):
    """A whole number from `least` to `most`, in plain digits."""

    def __init__(self, *, least: int, most: int, **options: Any) -> None:
        attributes = {"inputmode": "numeric", "autocomplete": "off", "class": "form-control tabular"}
        options.setdefault("widget", forms.TextInput(attrs=attributes))
        super().__init__(**options)
        self.least, self.most = least, most

    def clean(self, value: Any) -> int | None:
        """The number, or None where nothing was typed and nothing is required."""
        text = super().clean(value)
        if not text:
            return None
        number = whole_number(text)
        if number is None:
            raise forms.ValidationError(NOT_WHOLE)
        if not self.least <= number <= self.most:
            raise forms.ValidationError(_out_of_range(self.least, self.most))
        return number


class IsoDateField(forms.CharField):
    """A date as the browser's date input sends it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"type": "date", "class": "form-control"}))
        super().__init__(**options)

    def clean(self, value: Any) -> date | None:
        """The date, or None where nothing was typed and nothing is required."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return iso_date(text, field=str(self.label or "date"))
        except InvalidDate:
            raise forms.ValidationError(NO_DATE) from None


class PriceField(forms.CharField):
    """An amount or percentage from 0 to `most`, with at most two decimals."""

    def __init__(self, *, most: int, **options: Any) -> None:
        attributes = {"inputmode": "decimal", "autocomplete": "off", "class": "form-control tabular"}
        options.setdefault("widget", forms.TextInput(attrs=attributes))
        super().__init__(**options)
        self.most = most

    def clean(self, value: Any) -> Decimal | None:
        """The amount, or None where nothing was typed."""
        text = super().clean(value)
        if not text:
            return None
        if not _PRICE.fullmatch(text):
            raise forms.ValidationError(NO_PRICE)
        amount = Decimal(text)
        if amount > self.most:
            raise forms.ValidationError(_out_of_range(0, self.most))
        return amount


def text_widget(**attributes: Any) -> forms.TextInput:
    """A line of text."""
    return forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", **attributes})


def _out_of_range(least: int, most: int) -> str:
    bounds = {"least": words.whole(least), "most": words.whole(most)}
    return _("Enter a number from %(least)s to %(most)s.") % bounds
