"""The gate: what belongs to somebody else and what does not exist look the same."""

import pytest

from tests.support.cast import Cast, by, enter
from tokenstock.accounts.access import (
    UnknownAccount,
    account_by_uid,
    actors_of,
    managed_account,
    own_account,
    visible_account,
)
from tokenstock.accounts.models import Account, Membership, User
from tokenstock.accounts.services import add_member

pytestmark = pytest.mark.usefixtures("db")

NOBODY = "f" * 32
EVERYBODY = ["distributor", "partner", "rival", "customer", "sister", "stranger", "direct", "trial"]


def reached(gate: object, cast: Cast, who: str) -> set[str]:
    """The accounts, by their part in the cast, that `who` comes to through the gate."""
    actor = by(getattr(cast, who))
    names = set()
    for name in [*EVERYBODY, "vendor"]:
        try:
            assert gate(actor, getattr(cast, name).uid) == getattr(cast, name)  # type: ignore[operator]
            names.add(name)
        except UnknownAccount:
            pass
    return names


@pytest.mark.parametrize(
    ("who", "managed"),
    [
        ("vendor", set(EVERYBODY)),
        ("distributor", {"partner"}),
        ("partner", {"customer", "sister", "trial"}),
        ("rival", {"stranger"}),
        ("customer", set()),
        ("direct", set()),
    ],
)
def test_direct_subaccounts_are_managed_and_nobody_elses(who: str, managed: set[str]) -> None:
    cast = enter()

    assert reached(managed_account, cast, who) == managed
    # One's own too; but the vendor has no stock.
    assert reached(visible_account, cast, who) == managed | ({who} - {"vendor"})


def test_a_foreign_account_and_one_that_does_not_exist_are_refused_alike() -> None:
    cast = enter()
    refusals = []

    for uid in (cast.stranger.uid, NOBODY):
        with pytest.raises(UnknownAccount) as refusal:
            managed_account(by(cast.partner), uid)
        refusals.append((refusal.value.code, refusal.value.details(), uid))

    assert refusals == [("unknown_account", {"uid": uid}, uid) for uid in (cast.stranger.uid, NOBODY)]


def test_programmes_find_every_account_but_the_vendors() -> None:
    cast = enter()

    assert account_by_uid(cast.stranger.uid) == cast.stranger
    for uid in (cast.vendor.uid, NOBODY):
        with pytest.raises(UnknownAccount):
            account_by_uid(uid)


def test_a_person_acts_for_each_company_that_it_belongs_to_in_its_role_there() -> None:
    cast = enter()
    user = add_member(account=cast.partner, email="anna@example.com")
    add_member(account=cast.customer, email="anna@example.com", role=Membership.Role.USER)

    found = actors_of(user)

    assert [(actor.label, actor.account_id, actor.is_admin, account) for actor, account in found] == [
        ("anna@example.com", cast.customer.id, False, cast.customer),
        ("anna@example.com", cast.partner.id, True, cast.partner),
    ]
    assert [own_account(actor) for actor, _ in found] == [cast.customer, cast.partner]


def test_a_person_of_no_company_acts_for_none() -> None:
    assert actors_of(User.objects.create_user("alone@example.com")) == []


def test_only_someone_of_the_vendor_is_the_vendor() -> None:
    cast = enter()

    assert [by(account).is_vendor for account in (cast.vendor, cast.distributor, cast.customer)] == [True, False, False]


def test_people_sign_in_by_an_address_in_any_case() -> None:
    user = User.objects.create_user(" Anna@Example.COM ", password="correct horse battery")

    assert User.objects.get_by_natural_key("ANNA@example.com") == user
    assert user.check_password("correct horse battery")
    assert not User.objects.create_user("other@example.com").has_usable_password()


def test_an_account_is_called_by_its_name() -> None:
    assert str(Account(name="Cargo Lines")) == "Cargo Lines"
