"""How many Service Packs cover an account until the end of a month, at a rate that a person chooses.

Covered until a month's end means that its tokens are still enough for that month: the expectation there is zero or
more, so that it is not suspended for it. The run-out date, by which to buy again, is then that month's end or later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tokenstock.forecast.dates import Dates, Supposed, dates
from tokenstock.forecast.selectors import rate_of
from tokenstock.kernel.months import Month
from tokenstock.stock.models import Standing

__all__ = ["Aim", "Cover", "RateChoice", "covers"]


class RateChoice(StrEnum):
    """What is taken for the tokens of each further month."""

    PREVIOUS = "previous"
    CURRENT = "current"
    ENTERED = "entered"


@dataclass(frozen=True)
class Aim:
    """Until which month's end to cover, at which rate, in packs of which size. `entered` goes with that choice."""

    until: Month
    choice: RateChoice
    entered: int
    tokens_per_pack: int


@dataclass(frozen=True)
class Cover:
    """What it takes to cover one account.

    `short` is what its stock lacks, `packs` brings that, in whole packs. `provisional`: there was no previous peak, so
    this month's stands for it. `applicable` is false where nothing is consumed. The dates are at the `rate`.
    """

    standing: Standing
    applicable: bool
    rate: int
    provisional: bool
    short: int
    packs: int
    tokens: int
    before: Dates
    after: Dates


def covers(*, standings: Sequence[Standing], aim: Aim) -> list[Cover]:
    """What it takes to cover each of these accounts, in their order. One query, however many they are."""
    planned = [_planned(standing, aim) for standing in standings]
    now = [_supposed(standing, rate, 0) for standing, (rate, _) in zip(standings, planned, strict=True)]
    then = [
        _supposed(standing, rate, _packs(short, aim) * aim.tokens_per_pack)
        for standing, (rate, short) in zip(standings, planned, strict=True)
    ]
    found = dates(of=now + then)
    return [
        Cover(
            standing=standing,
            applicable=standing.consumes,
            rate=rate,
            provisional=standing.provisional and aim.choice == RateChoice.PREVIOUS,
            short=short,
            packs=_packs(short, aim),
            tokens=_packs(short, aim) * aim.tokens_per_pack,
            before=before,
            after=after,
        )
        for standing, (rate, short), before, after in zip(
            standings, planned, found[: len(standings)], found[len(standings) :], strict=True
        )
    ]


def _planned(standing: Standing, aim: Aim) -> tuple[int, int]:
    """The rate, and the tokens that are missing to have an expectation of zero at the end of the last month."""
    if not standing.consumes:
        return 0, 0
    rate = {
        RateChoice.PREVIOUS: rate_of(standing=standing),
        RateChoice.CURRENT: standing.peak,
        RateChoice.ENTERED: aim.entered,
    }[aim.choice]
    months = max(0, aim.until.index - Month.holding(standing.month).index)
    return rate, max(0, months * rate - standing.expected)


def _packs(short: int, aim: Aim) -> int:
    return -(-short // aim.tokens_per_pack)


def _supposed(standing: Standing, rate: int, bought: int) -> Supposed:
    return Supposed(
        consumes=standing.consumes,
        month=standing.month,
        stock=standing.stock + bought,
        peak=standing.peak,
        rate=rate,
    )
