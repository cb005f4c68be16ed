"""Every write carries who, what and why."""

import pytest

from tests.support.cast import NOW, SKU, by, deliver, enter, give, new_ref, receive, register, sell, supply
from tokenstock.accounts.models import OfferClass
from tokenstock.audit.models import Record
from tokenstock.desk.services import EndCustomer
from tokenstock.devices import services as devices
from tokenstock.lifecycle import services as lifecycle
from tokenstock.orders import services as orders
from tokenstock.registration.services import claim_device

pytestmark = pytest.mark.usefixtures("db")


def last() -> tuple[str, str, str, str]:
    record = Record.objects.latest("id")
    return record.actor, record.action, record.subject, record.reason


def test_a_new_account_is_recorded() -> None:
    cast = enter()

    record = Record.objects.get(action="account.created", account_id=cast.direct.id)

    assert (record.at, record.subject, record.detail) == (NOW, cast.direct.uid, {"name": "Direct Water"})


def test_an_order_and_its_changes_are_recorded_with_what_was_before() -> None:
    cast = enter()
    supply(cast.partner, 5)
    ref = new_ref()

    sell(cast.partner, cast.customer, 2, ref=ref)
    placed = last()
    orders.amend_order(actor=by(cast.partner), ref=ref, changes=orders.Changes(packs=3), now=NOW)
    amended = Record.objects.latest("id")
    orders.delete_order(actor=by(cast.partner), ref=ref, insistence=orders.Insistence(reason="typed twice"), now=NOW)

    assert placed == ("Prisma Partners", "order.placed", ref, "")
    assert (amended.action, amended.detail["before"]["packs"], amended.detail["after"]["packs"]) == (
        "order.amended",
        2,
        3,
    )
    assert last() == ("Prisma Partners", "order.deleted", ref, "typed twice")


def test_an_adjustment_is_recorded_with_its_reason() -> None:
    cast = enter()

    note = orders.Note(tokens=7, reason="goodwill after the outage")
    orders.adjust_stock(actor=by(cast.vendor), account=cast.customer, note=note, now=NOW)

    assert last() == ("Tokenstock Vendor", "stock.adjusted", cast.customer.uid, "goodwill after the outage")


def test_a_purchase_order_is_recorded_with_what_became_of_each_line() -> None:
    cast = enter()

    receive(cast.partner, (1, None), (2, EndCustomer(uid=cast.stranger.uid)), po_number="PO 77")

    record = Record.objects.latest("id")
    assert (record.action, record.subject) == ("purchase_order.received", "PO 77")
    assert record.detail["lines"] == [
        ["1", "wholesale", "", False],
        ["2", "needs_identification", "foreign", False],
    ]


def test_suspension_and_reactivation_are_recorded_with_the_stock_that_led_to_them() -> None:
    cast = enter()

    give(cast.customer, -1)
    give(cast.customer, 1)

    kept = Record.objects.filter(account_id=cast.customer.id, action__in=["account.suspended", "account.reactivated"])
    assert list(kept.order_by("id").values_list("action", "reason", "detail__stock", "actor")) == [
        ("account.suspended", "stock below zero", -1, "Tokenstock Vendor"),
        ("account.reactivated", "", 0, "Tokenstock Vendor"),
    ]


def test_a_hold_by_hand_is_recorded_with_its_reason() -> None:
    cast = enter()

    lifecycle.hold_account(actor=by(cast.vendor), account=cast.customer, reason="unpaid", now=NOW)

    held = last()
    lifecycle.release_account(actor=by(cast.vendor), account=cast.customer, reason="paid", now=NOW)

    assert held == ("Tokenstock Vendor", "account.held", cast.customer.uid, "unpaid")
    assert last() == ("Tokenstock Vendor", "account.released", cast.customer.uid, "paid")


def test_a_conversion_and_a_move_are_recorded_with_before_and_after() -> None:
    cast = enter()

    lifecycle.convert_account(actor=by(cast.vendor), account=cast.trial, offer_class=OfferClass.COMMERCIAL, now=NOW)
    lifecycle.move_account(actor=by(cast.vendor), account=cast.trial, parent=cast.rival, now=NOW)

    details = dict(Record.objects.filter(account_id=cast.trial.id).values_list("action", "detail"))
    assert details["account.converted"] == {"before": "free_tier", "after": "commercial"}
    assert details["account.moved"] == {"before": cast.partner.uid, "after": cast.rival.uid}


def test_the_life_of_a_system_is_recorded() -> None:
    cast = enter()

    (serial,) = register(cast.customer, 1)
    devices.activate_system(serial=serial, actor="Anna", now=NOW)
    devices.deactivate_system(serial=serial, actor="Anna", now=NOW)
    devices.retire_system(serial=serial, actor="Anna", now=NOW)
    claim_device(account=cast.customer, serial=serial, model="RV55", actor="Anna", now=NOW)

    kept = Record.objects.filter(subject=serial).order_by("id").values_list("action", flat=True)
    assert list(kept) == [
        "system.registered",
        "system.activated",
        "system.deactivated",
        "system.retired",
        "device.claimed",
    ]


def test_every_posting_names_who_did_it() -> None:
    cast = enter()

    supply(cast.partner, 3)
    deliver(cast.partner, cast.customer, 1)
    give(cast.customer, 2, giver=cast.partner)

    assert cast.partner.name in str(Record.objects.latest("id"))
    assert not Record.objects.filter(actor="").exclude(action__startswith="account.").exists()
    assert SKU in str(Record.objects.filter(action="order.placed").latest("id").detail)
