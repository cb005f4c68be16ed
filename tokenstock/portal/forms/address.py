"""Filters that live in the address of a page."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict


class AddressForm(forms.Form):
    """A form read from the query string. A field that cannot be read counts as not given, and says so beside itself."""

    use_required_attribute = False

    def __init__(self, data: QueryDict) -> None:
        # A popup over the page has fields of the same names, and an id is there once.
        super().__init__(data, auto_id="filter_%s")

    def given(self) -> dict[str, Any]:
        """What could be read, by field; fields left empty are not in it."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}

    def in_address(self, **changes: object) -> dict[str, str]:
        """The query string's parameters for what is given, with `changes`; None takes one away, page 1 is left out."""
        parameters: dict[str, object] = {**self.given(), **changes}
        if parameters.get("page") == 1:
            del parameters["page"]
        return {name: str(value) for name, value in parameters.items() if value not in ("", None)}

    def address(self, **changes: object) -> str:
        """A link to the same page with `changes`, "?" where nothing is left to say."""
        return "?" + urlencode(self.in_address(**changes))
