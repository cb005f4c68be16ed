"""An account's systems: found, and switched after the page has said what that does to the month."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.portal.conftest import AtBrowser, plainly
from tests.support.browser import Browser, Page, admin_of
from tests.support.cast import NOW, Cast, activate, deactivate, give, register, standing_of
from tests.support.proofs import unchanged
from tokenstock.accounts.models import Account
from tokenstock.devices.models import System
from tokenstock.devices.services import retire_system


def path(view: str, account: Account) -> str:
    return reverse(f"portal:{view}", args=[account.uid])


def active(account: Account) -> int:
    return System.objects.filter(account=account, state="ACTIVE").count()


def test_the_list_names_each_system_with_its_state_and_since_when(cast: Cast) -> None:
    (on,) = activate(cast.customer, 1)
    (ready,) = register(cast.customer, 1)

    rows = plainly(cast.partner).get(path("systems", cast.customer)).main.rows()

    assert [(row["Serial number"], row["State"], row["Activated since"], row["Model"]) for row in rows] == [
        (on, "Activated", "9 Mar 2026, 10:00", "RV55"),
        (ready, "Registered", "–", "RV55"),
    ]


def test_systems_are_found_by_serial_and_state_and_retired_ones_only_when_asked(cast: Cast) -> None:
    one, other, gone = register(cast.customer, 3)
    retire_system(serial=gone, actor="test", now=NOW)
    browser = plainly(cast.customer)

    def found(query: str) -> list[str]:
        rows = browser.get(path("systems", cast.customer) + query, part="systems-list").body.rows()
        return [row["Serial number"] for row in rows]

    assert found("") == sorted([one, other])
    assert found(f"?text={one.lower()}") == [one]
    assert found("?state=RETIRED") == [gone]
    assert not browser.get(path("systems", cast.customer) + "?state=RETIRED").main.every("input", name="serial")
    assert "No system matches" in browser.get(path("systems", cast.customer) + "?state=ACTIVE").text


def test_an_account_without_systems_says_where_they_come_from(cast: Cast) -> None:
    assert "No systems yet" in plainly(cast.sister).get(path("systems", cast.sister)).main.text


def test_the_stock_page_leads_there(cast: Cast) -> None:
    main = plainly(cast.partner).get(path("account", cast.customer)).main

    links = {link.attributes["href"] for link in main.every("a")}
    assert {path(view, cast.customer) for view in ("systems", "what_if", "renewal")} <= links


@pytest.mark.parametrize("who", ["customer", "partner", "vendor"])
def test_chosen_systems_are_activated_once_the_cost_was_seen(cast: Cast, at_browser: AtBrowser, who: str) -> None:
    give(cast.customer, 10)
    serials = register(cast.customer, 3)
    browser = at_browser(getattr(cast, who))
    chosen = "&".join(f"serial={serial}" for serial in serials)

    with unchanged():
        popup = browser.open(f"{path('activate_systems', cast.customer)}?{chosen}")
    assert "Activating these 3 systems now adds 3 tokens to March." in popup.page.text
    assert "On 1 April it would add none to March; it then counts in April." in popup.page.text
    popup.confirm()

    assert "Systems activated" in popup.receipt().text
    assert active(cast.customer) == 3


def test_without_a_look_nothing_is_switched_and_the_outcome_is_shown_first(cast: Cast) -> None:
    serials = register(cast.customer, 2)
    browser = plainly(cast.customer)
    popup = browser.open(path("activate_systems", cast.customer))

    with unchanged():
        popup.confirm(serials="\n".join(serials))
    assert "This is what will happen." in popup.page.text
    popup.confirm()

    assert active(cast.customer) == 2


def test_an_outcome_that_has_changed_meanwhile_is_shown_again(cast: Cast, at_browser: AtBrowser) -> None:
    serials = register(cast.customer, 2)
    popup = at_browser(cast.customer).open(f"{path('activate_systems', cast.customer)}?serial={serials[0]}")
    activate(cast.customer, 4)

    with unchanged():
        popup.confirm()

    assert "The outcome has changed" in popup.page.text
    popup.confirm()
    assert active(cast.customer) == 5


def test_a_form_sent_twice_switches_once(cast: Cast, at_browser: AtBrowser) -> None:
    (serial,) = register(cast.customer, 1)
    popup = at_browser(cast.customer).open(f"{path('activate_systems', cast.customer)}?serial={serial}")
    fields = dict(popup.fields)
    popup.confirm()
    popup.fields = fields

    with unchanged():
        popup.confirm()

    assert "nothing was done twice" in popup.receipt().text


def test_a_peak_reached_already_costs_nothing_and_the_page_says_when(cast: Cast) -> None:
    serials = activate(cast.customer, 3)
    deactivate(serials, now=NOW + timedelta(minutes=5))

    page = plainly(cast.customer).get(f"{path('activate_systems', cast.customer)}?serial={serials[0]}")

    assert "This adds nothing to March: the peak of 3 was reached on 9 March already." in page.text


def test_deactivating_says_that_the_peak_stays_and_next_month_starts_lower(cast: Cast, at_browser: AtBrowser) -> None:
    give(cast.customer, 10)
    serials = activate(cast.customer, 3)
    popup = at_browser(cast.partner).open(f"{path('deactivate_systems', cast.customer)}?serial={serials[0]}")

    assert "The peak of 3 stays for March, and nothing comes back." in popup.page.text
    assert "April starts with 2 activated instead of 3." in popup.page.text
    popup.confirm()

    assert "Systems deactivated" in popup.receipt().text
    assert (active(cast.customer), standing_of(cast.customer).peak) == (2, 3)


def suspended(cast: Cast) -> tuple[str, str]:
    (serial,) = register(cast.customer, 1)
    give(cast.customer, -1)
    return serial, "The account is suspended"


def elsewhere(cast: Cast) -> tuple[str, str]:
    return register(cast.stranger, 1)[0], "No system with serial number"


def activated(cast: Cast) -> tuple[str, str]:
    return activate(cast.customer, 1)[0], "Not in the state that this needs"


@pytest.mark.parametrize("prepare", [suspended, elsewhere, activated])
def test_a_refusal_is_told_in_words_and_writes_nothing(
    cast: Cast, at_browser: AtBrowser, prepare: Callable[[Cast], tuple[str, str]]
) -> None:
    serial, words = prepare(cast)
    popup = at_browser(cast.partner).open(path("activate_systems", cast.customer))

    with unchanged():
        page = popup.confirm(serials=serial)

    assert page.status == 422
    assert any(words in note for note in page.notes)


def test_the_preview_follows_what_is_typed(cast: Cast) -> None:
    serials = register(cast.customer, 2)
    browser = Browser(admin_of(cast.customer), scripts=True)
    popup = browser.open(path("activate_systems", cast.customer))

    with unchanged():
        page = popup.look(serials=f"{serials[0].lower()}, {serials[1]}\n")

    assert "Activating these 2 systems now adds 2 tokens to March." in page.text


# What if


def what_if(cast: Cast, systems: str) -> Page:
    browser = plainly(cast.customer)
    with unchanged():
        return browser.get(path("what_if", cast.customer), {"systems": systems})


def test_what_if_tells_the_same_figures_and_activates_nothing(cast: Cast) -> None:
    give(cast.customer, 60)
    activate(cast.customer, 2)

    page = what_if(cast, "30")

    assert "Activating these 30 systems now adds 30 tokens to March." in page.text
    assert "An estimate for systems that need not exist yet." in page.text
    rows = [[cell.text for cell in row.every("td")] for row in page.main.one("tbody").every("tr")]
    assert rows[:3] == [["2", "32"], ["2", "32"], ["58", "28"]]
    assert rows[3] == ["31 Aug 2028", "30 Apr 2026"]


def test_what_if_refuses_what_could_not_be_done_and_what_is_no_number(cast: Cast) -> None:
    give(cast.customer, -1)

    assert "The account is suspended" in what_if(cast, "3").text
    assert "Enter a whole number" in what_if(cast, "many").text
