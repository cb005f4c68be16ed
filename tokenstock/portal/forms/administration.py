"""What a company says of itself."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tokenstock.portal.forms.fields import text_widget


class ContactForm(forms.Form):
    """Whom customers ask: none of the three, or at least two. What each has to look like is `profile`'s to say."""

    use_required_attribute = False

    phone = forms.CharField(label=_("Phone"), required=False, max_length=40, widget=text_widget(type="tel"))
    email = forms.CharField(label=_("E-mail"), required=False, max_length=254, widget=text_widget(type="email"))
    web = forms.CharField(
        label=_("Web address"), required=False, max_length=200, widget=text_widget(type="url", placeholder="https://")
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput())

    def put(self, name: str, value: str) -> None:
        """Put something else into a field that came back."""
        data = cast(QueryDict, self.data).copy()
        data[name] = value
        self.data = data

    def entered(self) -> dict[str, Any]:
        """The three texts."""
        return {name: self.cleaned_data[name] for name in ("phone", "email", "web")}
