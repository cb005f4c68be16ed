"""The clock. Read by the edges alone, which pass what it says into the domain."""

from datetime import UTC, datetime, timedelta

from tokenstock.runtime import env

OFFSET = "TOKENSTOCK_CLOCK_OFFSET"
"""Seconds that the clock is ahead of the machine's (or behind, when negative). For demonstrations only: the demo sets
it for all its programs, so that a history that ended on some day goes on from there."""

A_CENTURY = 100 * 366 * 24 * 3600


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC) + _offset


_offset = timedelta(seconds=env.whole(OFFSET, 0, least=-A_CENTURY, most=A_CENTURY))
