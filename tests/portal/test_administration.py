"""Administration: what a company reads and changes of itself, and what its customers come to see of that."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.portal.conftest import AtBrowser, SetClock, plainly
from tests.profile.pictures import png_of
from tests.support.browser import Browser, Page
from tests.support.cast import NOW, Cast, again, by, deliver, give, supply
from tests.support.proofs import unchanged
from tokenstock.accounts.models import Account, OfferClass
from tokenstock.lifecycle.services import convert_account, hold_account
from tokenstock.profile.models import SupportContact
from tokenstock.profile.selectors import current_signup_address

pytestmark = pytest.mark.usefixtures("db")

HERE = "/administration/"
CONTACT = "/administration/contact/"
BRAND = "/administration/brand/"
ADDRESS = "/administration/signup-address/"


def facts(page: Page, title: str) -> dict[str, str]:
    """A list of facts by their names."""
    card = next(card for card in page.body.every("section", having="card") if card.every("h2")[0].text == title)
    return {row.one("dt").text: row.one("dd").text for row in card.one("dl").every("div")}


def save(browser: Browser, **entered: str) -> Page:
    form = browser.get(CONTACT, part="contact" if browser.scripts else "").body.one("form", having="panel").fields()
    return browser.post(CONTACT, {**form, **entered}, part="contact" if browser.scripts else "")


def upload(browser: Browser, content: bytes, name: str = "logo.png") -> Page:
    fields = browser.get(HERE).body.fields()
    return browser.post(BRAND, {**fields, "image": SimpleUploadedFile(name, content)})


def test_it_is_where_everybody_lands(cast: Cast) -> None:
    for account in (cast.vendor, cast.partner, cast.customer):
        browser = plainly(account)
        assert browser.get("/").location == HERE
        assert browser.get(HERE).main.one("h1").text == "Administration"


def test_it_says_what_the_company_is(cast: Cast) -> None:
    hold_account(actor=by(cast.vendor), account=cast.customer, reason="Unpaid", now=NOW)

    shown = facts(plainly(cast.customer).get(HERE), "Company")

    assert (shown["Name"], shown["uid"]) == (cast.customer.name, cast.customer.uid)
    assert (shown["Account type"], shown["Offer class"]) == ("Customer", "Commercial")
    assert shown["Status"] == "Suspended Unpaid"
    assert shown["Partner of record"] == cast.partner.name
    assert "Status" not in facts(plainly(cast.vendor).get(HERE), "Company")


def test_a_contact_is_saved_in_its_place_and_shown_to_the_customers(cast: Cast, at_browser: AtBrowser) -> None:
    browser = at_browser(cast.partner)

    page = save(browser, phone="+1 555 0100", email="help@prisma.example.com")
    page = page if browser.scripts else browser.follow(page)

    given = {"Phone": "+1 555 0100", "E-mail": "help@prisma.example.com"}
    assert facts(page, "Support contact") == given
    assert facts(plainly(cast.customer).get(HERE), "Your support contact") == given
    assert "E-mail" not in str(plainly(cast.stranger).get(HERE).main.one("section", id="contact").text)


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(cast: Cast, at_browser: AtBrowser) -> None:
    browser = at_browser(cast.partner)

    with unchanged():
        alone = save(browser, phone="+1 555 0100")
        wrong = save(browser, phone="call me", email="help@example.com", web="javascript:alert(1)")

    assert (alone.status, wrong.status) == (422, 422)
    assert len(alone.notes) == 1
    assert alone.notes[0].startswith("Only one of phone, e-mail and web address is given. Give at least two of them")
    assert alone.body.one("form", having="panel").fields()["phone"] == "+1 555 0100"
    assert set(wrong.faults) == {"Phone"}
    assert wrong.body.one("form", having="panel").fields()["web"] == "javascript:alert(1)"


def test_of_two_editors_the_later_one_is_told_and_may_save_on_top(cast: Cast, at_browser: AtBrowser) -> None:
    browser = at_browser(cast.partner)
    part = "contact" if browser.scripts else ""
    form = browser.get(CONTACT, part=part).body.one("form", having="panel").fields()
    save(plainly(cast.partner), phone="+1 555 0100", email="first@example.com")
    mine = {**form, "phone": "+1 555 0199", "email": "second@example.com"}

    with unchanged():
        told = browser.post(CONTACT, mine, part=part)
    again_form = told.body.one("form", having="panel").fields()
    saved = browser.post(CONTACT, again_form, part=part)

    assert told.status == 422
    assert "Somebody changed the support contact while you looked at it" in told.notes[0]
    assert saved.status in (200, 302)
    assert SupportContact.objects.get(account=cast.partner).email == "second@example.com"


def test_an_image_is_taken_shown_to_the_customers_and_removed(cast: Cast) -> None:
    partner, customer = plainly(cast.partner), plainly(cast.customer)

    assert upload(partner, png_of(300, 100)).location == HERE
    url = reverse("portal:brand_image", args=[cast.partner.uid, again(cast.partner).brand_digest])
    shown = [picture.attributes["src"] for picture in customer.get("/stock/").body.every("img")]
    answer = customer.get(url).response
    fields = partner.get(HERE).body.fields()
    partner.post(BRAND, {**fields, "intent": "remove"})

    assert url in shown
    assert (answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Content-Disposition"] == 'inline; filename="brand.png"'
    assert again(cast.partner).brand_digest == ""
    assert customer.get(url).status == 404


@pytest.mark.parametrize("content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"x" * 1_000_001])
def test_a_file_that_is_no_image_is_refused_by_name_of_fault(cast: Cast, content: bytes) -> None:
    partner = plainly(cast.partner)

    with unchanged():
        page = upload(partner, content)

    assert page.status == 422
    assert len(page.notes) == 1


def test_a_signup_address_is_copied_and_replaced_after_a_look(cast: Cast, set_clock: SetClock) -> None:
    partner, stranger = plainly(cast.partner), Browser()
    first = current_signup_address(account=cast.partner)
    assert first is not None
    card = partner.get(HERE).main.one("code", having="address").text

    with unchanged():
        popup = partner.get(ADDRESS)
    fields = popup.body.one("form", having="panel").fields()
    partner.post(ADDRESS, fields)
    partner.post(ADDRESS, fields)

    assert card.endswith(f"/join/{first.token}/")
    assert "works until 8 Apr 2026" in popup.notes[0]
    second = current_signup_address(account=cast.partner)
    assert second is not None
    assert second.token != first.token
    set_clock(NOW + timedelta(days=29))
    assert [stranger.get(f"/join/{one.token}/").status for one in (first, second)] == [200, 200]
    set_clock(NOW + timedelta(days=31))
    assert [stranger.get(f"/join/{one.token}/").status for one in (first, second)] == [404, 200]


def test_the_address_names_the_partner_and_whom_to_ask_and_nothing_else(cast: Cast) -> None:
    save(plainly(cast.partner), phone="+1 555 0100", email="help@prisma.example.com")
    address = current_signup_address(account=cast.partner)
    assert address is not None

    page = Browser().get(f"/join/{address.token}/")

    assert page.main.one("h1").text == f"{cast.partner.name} invites you"
    assert "help@prisma.example.com" in page.text
    assert cast.partner.uid not in page.text
    assert cast.customer.name not in page.text
    assert "no-store" in page.response.headers["Cache-Control"]


def test_users_and_what_changed_lately_are_listed(cast: Cast) -> None:
    supply(cast.partner, 10)
    deliver(cast.partner, cast.customer, 1)
    give(cast.customer, -20)
    convert_account(actor=by(cast.vendor), account=cast.customer, offer_class=OfferClass.TRANSITION, now=NOW)

    main = plainly(cast.customer).get(HERE).main
    happened = [row.one("th", scope="row").text for row in main.one(id="changes").one("tbody").every("tr")]

    assert [row["Role"] for row in main.rows() if "Role" in row] == ["Admin"]
    assert {"Stock adjusted", "Order received", "Account created"} <= set(happened)
    assert "Offer class changedCommercial, now Transition" in happened


def test_what_changed_goes_on_to_older_pages(cast: Cast) -> None:
    for _ in range(25):
        give(cast.customer, 1)
    browser = plainly(cast.customer)

    first = browser.get(HERE).main.one(id="changes")
    older = browser.get(HERE + first.every("a", says="Older")[0].attributes["href"], part="changes")

    assert len(first.one("tbody").every("tr")) == 20
    assert 1 <= len(older.body.one("tbody").every("tr")) <= 10
    assert older.body.every("a", says="Older") == []


def test_a_customer_has_nothing_to_show_to_others(cast: Cast) -> None:
    browser = plainly(cast.customer)
    page = browser.get(HERE)

    assert page.main.every("input", type="file") == []
    assert page.main.every("code", having="address") == []
    for path in (CONTACT, ADDRESS):
        assert browser.get(path).status == 403
    with unchanged():
        assert browser.post(BRAND, browser.get("/stock/").body.fields()).status == 403


def test_nobody_else_changes_what_a_company_shows(cast: Cast) -> None:
    """The addresses name no company: one changes one's own, whoever one is."""
    save(plainly(cast.distributor), phone="+1 555 0100", email="d@example.com")

    assert [contact.account for contact in SupportContact.objects.all()] == [cast.distributor]
    assert Account.objects.exclude(brand_digest="").count() == 0


def test_what_is_larger_than_any_form_of_ours_is_not_read_at_all(cast: Cast) -> None:
    partner = plainly(cast.partner)

    with unchanged():
        page = upload(partner, b"x" * 5_000_001)

    assert page.status == 413
    assert page.text == "More was sent than is taken: at most 5 MB at once."
