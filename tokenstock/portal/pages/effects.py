"""What a deed does to both sides, as the person who confirms it sees it: as preview, then as receipt."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tokenstock.orders.effects import Caution, Effect, Side
from tokenstock.portal import words
from tokenstock.portal.pages.due import Due, due


@dataclass(frozen=True)
class SideView:
    """One account's stock before and after."""

    name: str
    own: bool
    before: int
    tokens: int
    after: int
    was_suspended: bool
    suspended: bool
    consumes: bool
    run_out_before: Due
    run_out_after: Due

    @property
    def reactivated(self) -> bool:
        """Whether this brings the account back."""
        return self.was_suspended and not self.suspended

    @property
    def newly_suspended(self) -> bool:
        """Whether this suspends the account."""
        return self.suspended and not self.was_suspended


@dataclass(frozen=True)
class Preview:
    """What will happen, or why it will not (`refusal`).

    `asks_negative` and `asks_force`: what the person must agree to. `digest` names this very outcome.
    """

    sides: tuple[SideView, ...] = ()
    warnings: tuple[str, ...] = ()
    refusal: str = ""
    asks_negative: bool = False
    asks_force: bool = False
    digest: str = ""

    @property
    def suspends(self) -> bool:
        """Whether an account is suspended by it."""
        return any(side.newly_suspended for side in self.sides)


def preview_of(
    effect: Effect, *, own_id: int, today: date, asks_negative: bool = False, asks_force: bool = False
) -> Preview:
    """The preview of an effect; `own_id` is the account that the person acts for."""
    sides = [side for side in (effect.giver, effect.taker) if side is not None]
    return Preview(
        sides=tuple(_side(side, own_id, today) for side in sides),
        warnings=tuple(_words(warning) for warning in effect.warnings),
        asks_negative=asks_negative,
        asks_force=asks_force,
        digest=sha256(repr((effect, asks_negative, asks_force)).encode()).hexdigest()[:24],
    )


def _side(side: Side, own_id: int, today: date) -> SideView:
    return SideView(
        name=side.name,
        own=side.account_id == own_id,
        before=side.before,
        tokens=side.tokens,
        after=side.after,
        was_suspended=side.was_suspended,
        suspended=side.suspended,
        consumes=side.consumes,
        run_out_before=due(side.run_out_before, consumes=side.consumes, today=today),
        run_out_after=due(side.run_out_after, consumes=side.consumes, today=today),
    )


def _words(warning: Caution) -> str:
    if warning.code == "po_number_used":
        po_number, *lines = warning.facts
        earlier = {"po_number": po_number, "lines": "; ".join(_earlier(line) for line in lines)}
        return (
            _("PO number %(po_number)s was used before between the two: %(lines)s. Partial deliveries are fine.")
            % earlier
        )
    assert warning.code == "far_above_need", f"a warning without words: {warning.code}"
    tokens, need = (int(fact) for fact in warning.facts)
    figures = {"tokens": words.whole(tokens), "need": words.whole(need)}
    return _("%(tokens)s tokens are far above need: ten years at the present peak take %(need)s.") % figures


def _earlier(line: str) -> str:
    packs, ordered_on = line.split()
    number = int(packs)
    fact = {"packs": words.whole(number), "date": ordered_on}
    return ngettext("%(packs)s pack of %(date)s", "%(packs)s packs of %(date)s", number) % fact
