"""What a movement does to the two sides. The preview that a person confirms and the result are the same object."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tokenstock.stock.models import Standing
from tokenstock.stock.services import AccountClosed

__all__ = ["Caution", "Effect", "Side"]


@dataclass(frozen=True)
class Side:
    """One account before and after, in tokens."""

    account_id: int
    uid: str
    name: str
    before: int
    after: int
    was_suspended: bool
    suspended: bool
    run_out_before: date | str | None
    run_out_after: date | str | None
    consumes: bool

    @property
    def tokens(self) -> int:
        """What came in (positive) or went out."""
        return self.after - self.before

    @property
    def reactivated(self) -> bool:
        """Whether this brought the account back."""
        return self.was_suspended and not self.suspended

    @property
    def newly_suspended(self) -> bool:
        """Whether this suspended the account."""
        return self.suspended and not self.was_suspended


@dataclass(frozen=True)
class Caution:
    """Something that a person should see before confirming; it refuses nothing. `code` has its words at the edge."""

    code: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Effect:
    """Both sides of a movement; `giver` is None where the tokens come from or return to the vendor."""

    giver: Side | None
    taker: Side
    tokens: int
    warnings: tuple[Caution, ...] = ()


class Witness:
    """Sees the standings of some accounts before a movement, and once more when it is first asked about a side."""

    def __init__(self, account_ids: Sequence[int]) -> None:
        self._ids = list(account_ids)
        self._before = self._look()

    def side(self, account_id: int) -> Side:
        """What has become of one account since."""
        before, after = self._before[account_id], self._after[account_id]
        return Side(
            account_id=account_id,
            uid=after.account.uid,
            name=after.account.name,
            before=before.stock,
            after=after.stock,
            was_suspended=before.suspended,
            suspended=after.suspended,
            run_out_before=before.run_out,
            run_out_after=after.run_out,
            consumes=after.consumes,
        )

    def refuse_closed(self) -> None:
        """Refuse a movement of which one side is closed. Behind the lock of the stocks, which a closing takes as well.

        :raises AccountClosed: where one is.
        """
        for standing in self._before.values():
            if standing.closed:
                raise AccountClosed(standing.account.name)

    def standing(self, account_id: int) -> Standing:
        """How the account stood before."""
        return self._before[account_id]

    @cached_property
    def _after(self) -> dict[int, Standing]:
        return self._look()

    def _look(self) -> dict[int, Standing]:
        standings = Standing.objects.filter(account_id__in=self._ids).select_related("account")
        return {standing.account_id: standing for standing in standings}
