"""Why something is not shown as a company wants it. Each leaves nothing behind."""

from dataclasses import dataclass
from typing import ClassVar

from tokenstock.kernel.errors import Refusal


class ContactIncomplete(Refusal):
    """Exactly one of phone, e-mail and web address is given."""

    code: ClassVar[str] = "contact_incomplete"


@dataclass
class InvalidContact(Refusal):
    """One of the three is not of its form."""

    code: ClassVar[str] = "invalid_contact"
    field: str


@dataclass
class ContactChanged(Refusal):
    """Somebody changed the contact since it was read."""

    code: ClassVar[str] = "contact_changed"
    expected: int
    current: int


@dataclass
class ImageTooHeavy(Refusal):
    """The file has more bytes than are taken."""

    code: ClassVar[str] = "image_too_heavy"
    bytes: int
    most: int


class ImageUnreadable(Refusal):
    """The file is no PNG, JPEG or WebP, or a broken one."""

    code: ClassVar[str] = "image_unreadable"


class ImageAnimated(Refusal):
    """The file holds more than one picture."""

    code: ClassVar[str] = "image_animated"


class ImageTooLarge(Refusal):
    """The picture is longer, or has more pixels, than is decoded."""

    code: ClassVar[str] = "image_too_large"
