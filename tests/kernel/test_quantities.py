"""Quantities are whole numbers in range, in plain digits, and nothing else."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tokenstock.kernel import quantities
from tokenstock.kernel.quantities import InvalidQuantity

NO_NUMBERS: list[object] = [None, True, False, "12", "", 12.0, 1.5, float("nan"), float("inf"), Decimal(12), [12], {}]


@pytest.mark.parametrize("value", [*NO_NUMBERS, 0, -1, 100_001, 2**63])
def test_packs_are_whole_and_between_one_and_a_hundred_thousand(value: object) -> None:
    with pytest.raises(InvalidQuantity) as refusal:
        quantities.packs(value)

    assert (refusal.value.field, refusal.value.lowest, refusal.value.highest) == ("packs", 1, 100_000)


@pytest.mark.parametrize("value", [1, 100_000])
def test_the_bounds_of_packs_belong(value: int) -> None:
    assert quantities.packs(value) == value


@pytest.mark.parametrize("value", [*NO_NUMBERS, 0, 1_000_000_001, -1_000_000_001])
def test_an_adjustment_is_a_whole_number_of_tokens_and_never_nothing(value: object) -> None:
    with pytest.raises(InvalidQuantity):
        quantities.signed_tokens(value)


@pytest.mark.parametrize("value", [1, -1, 1_000_000_000, -1_000_000_000])
def test_an_adjustment_goes_either_way(value: int) -> None:
    assert quantities.signed_tokens(value) == value


@pytest.mark.parametrize(
    "text", ["1_000", "\uff11\uff12", "\u0663", "12.0", "1e1", "+5", "-5", "0x10", "1,000", "", " ", "12345678901"]
)
def test_a_person_writes_numbers_in_plain_digits(text: str) -> None:
    assert quantities.whole_number(text) is None


@pytest.mark.parametrize(
    ("text", "number"), [("7", 7), (" 12 ", 12), ("007", 7), ("0", 0), ("9999999999", 9_999_999_999)]
)
def test_plain_digits_are_a_number(text: str, number: int) -> None:
    assert quantities.whole_number(text) == number


@given(st.text())
def test_what_is_read_as_a_number_is_the_number_that_was_written(text: str) -> None:
    number = quantities.whole_number(text)

    assert number is None or text.strip().lstrip("0") in (str(number), "")


@pytest.mark.parametrize(
    "value", ["20.001", -1, 101, "NaN", "Infinity", "1e1000000", "twenty", True, [], Decimal("0.001")]
)
def test_a_discount_is_a_percentage_with_two_decimals_at_most(value: object) -> None:
    with pytest.raises(InvalidQuantity) as refusal:
        quantities.price(value, field="discount", highest=100)

    assert refusal.value.field == "discount"


@pytest.mark.parametrize("value", [20, "20", "20.0", 20.0, Decimal("20.00"), "2e1"])
def test_a_price_is_the_same_however_it_is_written(value: object) -> None:
    assert str(quantities.price(value, field="list_price", highest=100)) == "20.00"


def test_no_price_is_no_price() -> None:
    assert quantities.price(None, field="list_price", highest=100) is None
