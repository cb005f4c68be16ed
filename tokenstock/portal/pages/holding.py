"""What the vendor does with a whole account, as a popup: suspend it by hand, lift that, close it for good."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tokenstock.portal.forms.month_end import ClosingForm, ReasonForm
from tokenstock.portal.words import whole

if TYPE_CHECKING:
    from tokenstock.stock.models import Standing


@dataclass(frozen=True)
class Leftover:
    """The tokens that a closing would leave, and where they are returned first."""

    tokens: int
    return_url: str


@dataclass(frozen=True)
class AccountDeed:
    """The popup. `notes` say what follows, `obstacles` what has to be done before; `refusal` why it was not done."""

    title: str
    subject: str
    verb: str
    done_title: str
    done_words: str
    action: str
    back_url: str
    form: ReasonForm
    notes: tuple[str, ...]
    obstacles: tuple[str, ...] = ()
    leftover: Leftover | None = None
    dangerous: bool = False
    refusal: str = ""


def hold(standing: "Standing", form: ReasonForm) -> AccountDeed:
    """Suspend by hand."""
    notes = [_("Nothing can be registered or activated until you lift it. Systems keep their state and configuration.")]
    if standing.consumes:
        notes.append(
            ngettext(
                "Suspended time is not charged. This month costs its peak so far, %(peak)s token.",
                "Suspended time is not charged. This month costs its peak so far, %(peak)s tokens.",
                standing.peak,
            )
            % {"peak": whole(standing.peak)}
        )
    notes.append(_("Buying tokens does not lift it. The account's people and its partner read your reason."))
    return AccountDeed(
        title=_("Suspend account"),
        verb=_("Suspend"),
        done_title=_("Account suspended"),
        done_words=_("It stays suspended until you lift that."),
        notes=tuple(notes),
        **_of(standing, form, "hold_account"),
    )


def release(standing: "Standing", form: ReasonForm) -> AccountDeed:
    """Lift a suspension by hand."""
    notes = [_("You suspended it for this reason: %(reason)s") % {"reason": standing.hold_reason or "–"}]
    stays = standing.consumes and standing.stock < 0
    if stays and standing.lapsed:
        notes.append(_("Its stock is below zero: it stays suspended until it is back at zero."))
    else:
        notes.append(
            ngettext(
                "Its %(count)s activated system counts again from now on.",
                "Its %(count)s activated systems count again from now on.",
                standing.activated,
            )
            % {"count": whole(standing.activated)}
            if standing.consumes and standing.activated
            else _("Systems can be registered and activated again.")
        )
    return AccountDeed(
        title=_("Lift suspension"),
        verb=_("Lift suspension"),
        done_title=_("Suspension lifted"),
        done_words=_("Your suspension is lifted; what its stock says, holds again."),
        notes=tuple(notes),
        **_of(standing, form, "lift_hold"),
    )


def closing(standing: "Standing", form: ClosingForm, *, below: int) -> AccountDeed:
    """Close for good. `below`: how many accounts directly below are open."""
    notes = [
        ngettext(
            "The running month is charged at once, with its peak so far: %(peak)s token.",
            "The running month is charged at once, with its peak so far: %(peak)s tokens.",
            standing.peak,
        )
        % {"peak": whole(standing.peak)},
        _("Nothing happens in the account any more, and nobody can open it again. Its history stays readable."),
    ]
    obstacles = []
    if below:
        obstacles.append(
            ngettext(
                "%(count)s account below it is open. Close it or move it first.",
                "%(count)s accounts below it are open. Close or move them first.",
                below,
            )
            % {"count": whole(below)}
        )
    if standing.activated:
        obstacles.append(
            ngettext(
                "%(count)s system is activated. Have it deactivated first.",
                "%(count)s systems are activated. Have them deactivated first.",
                standing.activated,
            )
            % {"count": whole(standing.activated)}
        )
    return AccountDeed(
        title=_("Close account"),
        verb=_("Close for good"),
        done_title=_("Account closed"),
        done_words=_("The month was charged. Nothing happens in the account any more; its history stays."),
        notes=tuple(notes),
        obstacles=tuple(obstacles),
        leftover=_leftover(standing),
        dangerous=True,
        **_of(standing, form, "close_account"),
    )


def _leftover(standing: "Standing") -> Leftover | None:
    left = max(standing.expected, 0)
    if not left:
        return None
    adjust = reverse("portal:adjust_stock", args=[standing.account.uid])
    return Leftover(left, f"{adjust}?{urlencode({'direction': 'debit', 'tokens': left})}")


def _of(standing: "Standing", form: ReasonForm, view: str) -> dict[str, Any]:
    account = standing.account
    return {
        "subject": account.name,
        "action": reverse(f"portal:{view}", args=[account.uid]),
        "back_url": reverse("portal:account", args=[account.uid]),
        "form": form,
    }
