"""Names that are given once: of companies, of people, of systems. Two are all but committed at the same moment."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.concurrency.conftest import Gate
from tests.support.cast import NOW, by, enter
from tokenstock.accounts.access import vendor
from tokenstock.accounts.models import Account, AccountType, Membership, User
from tokenstock.accounts.services import NameTaken, UidTaken
from tokenstock.devices.models import System
from tokenstock.devices.services import WrongState, register_system
from tokenstock.lifecycle.services import create_account

Together = Callable[..., list[Any]]


def create(uid: str, name: str, email: str) -> Account:
    return create_account(
        actor=by(vendor()),
        uid=uid * 32,
        name=name,
        type=AccountType.CUSTOMER,
        parent=vendor(),
        admin_email=email,
        now=NOW,
    )


def race(gate: Gate, together: Together, table: str, *calls: Callable[[], Any]) -> list[Any]:
    """All calls at once; whoever has written the row waits at the gate, the others for whoever has."""
    gate.hold_at(table, "true", at_commit=True)
    gate.shut()
    *outcomes, _ = together(*calls, gate.open_for(len(calls)))
    return outcomes


def race_of_two_names(gate: Gate, together: Together) -> list[Any]:
    return race(
        gate,
        together,
        "accounts_account",
        lambda: create("a", "Twin", "a@example.com"),
        lambda: create("b", " TWIN ", "b@example.com"),
    )


def test_one_of_two_companies_gets_the_name(bare_gate: Gate, together: Together) -> None:
    outcomes = race_of_two_names(bare_gate, together)

    assert {type(outcome) for outcome in outcomes} == {Account, NameTaken}
    assert Account.objects.filter(name_key="twin").count() == 1


@pytest.mark.leaves_faults
def test_without_the_unique_name_both_get_it(bare_gate: Gate, together: Together) -> None:
    bare_gate.drop_unique("accounts_account", "name_key")

    outcomes = race_of_two_names(bare_gate, together)

    assert [type(outcome) for outcome in outcomes] == [Account, Account]


def test_one_of_two_companies_gets_the_uid(bare_gate: Gate, together: Together) -> None:
    outcomes = race(
        bare_gate,
        together,
        "accounts_account",
        lambda: create("a", "One", "a@example.com"),
        lambda: create("a", "Other", "b@example.com"),
    )

    assert {type(outcome) for outcome in outcomes} == {Account, UidTaken}


def test_two_companies_of_one_new_person_have_the_same_admin(bare_gate: Gate, together: Together) -> None:
    outcomes = race(
        bare_gate,
        together,
        "accounts_user",
        lambda: create("a", "One", "anna@example.com"),
        lambda: create("b", "Other", "Anna@Example.com"),
    )

    assert [type(outcome) for outcome in outcomes] == [Account, Account]
    assert Membership.objects.filter(user=User.objects.get(email="anna@example.com")).count() == 2


@pytest.mark.leaves_faults
def test_without_the_unique_address_the_person_is_two(bare_gate: Gate, together: Together) -> None:
    bare_gate.drop_unique("accounts_user", "email")

    race(
        bare_gate,
        together,
        "accounts_user",
        lambda: create("a", "One", "anna@example.com"),
        lambda: create("b", "Other", "anna@example.com"),
    )

    assert User.objects.filter(email="anna@example.com").count() == 2


def race_of_two_registrations(gate: Gate, together: Together) -> list[Any]:
    cast = enter()

    def register(account: Account) -> System:
        return register_system(account=account, serial="SN1", model="RV55", actor="test", now=NOW)

    return race(gate, together, "devices_system", lambda: register(cast.customer), lambda: register(cast.stranger))


def test_one_of_two_accounts_registers_the_system(bare_gate: Gate, together: Together) -> None:
    outcomes = race_of_two_registrations(bare_gate, together)

    assert {type(outcome) for outcome in outcomes} == {System, WrongState}


@pytest.mark.leaves_faults
def test_without_the_unique_serial_both_register_it(bare_gate: Gate, together: Together) -> None:
    bare_gate.alter("DROP INDEX system_serial_in_use_once")

    outcomes = race_of_two_registrations(bare_gate, together)

    assert [type(outcome) for outcome in outcomes] == [System, System]
