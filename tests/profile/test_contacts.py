"""Whom customers ask: what a contact has to look like, whose is shown, and what two editors at once are told."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.support.cast import NOW, Cast, again, by, enter
from tests.support.proofs import refused, unchanged
from tokenstock.accounts.access import Actor, NotAllowed
from tokenstock.accounts.models import Account
from tokenstock.audit.models import Record
from tokenstock.lifecycle.services import close_account, move_account
from tokenstock.profile.contacts import Contact, is_email, is_phone, is_web
from tokenstock.profile.models import SupportContact
from tokenstock.profile.refusals import ContactChanged, ContactIncomplete, InvalidContact
from tokenstock.profile.selectors import contact_below, support_contact_for, supports_of
from tokenstock.profile.services import AccountClosed, set_support_contact

PARTNERS = Contact("+1 514 555 0100", "help@prisma.example.com", "https://prisma.example.com/help")
VENDORS = Contact("", "support@vendor.example.com", "https://vendor.example.com/")


def give_contact(account: Account, contact: Contact, *, expected: int = 0) -> None:
    set_support_contact(actor=by(account), account=account, contact=contact, expected=expected, now=NOW)


@pytest.mark.parametrize("text", ["+1 (514) 555-0100", "0800/123.456", "12345", "555, 12", "9" * 40])
def test_a_telephone_number_is_of_digits_and_what_sets_them_apart(text: str) -> None:
    assert is_phone(text)


@pytest.mark.parametrize(
    "text", ["", "1234", "9" * 41, "call me", "555 0100 x7", "+" * 8, "\uff11\uff12\uff13\uff14\uff15\uff16", "12345\n"]
)
def test_what_is_no_telephone_number(text: str) -> None:
    assert not is_phone(text)


def test_an_email_address_has_the_form_of_one() -> None:
    assert is_email("help@prisma.example.com")
    assert not any(is_email(text) for text in ("help", "help@", "a b@example.com", f"{'a' * 250}@example.com"))


@pytest.mark.parametrize(
    "text", ["https://example.com", "http://example.com:8080/help?topic=1#top", "https://münchen.de/"]
)
def test_a_web_address_is_one_of_http(text: str) -> None:
    assert is_web(text)


@pytest.mark.parametrize(
    "text",
    [
        "example.com",
        "ftp://example.com/",
        "javascript:alert(1)",
        "https://user:password@example.com/",
        "https://user@example.com/",
        "https://example.com/a b",
        "https://example.com/\n",
        "https://example.com\\@evil.example.com/",
        "https://[::1",
        f"https://example.com/{'a' * 200}",
    ],
)
def test_what_is_no_web_address_for_people(text: str) -> None:
    assert not is_web(text)


def test_none_or_at_least_two_of_the_three_are_given() -> None:
    assert Contact.checked().given == 0
    assert Contact.checked(phone=" 12345 ", web="https://example.com/") == Contact("12345", "", "https://example.com/")
    assert Contact.checked(phone="12345", email="a@example.com", web="https://example.com").given == 3
    for alone in ({"phone": "12345"}, {"email": "a@example.com"}, {"web": "https://example.com"}):
        with pytest.raises(ContactIncomplete):
            Contact.checked(**alone)


def test_a_part_that_is_not_of_its_form_is_named() -> None:
    with pytest.raises(InvalidContact) as caught:
        Contact.checked(phone="12345", email="nobody", web="https://example.com")

    assert caught.value.field == "email"


@pytest.mark.django_db
class TestWhose:
    """Whose contact is shown to whom."""

    def test_the_partners_is_shown_to_its_customers_and_the_vendors_to_everybody_else(self) -> None:
        cast = enter()
        give_contact(cast.vendor, VENDORS)
        give_contact(cast.partner, PARTNERS)

        shown = {name: support_contact_for(account=getattr(cast, name)).contact for name in cast.__dataclass_fields__}

        assert {name for name, contact in shown.items() if contact == PARTNERS} == {"customer", "sister", "trial"}
        assert {contact for contact in shown.values() if contact != PARTNERS} == {VENDORS}

    def test_where_the_partner_gave_none_the_vendors_is_shown_and_where_nobody_did_nobodys(self) -> None:
        cast = enter()
        before = support_contact_for(account=cast.customer)
        give_contact(cast.vendor, VENDORS)
        give_contact(cast.distributor, Contact("12345", "stock@dorval.example.com", ""))

        own, shown = supports_of(account=cast.customer)

        assert (before.giver, before.contact.given) == ("", 0)
        assert (own.contact.given, own.version) == (0, 0)
        assert (shown.giver, shown.contact) == (cast.vendor.name, VENDORS)
        assert contact_below(account=cast.partner).contact == VENDORS
        assert contact_below(account=cast.distributor).giver == cast.distributor.name

    def test_a_contact_that_is_taken_back_is_shown_no_more(self) -> None:
        cast = enter()
        give_contact(cast.vendor, VENDORS)
        give_contact(cast.partner, PARTNERS)
        give_contact(cast.partner, Contact(), expected=1)

        assert support_contact_for(account=cast.customer).contact == VENDORS

    def test_who_moves_to_another_partner_asks_that_one(self) -> None:
        cast = enter()
        give_contact(cast.partner, PARTNERS)
        rivals = Contact("12345", "help@rival.example.com", "")
        give_contact(cast.rival, rivals)

        move_account(actor=by(cast.vendor), account=cast.customer, parent=cast.rival, now=NOW)

        assert support_contact_for(account=again(cast.customer)).contact == rivals


@pytest.mark.django_db
class TestChanging:
    """Who may change a contact, and what is recorded of it."""

    def test_a_change_is_recorded_with_before_and_after(self) -> None:
        cast = enter()
        give_contact(cast.partner, PARTNERS)
        give_contact(cast.partner, Contact("12345", PARTNERS.email, ""), expected=1)

        record = Record.objects.latest("id")

        assert (record.action, record.actor, record.account_id) == (
            "support_contact.changed",
            cast.partner.name,
            cast.partner.id,
        )
        assert record.detail["before"]["web"] == PARTNERS.web
        assert record.detail["after"] == {"phone": "12345", "email": PARTNERS.email, "web": ""}
        assert SupportContact.objects.get(account=cast.partner).version == 2

    def test_the_same_again_writes_nothing(self) -> None:
        cast = enter()
        give_contact(cast.partner, PARTNERS)

        with unchanged():
            give_contact(cast.partner, PARTNERS, expected=1)

    def test_of_two_editors_the_later_one_is_told_and_overwrites_nothing(self) -> None:
        cast = enter()
        give_contact(cast.partner, PARTNERS)
        give_contact(cast.partner, VENDORS, expected=1)

        with refused(ContactChanged) as caught:
            give_contact(cast.partner, PARTNERS, expected=1)

        assert (caught.value.expected, caught.value.current) == (1, 2)

    @pytest.mark.parametrize("who", ["vendor", "distributor", "rival", "customer"])
    def test_nobody_else_changes_it(self, who: str) -> None:
        cast = enter()

        with refused(NotAllowed):
            set_support_contact(
                actor=by(getattr(cast, who)), account=cast.partner, contact=PARTNERS, expected=0, now=NOW
            )

    def test_neither_does_a_user_who_is_no_admin_nor_a_customer_its_own(self) -> None:
        cast = enter()
        user = Actor("user@example.com", cast.partner.id, cast.partner.type, is_admin=False)

        with refused(NotAllowed):
            set_support_contact(actor=user, account=cast.partner, contact=PARTNERS, expected=0, now=NOW)
        with refused(NotAllowed):
            give_contact(cast.customer, PARTNERS)

    def test_a_closed_account_changes_nothing(self) -> None:
        cast = closed_rival()

        with refused(AccountClosed):
            give_contact(cast.rival, PARTNERS)

    def test_the_database_itself_takes_no_single_part(self) -> None:
        cast = enter()

        with pytest.raises(IntegrityError), transaction.atomic():
            SupportContact.objects.create(account=cast.partner, phone="12345", version=1)


def closed_rival() -> Cast:
    """The cast, of which Rival has been closed."""
    cast = enter()
    vendor = by(cast.vendor)
    close_account(actor=vendor, account=cast.stranger, reason="gone", now=NOW + timedelta(minutes=1))
    close_account(actor=vendor, account=cast.rival, reason="gone", now=NOW + timedelta(minutes=2))
    return cast
