"""Who may reach what: every address of the portal, for every actor, on everybody's objects."""

import re
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.urls import reverse

from tests.portal.canaries import ACTORS, Aviary, aviary
from tests.portal.tenancy import READ_ONLY, SENT_ONLY, TABLE
from tests.support.browser import Browser, Page
from tests.support.cast import again
from tests.support.proofs import unchanged
from tokenstock.desk.selectors import waiting_lines
from tokenstock.portal.urls import urlpatterns
from tokenstock.profile.selectors import current_signup_address

pytestmark = pytest.mark.usefixtures("db")

MISSING = "f" * 32
LOGIN = "/accounts/login/"
ACCOUNTS = ("vendor", "distributor", "partner", "customer", "sister", "stranger", "missing")
ORDERS = (
    "customer/sold",
    "customer/delegated",
    "customer/foreign",
    "customer/missing",
    "partner/bought",
    "partner/sold",
    "stranger/foreign",
    "missing/sold",
)
"""Under the uid of which account, which order."""

LINES = ("line/waiting", "line/missing")
"""Which purchase order line."""

TOKENS = ("token/own", "token/missing")
"""Which sign-up address: the partner's, or none."""

MORE = {"graph": ["wide", "light"], "export_updates": ["xlsx"], "export_accounts": ["xlsx"], "call_list_file": ["csv"]}
"""What else stands in an address."""

KEY = "k" * 24
FORMS = {
    "place_order": {"packs": "1", "ordered_on": "2026-03-09", "sku": "9010177"},
    "adjust_stock": {"direction": "credit", "tokens": "1", "reason": "why not"},
    "amend_order": {"packs": "1", "ordered_on": "2026-03-09", "sku": "9010177", "version": "1"},
    "delete_order": {"version": "1"},
    "receive": {
        "po_number": "T-1",
        "ordered_on": "2026-03-09",
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "lines-0-packs": "1",
    },
    "identify_line": {"choice": "own"},
    "hold_account": {"reason": "why not"},
    "lift_hold": {"reason": "why not"},
    "close_account": {"reason": "why not", "freeze": "on"},
    "theme": {"theme": "dark"},
    "contact": {"phone": "+1 555 0100", "email": "help@example.com", "version": "0"},
}


@dataclass(frozen=True)
class Row:
    """One line of the table: what is asked for, and what each actor is answered."""

    method: str
    view: str
    thing: str
    answers: dict[str, str]


def rows() -> list[Row]:
    """The whole table, with those that answer nobody under one method."""
    lines = [line.split() for line in TABLE.strip().splitlines()[1:] if line.strip()]
    written = [
        Row(method, view, thing, dict(zip(ACTORS, answers, strict=True))) for method, view, thing, *answers in lines
    ]
    unheard = [("POST", view) for view in READ_ONLY] + [("GET", view) for view in SENT_ONLY]
    return written + [
        Row(method, view, thing, dict.fromkeys(ACTORS, "405")) for method, view in unheard for thing in objects_of(view)
    ]


def objects_of(view: str) -> tuple[str, ...]:
    route = str(next(pattern.pattern for pattern in urlpatterns if pattern.name == view))
    if "line_id" in route:
        return LINES
    if "token" in route:
        return TOKENS
    return ORDERS if "order_id" in route else ACCOUNTS if "uid" in route else ("-",)


def test_every_address_is_in_the_table_for_both_methods_and_everybodys_objects() -> None:
    views = [str(pattern.name) for pattern in urlpatterns]
    asked = [(method, view, thing) for method in ("GET", "POST") for view in views for thing in objects_of(view)]

    assert sorted((row.method, row.view, row.thing) for row in rows()) == sorted(asked)


@pytest.mark.parametrize("actor", ACTORS)
def test_everybody_is_answered_as_the_table_says_and_a_refusal_writes_nothing(actor: str) -> None:
    world = aviary()
    browser = world.browser(actor)
    browser.client.handler.enforce_csrf_checks = False

    with unchanged():
        answers = {(row.method, row.view, row.thing): ask(world, browser, row) for row in rows()}

    assert answers == {(row.method, row.view, row.thing): row.answers[actor] for row in rows()}


@pytest.mark.parametrize("actor", [actor for actor in ACTORS if actor != "vendor"])
def test_what_is_somebody_elses_and_what_is_not_there_are_the_same(actor: str) -> None:
    world = aviary()
    browser = world.browser(actor)
    browser.client.handler.enforce_csrf_checks = False
    pairs = [
        ("stranger", "missing"),
        ("vendor", "missing"),
        ("customer/foreign", "customer/missing"),
        ("stranger/foreign", "missing/sold"),
        ("line/waiting", "line/missing"),
    ]

    compared = 0
    for row in rows():
        for theirs, nowhere in pairs:
            if row.thing != theirs or "404" not in row.answers[actor]:
                continue
            first = send(world, browser, row.method, path_of(world, row.view, theirs), row.view)
            second = send(world, browser, row.method, path_of(world, row.view, nowhere), row.view)
            assert (first.status, second.status) == (404, 404)
            assert without_ids(first.text) == without_ids(second.text)
            compared += 1

    assert compared > 0 or actor in ("user", "alone", "anonymous")


def test_an_adjustment_corrects_no_order_of_somebody_else() -> None:
    world = aviary()
    browser = world.browser("partner")
    browser.client.handler.enforce_csrf_checks = False
    path = path_of(world, "adjust_stock", "customer")
    form = {"key": KEY, **FORMS["adjust_stock"]}

    with unchanged():
        for order_id in (world.orders["foreign"].id, world.orders["sold_to_sister"].id, 10**9):
            assert browser.post(path, form | {"corrects": str(order_id)}).status == 404
            assert browser.get(path, {"corrects": str(order_id)}).status == 404


def ask(world: Aviary, browser: Browser, row: Row) -> str:
    """What is answered, as the table writes it. What was done is undone again."""
    path = path_of(world, row.view, row.thing)
    before = transaction.savepoint_create()
    page = send(world, browser, row.method, path, row.view)
    if row.method == "POST" and (page.status == 302 or (row.view, page.status) == ("receive", 200)):
        transaction.savepoint_rollback(before)
    else:
        transaction.savepoint_commit(before)
    return "login" if page.location.startswith(LOGIN) else str(page.status)


def send(world: Aviary, browser: Browser, method: str, path: str, view: str) -> Page:
    if method == "GET":
        return browser.get(path)
    fields = {"key": KEY, **FORMS.get(view, {})}
    if view == "receive":
        fields["buyer"] = world.cast.partner.uid
    if "key" in fields and view.rsplit("_", maxsplit=1)[-1] in ("order", "stock", "line"):
        # Whoever may look is to be able to act: what is confirmed is what was seen.
        seen = re.search(r'name="seen" value="(\w+)"', browser.post(path, fields | {"intent": "preview"}).text)
        fields["seen"] = seen[1] if seen else ""
    return browser.post(path, fields)


def path_of(world: Aviary, view: str, thing: str) -> str:
    if thing == "-":
        return reverse(f"portal:{view}", args=MORE.get(view))
    whose, _, which = thing.partition("/")
    if whose == "line":
        return reverse(f"portal:{view}", args=[10**9 if which == "missing" else waiting_lines(limit=1)[0].id])
    if whose == "token":
        address = current_signup_address(account=world.cast.partner)
        assert address is not None
        return reverse(f"portal:{view}", args=[address.token if which == "own" else "x" * 22])
    uid = MISSING if whose == "missing" else getattr(world.cast, whose).uid
    if which:
        order_id = 10**9 if which == "missing" else world.orders[which].id
        return reverse(f"portal:{view}", args=[uid, order_id])
    if view == "brand_image":
        return reverse(f"portal:{view}", args=[uid, again(world.cast.partner).brand_digest])
    return reverse(f"portal:{view}", args=[uid, *MORE.get(view, [])])


def without_ids(text: str) -> str:
    return re.sub(r"[0-9a-f]{32}|/orders/\d+", "", text)
