"""Accounts are never deleted. Closing one is refused while anything is left; then nothing happens any more."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.support.cast import (
    APRIL,
    FOUNDED,
    MARCH,
    NOW,
    Cast,
    activate,
    again,
    boundary,
    by,
    day,
    deactivate,
    enter,
    found,
    give,
    pass_time,
    sell,
    standing_of,
    statement_of,
    stock_of,
    supply,
)
from tests.support.policies import SetPolicies
from tests.support.proofs import refused
from tokenstock.accounts.access import NotAllowed, managed_account, visible_account
from tokenstock.accounts.models import Account, AccountType
from tokenstock.accounts.selectors import resellers
from tokenstock.accounts.services import NameTaken
from tokenstock.audit.models import Record
from tokenstock.ledger.models import Entry
from tokenstock.lifecycle.services import (
    ReasonMissing,
    StateUnchanged,
    StockLeft,
    SubaccountsOpen,
    SystemsActivated,
    close_account,
)
from tokenstock.metering.models import Chargeable
from tokenstock.stock.models import Standing
from tokenstock.stock.selectors import Grid, grid_page

pytestmark = pytest.mark.usefixtures("db")

HOUR = timedelta(hours=1)


def close(cast: Cast, account: Account, *, freeze: bool = False, reason: str = "gave up") -> None:
    close_account(actor=by(cast.vendor), account=account, reason=reason, freeze=freeze, now=NOW + HOUR)


def test_an_empty_account_is_closed_with_a_reason_and_stays_to_be_read() -> None:
    cast = enter()
    sold = supply(cast.direct, 1)
    give(cast.direct, -12)

    close(cast, cast.direct, reason="went out of business")

    assert (again(cast.direct).closed_at, standing_of(cast.direct).status) == (NOW + HOUR, "closed")
    written = Record.objects.get(action="account.closed")
    assert (written.account_id, written.reason, written.detail) == (
        cast.direct.id,
        "went out of business",
        {"stock": 0, "frozen": 0},
    )
    assert visible_account(by(cast.direct), cast.direct.uid) == cast.direct
    assert managed_account(by(cast.vendor), cast.direct.uid) == cast.direct
    assert list(cast.direct.purchases.all()) == [sold]


def test_closing_with_stock_left_is_refused_and_says_what_is_held_and_what_is_due() -> None:
    cast = enter()
    give(cast.customer, 20)
    deactivate(activate(cast.customer, 3), now=NOW + timedelta(minutes=1))

    with refused(StockLeft) as refusal:
        close(cast, cast.customer)

    assert refusal.value.details() == {"held": 20, "due": 3, "left": 17}


def test_an_account_whose_stock_was_returned_is_closed() -> None:
    cast = enter()
    supply(cast.partner, 2)
    sell(cast.partner, cast.customer, 2)

    give(cast.customer, -24, giver=cast.partner)
    close(cast, cast.customer)

    assert (stock_of(cast.customer), stock_of(cast.partner)) == (0, 24)


def test_tokens_that_this_month_takes_anyway_are_not_left() -> None:
    cast = enter()
    give(cast.customer, 3)
    deactivate(activate(cast.customer, 3), now=NOW + timedelta(minutes=1))

    close(cast, cast.customer)

    assert stock_of(cast.customer) == 0


def test_frozen_tokens_stay_on_the_closed_account() -> None:
    cast = enter()
    give(cast.customer, 20)

    close(cast, cast.customer, freeze=True)
    pass_time(boundary(APRIL))

    assert stock_of(cast.customer) == 20
    assert Record.objects.get(action="account.closed").detail == {"stock": 20, "frozen": 20}


def test_a_debt_does_not_keep_an_account_open_and_stays_visible() -> None:
    cast = enter()
    give(cast.customer, -5)
    assert standing_of(cast.customer).suspended

    close(cast, cast.customer)

    standing = standing_of(cast.customer)
    assert (standing.stock, standing.status, standing.lapsed) == (-5, "closed", False)
    assert not Record.objects.filter(action="account.reactivated").exists()


def test_the_running_month_is_charged_at_the_closing_and_nothing_is_afterwards() -> None:
    cast = enter()
    give(cast.customer, 10)
    deactivate(activate(cast.customer, 4), now=NOW + timedelta(minutes=1))

    close(cast, cast.customer, freeze=True)
    charged = statement_of(cast.customer)
    pass_time(boundary(APRIL))

    assert (charged.peak, charged.consumed, charged.closing, charged.closed_at) == (4, 4, 6, NOW + HOUR)
    assert (statement_of(cast.customer, APRIL).consumed, stock_of(cast.customer)) == (0, 6)
    assert not Chargeable.objects.filter(account_id=cast.customer.id, until_at=None).exists()
    assert Entry.objects.filter(account_id=cast.customer.id).count() == 2


def test_a_month_that_is_over_is_charged_first_where_its_end_has_not_come_to_the_account_yet() -> None:
    cast = enter(FOUNDED)
    give(cast.customer, 10, now=FOUNDED)
    deactivate(activate(cast.customer, 4, now=FOUNDED), now=NOW)

    close(cast, cast.customer, freeze=True)
    february = statement_of(cast.customer, MARCH.plus(-1))
    pass_time(boundary(MARCH))

    assert (february.consumed, statement_of(cast.customer, MARCH).consumed) == (4, 4)
    assert stock_of(cast.customer) == 2


def test_grace_that_was_over_at_a_boundary_counts_at_a_late_closing_too(policies: SetPolicies) -> None:
    policies(grace_days=3)
    cast = enter(FOUNDED)
    give(cast.customer, -1, now=FOUNDED)
    serials = activate(cast.customer, 2, now=FOUNDED + timedelta(days=1))
    serials += activate(cast.customer, 3, now=FOUNDED + timedelta(days=10))
    deactivate(serials, now=NOW)

    close(cast, cast.customer)

    assert [statement_of(cast.customer, month).consumed for month in (MARCH.plus(-1), MARCH)] == [2, 0]


def test_an_account_with_open_subaccounts_is_not_closed() -> None:
    cast = enter()

    with refused(SubaccountsOpen) as refusal:
        close(cast, cast.partner)
    assert refusal.value.count == 3
    for account in (cast.customer, cast.sister, cast.trial):
        close(cast, account)
    close(cast, cast.partner)

    assert standing_of(cast.partner).status == "closed"
    assert cast.partner not in resellers(limit=10)


def test_an_account_with_activated_systems_is_not_closed() -> None:
    cast = enter()
    give(cast.customer, 5)
    serials = activate(cast.customer, 2)

    with refused(SystemsActivated) as refusal:
        close(cast, cast.customer, freeze=True)
    deactivate(serials)
    close(cast, cast.customer, freeze=True)

    assert refusal.value.activated == 2


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_closing_needs_a_reason(reason: str) -> None:
    cast = enter()

    with refused(ReasonMissing):
        close(cast, cast.customer, reason=reason)


@pytest.mark.parametrize("who", ["distributor", "partner", "customer"])
def test_only_the_vendor_closes_accounts(who: str) -> None:
    cast = enter()

    with refused(NotAllowed):
        close_account(actor=by(getattr(cast, who)), account=cast.customer, reason="because", now=NOW)


def test_nobody_closes_the_vendor() -> None:
    cast = enter()

    with refused(NotAllowed):
        close(cast, cast.vendor)


def test_what_is_closed_is_not_closed_again() -> None:
    cast = enter()
    close(cast, cast.customer)

    with refused(StateUnchanged) as refusal:
        close(cast, cast.customer)

    assert refusal.value.state == "closed"


def test_closed_accounts_are_not_among_the_commercial_subaccounts_but_can_be_looked_up() -> None:
    cast = enter()
    close(cast, cast.customer)
    grids = [Grid(partner_id=cast.partner.id, commercial=commercial) for commercial in (True, False)]

    commercial, others = ([row.account.name for row in grid_page(grid=one, today=NOW.date()).rows] for one in grids)

    assert commercial == ["Coast Guard"]
    assert set(others) == {"Cargo Lines", "Trial Taxi"}


def test_a_closed_account_expects_nothing() -> None:
    cast = enter()
    give(cast.customer, 20)
    deactivate(activate(cast.customer, 3), now=NOW + timedelta(minutes=1))

    close(cast, cast.customer, freeze=True)

    standing = standing_of(cast.customer)
    assert (standing.run_out, standing.suspension_expected, standing.peak, standing.expected) == (None, None, 0, 17)


def test_a_closed_account_is_passed_by_the_month_ends_with_a_statement_and_no_entry() -> None:
    cast = enter()
    give(cast.customer, 20)
    close(cast, cast.customer, freeze=True)

    pass_time(boundary(APRIL))

    april = statement_of(cast.customer, APRIL)
    assert (april.opening, april.closing, april.peak) == (20, 20, 0)
    assert standing_of(cast.customer).month == day("2026-05-01")


def test_the_database_lets_no_stock_of_a_closed_account_move() -> None:
    cast = enter()
    give(cast.customer, 20)
    close(cast, cast.customer, freeze=True)

    for change in ({"stock": 19}, {"closed": False}, {"consumes": True}):
        with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
            Standing.objects.filter(account=cast.customer).update(**change)


def test_the_name_of_a_closed_account_stays_taken() -> None:
    cast = enter()
    close(cast, cast.customer)

    with refused(NameTaken):
        found(" cargo LINES ", AccountType.CUSTOMER, cast.vendor)
