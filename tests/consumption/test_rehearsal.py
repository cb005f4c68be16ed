"""The rehearsal of the month close: what it says is what the close then does, whatever happened before."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support.cast import (
    APRIL,
    FOUNDED,
    MARCH,
    NOW,
    Cast,
    activate,
    boundary,
    by,
    deactivate,
    enter,
    found,
    give,
    pass_time,
    standing_of,
    stock_of,
)
from tests.support.policies import SetPolicies
from tests.support.proofs import unchanged
from tokenstock.accounts.models import Account, AccountType, OfferClass
from tokenstock.consumption import services as consumption
from tokenstock.consumption.models import MonthClose
from tokenstock.consumption.selectors import (
    ALREADY,
    LATER,
    NOT_CONSUMING,
    PAGE_SIZE,
    SUSPENDED,
    Rehearsal,
    call_page,
    calls,
    month_to_close,
    overdue_close,
    recent_closes,
    rehearsal,
    rehearsed_page,
)
from tokenstock.lifecycle.services import convert_account, hold_account, release_account
from tokenstock.stock.models import Standing, Statement

pytestmark = pytest.mark.usefixtures("db")

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def rehearsed(partner: Account | None = None) -> Rehearsal:
    return rehearsal(month=MARCH, partner_id=partner.id if partner else None)


def falling(partner: Account | None = None) -> list[tuple[str, int, str]]:
    page = rehearsed_page(month=MARCH, partner_id=partner.id if partner else None)
    return [(row.standing.account.name, row.short, row.outcome) for row in page.rows]


def held_against_the_close() -> None:
    """Rehearse, close the month in earnest, and compare account by account and in sums."""
    said = rehearsed()
    names = {row.standing.account_id: row for row in rehearsed_page(month=MARCH, partner_id=None).rows}
    expected = dict(Standing.objects.filter(closed=False).values_list("account_id", "expected"))
    peaks = dict(Standing.objects.values_list("account_id", "peak"))
    suspended_before = set(Standing.objects.filter(suspended=True).values_list("account_id", flat=True))

    pass_time(boundary(MARCH))

    after = {standing.account_id: standing for standing in Standing.objects.filter(closed=False)}
    statements = Statement.objects.filter(month=MARCH.first_day)
    assert {statement.account_id: statement.consumed for statement in statements} == peaks
    assert {account_id: standing.stock for account_id, standing in after.items()} == expected
    below = {account_id for account_id, standing in after.items() if standing.stock < 0}
    assert below == set(names)
    newly = {account_id for account_id, standing in after.items() if standing.suspended} - suspended_before
    assert {account_id for account_id, row in names.items() if row.outcome == SUSPENDED} == newly
    waiting = {account_id for account_id in below if after[account_id].consumes and not after[account_id].suspended}
    assert {account_id for account_id, row in names.items() if row.outcome == LATER} == waiting
    for account_id in waiting:
        assert names[account_id].suspension_at == _suspension_of(after[account_id])
    assert said == Rehearsal(
        month=MARCH,
        boundary=boundary(MARCH),
        charged=sum(peak > 0 for peak in peaks.values()),
        tokens=sum(peaks.values()),
        below_zero=len(below),
        short=-sum(after[account_id].stock for account_id in below),
        suspended=len(newly),
        later=len(waiting),
    )


def _suspension_of(standing: Standing) -> object:
    short_since = standing.short_since
    assert short_since is not None
    return short_since + timedelta(days=7)


def test_it_says_who_is_charged_what_and_who_is_short_by_how_much() -> None:
    cast = enter()
    for account, tokens, systems in ((cast.customer, 10, 3), (cast.sister, 2, 7), (cast.stranger, 1, 2)):
        give(account, tokens)
        activate(account, systems)

    with unchanged():
        said = rehearsed()

    assert (said.charged, said.tokens, said.below_zero, said.short, said.suspended) == (3, 12, 2, 6, 2)
    assert falling() == [(cast.sister.name, 5, SUSPENDED), (cast.stranger.name, 1, SUSPENDED)]
    held_against_the_close()


def test_a_partner_rehearses_its_own_customers_alone() -> None:
    cast = enter()
    for account in (cast.customer, cast.stranger, cast.direct):
        activate(account, 2)

    assert falling(cast.partner) == [(cast.customer.name, 2, SUSPENDED)]
    assert (rehearsed(cast.partner).charged, rehearsed(cast.partner).short) == (1, 2)
    assert rehearsed(cast.distributor).charged == 0


def test_right_after_activations_and_deactivations_it_says_the_peak_that_is_charged() -> None:
    cast = enter()
    give(cast.customer, 3)
    serials = activate(cast.customer, 5)
    deactivate(serials[:4], now=NOW + HOUR)
    activate(cast.customer, 2, now=NOW + 2 * HOUR)

    assert falling() == [(cast.customer.name, 2, SUSPENDED)]
    held_against_the_close()


def test_what_was_charged_before_a_conversion_is_taken_and_suspends_nobody() -> None:
    cast = enter()
    activate(cast.customer, 4)
    convert_account(actor=by(cast.vendor), account=cast.customer, offer_class=OfferClass.TRANSITION, now=NOW + HOUR)
    activate(cast.trial, 2)
    convert_account(actor=by(cast.vendor), account=cast.trial, offer_class=OfferClass.COMMERCIAL, now=NOW + HOUR)

    assert falling() == [(cast.customer.name, 4, NOT_CONSUMING), (cast.trial.name, 2, SUSPENDED)]
    held_against_the_close()


def test_whoever_is_suspended_already_stays_so_and_is_not_counted_again() -> None:
    cast = enter()
    activate(cast.customer, 3)
    hold_account(actor=by(cast.vendor), account=cast.customer, reason="unpaid", now=NOW + HOUR)
    activate(cast.sister, 1)
    give(cast.sister, -5, now=NOW + HOUR)

    assert falling() == [(cast.sister.name, 6, ALREADY), (cast.customer.name, 3, ALREADY)]
    assert rehearsed().suspended == 0
    held_against_the_close()


def test_days_of_grace_put_the_suspension_off(policies: SetPolicies) -> None:
    policies(grace_days=7)
    cast = enter()
    activate(cast.customer, 1)
    give(cast.sister, -1)
    give(cast.stranger, -2, now=boundary(MARCH) - 7 * DAY)
    give(cast.direct, -3, now=boundary(MARCH) - 6 * DAY)

    assert falling() == [
        (cast.direct.name, 3, LATER),
        (cast.stranger.name, 2, SUSPENDED),
        (cast.customer.name, 1, LATER),
        (cast.sister.name, 1, SUSPENDED),
    ]
    assert (rehearsed().suspended, rehearsed().later) == (2, 2)
    held_against_the_close()


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["give", "take", "activate", "deactivate", "hold", "release", "convert"]),
        st.integers(0, 3),
        st.integers(1, 4),
        st.integers(0, 60),
    ),
    max_size=14,
)


@pytest.mark.parametrize("grace_days", [0, 7])
def test_whatever_happened_the_close_does_what_was_rehearsed(policies: SetPolicies, grace_days: int) -> None:
    policies(grace_days=grace_days)

    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(DEEDS)
    def history(deeds: list[tuple[str, int, int, int]]) -> None:
        before = transaction.savepoint_create()
        try:
            _play(deeds)
            held_against_the_close()
        finally:
            transaction.savepoint_rollback(before)

    history()


def _play(deeds: list[tuple[str, int, int, int]]) -> None:
    cast = enter()
    accounts = [cast.customer, cast.sister, cast.stranger, cast.trial]
    serials: dict[int, list[str]] = {account.id: [] for account in accounts}
    now = NOW
    for deed, whose, number, hours in deeds:
        # At most 14 times 36 hours: all of it within the month.
        now += timedelta(minutes=hours * 36)
        pass_time(now)
        _do(cast, accounts[whose], serials[accounts[whose].id], deed, number, now)


def _do(cast: Cast, account: Account, serials: list[str], deed: str, number: int, at: datetime) -> None:
    standing = standing_of(account)
    vendor = by(cast.vendor)
    match deed:
        case "give" | "take":
            give(account, number * (2 if deed == "give" else -2), now=at)
        case "activate" if not standing.suspended and standing.registered + number <= 15:
            serials += activate(account, number, now=at)
        case "deactivate" if serials:
            deactivate([serials.pop()], now=at)
        case "hold" if not standing.held:
            hold_account(actor=vendor, account=account, reason="unpaid", now=at)
        case "release" if standing.held:
            release_account(actor=vendor, account=account, reason="paid", now=at)
        case "convert":
            classes = [OfferClass.COMMERCIAL, OfferClass.TRANSITION]
            account.refresh_from_db()
            wanted = next(one for one in classes if one != account.offer_class)
            convert_account(actor=vendor, account=account, offer_class=wanted, now=at)


def test_pages_hold_everybody_once_the_most_tokens_short_first() -> None:
    cast = enter()
    for number in range(PAGE_SIZE + 2):
        give(found(f"Crowd {number}", AccountType.CUSTOMER, cast.rival), -(number % 7) - 1)

    first = rehearsed_page(month=MARCH, partner_id=None)
    second = rehearsed_page(month=MARCH, partner_id=None, page=2)

    assert (len(first.rows), first.has_next, len(second.rows), second.has_next) == (PAGE_SIZE, True, 2, False)
    shorts = [row.short for row in [*first.rows, *second.rows]]
    assert shorts == sorted(shorts, reverse=True)
    assert len({row.standing.account_id for row in [*first.rows, *second.rows]}) == PAGE_SIZE + 2


def test_the_call_list_says_whom_to_call_and_how_many_packs_help() -> None:
    cast = enter()
    activate(cast.customer, 13)
    activate(cast.sister, 1)
    activate(cast.trial, 1)

    page = call_page(month=MARCH, partner_id=cast.partner.id, tokens_per_pack=12)

    assert page.total == 2
    assert [(call.rehearsed.standing.account.name, call.admins, call.packs) for call in page.rows] == [
        (cast.customer.name, ("cargo@example.com",), 2),
        (cast.sister.name, ("coast@example.com",), 1),
    ]
    # 13 tokens short now, and 12 months of 13 systems.
    assert [call.packs_for_a_year for call in page.rows] == [15, 2]
    whole = calls(month=MARCH, partner_id=cast.partner.id, tokens_per_pack=12)
    assert list(whole) == list(page.rows)


def test_whoever_consumes_no_more_is_not_called() -> None:
    cast = enter()
    activate(cast.customer, 4)
    convert_account(actor=by(cast.vendor), account=cast.customer, offer_class=OfferClass.TRANSITION, now=NOW + HOUR)

    assert call_page(month=MARCH, partner_id=None, tokens_per_pack=12).total == 0
    assert list(calls(month=MARCH, partner_id=None, tokens_per_pack=12)) == []


def test_a_close_that_is_overdue_is_the_one_rehearsed_and_its_progress_is_told() -> None:
    cast = enter()
    activate(cast.customer, 2)
    late = boundary(MARCH) + HOUR

    assert overdue_close(month=month_to_close(now=NOW), now=NOW) is None
    assert (month_to_close(now=NOW), month_to_close(now=late)) == (MARCH, MARCH)
    waiting = overdue_close(month=month_to_close(now=late), now=late)
    assert waiting is not None
    assert (waiting.month, waiting.started_at, waiting.done, waiting.accounts, waiting.months) == (MARCH, None, 0, 8, 1)

    MonthClose.objects.create(month=MARCH.first_day, started_at=late)
    next(consumption._close_range(MARCH, late, (0, cast.customer.id), None))

    begun = overdue_close(month=month_to_close(now=late), now=late)
    assert begun is not None
    assert begun.started_at == late
    assert 0 < begun.done < begun.accounts
    consumption.close_due_months(now=late)
    assert overdue_close(month=month_to_close(now=late), now=late) is None
    assert month_to_close(now=late) == APRIL


def test_a_close_says_what_it_took_and_whom_it_suspended() -> None:
    cast = enter(FOUNDED)
    give(cast.customer, 10, now=FOUNDED)
    activate(cast.customer, 3, now=FOUNDED)
    activate(cast.sister, 2, now=FOUNDED)

    pass_time(boundary(MARCH))

    march, february = recent_closes(limit=12)
    assert (february.accounts, february.tokens, february.suspended) == (8, 5, 1)
    # The sister account is suspended since, and not charged.
    assert (march.accounts, march.tokens, march.suspended) == (8, 3, 0)
    assert recent_closes(limit=1) == [march]
    assert stock_of(cast.sister) == -2
