"""The grid of subaccounts: filters, order, pages, and the numbers that want attention."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.portal.conftest import plainly
from tests.support.browser import Page
from tests.support.cast import NOW, Cast, activate, by, enter, found, give, pass_time, register, sell, supply
from tests.support.html import Element
from tokenstock.accounts.models import Account, AccountType
from tokenstock.lifecycle.services import close_account, hold_account
from tokenstock.stock.models import Standing
from tokenstock.stock.selectors import SORTS

ACCOUNTS = "/accounts/"
FEBRUARY = datetime(2026, 2, 2, 8, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("db")

NAMES = ["Anchor", "Birch", "Cedar", "Delta", "Ebony"]


def market() -> Cast:
    """Five customers of the rival's beside Stranger Rail: each differs from the others in every column.

    Run-out from today, 9 March: Anchor now, Birch on 31 March, Cedar on 30 April, Delta on 31 May, Ebony on 31 July.
    """
    cast = enter(FEBRUARY)
    supply(cast.rival, 100, now=FEBRUARY)
    for place, name in enumerate(NAMES):
        account = found(name, AccountType.CUSTOMER, cast.rival, FEBRUARY)
        give(account, 24, now=FEBRUARY)
        activate(account, place + 4, now=FEBRUARY)
    pass_time(NOW)
    for name, stock in zip(NAMES, (-1, 5, 12, 21, 40), strict=True):
        account = Account.objects.get(name=name)
        give(account, stock - Standing.objects.get(account=account).stock)
    for place, name in enumerate(["Birch", "Ebony"]):
        sell(cast.rival, Account.objects.get(name=name), 1, now=NOW.replace(minute=place))
        give(Account.objects.get(name=name), -12)
    return cast


def grid(looker: Account, **query: Any) -> Page:
    page = plainly(looker).get(ACCOUNTS, query)
    assert page.status == 200
    return page


def names(page: Page) -> list[str]:
    return [cell.text for cell in page.main.one(id="grid").every("a", having="name")]


def test_each_row_shows_how_the_account_stands() -> None:
    cast = market()

    rows = {row["Account"].split("4")[0][:5]: row for row in grid(cast.rival).main.one(id="grid").rows()}

    assert (rows["Ancho"]["Status"], rows["Ancho"]["Stock"], rows["Ancho"]["Buy more by"]) == ("Suspended", "−1", "now")
    assert (rows["Cedar"]["Status"], rows["Cedar"]["Stock"]) == ("Active", "12")
    assert (rows["Cedar"]["Activated now"], rows["Cedar"]["Peak"]) == ("6", "6")
    assert (rows["Cedar"]["Buy more by"], rows["Cedar"]["Suspension expected"]) == ("30 Apr 2026", "31 May 2026")
    assert (rows["Birch"]["Last order"], rows["Cedar"]["Last order"]) == ("9 Mar 2026", "never")
    assert rows["Stran"]["Buy more by"] == "none"


BY_RUN_OUT = ["Anchor", "Birch", "Cedar", "Delta", "Ebony", "Stranger Rail"]


IN_ORDER = {
    "": BY_RUN_OUT,
    "run_out": BY_RUN_OUT,
    "-run_out": ["Ebony", "Delta", "Cedar", "Birch", "Anchor", "Stranger Rail"],
    "suspension": BY_RUN_OUT,
    "-suspension": ["Ebony", "Delta", "Cedar", "Birch", "Anchor", "Stranger Rail"],
    "name": BY_RUN_OUT,
    "-name": BY_RUN_OUT[::-1],
    "status": ["Stranger Rail", "Birch", "Cedar", "Delta", "Ebony", "Anchor"],
    "-status": ["Anchor", "Ebony", "Delta", "Cedar", "Birch", "Stranger Rail"],
    "stock": ["Anchor", "Stranger Rail", "Birch", "Cedar", "Delta", "Ebony"],
    "-stock": ["Ebony", "Delta", "Cedar", "Birch", "Stranger Rail", "Anchor"],
    "activated": ["Stranger Rail", "Anchor", "Birch", "Cedar", "Delta", "Ebony"],
    "-activated": ["Ebony", "Delta", "Cedar", "Birch", "Anchor", "Stranger Rail"],
    "peak": ["Stranger Rail", "Anchor", "Birch", "Cedar", "Delta", "Ebony"],
    "-peak": ["Ebony", "Delta", "Cedar", "Birch", "Anchor", "Stranger Rail"],
    "expected": ["Anchor", "Stranger Rail", "Birch", "Cedar", "Delta", "Ebony"],
    "-expected": ["Ebony", "Delta", "Cedar", "Birch", "Stranger Rail", "Anchor"],
    "covered": BY_RUN_OUT,
    "-covered": ["Ebony", "Delta", "Cedar", "Birch", "Anchor", "Stranger Rail"],
    "last_order": ["Birch", "Ebony", "Stranger Rail", "Anchor", "Cedar", "Delta"],
    "-last_order": ["Ebony", "Birch", "Delta", "Cedar", "Anchor", "Stranger Rail"],
}


def test_every_column_sorts_both_ways() -> None:
    cast = market()
    by_uid = list(Account.objects.filter(parent=cast.rival).order_by("uid").values_list("name", flat=True))
    expected = IN_ORDER | {"uid": by_uid, "-uid": by_uid[::-1]}

    found_orders = {sort: names(grid(cast.rival, sort=sort)) for sort in expected}

    assert found_orders == expected
    assert set(expected) - {""} == {sign + column for column in SORTS for sign in ("", "-")}


def test_a_head_says_how_it_is_sorted_and_turns_it_round() -> None:
    cast = market()
    page = grid(cast.rival, status="active")

    heads = {head.text: head for head in page.main.one(id="grid").every("th", scope="col") if head.every("a")}
    sorted_by = {head: element.attributes.get("aria-sort") for head, element in heads.items()}
    links = {head: element.one("a").attributes["href"] for head, element in heads.items()}

    assert {head for head, how in sorted_by.items() if how} == {"Buy more by"}
    assert sorted_by["Buy more by"] == "ascending"
    assert links["Buy more by"] == "?status=active&sort=-run_out"
    assert (links["Account"], links["Stock"]) == ("?status=active&sort=name", "?status=active&sort=-stock")
    turned = plainly(cast.rival).get(ACCOUNTS + links["Buy more by"]).main
    assert turned.every("th", says="Buy more by")[0].attributes["aria-sort"] == "descending"


CHOSEN: list[tuple[dict[str, str], list[str]]] = [
    ({"text": "bir"}, ["Birch"]),
    ({"text": "  BIRCH "}, ["Birch"]),
    ({"text": "a"}, ["Anchor", "Cedar", "Delta", "Stranger Rail"]),
    ({"text": "%"}, []),
    ({"text": "_"}, []),
    ({"text": "\\"}, []),
    ({"text": "Cargo"}, []),
    ({"status": "suspended"}, ["Anchor"]),
    ({"status": "active"}, ["Birch", "Cedar", "Delta", "Ebony", "Stranger Rail"]),
    ({"within": "30"}, ["Anchor", "Birch"]),
    ({"within": "60"}, ["Anchor", "Birch", "Cedar"]),
    ({"within": "90"}, ["Anchor", "Birch", "Cedar", "Delta"]),
    ({"below": "0"}, ["Anchor"]),
    ({"below": "12"}, ["Anchor", "Birch", "Stranger Rail"]),
    ({"below": "13", "status": "active", "text": "r"}, ["Birch", "Cedar", "Stranger Rail"]),
    ({"shown": "others"}, []),
    ({"shown": "all"}, BY_RUN_OUT),
]


def test_the_filters_choose_together() -> None:
    cast = market()

    for query, shown in CHOSEN:
        page = grid(cast.rival, **query)
        assert names(page) == shown, query
        said = page.main.one(id="grid").text
        assert f"1 to {len(shown)} of {len(shown)}" in said if shown else "No account matches" in said


def test_an_account_is_found_by_the_beginning_of_its_uid() -> None:
    cast = market()
    account = Account.objects.get(name="Cedar")

    assert names(grid(cast.rival, text=account.uid[:10].upper())) == ["Cedar"]
    assert names(grid(cast.rival, text=cast.customer.uid)) == []


def test_what_wants_attention_is_counted_and_each_number_leads_to_its_rows() -> None:
    cast = market()
    page = grid(cast.rival)

    tiles = page.main.one("nav", having="tiles").every("a")
    counted = {tile.every("span")[0].text: tile for tile in tiles}

    assert {head: tile.one(having="figure").text for head, tile in counted.items()} == {
        "Suspended": "1 account",
        "Run out within 30 days": "2 accounts",
        "Run out within 60 days": "3 accounts",
        "Run out within 90 days": "4 accounts",
    }
    for tile in tiles:
        led = plainly(cast.rival).get(ACCOUNTS + tile.attributes["href"])
        assert len(names(led)) == int(tile.one(having="figure").text.split()[0])
        assert [each.text for each in led.main.every("a", having="tile") if "aria-current" in each.attributes] == [
            tile.text
        ]


def test_the_tokens_that_are_missing_are_those_to_the_end_of_next_month() -> None:
    cast = market()
    page = grid(cast.rival)

    # Anchor has 1 less than nothing, will lose 4 and needs 4 more; Birch ends March with nothing and needs 5.
    assert "14 tokens are missing to cover every one to the end of next month" in page.main.text
    assert "6 commercial accounts" in page.main.text


def test_pages_of_fifty_come_in_order_and_none_twice() -> None:
    cast = enter()
    for number in range(104):
        found(f"Shop {number:03}", AccountType.CUSTOMER, cast.rival)

    pages = [grid(cast.rival, sort="name", page=str(page), text="shop") for page in (1, 2, 3)]

    shown = [names(page) for page in pages]
    assert sum(shown, []) == [f"Shop {number:03}" for number in range(104)]  # noqa: RUF017 -- three short lists
    assert [counted(page) for page in pages] == ["1 to 50 of 104", "51 to 100 of 104", "101 to 104 of 104"]
    links = [[link.attributes["href"] for link in foot(page).every("a")] for page in pages]
    assert links == [
        ["?text=shop&sort=name&page=2"],
        ["?text=shop&sort=name", "?text=shop&sort=name&page=3"],
        ["?text=shop&sort=name&page=2"],
    ]
    beyond = grid(cast.rival, sort="name", page="4")
    assert "There is no page 4" in beyond.main.text
    assert beyond.main.one("a", says="To the first page").attributes["href"] == "?sort=name"


def foot(page: Page) -> Element:
    return page.main.one(having="pages")


def counted(page: Page) -> str:
    return foot(page).every("span")[0].text


def test_ties_are_broken_alike_on_every_page() -> None:
    cast = enter()
    for number in range(60):
        found(f"Shop {number:03}", AccountType.CUSTOMER, cast.rival)

    for sort in ("stock", "-stock", "peak", "run_out", "-run_out", "status", "last_order"):
        shown = [name for page in ("1", "2") for name in names(grid(cast.rival, sort=sort, page=page))]
        assert len(shown) == len(set(shown)) == 61


def test_htmx_is_given_the_rows_alone_and_the_address_to_show() -> None:
    cast = market()

    part = plainly(cast.rival).get(ACCOUNTS, {"text": "bir", "sort": "name", "page": "1"}, part="grid")

    assert part.text.lstrip().startswith('<div id="grid"')
    assert part.response["HX-Push-Url"] == "/accounts/?text=bir&sort=name"
    assert plainly(cast.rival).get(ACCOUNTS, {"page": "x"}, part="grid").response["HX-Push-Url"] == ACCOUNTS


def test_the_vendor_sees_all_accounts_with_their_partners() -> None:
    cast = enter()
    register(cast.trial, 1)
    hold_account(actor=by(cast.vendor), account=cast.trial, reason="over", now=NOW)

    commercial = grid(cast.vendor)
    others = grid(cast.vendor, shown="others", sort="name")

    assert sorted(names(commercial)) == ["Cargo Lines", "Coast Guard", "Direct Water", "Stranger Rail"]
    assert names(others) == ["Dorval Distribution", "Prisma Partners", "Rival Resale", "Trial Taxi"]
    trial = others.main.one(id="grid").rows()[3]
    assert "Customer, Free Tier · Prisma Partners" in trial["Account"]
    assert (trial["Status"], trial["Buy more by"]) == ("Suspended", "n/a")
    assert [link.text for link in others.main.every("a", having="btn-row")] == ["Adjust"] * 4


def test_a_partner_without_customers_is_told_what_will_be_here() -> None:
    cast = enter()
    lonely = found("Lonely Resale", AccountType.PARTNER, cast.vendor)

    page = grid(lonely)

    assert "No accounts yet" in page.main.text
    assert "0 commercial accounts" in page.main.text


def test_a_closed_account_says_so_and_offers_nothing_to_do() -> None:
    cast = enter()
    close_account(actor=by(cast.vendor), account=cast.customer, reason="sold its fleet", now=NOW)

    commercial, everyone = grid(cast.partner), grid(cast.partner, shown="all", status="closed")
    page = plainly(cast.partner).get(f"{ACCOUNTS}{cast.customer.uid}/")

    assert "Cargo Lines" not in names(commercial)
    assert names(everyone) == ["Cargo Lines"]
    assert everyone.main.one(id="grid").rows()[0]["Status"] == "Closed"
    assert "This account is closed." in page.main.text
    assert [link.text for link in everyone.main.every("a") + page.main.every("a") if "Adjust" in link.text] == []


def test_accounts_can_be_narrowed_to_those_that_run_out_by_a_day() -> None:
    cast = market()

    by_day = {
        day: names(grid(cast.rival, by=day))
        for day in ("2026-03-09", "2026-03-30", "2026-03-31", "2026-05-30", "2026-05-31", "9999-12-31")
    }

    assert by_day == {
        "2026-03-09": ["Anchor"],
        "2026-03-30": ["Anchor"],
        "2026-03-31": ["Anchor", "Birch"],
        "2026-05-30": ["Anchor", "Birch", "Cedar"],
        "2026-05-31": ["Anchor", "Birch", "Cedar", "Delta"],
        "9999-12-31": ["Anchor", "Birch", "Cedar", "Delta", "Ebony"],
    }


def test_it_says_how_many_months_the_stock_covers() -> None:
    cast = market()

    covers = {row["Account"][:5]: row["Covers"] for row in grid(cast.rival).main.one(id="grid").rows()}

    assert covers == {
        "Ancho": "0.0 mo.",
        "Birch": "1.0 mo.",
        "Cedar": "2.0 mo.",
        "Delta": "3.0 mo.",
        "Ebony": "5.0 mo.",
        "Stran": "–",
    }


def test_the_vendor_steps_down_the_tree_and_up_again() -> None:
    cast = market()
    vendor = plainly(cast.vendor)
    everybody = vendor.get(ACCOUNTS, {"shown": "all"}).main
    below = {
        link.text: link.attributes["href"] for row in everybody.every("tr") for link in row.every("a", says="Subac")
    }

    partners = vendor.get(ACCOUNTS + f"?under={cast.distributor.uid}&shown=all").main
    customers = vendor.get(ACCOUNTS + f"?under={cast.rival.uid}&shown=all").main

    assert below
    assert [cell.text for cell in partners.every("a", having="name")] == [cast.partner.name]
    assert {cell.text for cell in customers.every("a", having="name")} == {*NAMES, cast.stranger.name}
    assert customers.one("h1").text == f"Subaccounts of {cast.rival.name}"
    crumbs = vendor.get(ACCOUNTS + f"?under={cast.partner.uid}").main.one("nav", having="crumbs")
    assert [link.attributes["href"] for link in crumbs.every("a")] == [
        ACCOUNTS,
        f"?under={cast.distributor.uid}&shown=all",
        f"{ACCOUNTS}{cast.partner.uid}/",
    ]


def test_nobody_else_looks_below_another_company() -> None:
    cast = market()

    for looker in (cast.distributor, cast.rival):
        own = names(grid(looker))
        for above in (cast.distributor, cast.partner, cast.rival, cast.vendor):
            assert names(grid(looker, under=above.uid)) == own
    for nowhere in ("f" * 32, cast.vendor.uid):
        assert plainly(cast.vendor).get(ACCOUNTS, {"under": nowhere}).location == ACCOUNTS
