"""Reminding customers from the grid: seen first, then sent; and the message itself."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from tests.portal.conftest import AtBrowser, plainly
from tests.support.cast import NOW, Cast, activate, by, enter, found, give, sell, supply
from tests.support.proofs import unchanged
from tokenstock.accounts.models import Account, AccountType
from tokenstock.accounts.selectors import AT_ONCE
from tokenstock.portal import mails
from tokenstock.reminders.models import Reminder
from tokenstock.reminders.services import remind

pytestmark = pytest.mark.usefixtures("db")

REMIND = "/accounts/remind/"


def running_dry() -> Cast:
    cast = enter()
    supply(cast.partner, 10)
    sell(cast.partner, cast.customer, 1)
    activate(cast.customer, 5)
    return cast


def test_who_is_written_to_is_shown_first_and_only_then_written_to(at_browser: AtBrowser) -> None:
    cast = running_dry()
    browser = at_browser(cast.partner)

    with unchanged():
        popup = browser.open(f"{REMIND}?uid={cast.customer.uid}&uid={cast.trial.uid}")
    shown = popup.page.body.one("ul", having="told").text
    page = browser.post(
        REMIND, {**popup.fields, "uid": [cast.customer.uid, cast.trial.uid]}, part=_part(browser.scripts)
    )

    assert f"{cast.customer.name}" in shown
    assert f"{cast.trial.name}Not written to: the account uses no tokens up." in shown
    assert Reminder.objects.get().account == cast.customer
    told = page.text if browser.scripts else browser.follow(page).text
    assert ("Reminders on their way" if browser.scripts else "1 customer is being reminded.") in told


def _part(scripts: bool) -> str:
    return "popup-body" if scripts else ""


def test_pressed_twice_it_is_sent_once(at_browser: AtBrowser) -> None:
    cast = running_dry()
    browser = at_browser(cast.partner)
    fields = browser.open(f"{REMIND}?uid={cast.customer.uid}").fields

    browser.post(REMIND, fields, part=_part(browser.scripts))
    with unchanged():
        again = browser.post(REMIND, fields, part=_part(browser.scripts))

    assert Reminder.objects.count() == 1
    if browser.scripts:
        assert "it was reminded already, on 9 Mar 2026" in again.body.one("ul", having="told").text


def test_nobody_chosen_and_too_many_are_told_in_words() -> None:
    cast = running_dry()
    browser = plainly(cast.partner)
    many = [f"{number:032x}" for number in range(AT_ONCE + 1)]

    with unchanged():
        nobody = browser.get(REMIND)
        crowd = browser.get(REMIND, {"uid": many})
        sent = browser.post(REMIND, {**browser.get("/stock/").body.fields(), "uid": "not a uid"})

    assert (nobody.status, nobody.notes) == (422, ["No account was chosen. Tick the accounts first, then try again."])
    assert crowd.notes == ["Accounts chosen: 201. At most 200 can be done at once; choose fewer, then go on."]
    assert (sent.status, sent.notes) == (422, nobody.notes)


def test_somebody_elses_customer_is_not_found() -> None:
    cast = running_dry()
    browser = plainly(cast.partner)
    fields = browser.open(f"{REMIND}?uid={cast.customer.uid}").fields

    with unchanged():
        looked = browser.get(REMIND, {"uid": [cast.customer.uid, cast.stranger.uid]})
        sent = browser.post(REMIND, {**fields, "uid": [cast.customer.uid, cast.stranger.uid]})

    assert (looked.status, sent.status) == (404, 404)


def message(account: Account, sender: Account) -> mail.EmailMessage:
    remind(actor=by(sender), uids=[account.uid], now=NOW)
    assert mails.send_reminders(now=NOW + timedelta(minutes=1)) == 1
    assert mails.send_reminders(now=NOW + timedelta(minutes=2)) == 0
    return mail.outbox[-1]


def test_the_message_says_how_the_stock_stands_and_where_an_answer_goes() -> None:
    cast = running_dry()

    sent = message(cast.customer, cast.partner)

    assert sent.subject == f"{cast.customer.name}: tokens last until 31 May 2026"
    assert sent.reply_to == [by(cast.partner).label]
    assert sent.to == ["cargo@example.com"]
    assert f"{cast.partner.name} reminds you of the token stock of {cast.customer.name}." in sent.body
    assert "Stock now:                   12 tokens" in sent.body
    assert "Expected at the month's end: 7 tokens" in sent.body
    assert "Buy more by 31 May 2026" in sent.body
    assert "5 Service Packs cover twelve more months." in sent.body


def test_a_suspended_account_is_told_that_it_is() -> None:
    cast = running_dry()
    give(cast.customer, -20)

    sent = message(cast.customer, cast.vendor)

    assert sent.subject == f"{cast.customer.name} is suspended: tokens are needed"
    assert "The account is suspended." in sent.body
    assert "−8 tokens" in sent.body


def test_a_name_cannot_end_a_header_of_the_message() -> None:
    cast = running_dry()
    nasty = found("Evil\r\nBcc: all@example.com", AccountType.CUSTOMER, cast.partner)

    sent = message(nasty, cast.partner)

    assert sent.subject == "Evil Bcc: all@example.com: your token stock"
    assert sent.recipients() == sent.to


def test_where_no_server_answers_the_message_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = running_dry()
    remind(actor=by(cast.partner), uids=[cast.customer.uid], now=NOW)

    def away(*arguments: object) -> int:
        raise ConnectionRefusedError("nobody is there")

    monkeypatch.setattr(EmailBackend, "send_messages", away)
    assert mails.send_reminders(now=NOW) == 1
    monkeypatch.undo()
    assert mails.send_reminders(now=NOW + timedelta(hours=1)) == 1

    reminder = Reminder.objects.get()
    assert (reminder.attempts, reminder.sent_at) == (2, NOW + timedelta(hours=1))
    assert len(mail.outbox) == 1
