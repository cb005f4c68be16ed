"""Two of one partner who have the same customer reminded at the same moment."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from tests.concurrency.conftest import Gate, without_row_locks
from tests.support.cast import NOW, by, enter
from tokenstock.reminders.models import Reminder
from tokenstock.reminders.services import remind

Together = Callable[..., list[Any]]


def race_of_two_reminders(
    gate: Gate, together: Together, locking: Callable[[], AbstractContextManager[None]] = nullcontext
) -> list[str]:
    """Both have found that nobody reminded the customer lately; one has all but noted that it is reminded."""
    cast = enter()
    gate.hold_at("reminders_reminder", "true")
    gate.shut()

    def press() -> str:
        with locking():
            (found,) = remind(actor=by(cast.partner), uids=[cast.customer.uid], now=NOW)
        return found.obstacle

    *outcomes, _ = together(press, press, gate.open_for(2))
    return sorted(outcomes)


def test_of_two_who_remind_a_customer_at_once_one_does(bare_gate: Gate, together: Together) -> None:
    outcomes = race_of_two_reminders(bare_gate, together)

    assert outcomes == ["", "lately"]
    assert Reminder.objects.count() == 1


def test_without_the_lock_of_the_account_both_do(bare_gate: Gate, together: Together) -> None:
    outcomes = race_of_two_reminders(bare_gate, together, without_row_locks)

    assert outcomes == ["", ""]
    assert Reminder.objects.count() == 2
