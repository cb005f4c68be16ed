"""The address by which a partner's customers come: whom it leads to, and for how long."""

from datetime import timedelta

import pytest

from tests.profile.test_contacts import closed_rival
from tests.support.cast import NOW, by, enter
from tests.support.proofs import refused, unchanged
from tokenstock.accounts.access import Actor, NotAllowed
from tokenstock.accounts.models import Account
from tokenstock.audit.models import Record
from tokenstock.profile.models import SignupAddress
from tokenstock.profile.selectors import account_by_signup_token, current_signup_address
from tokenstock.profile.services import OLD_WORKS_FOR, AccountClosed, rotate_signup_address

pytestmark = pytest.mark.usefixtures("db")


def token_of(account: Account) -> str:
    address = current_signup_address(account=account)
    assert address is not None
    return address.token


def rotate(account: Account, seen: str) -> None:
    rotate_signup_address(actor=by(account), account=account, seen=seen, now=NOW)


def test_partners_and_distributors_have_one_of_their_own_and_nobody_else_has() -> None:
    cast = enter()

    tokens = {name: current_signup_address(account=getattr(cast, name)) for name in cast.__dataclass_fields__}

    assert {name for name, address in tokens.items() if address} == {"distributor", "partner", "rival"}
    assert len({address.token for address in tokens.values() if address}) == 3
    # Twenty-two signs of six bits each.
    assert all(len(address.token) == 22 for address in tokens.values() if address)


def test_it_leads_to_the_partner() -> None:
    cast = enter()

    assert account_by_signup_token(token=token_of(cast.partner), now=NOW) == cast.partner
    assert account_by_signup_token(token="x" * 22, now=NOW) is None
    assert account_by_signup_token(token="", now=NOW) is None


def test_after_it_was_replaced_the_old_one_works_thirty_more_days() -> None:
    cast = enter()
    old = token_of(cast.partner)

    rotate(cast.partner, old)

    last = NOW + OLD_WORKS_FOR - timedelta(microseconds=1)
    assert timedelta(days=30) == OLD_WORKS_FOR
    assert token_of(cast.partner) != old
    assert account_by_signup_token(token=old, now=last) == cast.partner
    assert account_by_signup_token(token=old, now=NOW + OLD_WORKS_FOR) is None
    assert account_by_signup_token(token=token_of(cast.partner), now=NOW + 20 * OLD_WORKS_FOR) == cast.partner


def test_each_of_several_that_were_replaced_has_its_own_end() -> None:
    cast = enter()
    first = token_of(cast.partner)
    rotate(cast.partner, first)
    second = token_of(cast.partner)
    later = NOW + timedelta(days=10)
    rotate_signup_address(actor=by(cast.partner), account=cast.partner, seen=second, now=later)

    after_the_first = NOW + OLD_WORKS_FOR
    assert account_by_signup_token(token=first, now=after_the_first) is None
    assert account_by_signup_token(token=second, now=after_the_first) == cast.partner


def test_pressed_twice_it_is_replaced_once() -> None:
    cast = enter()
    old = token_of(cast.partner)
    rotate(cast.partner, old)

    with unchanged():
        rotate(cast.partner, old)

    assert SignupAddress.objects.filter(account=cast.partner).count() == 2


def test_the_record_says_that_it_was_replaced_and_does_not_hold_it() -> None:
    cast = enter()
    old = token_of(cast.partner)

    rotate(cast.partner, old)

    record = Record.objects.latest("id")
    assert (record.action, record.account_id) == ("signup_address.rotated", cast.partner.id)
    assert record.detail["old_works_until"] == (NOW + OLD_WORKS_FOR).isoformat()
    assert old not in str(record.detail)


@pytest.mark.parametrize("who", ["vendor", "distributor", "rival", "customer"])
def test_nobody_else_replaces_it(who: str) -> None:
    cast = enter()

    with refused(NotAllowed):
        rotate_signup_address(actor=by(getattr(cast, who)), account=cast.partner, seen=token_of(cast.partner), now=NOW)


def test_neither_does_a_user_who_is_no_admin_nor_the_vendor_which_has_none() -> None:
    cast = enter()
    user = Actor("user@example.com", cast.partner.id, cast.partner.type, is_admin=False)

    with refused(NotAllowed):
        rotate_signup_address(actor=user, account=cast.partner, seen=token_of(cast.partner), now=NOW)
    with refused(NotAllowed):
        rotate(cast.vendor, "")


def test_that_of_a_closed_partner_leads_nowhere_and_stays_as_it_is() -> None:
    cast = closed_rival()
    token = token_of(cast.rival)

    assert account_by_signup_token(token=token, now=NOW) is None
    with refused(AccountClosed):
        rotate(cast.rival, token)
