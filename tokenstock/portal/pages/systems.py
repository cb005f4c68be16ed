"""An account's systems, switching some of them, and what that does or would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from django.forms import BoundField
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tokenstock.devices.selectors import PAGE_SIZE, SystemLine, SystemPage
from tokenstock.devices.services import Position, Switched
from tokenstock.kernel.months import Month
from tokenstock.portal.forms.systems import SwitchForm, SystemsForm, WhatIfForm
from tokenstock.portal.pages.due import Due, due
from tokenstock.portal.words import whole

if TYPE_CHECKING:
    from tokenstock.accounts.models import Account
    from tokenstock.stock.models import Standing


@dataclass(frozen=True)
class SystemList:
    """The page: one page of systems, and how many there are. `switches`: something can be switched here at all."""

    uid: str
    name: str
    own: bool
    by_vendor: bool
    back_url: str
    status: str
    registered: int
    activated: int
    peak: int
    consumes: bool
    form: SystemsForm
    rows: Sequence[SystemLine]
    total: int
    page: int
    newer_url: str
    older_url: str

    @property
    def first(self) -> int:
        """The place of the first row."""
        return (self.page - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        """The place of the last row."""
        return self.first + len(self.rows) - 1

    @property
    def filtered(self) -> bool:
        """Whether a filter hides anything."""
        return bool(self.form.in_address(page=None))

    @property
    def first_url(self) -> str:
        """The first page of the same."""
        return self.form.address(page=None)

    @property
    def switches(self) -> bool:
        """Whether anything of what is shown can be switched."""
        return self.status != "closed" and any(row.state != "RETIRED" for row in self.rows)


@dataclass(frozen=True)
class PositionView:
    """How the account stands before or after."""

    activated: int
    peak: int
    expected: int
    run_out: Due
    suspension: Due


@dataclass(frozen=True)
class Outcome:
    """What switching does, in words and figures. `costs`: it adds to the month. `digest` names this very outcome."""

    words: tuple[str, ...]
    costs: bool
    consumes: bool
    month: date
    month_end: date
    before: PositionView
    after: PositionView
    digest: str = ""


@dataclass(frozen=True)
class SwitchAttempt:
    """How far confirming came, as `portal.pages.popup.Attempt` has it for orders."""

    outcome: Outcome | None = None
    refusal: str = ""
    changed: bool = False
    done: bool = False
    repeated: bool = False


@dataclass(frozen=True)
class Switching:
    """The popup in which systems are switched on (`on`) or off."""

    on: bool
    name: str
    form: SwitchForm
    action: str
    back_url: str
    attempt: SwitchAttempt = SwitchAttempt()

    @property
    def serials(self) -> BoundField:
        """The field to fill in."""
        return self.form["serials"]

    @property
    def has_faults(self) -> bool:
        """Whether it comes back with something wrong in it."""
        return (self.form.is_bound and bool(self.form.errors)) or bool(self.attempt.refusal)

    @property
    def title(self) -> str:
        """What the popup does."""
        return _("Activate systems") if self.on else _("Deactivate systems")

    @property
    def done_title(self) -> str:
        """What it has done."""
        return _("Systems activated") if self.on else _("Systems deactivated")


@dataclass(frozen=True)
class WhatIf:
    """The popup in which a number of systems is tried out: an estimate, or why there is none."""

    name: str
    form: WhatIfForm
    action: str
    back_url: str
    outcome: Outcome | None
    refusal: str


def system_list(
    *, account: "Account", own: bool, by_vendor: bool, standing: "Standing", form: SystemsForm, found: SystemPage
) -> SystemList:
    """The page from what was read."""
    return SystemList(
        uid=account.uid,
        name=account.name,
        own=own,
        by_vendor=by_vendor,
        back_url=reverse("portal:stock") if own else reverse("portal:account", args=[account.uid]),
        status=standing.status,
        registered=standing.registered,
        activated=standing.activated,
        peak=standing.peak,
        consumes=standing.consumes,
        form=form,
        rows=found.rows,
        total=found.total,
        page=found.page,
        newer_url=form.address(page=found.page - 1) if found.page > 1 else "",
        older_url=form.address(page=found.page + 1) if found.has_next else "",
    )


def outcome_of(switched: Switched, *, on: bool, today: date, serials: Sequence[str] = ()) -> Outcome:
    """What switching does, as the person who confirms it sees it."""
    return Outcome(
        words=_activation(switched) if on else _deactivation(switched),
        costs=switched.rise > 0,
        consumes=switched.consumes,
        month=switched.month,
        month_end=Month.holding(switched.month).last_day,
        before=_position(switched.before, switched.consumes, today),
        after=_position(switched.after, switched.consumes, today),
        digest=sha256(repr((sorted(serials), on, switched)).encode()).hexdigest()[:24],
    )


def _position(position: Position, consumes: bool, today: date) -> PositionView:  # noqa: FBT001
    return PositionView(
        activated=position.activated,
        peak=position.peak,
        expected=position.expected,
        run_out=due(position.run_out, consumes=consumes, today=today),
        suspension=due(position.suspension, consumes=consumes, today=today),
    )


def _activation(switched: Switched) -> tuple[str, ...]:
    if not switched.consumes:
        return (_("This costs nothing: the account does not consume tokens."),)
    month, following = _months(switched)
    facts = {
        "month": month,
        "next": following,
        "systems": whole(switched.systems),
        "rise": whole(switched.rise),
        "peak": whole(switched.after.peak),
        "first": date_format(Month.holding(switched.month).plus(1).first_day, "MONTH_DAY_FORMAT"),
        "day": date_format(switched.peak_day, "MONTH_DAY_FORMAT") if switched.peak_day else "",
    }
    if switched.rise:
        if switched.systems == 1:
            costs = _("Activating this system now adds 1 token to %(month)s.")
        else:
            costs = ngettext(
                "Activating these %(systems)s systems now adds %(rise)s token to %(month)s.",
                "Activating these %(systems)s systems now adds %(rise)s tokens to %(month)s.",
                switched.rise,
            )
        later = _("On %(first)s it would add none to %(month)s; it then counts in %(next)s.")
        return costs % facts, later % facts
    if switched.peak_day:
        return (_("This adds nothing to %(month)s: the peak of %(peak)s was reached on %(day)s already.") % facts,)
    return (_("This adds nothing to %(month)s: its peak is %(peak)s already.") % facts,)


def _deactivation(switched: Switched) -> tuple[str, ...]:
    if not switched.consumes:
        return (_("This changes no tokens: the account does not consume any."),)
    month, following = _months(switched)
    facts = {
        "month": month,
        "next": following,
        "peak": whole(switched.after.peak),
        "before": whole(switched.before.activated),
        "after": whole(switched.after.activated),
    }
    return (
        _("The peak of %(peak)s stays for %(month)s, and nothing comes back.") % facts,
        _("%(next)s starts with %(after)s activated instead of %(before)s.") % facts,
    )


def _months(switched: Switched) -> tuple[str, str]:
    month = Month.holding(switched.month)
    return date_format(month.first_day, "F"), date_format(month.plus(1).first_day, "F")


def back_url(account: "Account") -> str:
    """The list of the account's systems."""
    return reverse("portal:systems", args=[account.uid])
