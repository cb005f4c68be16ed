"""Signing in and out, whom one acts for, and how the pages look."""

import pytest
from django.urls import reverse

from tests.portal.conftest import plainly
from tests.support.browser import Browser, Page, admin_of, user_of
from tests.support.cast import Cast
from tests.support.proofs import unchanged
from tokenstock.accounts.models import Membership, User
from tokenstock.accounts.services import add_member

LOGIN, LOGOUT = "/accounts/login/", "/accounts/logout/"
HOME, STOCK, ACCOUNTS = "/", "/stock/", "/accounts/"
PASSWORD = "a long one, and not in any list"


def with_password(person: User) -> User:
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    return person


def sign_in(browser: Browser, email: str, password: str = PASSWORD, *, to: str = STOCK) -> Page:
    asked = browser.get(to)
    assert asked.location.startswith(LOGIN)
    return browser.submit(browser.follow(asked), {"login": email, "password": password}, says="Password")


def test_who_signs_in_comes_to_the_page_that_was_asked_for(cast: Cast) -> None:
    person = with_password(admin_of(cast.customer))
    browser = Browser()

    done = sign_in(browser, person.email.upper(), to="/stock/?kind=received")

    assert done.location == "/stock/?kind=received"
    assert "Cargo Lines" in browser.follow(done).main.text


@pytest.mark.parametrize("email", ["cargo@example.com", "nobody@example.com"])
def test_a_wrong_password_and_an_unknown_person_are_told_the_same(cast: Cast, email: str) -> None:
    with_password(admin_of(cast.customer))
    browser = Browser()

    refused = sign_in(browser, email, "wrong")

    assert refused.status == 200
    assert "The email address and/or password you specified are not correct." in refused.main.text
    assert refused.main.one(id="id_login").attributes["value"] == email
    assert "wrong" not in refused.text
    assert browser.get(STOCK).status == 302


def test_nobody_is_led_to_another_site_by_signing_in(cast: Cast) -> None:
    person = with_password(admin_of(cast.customer))
    browser = Browser()
    page = browser.get(LOGIN, {"next": "https://evil.example.com/"})

    done = browser.submit(page, {"login": person.email, "password": PASSWORD}, says="Password")

    assert done.location == "/"


def test_who_signs_out_is_out(cast: Cast) -> None:
    browser = plainly(cast.customer)
    page = browser.get(STOCK)

    done = browser.submit(page, {}, says="Sign out")

    assert done.status == 302
    assert browser.get(STOCK).location == f"{LOGIN}?next={STOCK}"


def test_signing_out_is_asked_for_by_its_own_page_too(cast: Cast) -> None:
    browser = plainly(cast.customer)

    page = browser.get(LOGOUT)
    assert browser.get(STOCK).status == 200
    done = browser.submit(page, {}, says="Sign out")

    assert done.status == 302
    assert browser.get(STOCK).status == 302


@pytest.mark.parametrize("who", ["vendor", "partner", "customer"])
def test_everybody_lands_in_administration(cast: Cast, who: str) -> None:
    assert plainly(getattr(cast, who)).get(HOME).location == "/administration/"


def test_each_kind_of_company_has_its_areas(cast: Cast) -> None:
    areas = {
        who: [link.text for link in page.body.one("nav", having="areas").every("a")]
        for who in ("vendor", "distributor", "partner", "customer")
        for page in [plainly(getattr(cast, who)).get(ACCOUNTS if who == "vendor" else STOCK)]
    }

    assert areas == {
        "vendor": ["Accounts", "Receive purchase order", "Month end", "Administration"],
        "distributor": ["My Token Stock", "Subaccounts", "Month end", "Administration"],
        "partner": ["My Token Stock", "Subaccounts", "Month end", "Administration"],
        "customer": ["My Token Stock", "Administration"],
    }


def test_a_user_who_is_no_admin_is_told_who_can_make_one(cast: Cast) -> None:
    add_member(account=cast.partner, email="second@example.com")
    browser = Browser(user_of(cast.partner))

    for path in (HOME, STOCK, ACCOUNTS):
        denied = browser.get(path)
        assert denied.status == 403
        assert [link.attributes["href"] for link in denied.main.one("ul").every("a")] == [
            "mailto:prisma@example.com",
            "mailto:second@example.com",
        ]
        assert "Prisma Partners" in denied.main.text
        assert "no-store" in denied.response["Cache-Control"]


def test_who_belongs_to_no_company_is_told_so(cast: Cast) -> None:
    denied = Browser(User.objects.create_user("alone@example.com")).get(STOCK)

    assert denied.status == 403
    assert "You belong to no company here" in denied.main.text


def test_a_company_without_an_admin_says_whom_else_to_ask(cast: Cast) -> None:
    Membership.objects.filter(account=cast.partner).delete()

    denied = Browser(user_of(cast.partner)).get(STOCK)

    assert "The company has no Admin at present. Ask its partner or the vendor." in denied.main.text


def test_an_admin_of_two_companies_acts_for_one_and_switches(cast: Cast) -> None:
    person = add_member(account=cast.rival, email="prisma@example.com")
    browser = Browser(person)
    assert "Prisma Partners" in browser.get(STOCK).main.text

    page = browser.get(STOCK)
    done = browser.submit(page, {"account": str(cast.rival.id)}, says="Rival Resale")

    assert done.location == HOME
    assert "Rival Resale" in browser.get(STOCK).main.text
    assert browser.get(reverse("portal:account", args=[cast.customer.uid])).status == 404
    assert browser.get(reverse("portal:account", args=[cast.stranger.uid])).status == 200


@pytest.mark.parametrize("who", ["customer", "distributor", "vendor", "missing", "nonsense"])
def test_nobody_switches_to_a_company_that_is_not_ones_own(cast: Cast, who: str) -> None:
    account = getattr(cast, who, None)
    add_member(account=cast.distributor, email="prisma@example.com", role=Membership.Role.USER)
    browser = plainly(cast.partner)
    chosen = {"missing": "999999", "nonsense": "-1_0"}.get(who) or str(account.id if account else "")

    with unchanged():
        page = browser.get(STOCK)
        token = page.body.every("form")[0].fields()["csrfmiddlewaretoken"]
        done = browser.post(reverse("portal:switch_company"), {"account": chosen, "csrfmiddlewaretoken": token})

    assert done.location == HOME
    assert "Prisma Partners" in browser.get(STOCK).main.text


def test_who_is_admin_of_one_company_and_user_of_another_acts_for_the_first(cast: Cast) -> None:
    add_member(account=cast.customer, email="rival@example.com", role=Membership.Role.USER)
    browser = plainly(cast.rival)

    page = browser.get(STOCK)

    assert "Rival Resale" in page.main.text
    assert "Cargo Lines" not in page.text


def test_a_right_that_was_taken_away_is_gone_with_the_next_request(cast: Cast) -> None:
    browser = plainly(cast.partner)
    assert browser.get(STOCK).status == 200

    Membership.objects.filter(account=cast.partner).update(role=Membership.Role.USER)

    assert browser.get(STOCK).status == 403


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_is_chosen_and_given_up(cast: Cast, theme: str) -> None:
    browser = plainly(cast.customer)
    page = browser.get(STOCK)

    chosen = browser.submit(page, {"theme": theme}, says="As device")

    assert chosen.location == STOCK
    page = browser.follow(chosen)
    assert page.body.one("html").attributes["data-bs-theme"] == theme
    assert page.body.one("button", value=theme).attributes["aria-pressed"] == "true"
    given_up = browser.submit(page, {"theme": "auto"}, says="As device")
    assert "data-bs-theme" not in browser.follow(given_up).body.one("html").attributes


@pytest.mark.parametrize("back", ["https://evil.example.com/", "//evil.example.com", "", "javascript:alert(1)"])
def test_a_theme_leads_back_to_a_page_of_ours_alone(cast: Cast, back: str) -> None:
    browser = plainly(cast.customer)
    page = browser.get(STOCK)

    assert browser.submit(page, {"theme": "dark", "next": back}, says="As device").location == HOME


def test_a_theme_that_is_none_is_not_kept(cast: Cast) -> None:
    browser = plainly(cast.customer)

    browser.submit(browser.get(STOCK), {"theme": '"><script>'}, says="As device")

    assert "<script>" not in browser.get(STOCK).text.replace("<script src", "")
