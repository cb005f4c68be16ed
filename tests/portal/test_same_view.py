"""My Token Stock and a subaccount's page are the very same view; only what one may do there differs."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from tests.portal.conftest import SetClock, plainly
from tests.support.browser import Browser, Page
from tests.support.cast import NOW, Cast, activate, by, deliver, give, register, sell, supply
from tests.support.html import Element
from tokenstock.accounts.models import Account
from tokenstock.lifecycle.services import hold_account
from tokenstock.orders import services as orders

APRIL_2 = datetime(2026, 4, 2, 9, tzinfo=UTC)
ACTIONS = ("acts", "left", "crumbs", "visually-hidden")


def a_busy_spring(cast: Cast, come: SetClock) -> None:
    """Something of everything, in a month that is closed and in the running one."""
    supply(cast.distributor, 50)
    sell(cast.distributor, cast.partner, 40)
    sold = sell(cast.partner, cast.customer, 4, po_number="A-1").order
    sell(cast.partner, cast.trial, 1)
    deliver(cast.partner, cast.customer, 2)
    activate(cast.customer, 3)
    register(cast.trial, 2)
    give(cast.customer, 5, giver=cast.partner)
    give(cast.sister, -5)
    changes = orders.Changes.checked(now=NOW, packs=5, note="one more")
    orders.amend_order(actor=by(cast.partner), ref=sold.ref, changes=changes, now=NOW)
    come(APRIL_2)
    gone = sell(cast.partner, cast.customer, 1, now=APRIL_2).order
    orders.delete_order(actor=by(cast.partner), ref=gone.ref, now=APRIL_2)
    sell(cast.partner, cast.customer, 1, now=APRIL_2)
    give(cast.customer, -2, now=APRIL_2)
    hold_account(actor=by(cast.vendor), account=cast.customer, reason="unpaid <bills>", now=APRIL_2)


def page_of(account: Account, looker: Account, query: str = "") -> Page:
    path = reverse("portal:stock") if account == looker else reverse("portal:account", args=[account.uid])
    page = plainly(looker).get(path + query)
    assert page.status == 200
    return page


def content(page: Page) -> Element:
    """What is said of the stock, without what may be done."""
    return page.main.one(having="stack").without(*ACTIONS)


@pytest.mark.parametrize(
    ("whose", "above"),
    [
        ("customer", "partner"),
        ("customer", "vendor"),
        ("sister", "partner"),
        ("trial", "partner"),
        ("partner", "distributor"),
        ("partner", "vendor"),
        ("distributor", "vendor"),
    ],
)
def test_the_partner_reads_what_the_company_itself_reads(cast: Cast, come: SetClock, whose: str, above: str) -> None:
    a_busy_spring(cast, come)
    account = getattr(cast, whose)

    for query in ("", "?kind=received", "?po_number=A-1&packs=5", "?page=2"):
        own, others = page_of(account, account, query), page_of(account, getattr(cast, above), query)
        assert content(own).text == content(others).text
        assert pictures(own) == pictures(others)
        facts = own.main.every("p", having="facts")[0].text
        assert facts == f"{account.name} {others.main.every('p', having='facts')[0].text}"


def pictures(page: Page) -> list[dict[str, str]]:
    return [picture.attributes for picture in page.main.one("picture").every()]


def test_only_who_may_act_is_offered_to(cast: Cast, come: SetClock) -> None:
    a_busy_spring(cast, come)

    offered = {
        looker: [link.text for link in page_of(cast.customer, getattr(cast, looker)).main.every("a", having="btn")]
        for looker in ("customer", "partner", "vendor")
    }

    to_all = ["Systems", "Compose renewal"]
    assert offered["customer"] == to_all
    assert offered["partner"] == [*to_all, "Add token order", "Adjust stock", "Edit", "Delete", "Correct"]
    assert offered["vendor"] == [*to_all, "Lift suspension", "Close account", "Adjust stock", "Correct"]


def test_everything_that_is_offered_opens(cast: Cast, come: SetClock) -> None:
    a_busy_spring(cast, come)
    for looker in (cast.partner, cast.vendor, cast.distributor, cast.customer):
        browser: Browser = plainly(looker)
        paths = ["/accounts/", "/stock/"] if looker == cast.vendor else ["/stock/"]
        paths += [reverse("portal:account", args=[sub.uid]) for sub in (cast.customer, cast.partner, cast.sister)]
        for page in map(browser.get, paths):
            links = page.body.every("a") if page.status == 200 else []
            for address in {link.attributes["href"] for link in links} - {"#main"}:
                path = page.response.wsgi_request.path if address.startswith("?") else ""  # type: ignore[attr-defined]
                assert browser.get(path + address).status in (200, 302), f"{looker}: {address}"
