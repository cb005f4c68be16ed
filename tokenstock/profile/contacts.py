"""A support contact as it is entered: what each part has to look like, and how many of them there are."""

import re
from dataclasses import dataclass, fields
from typing import Self
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from tokenstock.profile.refusals import ContactIncomplete, InvalidContact

PHONE_MAX, EMAIL_MAX, WEB_MAX = 40, 254, 200
_PHONE = re.compile(r"[0-9 +()\-/.,]{5,40}", re.ASCII)
_LEAST_DIGITS = 3
_is_url = URLValidator(schemes=["http", "https"])


def is_phone(text: str) -> bool:
    """Whether this can be a telephone number: digits and the signs that set them apart, 5 to 40 of them."""
    return _PHONE.fullmatch(text) is not None and sum(sign.isdigit() for sign in text) >= _LEAST_DIGITS


def is_email(text: str) -> bool:
    """Whether this has the form of an e-mail address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= EMAIL_MAX


def is_web(text: str) -> bool:
    """Whether this is an address of the web, without a user's name or password and without white space in it."""
    try:
        _is_url(text)
        parts = urlsplit(text)
    except (ValidationError, ValueError):
        return False
    return len(text) <= WEB_MAX and "@" not in parts.netloc and not re.search(r"[\s\\<>\"]", text)


@dataclass(frozen=True)
class Contact:
    """Phone, e-mail and web address; empty where not given. Made by `checked`."""

    phone: str = ""
    email: str = ""
    web: str = ""

    @classmethod
    def checked(cls, *, phone: str = "", email: str = "", web: str = "") -> Self:
        """The contact, without outer white space.

        :raises InvalidContact: one of them is not of its form.
        :raises ContactIncomplete: exactly one of them is given.
        """
        made = cls(phone.strip(), email.strip(), web.strip())
        for name, is_fine in (("phone", is_phone), ("email", is_email), ("web", is_web)):
            given = getattr(made, name)
            if given and not is_fine(given):
                raise InvalidContact(name)
        if made.given == 1:
            raise ContactIncomplete
        return made

    @property
    def given(self) -> int:
        """How many of the three are given."""
        return sum(bool(getattr(self, field.name)) for field in fields(self))
