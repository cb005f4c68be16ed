"""No text of a company is ever read by those whom it does not concern, whatever they open."""

import re
from collections.abc import Iterator

import pytest
from django.urls import reverse

from tests.portal.canaries import ACTORS, CANARY, Aviary, aviary
from tests.support.browser import Browser, Page
from tests.support.cast import NOW, by
from tokenstock.accounts.models import Account
from tokenstock.lifecycle.services import move_account
from tokenstock.orders.models import Order

pytestmark = pytest.mark.usefixtures("db")

SWITCHES = ("activate_systems", "deactivate_systems")

FILTERED = [
    "/accounts/?text=CANARY&shown=all",
    "/accounts/?shown=others&sort=-stock",
    "/accounts/?status=suspended",
    "/accounts/?within=90&below=1000000",
    "/stock/?po_number=CANARY",
    "/stock/?kind=passed_through",
    "/receive/?buyer=CANARY",
    "/accounts/export.csv",
    "/accounts/export.csv?shown=all&sort=-name",
]


def addresses() -> Iterator[str]:
    """Every page there is to read, of everybody's accounts and orders."""
    for view in (
        "home",
        "stock",
        "accounts",
        "administration",
        "contact",
        "signup_address",
        "receive",
        "month_end",
        "call_list",
        "late_reports",
        "renewals_due",
    ):
        yield reverse(f"portal:{view}")
    yield reverse("portal:call_list_file", args=["csv"])
    yield from FILTERED
    yield from ("/accounts/login/", "/accounts/logout/", "/nowhere/", "/health/ready")
    orders = list(Order.objects.select_related("buyer", "seller", "via"))
    uids = "&".join(f"uid={account.uid}" for account in Account.objects.all())
    yield f"/accounts/export.csv?{uids}"
    for account in Account.objects.all():
        yield reverse("portal:export_updates", args=[account.uid, "csv"])
        yield reverse("portal:graph", args=[account.uid, "narrow", "light"])
        acts = ("place_order", "adjust_stock", "hold_account", "lift_hold", "close_account")
        for view in ("account", *acts, "systems", "what_if", "renewal", *SWITCHES):
            yield reverse(f"portal:{view}", args=[account.uid])
        yield f"{reverse('portal:systems', args=[account.uid])}?state=RETIRED"
        yield f"{reverse('portal:renewal', args=[account.uid])}?rate=entered&entered=9&as=csv"
        yield f"{reverse('portal:renewals')}?rate=entered&entered=9&uid={account.uid}"
    for order in orders:
        for party in (order.buyer, order.seller, order.via):
            if party is not None:
                for view in ("amend_order", "delete_order", "order_history"):
                    yield reverse(f"portal:{view}", args=[party.uid, order.id])
                yield f"{reverse('portal:adjust_stock', args=[party.uid])}?corrects={order.id}"


def seen_on(page: Page) -> set[str]:
    """The canaries in an answer, with its headers and the page that it leads to."""
    text = page.text + "".join(f"{name}: {value}\n" for name, value in page.response.headers.items())
    return set(re.findall(rf"{CANARY}-\d+-[0-9a-f]{{12}}", text))


def visited(browser: Browser, world: Aviary) -> tuple[set[str], int]:
    """The canaries met on all pages, whole and as parts, and how many answers were read."""
    met: set[str] = set()
    answers = 0
    for path in addresses():
        for part in ("", "popup-body", "updates", "grid", "systems-list", "renewal"):
            page = browser.get(path, part=part)
            met |= seen_on(page)
            answers += 1
            if page.status in (403, 404, 405) or "graph-" in path or ".csv" in path:
                break
    return met, answers


@pytest.mark.parametrize("actor", ACTORS)
def test_nobody_meets_a_text_that_does_not_concern_him(actor: str) -> None:
    world = aviary()

    met, answers = visited(world.browser(actor), world)

    assert met - world.may_see(actor) == set()
    assert answers > 100
    # And the search does find what may be read.
    assert met >= world.belonging_to(actor)


def test_two_who_take_turns_at_one_address_never_meet_each_others_texts() -> None:
    world = aviary()
    browsers = {actor: world.browser(actor) for actor in ("partner", "rival", "customer", "stranger")}

    for _ in range(25):
        for actor, browser in browsers.items():
            for path, part in (("/stock/", ""), ("/stock/", "updates"), ("/accounts/", "grid")):
                page = browser.get(path, part=part)
                assert seen_on(page) <= world.may_see(actor)
                assert "HX-Request" in page.response["Vary"] or page.status == 302
                assert "no-store" in page.response["Cache-Control"]


def test_a_partner_that_lost_a_customer_sees_its_own_past_sales_and_no_more() -> None:
    world = aviary()
    cast = world.cast
    move_account(actor=by(cast.vendor), account=cast.customer, parent=cast.rival, now=NOW)
    met, _ = visited(world.browser("partner"), world)

    only_the_customers = {text for text, owners in world.owners.items() if owners == {cast.customer.id}}
    assert only_the_customers
    assert met & only_the_customers == set()
    assert world.orders["sold"].po_number in met
