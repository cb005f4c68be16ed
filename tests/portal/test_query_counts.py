"""How often each page asks the database: as often as is written down, however many subaccounts there are."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.template.backends.django import Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.portal.conftest import plainly
from tests.support.browser import Browser, Page, user_of
from tests.support.cast import Cast, deliver, enter, register, sell, supply
from tests.support.crowd import crowd
from tokenstock.accounts.models import Account
from tokenstock.orders.models import Order
from tokenstock.stock.selectors import SORTS

pytestmark = pytest.mark.usefixtures("db")

BASELINE = Path(__file__).with_name("query_counts.json")
MOST = 12
"""For a page or a part of one. What is looked at or confirmed does the whole deed, and is only held to the file."""

FEW, MANY = 10, 10_000

type Ask = Callable[[], Page]


def market(number: int) -> Cast:
    cast = enter()
    supply(cast.rival, 10)
    sell(cast.rival, cast.stranger, 3)
    deliver(cast.rival, cast.stranger, 2)
    crowd(cast.rival, number)
    register(cast.stranger, 60)
    return cast


def pages(cast: Cast) -> Iterator[tuple[str, Ask]]:
    """Each page and fragment by name, as somebody asks for it who is signed in."""
    partner, customer, vendor = (plainly(account) for account in (cast.rival, cast.stranger, cast.vendor))
    subaccount = reverse("portal:account", args=[cast.stranger.uid])
    last = (Account.objects.filter(parent=cast.rival).count() - 1) // 50 + 1
    yield "stock of a partner", get(partner, "/stock/")
    yield "stock of a customer", get(customer, "/stock/")
    yield "stock, updates alone", get(partner, "/stock/?kind=sent", "updates")
    yield "subaccount", get(partner, subaccount)
    yield "subaccount, by the vendor", get(vendor, subaccount)
    yield "graph", get(partner, reverse("portal:graph", args=[cast.stranger.uid, "wide", "light"]))
    yield "grid", get(partner, "/accounts/")
    yield "grid, rows alone", get(partner, "/accounts/?text=harbour", "grid")
    yield "grid, filtered", get(partner, "/accounts/?text=rail&status=active&within=90&below=500")
    yield "grid, last page", get(partner, f"/accounts/?page={last}")
    yield "grid of all accounts", get(vendor, "/accounts/?shown=all")
    for sort in SORTS:
        yield f"grid by {sort}", get(partner, f"/accounts/?sort=-{sort}")
    yield "grid, exported", get(partner, "/accounts/export.xlsx")
    yield "grid, exported filtered", get(partner, "/accounts/export.csv?text=rail&status=active&sort=-covered")
    yield "updates, exported", get(partner, f"/accounts/{cast.rival.uid}/updates.csv")
    yield from foresight(cast, partner)
    yield "month end", get(partner, "/month-end/")
    yield "month end, by the vendor", get(vendor, "/month-end/")
    yield "call list", get(partner, "/month-end/call-list/")
    yield "call list, exported", get(vendor, "/month-end/call-list.xlsx")
    yield "late reports", get(vendor, "/month-end/late-reports/")
    yield "renewals", get(vendor, "/month-end/renewals/")
    for view in ("hold_account", "lift_hold", "close_account"):
        yield f"{view}, opened", get(vendor, reverse(f"portal:{view}", args=[cast.stranger.uid]))
    yield "administration", get(partner, "/administration/")
    yield "administration of a customer", get(customer, "/administration/")
    yield "administration of the vendor", get(vendor, "/administration/")
    yield "contact", get(partner, "/administration/contact/", "contact")
    yield "signup address", get(partner, "/administration/signup-address/", "popup-body")
    yield "receive", get(vendor, "/receive/")
    yield "home", get(partner, "/")


def foresight(cast: Cast, partner: Browser) -> Iterator[tuple[str, Ask]]:
    """What lies ahead of one account, with as many systems as there are subaccounts, and of several accounts."""
    uid = cast.stranger.uid
    several = "&".join(f"uid={account.uid}" for account in Account.objects.filter(parent=cast.rival)[:10])
    yield "systems", get(partner, reverse("portal:systems", args=[uid]))
    yield "systems, rows alone", get(partner, f"{reverse('portal:systems', args=[uid])}?text=9&page=1", "systems-list")
    serials = "&".join(f"serial={system.serial}" for system in cast.stranger.systems.all()[:50])
    activation = f"{reverse('portal:activate_systems', args=[uid])}?{serials}"
    yield "activate_systems, opened and looked at", get(partner, activation, "popup-body")
    yield "what if", get(partner, f"{reverse('portal:what_if', args=[uid])}?systems=5", "popup-body")
    yield "renewal", get(partner, reverse("portal:renewal", args=[uid]))
    yield "renewal of several", get(partner, f"{reverse('portal:renewals')}?{several}")


def popups(cast: Cast) -> Iterator[tuple[str, Ask]]:
    partner = plainly(cast.rival)
    partner.scripts = True
    order = Order.objects.filter(buyer=cast.stranger, kind="token").order_by("id")[0]
    uid = cast.stranger.uid
    entered: dict[str, tuple[list[Any], dict[str, str]]] = {
        "place_order": ([uid], {"packs": "1", "po_number": "S-1"}),
        "adjust_stock": ([uid], {"tokens": "1", "reason": "why not"}),
        "amend_order": ([uid, order.id], {"packs": "2"}),
        "delete_order": ([uid, order.id], {}),
    }
    for view, (arguments, fields) in entered.items():
        path = reverse(f"portal:{view}", args=arguments)
        # A deletion is looked at as soon as it is opened.
        yield f"{view}, opened{' and looked at' * (not fields)}", get(partner, path, "popup-body")
        yield f"{view}, looked at", look(partner, path, partner.open(path).fields | fields)
    yield "order_history", get(partner, reverse("portal:order_history", args=[cast.stranger.uid, order.id]))


def confirmations(cast: Cast) -> Iterator[tuple[str, Ask]]:
    partner = plainly(cast.rival)
    partner.scripts = True
    path = reverse("portal:place_order", args=[cast.stranger.uid])
    popup = partner.open(path)
    popup.look(packs="1", po_number="S-2")
    yield "place_order, confirmed", popup.confirm


def get(browser: Browser, path: str, part: str = "") -> Ask:
    return lambda: browser.get(path, part=part)


def look(browser: Browser, path: str, form: dict[str, Any]) -> Ask:
    return lambda: browser.post(path, form | {"intent": "preview"}, part="preview")


def counted(number: int) -> dict[str, int]:
    cast = market(number)
    counts = {}
    for asks in (pages, popups, confirmations):
        for name, ask in asks(cast):
            with CaptureQueriesContext(connection) as queries:
                assert ask().status in (200, 302), name
            counts[name] = len(queries)
    return counts


@pytest.mark.parametrize("number", [FEW, MANY])
def test_every_page_asks_as_often_as_is_written_down(number: int) -> None:
    assert counted(number) == json.loads(BASELINE.read_text())


def test_no_page_asks_more_than_twelve_times() -> None:
    deeds = ("looked at", "confirmed")

    too_many = {name: count for name, count in json.loads(BASELINE.read_text()).items() if count > MOST}

    assert [name for name in too_many if not name.endswith(deeds)] == []


def test_templates_ask_nothing(
    monkeypatch: pytest.MonkeyPatch, query_blocker: Callable[[], AbstractContextManager[None]]
) -> None:
    cast = market(FEW)
    rendered = []
    render = Template.render

    def silently(self: Template, *arguments: Any, **options: Any) -> str:
        rendered.append(self)
        with query_blocker():
            return str(render(self, *arguments, **options))

    monkeypatch.setattr(Template, "render", silently)
    everything = [*pages(cast), *popups(cast), *confirmations(cast)]
    plain_user = Browser(user_of(cast.rival))

    for name, ask in everything:
        before = len(rendered)
        assert ask().status in (200, 302), name
        assert len(rendered) > before or name in ("graph", "home") or "exported" in name
    assert plain_user.get("/stock/").status == 403
    assert plainly(cast.rival).get("/accounts/nowhere/").status == 404
