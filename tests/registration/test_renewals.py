"""After twelve months a renewal is due: it is brought to the partner of record 90, 30 and 7 days ahead, each once."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests.support.cast import FOUNDED, NOW, Cast, by, day, enter
from tests.support.policies import SetPolicies
from tests.support.proofs import unchanged
from tokenstock.accounts.models import Account
from tokenstock.audit.models import Record
from tokenstock.lifecycle import services as lifecycle
from tokenstock.registration.models import Claim, Renewal
from tokenstock.registration.selectors import RenewalDue, renewals_due
from tokenstock.registration.services import bring_renewals, claim_device

pytestmark = pytest.mark.usefixtures("db")

DUE = day("2027-03-09")
"""When a device is due that was claimed at NOW."""


def claim(account: Account, serial: str = "C1", at: datetime = NOW) -> Claim:
    return claim_device(account=account, serial=serial, model="RV55", actor="test", now=at)


def morning(of: date) -> datetime:
    return datetime.combine(of, time(3, 40), tzinfo=UTC)


def due(account: Account, today: date, horizon_days: int = 90) -> list[RenewalDue]:
    return renewals_due(actor=by(account), today=today, horizon_days=horizon_days)


def brought() -> list[tuple[str, int, str]]:
    return [
        (renewal.claim.serial, renewal.stage, renewal.partner.name)
        for renewal in Renewal.objects.select_related("claim", "partner").order_by("id")
    ]


def bring_daily(first: date, days: int) -> list[int]:
    return [bring_renewals(now=morning(first + timedelta(days=number))) for number in range(days)]


# The list


def test_a_renewal_says_what_is_due_when_and_whom_it_is_brought_to() -> None:
    cast = enter()
    claimed = claim(cast.customer)

    (renewal,) = due(cast.partner, DUE - timedelta(days=20))

    assert renewal == RenewalDue(
        claim_id=claimed.id,
        serial="C1",
        model="RV55",
        customer_uid=cast.customer.uid,
        customer_name="Cargo Lines",
        claimed_on=day("2026-03-09"),
        due_on=DUE,
        days_left=20,
        stage="30",
        brought_to_uid=cast.partner.uid,
        brought_to_name="Prisma Partners",
    )


@pytest.mark.parametrize(
    ("claimed_on", "due_on"),
    [
        ("2026-03-09", "2027-03-09"),
        ("2028-02-29", "2029-02-28"),
        ("2027-02-28", "2028-02-28"),
        ("2026-12-31", "2027-12-31"),
    ],
)
def test_a_renewal_is_due_twelve_months_after_the_claim_on_the_last_day_where_there_is_no_such(
    claimed_on: str, due_on: str
) -> None:
    cast = enter(FOUNDED)
    claim(cast.customer, at=morning(day(claimed_on)))

    assert [renewal.due_on for renewal in due(cast.partner, day(due_on))] == [day(due_on)]


def test_the_day_of_a_claim_is_that_of_the_programmes_zone(policies: SetPolicies) -> None:
    policies(time_zone="Pacific/Auckland")
    cast = enter()
    claim(cast.customer, at=NOW + timedelta(hours=3))

    (renewal,) = due(cast.partner, DUE)

    assert (renewal.claimed_on, renewal.due_on) == (day("2026-03-10"), day("2027-03-10"))


@pytest.mark.parametrize(
    ("days_left", "stage"),
    [
        (120, "later"),
        (91, "later"),
        (90, "90"),
        (31, "90"),
        (30, "30"),
        (8, "30"),
        (7, "7"),
        (0, "7"),
        (-1, "overdue"),
        (-90, "overdue"),
    ],
)
def test_the_stage_is_the_last_that_the_renewal_has_come_to(days_left: int, stage: str) -> None:
    cast = enter()
    claim(cast.customer)

    (renewal,) = due(cast.partner, DUE - timedelta(days=days_left), horizon_days=120)

    assert (renewal.days_left, renewal.stage) == (days_left, stage)


@pytest.mark.parametrize(("days_left", "listed"), [(61, False), (60, True), (-90, True), (-91, False)])
def test_the_list_reaches_from_the_horizon_to_ninety_days_past(days_left: int, listed: bool) -> None:
    cast = enter()
    claim(cast.customer)

    assert bool(due(cast.partner, DUE - timedelta(days=days_left), horizon_days=60)) == listed


def test_each_sees_the_renewals_of_its_own_subaccounts_and_the_vendor_all() -> None:
    cast = enter()
    for serial, account in (("C1", cast.customer), ("C2", cast.stranger), ("C3", cast.direct), ("C4", cast.partner)):
        claim(account, serial)

    seen = {
        name: {(renewal.serial, renewal.brought_to_name) for renewal in due(getattr(cast, name), DUE)}
        for name in ("vendor", "distributor", "partner", "rival", "customer")
    }

    vendor = cast.vendor.name
    assert seen["partner"] == {("C1", "Prisma Partners")}
    assert seen["rival"] == {("C2", "Rival Resale")}
    assert seen["distributor"] == {("C4", "Dorval Distribution")}
    assert seen["customer"] == set()
    assert seen["vendor"] == seen["partner"] | seen["rival"] | seen["distributor"] | {("C3", vendor)}


def test_what_is_due_first_comes_first_and_a_closed_account_has_none() -> None:
    cast = enter()
    for place, serial in enumerate(("C1", "C2", "C3")):
        claim(cast.customer if serial != "C3" else cast.trial, serial, NOW + timedelta(days=5 - place))
    lifecycle.close_account(actor=by(cast.vendor), account=cast.trial, reason="x", now=NOW + timedelta(days=9))

    assert [renewal.serial for renewal in due(cast.partner, DUE)] == ["C2", "C1"]


def test_the_list_is_one_question_however_long_it_is() -> None:
    cast = enter()
    for number in range(5):
        claim(cast.customer, f"C{number}")
    queries: list[str] = []

    def count(execute: object, sql: str, parameters: object, many: bool, context: object) -> object:
        queries.append(sql)
        return execute(sql, parameters, many, context)  # type: ignore[operator]

    with connection.execute_wrapper(count):
        assert len(due(cast.partner, DUE)) == 5

    assert len(queries) == 1


# Bringing them


def test_each_stage_is_brought_once_on_its_day() -> None:
    cast = enter()
    claim(cast.customer)

    counts = bring_daily(DUE - timedelta(days=100), 110)

    assert [place for place, count in enumerate(counts) if count] == [10, 70, 93]
    assert brought() == [("C1", stage, "Prisma Partners") for stage in (90, 30, 7)]


def test_every_stage_is_in_the_record_with_whom_it_was_brought_to() -> None:
    cast = enter()
    claim(cast.customer)

    bring_renewals(now=morning(DUE - timedelta(days=90)))

    written = Record.objects.get(action="renewal.brought")
    assert (written.subject, written.account_id, written.actor) == ("C1", cast.customer.id, "renewals")
    assert written.detail == {"stage": 90, "due_on": "2027-03-09", "to": cast.partner.uid}


def test_it_is_brought_to_whoever_is_the_partner_of_record_that_day() -> None:
    cast = enter()
    claim(cast.customer)
    bring_renewals(now=morning(DUE - timedelta(days=90)))

    lifecycle.move_account(actor=by(cast.vendor), account=cast.customer, parent=cast.rival, now=NOW)
    bring_renewals(now=morning(DUE - timedelta(days=30)))

    assert brought() == [("C1", 90, "Prisma Partners"), ("C1", 30, "Rival Resale")]


def test_without_a_partner_of_record_it_is_brought_to_the_vendor() -> None:
    cast = enter()
    claim(cast.direct)

    bring_renewals(now=morning(DUE - timedelta(days=7)))

    assert brought() == [("C1", 7, cast.vendor.name)]


def test_a_day_that_was_missed_is_made_up_for_and_a_stage_that_was_is_not() -> None:
    cast = enter()
    claim(cast.customer)

    counts = [bring_renewals(now=morning(DUE - timedelta(days=days))) for days in (88, 20, 5, 4)]

    assert counts == [1, 1, 1, 0]
    assert [stage for _, stage, _ in brought()] == [90, 30, 7]


def test_who_claimed_late_hears_of_the_stages_to_come_alone() -> None:
    cast = enter()
    claim(cast.customer)

    counts = bring_daily(DUE - timedelta(days=6), 10)

    assert counts == [1] + [0] * 9
    assert [stage for _, stage, _ in brought()] == [7]


@pytest.mark.parametrize("days_left", [91, -1])
def test_before_ninety_days_ahead_and_past_its_day_nothing_is_brought(days_left: int) -> None:
    cast = enter()
    claim(cast.customer)

    with unchanged():
        assert bring_renewals(now=morning(DUE - timedelta(days=days_left))) == 0


def test_the_renewals_of_a_closed_account_are_brought_to_nobody() -> None:
    cast = enter()
    claim(cast.trial)
    lifecycle.close_account(actor=by(cast.vendor), account=cast.trial, reason="x", now=NOW)

    with unchanged():
        assert bring_renewals(now=morning(DUE)) == 0


def test_more_than_fit_into_one_step_are_all_brought(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tokenstock.registration.services.CHUNK", 2)
    cast = enter()
    for number in range(5):
        claim(cast.customer, f"C{number}")

    assert bring_renewals(now=morning(DUE)) == 5
    assert bring_renewals(now=morning(DUE)) == 0


def test_the_database_keeps_one_renewal_a_stage() -> None:
    cast: Cast = enter()
    claimed = claim(cast.customer)
    columns = {"claim": claimed, "partner": cast.partner, "due_on": DUE, "brought_at": NOW}
    Renewal.objects.create(**columns, stage=90)

    for stage, name in ((90, "renewal_once_a_stage"), (60, "renewal_stage_known")):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Renewal.objects.create(**columns, stage=stage)
