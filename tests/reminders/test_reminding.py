"""Who is reminded, who is not and why, and that each message is sent until it is through."""

from datetime import timedelta

import pytest

from tests.support.cast import NOW, Cast, activate, again, by, enter, give, sell, supply
from tests.support.proofs import refused, unchanged
from tokenstock.accounts.access import UnknownAccount
from tokenstock.accounts.models import Membership, OfferClass
from tokenstock.accounts.selectors import AT_ONCE, NobodyChosen, TooManyChosen
from tokenstock.audit.models import Record
from tokenstock.lifecycle.services import close_account, convert_account, move_account
from tokenstock.reminders.models import Reminder
from tokenstock.reminders.selectors import AGAIN_AFTER, candidates
from tokenstock.reminders.services import (
    ATTEMPTS,
    FIRST_PAUSE,
    Message,
    remind,
    send_next,
)

pytestmark = pytest.mark.usefixtures("db")


class Post:
    """Takes messages, or answers that it cannot."""

    def __init__(self, fault: str = "") -> None:
        self.fault = fault
        self.taken: list[Message] = []

    def __call__(self, message: Message) -> str:
        self.taken.append(message)
        return self.fault


def running_dry() -> Cast:
    cast = enter()
    supply(cast.partner, 10)
    sell(cast.partner, cast.customer, 1)
    activate(cast.customer, 5)
    return cast


def test_the_admins_of_a_customer_are_told_once_by_its_partner() -> None:
    cast = running_dry()

    (reminded,) = remind(actor=by(cast.partner), uids=[cast.customer.uid], now=NOW)
    post = Post()
    sent = [send_next(send=post, now=NOW), send_next(send=post, now=NOW)]

    assert (reminded.obstacle, sent) == ("", [True, False])
    (message,) = post.taken
    assert message.recipients == reminded.admins
    assert (message.sender, message.reply_to) == (cast.partner.name, by(cast.partner).label)
    assert message.standing.stock == 12
    reminder = Reminder.objects.get()
    assert (reminder.sent_at, reminder.next_at, reminder.attempts) == (NOW, None, 1)
    record = Record.objects.get(action="account.reminded")
    assert (record.account_id, record.actor) == (cast.customer.id, by(cast.partner).label)


def test_nobody_is_reminded_of_the_same_account_twice_within_a_day() -> None:
    cast = running_dry()
    remind(actor=by(cast.partner), uids=[cast.customer.uid], now=NOW)
    soon, later = NOW + AGAIN_AFTER - timedelta(seconds=1), NOW + AGAIN_AFTER

    with unchanged():
        (kept_back,) = remind(actor=by(cast.vendor), uids=[cast.customer.uid], now=soon)
    (reminded,) = remind(actor=by(cast.partner), uids=[cast.customer.uid], now=later)

    assert (kept_back.obstacle, kept_back.reminded_at) == ("lately", NOW)
    assert reminded.obstacle == ""
    assert Reminder.objects.count() == 2


def test_who_has_nothing_to_buy_or_nobody_to_read_it_is_not_reminded() -> None:
    cast = running_dry()
    give(cast.sister, 5)
    close_account(actor=by(cast.vendor), account=again(cast.sister), reason="gone", freeze=True, now=NOW)
    convert_account(actor=by(cast.vendor), account=cast.customer, offer_class=OfferClass.TRANSITION, now=NOW)
    Membership.objects.filter(account=cast.trial).delete()
    convert_account(actor=by(cast.vendor), account=cast.trial, offer_class=OfferClass.COMMERCIAL, now=NOW)
    uids = [cast.sister.uid, cast.customer.uid, cast.trial.uid]

    with unchanged():
        found = remind(actor=by(cast.partner), uids=uids, now=NOW)

    assert {one.standing.account.uid: one.obstacle for one in found} == dict(
        zip(uids, ["closed", "not_consuming", "no_admin"], strict=True)
    )


def test_an_account_of_somebody_else_among_them_lets_nobody_be_reminded() -> None:
    cast = running_dry()

    for stranger in (cast.stranger, cast.partner, cast.vendor):
        with refused(UnknownAccount):
            remind(actor=by(cast.partner), uids=[cast.customer.uid, stranger.uid], now=NOW)


def test_none_and_too_many_are_refused() -> None:
    cast = running_dry()
    many = [f"{number:032x}" for number in range(AT_ONCE + 1)]

    with refused(NobodyChosen):
        remind(actor=by(cast.partner), uids=[], now=NOW)
    with refused(TooManyChosen) as caught:
        remind(actor=by(cast.partner), uids=many, now=NOW)

    assert (caught.value.limit, caught.value.chosen) == (AT_ONCE, AT_ONCE + 1)


def test_those_that_run_out_first_come_first() -> None:
    cast = running_dry()
    activate(cast.sister, 1)
    sell(cast.partner, cast.sister, 1)
    give(cast.customer, -13)

    found = candidates(actor=by(cast.partner), uids=[cast.sister.uid, cast.customer.uid, cast.trial.uid], now=NOW)

    assert [one.standing.account for one in found] == [cast.customer, cast.sister, cast.trial]


def test_a_message_that_did_not_go_is_tried_again_after_ever_longer_pauses_and_given_up_in_the_end() -> None:
    cast = running_dry()
    remind(actor=by(cast.partner), uids=[cast.customer.uid], now=NOW)
    away, now, pauses = Post("no server"), NOW, []

    while (reminder := Reminder.objects.get()).next_at is not None:
        assert not send_next(send=away, now=reminder.next_at - timedelta(seconds=1))
        pauses.append(reminder.next_at - now)
        now = reminder.next_at
        assert send_next(send=away, now=now)

    assert len(away.taken) == ATTEMPTS
    assert pauses == [timedelta(0)] + [FIRST_PAUSE * 2**attempt for attempt in range(ATTEMPTS - 1)]
    assert (reminder.sent_at, reminder.attempts, reminder.fault) == (None, ATTEMPTS, "no server")


def test_a_message_that_goes_in_the_second_attempt_is_sent() -> None:
    cast = running_dry()
    remind(actor=by(cast.partner), uids=[cast.customer.uid], now=NOW)

    send_next(send=Post("busy"), now=NOW)
    send_next(send=Post(), now=NOW + FIRST_PAUSE)

    reminder = Reminder.objects.get()
    assert (reminder.sent_at, reminder.attempts, reminder.fault) == (NOW + FIRST_PAUSE, 2, "")


def test_a_message_to_a_company_whose_admins_have_all_gone_is_given_up() -> None:
    cast = running_dry()
    remind(actor=by(cast.partner), uids=[cast.customer.uid], now=NOW)
    Membership.objects.filter(account=cast.customer).delete()
    post = Post()

    assert send_next(send=post, now=NOW)

    reminder = Reminder.objects.get()
    assert (post.taken, reminder.sent_at, reminder.next_at) == ([], None, None)


def test_the_partner_of_record_of_today_reminds_and_not_that_of_yesterday() -> None:
    cast = running_dry()
    move_account(actor=by(cast.vendor), account=cast.customer, parent=cast.rival, now=NOW)

    with refused(UnknownAccount):
        remind(actor=by(cast.partner), uids=[cast.customer.uid], now=NOW)
    (reminded,) = remind(actor=by(cast.rival), uids=[cast.customer.uid], now=NOW)

    assert reminded.obstacle == ""
