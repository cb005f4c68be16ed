"""A waiting line about which two people say whom it is for at the same moment."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest

from tests.concurrency.conftest import Gate, without_row_locks
from tests.support.cast import NOW, Cast, by, enter, receive, stock_of
from tokenstock.accounts.access import vendor
from tokenstock.accounts.models import Account
from tokenstock.desk.services import EndCustomer, LineResult, identify_line
from tokenstock.orders.models import Order
from tokenstock.orders.refusals import Conflict

Together = Callable[..., list[Any]]
Locks = Callable[[], AbstractContextManager[None]]


def race_of_two_answers(
    gate: Gate, together: Together, other: Callable[[Cast], Account], locks: Locks
) -> tuple[Cast, list[Any]]:
    """One has all but assigned the line to Cargo when the other assigns it too."""
    cast = enter()
    (line,) = receive(cast.partner, (1, EndCustomer(name="Nobody")))
    gate.hold_at("audit_record", "NEW.action = 'purchase_order.identified'")
    gate.shut()

    def identify(account: Account) -> LineResult:
        with locks():
            return identify_line(actor=by(vendor()), ref=line.ref, account=account, now=NOW)

    *outcomes, _ = together(
        lambda: identify(cast.customer), gate.after(1, lambda: identify(other(cast))), gate.open_for(2)
    )
    return cast, outcomes


def test_of_two_different_answers_the_first_stands(bare_gate: Gate, together: Together) -> None:
    cast, (first, second) = race_of_two_answers(bare_gate, together, lambda cast: cast.sister, nullcontext)

    assert isinstance(first, LineResult)
    assert isinstance(second, Conflict)
    assert (stock_of(cast.customer), stock_of(cast.sister)) == (12, 0)


def test_the_same_answer_twice_is_one_order_and_a_repetition(bare_gate: Gate, together: Together) -> None:
    cast, (first, second) = race_of_two_answers(bare_gate, together, lambda cast: cast.customer, nullcontext)

    assert (first.repeated, second.repeated) == (False, True)
    assert (stock_of(cast.customer), Order.objects.count()) == (12, 1)


@pytest.mark.parametrize("who", ["customer", "sister"])
def test_without_the_lock_of_the_line_the_reference_still_makes_it_one(
    bare_gate: Gate, together: Together, who: str
) -> None:
    cast, (_, second) = race_of_two_answers(bare_gate, together, lambda cast: getattr(cast, who), without_row_locks)

    assert isinstance(second, Conflict)
    assert (stock_of(cast.customer), stock_of(cast.sister)) == (12, 0)
