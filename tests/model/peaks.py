"""The peak of an account: brute force over its history of activations and of chargeable time."""

from datetime import datetime

from tests.model.records import Account


def peak(account: Account, start: datetime, end: datetime | None, rule: str) -> int | None:
    """The peak over the chargeable time in [start, end), or up to now where `end` is None; None without such time.

    Between two marks nothing changes, so each mark stands for the time up to the next one, which is never empty; what
    was true only between two events of the same instant took no time and is not looked at.
    """
    changes = [at for at, _, _ in account.activity] + [at for at, _ in account.chargeable]
    marks = {start} | {at for at in changes if at > start and (end is None or at < end)}
    found: int | None = None
    seen: set[str] = set()
    for mark in sorted(marks):
        if not chargeable_at(account, mark):
            continue
        active = active_at(account, mark)
        seen |= active
        count = len(seen) if rule == "unique_in_month" else len(active)
        found = max(found or 0, count)
    return found


def chargeable_at(account: Account, instant: datetime) -> bool:
    """After the last change of that instant; an account that did not exist yet was not chargeable."""
    answer = False
    for at, chargeable in account.chargeable:
        if at <= instant:
            answer = chargeable
    return answer


def active_at(account: Account, instant: datetime) -> set[str]:
    """The serial numbers that are activated after the last event of that instant."""
    active: set[str] = set()
    for at, serial, activated in account.activity:
        if at <= instant:
            if activated:
                active.add(serial)
            else:
                active.discard(serial)
    return active
