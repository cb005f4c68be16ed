"""The menu by which a list is exported."""

from dataclasses import dataclass

from django.urls import reverse

from tokenstock.portal.forms.address import AddressForm


@dataclass(frozen=True)
class Export:
    """Where the list that a page shows can be had as a file, with the filters of the page."""

    csv_url: str
    xlsx_url: str


def export_of(form: AddressForm, view: str, *arguments: str) -> Export:
    """The addresses of both kinds of file, for what the form has chosen."""
    chosen = form.address(page=None).removesuffix("?")
    csv_url, xlsx_url = (reverse(f"portal:{view}", args=[*arguments, kind]) + chosen for kind in ("csv", "xlsx"))
    return Export(csv_url, xlsx_url)
