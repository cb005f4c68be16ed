"""Reminding customers: who will be written to, and who will not, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tokenstock.portal.pages.due import Due, due
from tokenstock.reminders.selectors import Candidate


@dataclass(frozen=True)
class Line:
    """One account: to whom the message goes, or what keeps it back (`obstacle`, a code)."""

    uid: str
    name: str
    stock: int
    run_out: Due
    recipients: tuple[str, ...]
    obstacle: str
    reminded_at: datetime | None


@dataclass(frozen=True)
class Reminding:
    """The popup. `done`: the messages are on their way; `refusal` says why nothing can be sent at all."""

    lines: tuple[Line, ...]
    back_url: str
    refusal: str = ""
    done: bool = False

    @property
    def reached(self) -> Sequence[Line]:
        """Those who are written to."""
        return [line for line in self.lines if not line.obstacle]

    @property
    def kept_back(self) -> Sequence[Line]:
        """Those who are not."""
        return [line for line in self.lines if line.obstacle]


def reminding(*, found: Sequence[Candidate], back_url: str, today: date, done: bool = False) -> Reminding:
    """The popup from what was read, or done."""
    return Reminding(tuple(_line(one, today) for one in found), back_url, done=done)


def _line(candidate: Candidate, today: date) -> Line:
    standing = candidate.standing
    return Line(
        uid=standing.account.uid,
        name=standing.account.name,
        stock=standing.stock,
        run_out=due(standing.run_out, consumes=standing.consumes, today=today, provisional=standing.provisional),
        recipients=candidate.admins,
        obstacle=candidate.obstacle,
        reminded_at=candidate.reminded_at,
    )
