"""What the vendor does with whole accounts."""

from datetime import timedelta

import pytest

from tests.support.cast import (
    NOW,
    activate,
    again,
    by,
    day,
    enter,
    give,
    sell,
    standing_of,
    stock_of,
    supply,
)
from tests.support.proofs import refused
from tokenstock.accounts.access import NotAllowed
from tokenstock.accounts.models import AccountType, Membership, OfferClass
from tokenstock.devices.models import System
from tokenstock.lifecycle.selectors import holds
from tokenstock.lifecycle.services import (
    ReasonMissing,
    StateUnchanged,
    convert_account,
    create_account,
    hold_account,
    move_account,
    release_account,
)
from tokenstock.orders.models import Adjustment, Order

pytestmark = pytest.mark.usefixtures("db")

HOUR = timedelta(hours=1)


def test_a_new_account_has_an_admin_an_empty_stock_and_a_statement() -> None:
    cast = enter()

    standing = standing_of(cast.customer)

    assert (standing.stock, standing.status, standing.consumes, standing.month) == (
        0,
        "active",
        True,
        day("2026-03-01"),
    )
    assert Membership.objects.get(account=cast.customer).role == Membership.Role.ADMIN
    assert cast.customer.statements.get().opening == 0


def test_a_conversion_keeps_systems_users_tokens_and_history() -> None:
    cast = enter()
    give(cast.customer, 20)
    serials = activate(cast.customer, 2)

    convert_account(
        actor=by(cast.vendor),
        account=cast.customer,
        offer_class=OfferClass.FREE_TIER,
        ends_on=day("2026-04-01"),
        now=NOW + HOUR,
    )

    assert (again(cast.customer).offer_class, again(cast.customer).ends_on) == ("free_tier", day("2026-04-01"))
    assert (stock_of(cast.customer), standing_of(cast.customer).peak) == (20, 2)
    assert Membership.objects.get(account=cast.customer).user.email == "cargo@example.com"
    assert Adjustment.objects.get(account=cast.customer).tokens == 20
    assert set(System.objects.filter(serial__in=serials).values_list("state", flat=True)) == {"ACTIVE"}


def test_an_account_below_zero_is_suspended_from_the_conversion_to_a_consuming_class_on() -> None:
    cast = enter()
    give(cast.trial, -3)
    assert not standing_of(cast.trial).suspended

    convert_account(actor=by(cast.vendor), account=cast.trial, offer_class=OfferClass.COMMERCIAL, now=NOW)

    assert standing_of(cast.trial).suspended


def test_a_suspended_account_is_free_again_where_it_no_longer_consumes() -> None:
    cast = enter()
    give(cast.customer, -3)

    convert_account(actor=by(cast.vendor), account=cast.customer, offer_class=OfferClass.TRANSITION, now=NOW)

    assert not standing_of(cast.customer).suspended


def test_a_conversion_to_the_same_class_is_refused() -> None:
    cast = enter()

    with refused(StateUnchanged):
        convert_account(actor=by(cast.vendor), account=cast.trial, offer_class=OfferClass.FREE_TIER, now=NOW)


def test_a_hold_by_hand_is_lifted_by_the_vendor_alone_and_by_no_stock() -> None:
    cast = enter()
    hold_account(actor=by(cast.vendor), account=cast.customer, reason="unpaid", now=NOW)

    give(cast.customer, 100)
    with refused(NotAllowed):
        release_account(actor=by(cast.partner), account=cast.customer, reason="please", now=NOW)
    held = standing_of(cast.customer)
    release_account(actor=by(cast.vendor), account=cast.customer, reason="paid", now=NOW)

    assert (held.suspended, held.hold_reason) == (True, "unpaid")
    assert (standing_of(cast.customer).suspended, standing_of(cast.customer).hold_reason) == (False, "")


def test_an_account_that_does_not_consume_can_be_held_too() -> None:
    cast = enter()

    hold_account(actor=by(cast.vendor), account=cast.trial, reason="unpaid", now=NOW)

    assert standing_of(cast.trial).suspended


def test_lifting_a_hold_leaves_an_account_below_zero_suspended() -> None:
    cast = enter()
    hold_account(actor=by(cast.vendor), account=cast.customer, reason="unpaid", now=NOW)
    give(cast.customer, -1)

    release_account(actor=by(cast.vendor), account=cast.customer, reason="paid", now=NOW)

    assert standing_of(cast.customer).suspended


def test_what_is_held_is_not_held_again_and_what_is_not_is_not_released() -> None:
    cast = enter()

    with refused(StateUnchanged):
        release_account(actor=by(cast.vendor), account=cast.customer, reason="paid", now=NOW)
    hold_account(actor=by(cast.vendor), account=cast.customer, reason="unpaid", now=NOW)
    with refused(StateUnchanged):
        hold_account(actor=by(cast.vendor), account=cast.customer, reason="again", now=NOW)


def test_nobody_is_held_or_released_without_a_reason() -> None:
    cast = enter()

    with refused(ReasonMissing):
        hold_account(actor=by(cast.vendor), account=cast.customer, reason=" ", now=NOW)
    hold_account(actor=by(cast.vendor), account=cast.customer, reason="unpaid", now=NOW)
    with refused(ReasonMissing):
        release_account(actor=by(cast.vendor), account=cast.customer, reason="", now=NOW)


def test_those_held_are_listed_with_reason_person_and_moment_the_latest_first() -> None:
    cast = enter()
    for account, reason, at in (
        (cast.customer, "unpaid", NOW),
        (cast.stranger, "misused", NOW + HOUR),
        (cast.customer, "unpaid again", NOW + 3 * HOUR),
    ):
        if standing_of(account).held:
            release_account(actor=by(cast.vendor), account=account, reason="paid", now=NOW + 2 * HOUR)
        hold_account(actor=by(cast.vendor), account=account, reason=reason, now=at)
    hold_account(actor=by(cast.vendor), account=cast.sister, reason="by mistake", now=NOW)
    release_account(actor=by(cast.vendor), account=cast.sister, reason="not meant", now=NOW)

    found, number = holds(limit=10)

    assert number == 2
    assert [(hold.account_name, hold.partner_name, hold.reason, hold.held_at) for hold in found] == [
        (cast.customer.name, cast.partner.name, "unpaid again", NOW + 3 * HOUR),
        (cast.stranger.name, cast.rival.name, "misused", NOW + HOUR),
    ]
    assert {hold.held_by for hold in found} == {by(cast.vendor).label}
    assert (len(holds(limit=1)[0]), holds(limit=1)[1]) == (1, 2)


def test_a_suspension_by_stock_does_not_count_as_a_hold() -> None:
    cast = enter()
    give(cast.customer, -1)

    hold_account(actor=by(cast.vendor), account=cast.customer, reason="unpaid", now=NOW)
    give(cast.customer, 1)

    assert standing_of(cast.customer).suspended


def test_a_new_partner_of_record_keeps_the_stock_with_the_customer() -> None:
    cast = enter()
    supply(cast.partner, 5)
    sold = sell(cast.partner, cast.customer, 2)

    move_account(actor=by(cast.vendor), account=cast.customer, parent=cast.rival, now=NOW)

    assert again(cast.customer).parent == cast.rival
    assert (stock_of(cast.customer), stock_of(cast.partner), stock_of(cast.rival)) == (24, 36, 0)
    assert standing_of(cast.customer).partner_id == cast.rival.id
    assert Order.objects.get(ref=sold.order.ref).seller == cast.partner


def test_where_an_account_stands_already_is_told_without_a_uid_that_is_another_in_every_database() -> None:
    cast = enter()

    with refused(StateUnchanged) as refusal:
        move_account(actor=by(cast.vendor), account=cast.direct, parent=cast.vendor, now=NOW)

    assert refusal.value.state == "below this partner"


def test_a_customer_may_come_to_stand_without_a_partner() -> None:
    cast = enter()

    move_account(actor=by(cast.vendor), account=cast.customer, parent=cast.vendor, now=NOW)

    assert again(cast.customer).parent == cast.vendor


@pytest.mark.parametrize(
    ("who", "under", "refusal"),
    [
        ("customer", "partner", StateUnchanged),
        ("direct", "vendor", StateUnchanged),
        ("customer", "customer", NotAllowed),
        ("customer", "sister", NotAllowed),
        ("partner", "customer", NotAllowed),
        ("partner", "rival", NotAllowed),
        ("distributor", "partner", NotAllowed),
        ("distributor", "distributor", NotAllowed),
    ],
)
def test_an_account_moves_only_to_another_of_a_higher_kind(
    who: str, under: str, refusal: type[StateUnchanged | NotAllowed]
) -> None:
    cast = enter()

    with refused(refusal):
        move_account(actor=by(cast.vendor), account=getattr(cast, who), parent=getattr(cast, under), now=NOW)


@pytest.mark.parametrize("who", ["distributor", "partner", "rival", "customer"])
def test_only_the_vendor_converts_and_moves_accounts(who: str) -> None:
    cast = enter()
    actor = by(getattr(cast, who))

    with refused(NotAllowed):
        convert_account(actor=actor, account=cast.customer, offer_class=OfferClass.FREE_TIER, now=NOW)
    with refused(NotAllowed):
        move_account(actor=actor, account=cast.customer, parent=cast.rival, now=NOW)
    with refused(NotAllowed):
        hold_account(actor=actor, account=cast.customer, reason="because", now=NOW)


@pytest.mark.parametrize(("who", "may"), [("vendor", True), ("partner", True), ("rival", False), ("customer", False)])
def test_an_account_is_created_by_the_vendor_or_under_oneself(who: str, may: bool) -> None:
    cast = enter()

    def create() -> None:
        create_account(
            actor=by(getattr(cast, who)),
            uid="a" * 32,
            name="Newcomer",
            type=AccountType.CUSTOMER,
            parent=cast.partner,
            admin_email="n@example.com",
            now=NOW,
        )

    if may:
        create()
    else:
        with refused(NotAllowed):
            create()
