"""Companies in one tree, under one name each, and their people."""

import pytest
from django.db import IntegrityError, transaction

from tests.support.cast import NOW, by, day, enter, found, uid_of
from tests.support.proofs import refused
from tokenstock.accounts.access import NotAllowed, vendor
from tokenstock.accounts.models import Account, AccountType, Membership, OfferClass, User
from tokenstock.accounts.selectors import admins_of
from tokenstock.accounts.services import NameTaken, UidTaken, add_member
from tokenstock.lifecycle.services import create_account

pytestmark = pytest.mark.usefixtures("db")


@pytest.mark.parametrize("name", ["Cargo Lines", "  cargo lines ", "CARGO LINES"])
def test_a_company_name_is_taken_once_ignoring_case_and_outer_white_space(name: str) -> None:
    cast = enter()

    with refused(NameTaken) as refusal:
        create_account(
            actor=by(cast.vendor),
            uid=uid_of("another"),
            name=name,
            type=AccountType.CUSTOMER,
            parent=cast.rival,
            admin_email="a@example.com",
            now=NOW,
        )

    assert refusal.value.name == name


def test_a_uid_is_taken_once() -> None:
    cast = enter()

    with refused(UidTaken):
        create_account(
            actor=by(cast.vendor),
            uid=cast.customer.uid,
            name="Another",
            type=AccountType.CUSTOMER,
            parent=cast.rival,
            admin_email="a@example.com",
            now=NOW,
        )


def test_where_name_and_uid_are_taken_the_name_is_told() -> None:
    cast = enter()

    with refused(NameTaken):
        found(cast.customer.name, AccountType.CUSTOMER, cast.partner)


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        (AccountType.DISTRIBUTOR, "distributor"),
        (AccountType.DISTRIBUTOR, "partner"),
        (AccountType.PARTNER, "rival"),
        (AccountType.PARTNER, "customer"),
        (AccountType.CUSTOMER, "customer"),
        (AccountType.VENDOR, "vendor"),
    ],
)
def test_an_account_stands_only_under_one_of_a_higher_kind(kind: AccountType, parent: str) -> None:
    cast = enter()

    with refused(NotAllowed):
        found("Upside Down", kind, getattr(cast, parent))


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        (AccountType.PARTNER, "vendor"),
        (AccountType.CUSTOMER, "vendor"),
        (AccountType.CUSTOMER, "distributor"),
    ],
)
def test_levels_of_the_tree_may_be_left_out(kind: AccountType, parent: str) -> None:
    cast = enter()

    account = found("Straight Up", kind, getattr(cast, parent))

    assert account.parent == getattr(cast, parent)


def test_a_reseller_begins_in_the_partner_class_and_a_customer_in_commercial() -> None:
    cast = enter()

    assert cast.distributor.offer_class == cast.partner.offer_class == OfferClass.PARTNER
    assert cast.customer.offer_class == OfferClass.COMMERCIAL


def test_an_end_date_is_kept() -> None:
    cast = enter()

    account = create_account(
        actor=by(cast.vendor),
        uid=uid_of("Tryout"),
        name="Tryout",
        type=AccountType.CUSTOMER,
        parent=cast.partner,
        admin_email="a@example.com",
        offer_class=OfferClass.FREE_TIER,
        ends_on=day("2026-03-30"),
        now=NOW,
    )

    assert account.ends_on == day("2026-03-30")


@pytest.mark.parametrize(
    ("offer_class", "consumes", "limit"),
    [
        (OfferClass.COMMERCIAL, True, None),
        (OfferClass.PARTNER, False, 20),
        (OfferClass.FREE_TIER, False, 15),
        (OfferClass.TRANSITION, False, None),
    ],
)
def test_what_an_offer_class_entitles_to(offer_class: OfferClass, consumes: bool, limit: int | None) -> None:
    assert (offer_class.consumes, offer_class.registered_limit) == (consumes, limit)


def test_the_first_admin_of_a_company_is_known_by_the_address_in_any_case() -> None:
    cast = enter()

    account = create_account(
        actor=by(cast.vendor),
        uid=uid_of("Second"),
        name="Second",
        type=AccountType.CUSTOMER,
        parent=cast.rival,
        admin_email=" Cargo@EXAMPLE.com ",
        now=NOW,
    )

    (admin,) = admins_of(account=account)
    assert admin.email == "cargo@example.com"
    assert set(admin.memberships.values_list("account__name", flat=True)) == {"Cargo Lines", "Second"}


def test_only_admins_are_told_as_admins() -> None:
    cast = enter()

    add_member(account=cast.customer, email="user@example.com", role=Membership.Role.USER)
    add_member(account=cast.customer, email="boss@example.com")
    User.objects.filter(email="cargo@example.com").update(is_active=False)

    assert [user.email for user in admins_of(account=cast.customer)] == ["boss@example.com"]


def test_a_member_can_be_given_another_role() -> None:
    cast = enter()

    add_member(account=cast.customer, email="CARGO@example.com", role=Membership.Role.USER)

    assert Membership.objects.get(account=cast.customer).role == Membership.Role.USER


@pytest.mark.parametrize(
    "change",
    [
        {"parent": None},
        {"uid": "A" * 32},
        {"type": "reseller"},
        {"offer_class": "gold"},
        {"type": AccountType.VENDOR, "parent": None},
    ],
    ids=["second root", "uid", "type", "offer class", "second vendor"],
)
def test_the_database_refuses_what_no_account_can_be(change: dict[str, str | None]) -> None:
    cast = enter()

    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(id=cast.customer.id).update(**change)


def test_there_is_one_vendor_from_the_start() -> None:
    assert vendor().parent is None
    assert Account.objects.count() == 1
