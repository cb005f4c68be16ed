"""Every refusal has a code and a sentence."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, get_type_hints

import pytest

import tokenstock
from tokenstock.kernel import ids
from tokenstock.kernel.errors import Refusal
from tokenstock.kernel.words import SENTENCES, sentence
from tokenstock.orders.refusals import InsufficientStock

PACKAGES = [
    *("accounts", "catalogue", "consumption", "desk", "devices", "forecast", "kernel"),
    *("lifecycle", "orders", "profile", "registration", "reminders", "stock"),
]
REPLAYED = """
unknown_account unknown_order unknown_product unknown_system name_taken uid_taken invalid_quantity invalid_date
future_order_date insufficient_stock exceeds_stock negative_not_confirmed tokens_passed_on period_closed not_allowed
limit_reached account_suspended wrong_state already_claimed unsupported_model conflict
"""
"""The codes that a replay answers with, as its format promises them."""
OTHERS = """
nobody_chosen too_many_chosen no_system_chosen too_many_systems systems_not_ready limit_passed
stale_version account_closed stock_left subaccounts_open systems_activated reason_missing
future_instant before_registration activated_then not_activated_then invalid_imei unknown_line
contact_incomplete invalid_contact contact_changed image_too_heavy image_unreadable image_animated image_too_large
"""
"""The codes of what no history holds."""
SAMPLES: dict[str, Any] = {
    "str": "X",
    "int": 7,
    "date": date(2026, 3, 9),
    "datetime": datetime(2026, 4, 1, tzinfo=UTC),
}


def all_refusals() -> Iterator[type[Refusal]]:
    for package in PACKAGES:
        found = importlib.import_module(f"tokenstock.{package}")
        for module in pkgutil.iter_modules(found.__path__, f"tokenstock.{package}."):
            if not module.ispkg:
                importlib.import_module(module.name)
    unseen = [Refusal]
    while unseen:
        below = [kind for kind in unseen.pop().__subclasses__() if kind.__module__.startswith(tokenstock.__name__)]
        unseen += below
        yield from below


def test_large_numbers_have_their_thousands_set_apart() -> None:
    said = sentence(InsufficientStock.of(available=1_200, needed=1_199_988))

    assert said.startswith("The stock holds 1,200 tokens and 1,199,988 are needed: 1,198,788 short.")


@pytest.mark.parametrize("refusal", list(all_refusals()), ids=lambda kind: kind.__name__)
def test_every_refusal_can_be_said_in_a_whole_sentence(refusal: type[Refusal]) -> None:
    types = {name: kind.__name__ for name, kind in get_type_hints(refusal).items() if name != "code"}
    made = refusal(**{name: SAMPLES.get(kind) for name, kind in types.items()})

    said = sentence(made)

    assert re.fullmatch(r"[A-Z{X].*[.!]", said)
    assert "{" not in said
    assert set(made.details()) == set(types)
    assert str(made).startswith(refusal.code)


def test_no_sentence_is_left_over() -> None:
    assert set(SENTENCES) == {refusal.code for refusal in all_refusals()}


def test_the_codes_are_those_of_the_format() -> None:
    assert set(SENTENCES) == {*REPLAYED.split(), *OTHERS.split()}


def test_names_are_compared_ignoring_case_and_outer_white_space() -> None:
    assert ids.name_key("  Straße & Söhne ") == ids.name_key("STRASSE & SÖHNE")
    assert ids.name_key("A B") != ids.name_key("AB")


def test_serial_numbers_are_compared_ignoring_case_and_outer_white_space() -> None:
    assert ids.serial_key(" zf123a\t") == "ZF123A"


def test_an_imei_is_fifteen_digits_of_which_the_last_checks_the_others() -> None:
    assert ids.is_imei("490154203237518")
    assert not any(ids.is_imei(f"49015420323751{digit}") for digit in "012345679")
    assert not any(ids.is_imei(text) for text in ("", "0" * 14, "4901542032375180", "490154203237518\n"))


def test_a_uid_is_thirty_two_hexadecimal_digits() -> None:
    assert ids.is_uid(ids.new_uid())
    assert ids.new_uid() != ids.new_uid()
    assert not any(ids.is_uid(text) for text in ("", "0" * 31, "0" * 33, "G" * 32, "A" * 32, f"{'0' * 32}\n"))
