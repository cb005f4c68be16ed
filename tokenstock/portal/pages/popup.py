"""A popup that confirms a deed. Without JavaScript it is a page of its own, with the same content."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.forms import BoundField
from django.utils.translation import gettext as _

from tokenstock.portal.forms.deeds import DeedForm
from tokenstock.portal.pages.effects import Preview


@dataclass(frozen=True)
class Attempt:
    """How far confirming came. `done`: it was done now, and `preview` is its receipt, or before this (`repeated`).

    `refusal` is why it was not; `changed` says that the outcome is not the one last seen; `closed` that the order's
    month is over.
    """

    preview: Preview = field(default_factory=Preview)
    refusal: str = ""
    changed: bool = False
    closed: bool = False
    done: bool = False
    repeated: bool = False


@dataclass(frozen=True)
class Side:
    """How a side stands before anything is entered."""

    name: str
    own: bool
    stock: int
    suspended: bool


@dataclass(frozen=True)
class Popup:
    """What the popup is about: its words, its form, where it goes back to, and how the sides stand now.

    `until` counts down to where an order can no longer be changed; `correct_url` leads on from there.
    """

    title: str
    subject: str
    verb: str
    done_title: str
    form: DeedForm
    action: str
    back_url: str
    now: datetime
    sides: tuple[Side, ...] = ()
    notes: tuple[str, ...] = ()
    until: datetime | None = None
    correct_url: str = ""
    dangerous: bool = False
    attempt: Attempt = Attempt()

    @property
    def last_moment(self) -> datetime | None:
        """The last second in which the order can be changed."""
        return self.until - timedelta(seconds=1) if self.until else None

    @property
    def entries(self) -> Sequence[BoundField]:
        """The fields to fill in."""
        return self.form.entries()

    @property
    def further(self) -> Sequence[BoundField]:
        """The fields that most people leave empty."""
        return self.form.further()

    @property
    def further_open(self) -> bool:
        """Whether something stands in them, or is wrong with it. A list price alone is mostly the catalogue's."""
        return any(field.errors or (field.value() and field.name != "list_price") for field in self.further)

    @property
    def hidden(self) -> Sequence[BoundField]:
        """What the form carries along; what was seen comes with the preview."""
        return [field for field in self.form.hidden_fields() if field.name != "seen"]

    @property
    def receipt(self) -> str:
        """What is told on the next page of what was done."""
        return told(done=self.done_title, subject=self.subject, repeated=self.attempt.repeated)

    @property
    def has_faults(self) -> bool:
        """Whether it comes back with something wrong in it."""
        return (self.form.is_bound and bool(self.form.errors)) or bool(self.attempt.refusal)


def told(*, done: str, subject: str, repeated: bool) -> str:
    """What a person is told who confirmed without scripts: what was done, to what, and whether it had been before."""
    words = _("%(done)s: %(subject)s.")
    if repeated:
        words = _("%(done)s: %(subject)s. It had been confirmed already; nothing was done twice.")
    return words % {"done": done, "subject": subject}


@dataclass(frozen=True)
class Wording:
    """What an order said from a moment on, who changed it, and why."""

    at: datetime
    actor: str
    words: str
    reason: str
    deleted: bool


@dataclass(frozen=True)
class History:
    """Every wording of an order, first one first."""

    subject: str
    wordings: tuple[Wording, ...]
    back_url: str
