"""Whatever would happen to a closed account is refused, and says so."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.support.cast import (
    NOW,
    Cast,
    by,
    deliver,
    enter,
    give,
    receive,
    register,
    sell,
    standing_of,
    supply,
    terms,
)
from tests.support.proofs import refused
from tokenstock.accounts.models import Account, AccountType, OfferClass
from tokenstock.desk.services import EndCustomer
from tokenstock.devices import services as devices
from tokenstock.lifecycle.services import (
    close_account,
    convert_account,
    create_account,
    hold_account,
    move_account,
    release_account,
)
from tokenstock.orders import services as orders
from tokenstock.registration.services import claim_device
from tokenstock.stock.services import AccountClosed

pytestmark = pytest.mark.usefixtures("db")

HOUR = timedelta(hours=1)


def close(cast: Cast, account: Account, *, freeze: bool = False, reason: str = "gave up") -> None:
    close_account(actor=by(cast.vendor), account=account, reason=reason, freeze=freeze, now=NOW + HOUR)


DEEDS: dict[str, Callable[[Cast, Account], object]] = {
    "an order": lambda cast, account: sell(cast.partner, account, 1),
    "a delegated order's edit": lambda cast, account: orders.amend_order(
        actor=by(cast.vendor), ref=f"{cast.partner.uid}/PASSED/1", changes=orders.Changes(packs=2), now=NOW + HOUR
    ),
    "a token order's edit": lambda cast, account: orders.amend_order(
        actor=by(cast.partner), ref="SOLD", changes=orders.Changes(note="x"), now=NOW + HOUR
    ),
    "a token order's delete": lambda cast, account: orders.delete_order(
        actor=by(cast.partner), ref="SOLD", now=NOW + HOUR, insistence=orders.Insistence(confirm_negative=True)
    ),
    "the partner's credit": lambda cast, account: give(account, 1, giver=cast.partner),
    "the partner's debit": lambda cast, account: give(account, -1, giver=cast.partner),
    "the vendor's credit": lambda cast, account: give(account, 1),
    "the vendor's debit": lambda cast, account: give(account, -1),
    "a registration": lambda cast, account: register(account, 1),
    "an activation": lambda cast, account: devices.activate_system(serial="READY1", actor="test", now=NOW + HOUR),
    "a claim": lambda cast, account: claim_device(account=account, serial="C1", model="RV55", actor="t", now=NOW),
    "a conversion": lambda cast, account: convert_account(
        actor=by(cast.vendor), account=account, offer_class=OfferClass.FREE_TIER, now=NOW
    ),
    "a move": lambda cast, account: move_account(actor=by(cast.vendor), account=account, parent=cast.rival, now=NOW),
    "a hold": lambda cast, account: hold_account(actor=by(cast.vendor), account=account, reason="x", now=NOW),
    "a release": lambda cast, account: release_account(actor=by(cast.vendor), account=account, reason="x", now=NOW),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_closed_account_takes_nothing_more(deed: str) -> None:
    cast = enter()
    supply(cast.partner, 10)
    sell(cast.partner, cast.customer, 1, ref="SOLD")
    receive(cast.partner, (1, EndCustomer(uid=cast.customer.uid)), po_number="PASSED")
    devices.register_system(account=cast.customer, serial="READY1", model="RV55", actor="test", now=NOW)
    if deed == "a release":
        hold_account(actor=by(cast.vendor), account=cast.customer, reason="x", now=NOW)
    close(cast, cast.customer, freeze=True)

    with refused(AccountClosed) as refusal:
        DEEDS[deed](cast, cast.customer)

    assert refusal.value.name == "Cargo Lines"


def test_an_order_that_went_through_a_partner_which_is_closed_is_not_changed_any_more() -> None:
    cast = enter()
    supply(cast.rival, 1)
    order = deliver(cast.rival, cast.stranger, 1)
    move_account(actor=by(cast.vendor), account=cast.stranger, parent=cast.partner, now=NOW)
    give(cast.rival, -12)
    close(cast, cast.rival)

    with refused(AccountClosed):
        orders.amend_order(actor=by(cast.vendor), ref=order.ref, changes=orders.Changes(packs=2), now=NOW + HOUR)


def test_a_closed_reseller_buys_nothing_and_nobody_comes_to_stand_below_it() -> None:
    cast = enter()
    move_account(actor=by(cast.vendor), account=cast.stranger, parent=cast.vendor, now=NOW)
    close(cast, cast.rival)

    for line in (None, EndCustomer(name="Nobody")):
        with refused(AccountClosed):
            receive(cast.rival, (1, line))
    with refused(AccountClosed):
        move_account(actor=by(cast.vendor), account=cast.customer, parent=cast.rival, now=NOW)
    with refused(AccountClosed):
        create_account(
            actor=by(cast.rival),
            uid="a" * 32,
            name="Newcomer",
            type=AccountType.CUSTOMER,
            parent=cast.rival,
            admin_email="n@example.com",
            now=NOW,
        )


def test_a_line_for_a_closed_customer_waits_and_says_so() -> None:
    cast = enter()
    close(cast, cast.customer)

    (result,) = receive(cast.partner, (1, EndCustomer(uid=cast.customer.uid)))

    assert (result.kind, result.reason) == ("needs_identification", "closed")


def test_an_order_repeated_after_the_closing_is_still_a_repetition() -> None:
    cast = enter()
    supply(cast.partner, 1)
    sell(cast.partner, cast.customer, 1, ref="ONCE")
    close(cast, cast.customer, freeze=True)

    repeated = orders.place_order(
        actor=by(cast.partner), seller=cast.partner, buyer=cast.customer, terms=terms(1), ref="ONCE", now=NOW + HOUR
    )

    assert repeated.repeated


def test_a_system_of_a_closed_account_can_be_retired_so_that_its_serial_is_free() -> None:
    cast = enter()
    (serial,) = register(cast.customer, 1)
    close(cast, cast.customer)

    devices.retire_system(serial=serial, actor="test", now=NOW + HOUR)
    devices.register_system(account=cast.sister, serial=serial, model="RV55", actor="test", now=NOW + HOUR)

    assert (standing_of(cast.customer).registered, standing_of(cast.sister).registered) == (0, 1)
