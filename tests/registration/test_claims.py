"""AirLink Complete: each device earns one Service Pack for the customer, once for ever."""

import pytest
from django.db import IntegrityError, transaction

from tests.support.cast import NOW, Cast, by, enter, give, standing_of, statement_of, stock_of
from tests.support.proofs import refused
from tokenstock.accounts.models import Account, OfferClass
from tokenstock.ledger.selectors import total
from tokenstock.lifecycle import services as lifecycle
from tokenstock.registration.models import Claim
from tokenstock.registration.services import AlreadyClaimed, InvalidImei, UnsupportedModel, claim_device
from tokenstock.stock.services import Source

pytestmark = pytest.mark.usefixtures("db")


def claim(account: Account, serial: str = "C1", model: str = "RV55", imei: str = "") -> Claim:
    return claim_device(account=account, serial=serial, model=model, imei=imei, actor="test", now=NOW)


def convert(cast: Cast, account: Account, offer_class: OfferClass) -> None:
    account.refresh_from_db()
    lifecycle.convert_account(actor=by(cast.vendor), account=account, offer_class=offer_class, now=NOW)
    account.refresh_from_db()


def test_a_claim_brings_one_service_pack_from_the_bonus_source() -> None:
    cast = enter()

    claim(cast.customer)

    assert stock_of(cast.customer) == 12
    assert total(account_id=Source.BONUS) == -12
    assert statement_of(cast.customer).bonus == 12


@pytest.mark.parametrize("model", ["LX40", "ES450", "GX450", "RV50X", "MP70"])
def test_the_five_series_are_eligible(model: str) -> None:
    cast = enter()

    claim(cast.customer, model=model)

    assert stock_of(cast.customer) == 12


@pytest.mark.parametrize("model", ["XR80", "lx60", " LX60", "AirLink LX60", "MG90", ""])
def test_no_other_model_is_eligible(model: str) -> None:
    cast = enter()

    with refused(UnsupportedModel) as refusal:
        claim(cast.customer, model=model)

    assert refusal.value.model == model


@pytest.mark.parametrize("written", ["C1", " c1 ", "c1"])
def test_a_serial_number_earns_once_for_ever_whoever_registers_it(written: str) -> None:
    cast = enter()
    claim(cast.customer)

    for account in (cast.customer, cast.stranger):
        with refused(AlreadyClaimed) as refusal:
            claim(account, serial=written)
        assert refusal.value.serial == "C1"


def test_an_imei_is_kept_where_the_device_has_one() -> None:
    cast = enter()

    claim(cast.customer, imei=" 490154203237518 ")
    claim(cast.customer, serial="C2")

    assert list(Claim.objects.order_by("id").values_list("imei", flat=True)) == ["490154203237518", ""]


@pytest.mark.parametrize("imei", ["490154203237519", "49015420323751", "4901542032375180", "49015420323751X", "x"])
def test_an_imei_is_checked(imei: str) -> None:
    cast = enter()

    with refused(InvalidImei) as refusal:
        claim(cast.customer, imei=imei)

    assert refusal.value.imei == imei


def test_an_unsupported_model_is_told_before_an_earlier_claim() -> None:
    cast = enter()
    claim(cast.customer)

    with refused(UnsupportedModel):
        claim(cast.customer, model="XR90")


def test_a_claim_of_a_suspended_account_counts_and_may_bring_it_back() -> None:
    cast = enter()
    give(cast.customer, -5)
    assert standing_of(cast.customer).suspended

    claim(cast.customer)

    assert (stock_of(cast.customer), standing_of(cast.customer).suspended) == (7, False)


def test_in_an_account_that_does_not_consume_the_bonus_waits_for_the_conversion() -> None:
    cast = enter()

    deferred = [claim(cast.trial, serial=f"C{number}") for number in range(3)]
    waiting = stock_of(cast.trial)
    convert(cast, cast.trial, OfferClass.COMMERCIAL)

    assert [one.booked_at for one in deferred] == [None] * 3
    assert (waiting, stock_of(cast.trial)) == (0, 36)
    assert set(Claim.objects.values_list("booked_at", flat=True)) == {NOW}


def test_a_conversion_between_free_classes_books_nothing() -> None:
    cast = enter()
    claim(cast.trial)

    convert(cast, cast.trial, OfferClass.TRANSITION)

    assert stock_of(cast.trial) == 0


def test_a_deferred_bonus_is_booked_once_however_often_the_class_changes() -> None:
    cast = enter()
    claim(cast.trial)

    for offer_class in (OfferClass.COMMERCIAL, OfferClass.FREE_TIER, OfferClass.COMMERCIAL):
        convert(cast, cast.trial, offer_class)

    assert stock_of(cast.trial) == 12


def test_a_bonus_is_deferred_by_the_class_of_now_whatever_the_caller_still_believes() -> None:
    cast = enter()
    before = Account.objects.get(id=cast.trial.id)
    convert(cast, cast.trial, OfferClass.COMMERCIAL)

    claim(before)

    assert stock_of(cast.trial) == 12


def test_the_database_keeps_one_claim_a_serial_number_in_one_form() -> None:
    cast = enter()
    claim(cast.customer)
    columns = {"account": cast.stranger, "model": "RV55", "tokens": 12, "claimed_at": NOW, "claimed_by": "test"}

    for serial in ("C1", "c2"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Claim.objects.create(serial=serial, **columns)
