"""Each person reads the language chosen, or else the one that the browser asks for."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import translation

from tests.portal.conftest import SetClock, plainly
from tests.support.browser import Browser, Page
from tests.support.cast import Cast, give, supply
from tests.support.proofs import unchanged
from tokenstock.accounts.models import AccountType, OfferClass
from tokenstock.kernel.errors import Refusal
from tokenstock.kernel.words import SENTENCES
from tokenstock.orders.refusals import InsufficientStock
from tokenstock.portal import chart, words
from tokenstock.portal.chart import Bar
from tokenstock.portal.pages import labels
from tokenstock.portal.templatetags.portal import time_left

LOGIN, STOCK, LANGUAGE = "/accounts/login/", "/stock/", "/language/"


def asking(browser: Browser, accepted: str) -> Browser:
    """The browser, which asks for these languages from now on."""
    browser.client.defaults["HTTP_ACCEPT_LANGUAGE"] = accepted
    return browser


def language_of(page: Page) -> str:
    return page.body.one("html").attributes["lang"]


def choose(browser: Browser, page: Page, language: str) -> Page:
    return browser.submit(page, {"language": language}, says="Deutsch")


def test_a_page_in_german_has_german_words_numbers_and_dates(cast: Cast) -> None:
    give(cast.customer, 1_200)

    page = asking(plainly(cast.customer), "de").get(STOCK)

    assert language_of(page) == "de"
    assert page.response["Content-Language"] == "de"
    assert page.main.one("h1").text == "Mein Tokenbestand"
    assert page.main.one(id="month-title").text == "März 2026 bisher"
    assert "1.200 Token" in page.main.text
    assert "Seit dem 1. März 2025, das Neueste zuerst" in page.main.text
    assert page.main.every("time", datetime="2026-03-09")[0].text == "9. März 2026"


def test_the_same_page_in_english(cast: Cast) -> None:
    give(cast.customer, 1_200)

    page = plainly(cast.customer).get(STOCK)

    assert language_of(page) == "en"
    assert page.main.one(id="month-title").text == "March 2026 so far"
    assert "1,200 tokens" in page.main.text
    assert page.main.every("time", datetime="2026-03-09")[0].text == "9 Mar 2026"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("de-AT,en;q=0.5", "de"), ("en-GB", "en"), ("fr", "en"), ("fr,de;q=0.5", "de"), ("", "en"), ("\\;q=x", "en")],
)
def test_a_page_is_in_the_first_language_that_there_is_of_those_asked_for(
    cast: Cast, accepted: str, language: str
) -> None:
    assert language_of(asking(Browser(), accepted).get(LOGIN)) == language


def test_a_language_chosen_in_the_menu_counts_more_than_the_browsers(cast: Cast) -> None:
    browser = asking(plainly(cast.customer), "de")
    page = browser.get("/stock/?kind=received")

    done = choose(browser, page, "en")

    assert done.location == "/stock/?kind=received"
    assert language_of(browser.follow(done)) == "en"
    cookie = browser.client.cookies["language"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_language_is_chosen_where_one_signs_in_too(cast: Cast) -> None:
    browser = Browser()

    done = choose(browser, browser.get(LOGIN, {"next": STOCK}), "de")

    assert done.location == f"{LOGIN}?next=%2Fstock%2F"
    assert "Anmelden" in browser.follow(done).main.text


def test_each_language_is_named_in_itself_and_the_one_read_is_marked(cast: Cast) -> None:
    for language in ("en", "de"):
        form = asking(plainly(cast.customer), language).get(STOCK).body.one("form", having="languages")

        shown = {button.text: button.attributes for button in form.every("button")}
        assert {name: button["lang"] for name, button in shown.items()} == {"English": "en", "Deutsch": "de"}
        assert [button["value"] for button in shown.values() if button["aria-pressed"] == "true"] == [language]


@pytest.mark.parametrize("unknown", ["fr", "", "de-DE", "../de", "DE"])
def test_a_language_that_there_is_not_changes_nothing(cast: Cast, unknown: str) -> None:
    browser = asking(plainly(cast.customer), "de")

    done = choose(browser, browser.get(STOCK), unknown)

    assert done.status == 302
    assert "language" not in browser.client.cookies
    assert language_of(browser.get(STOCK)) == "de"


def test_a_cookie_with_a_language_that_there_is_not_leaves_it_to_the_browser(cast: Cast) -> None:
    browser = asking(plainly(cast.customer), "de")
    browser.client.cookies["language"] = "fr"

    assert language_of(browser.get(STOCK)) == "de"


def test_nobody_is_led_to_another_site_by_choosing_a_language(cast: Cast) -> None:
    browser = plainly(cast.customer)
    page = browser.get(STOCK)

    done = browser.submit(page, {"language": "de", "next": "https://evil.example.com/"}, says="Deutsch")

    assert done.location == "/"


def test_a_refusal_is_told_in_german_and_moves_nothing(cast: Cast) -> None:
    supply(cast.partner, 1)
    browser = asking(plainly(cast.partner), "de")
    popup = browser.open(reverse("portal:place_order", args=[cast.customer.uid]))

    with unchanged():
        refused = popup.confirm(packs="100")

    assert refused.faults == {
        "Service Packs": "Der Bestand hat 12 Token, und 1.200 werden gebraucht: 1.188 zu wenig. Nichts wurde bewegt."
        " Bestellen Sie Service Packs nach, oder geben Sie weniger ein."
    }


def test_what_was_typed_wrongly_is_said_in_german_beside_the_field(cast: Cast) -> None:
    browser = asking(plainly(cast.partner), "de")
    popup = browser.open(reverse("portal:place_order", args=[cast.customer.uid]))

    refused = popup.confirm(packs="viele", ordered_on="2026-03-09")

    assert refused.faults == {"Service Packs": "Geben Sie eine ganze Zahl in Ziffern ein, zum Beispiel 12."}


def test_a_date_in_a_field_is_written_as_browsers_want_it_in_every_language(cast: Cast) -> None:
    popup = asking(plainly(cast.partner), "de").open(reverse("portal:place_order", args=[cast.customer.uid]))

    assert popup.fields["ordered_on"] == "2026-03-09"


def test_a_page_that_is_not_there_says_so_in_german(cast: Cast) -> None:
    missing = asking(plainly(cast.customer), "de").get("/nowhere/")

    assert (missing.status, missing.main.one("h1").text) == (404, "Hier ist nichts")


def test_a_text_without_a_translation_is_english(set_clock: SetClock) -> None:
    with translation.override("de"):
        assert translation.gettext("Nobody ever says this.") == "Nobody ever says this."


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_translation_of_a_refusal_has_the_fields_of_the_refusal(code: str) -> None:
    class Anything(dict[str, object]):
        def __missing__(self, name: str) -> object:
            self[name] = datetime(2026, 3, 9, tzinfo=UTC)
            return self[name]

    fields = Anything()
    SENTENCES[code].format_map(fields)
    with translation.override("de"):
        translated = Anything()
        translation.gettext(SENTENCES[code]).format_map(translated)
    assert translated.keys() == fields.keys()


def test_numbers_in_a_refusal_are_written_as_the_language_does() -> None:
    refusal: Refusal = InsufficientStock.of(available=1_200, needed=1_199_988)

    with translation.override("de"):
        assert "1.200 Token, und 1.199.988 werden gebraucht: 1.198.788 zu wenig" in words.sentence(refusal)
    with translation.override("en"):
        assert "1,200 tokens and 1,199,988 are needed: 1,198,788 short" in words.sentence(refusal)


@pytest.mark.parametrize(
    ("language", "seconds", "said"),
    [
        ("en", 86_400, "1 day"),
        ("en", 3 * 86_400 - 1, "2 days"),
        ("en", 3_600, "1 hour"),
        ("en", 59, "less than a minute"),
        ("de", 86_400, "1 Tag"),
        ("de", 7_200, "2 Stunden"),
        ("de", 120, "2 Minuten"),
        ("de", 0, "weniger als eine Minute"),
    ],
)
def test_the_time_left_is_told_in_the_largest_unit(language: str, seconds: int, said: str) -> None:
    now = datetime(2026, 3, 9, 12, tzinfo=UTC)

    with translation.override(language):
        assert time_left(datetime.fromtimestamp(now.timestamp() + seconds, UTC), now) == said


BARS = tuple(
    Bar(datetime(2026, month, 1, tzinfo=UTC).date(), 5_000, 12, 0, 0, 4_988, month == 3) for month in (1, 2, 3)
)


def test_the_graph_is_drawn_and_named_in_each_language_by_itself() -> None:
    drawn, named = {}, {}
    for language in ("en", "de"):
        with translation.override(language):
            drawn[language] = chart.svg(BARS, size="wide", theme="light")
            named[language] = chart.digest(BARS)

    assert named["en"] != named["de"]
    for language, texts in {"en": ("Mar", "5,000", "Tokens"), "de": ("Mär", "5.000", "Token")}.items():
        assert all(f">{text}<" in drawn[language] for text in texts), language


def test_the_graph_is_kept_for_each_language(cast: Cast) -> None:
    give(cast.customer, 1_200)
    browser = plainly(cast.customer)
    path = reverse("portal:graph", args=[cast.customer.uid, "wide", "light"])

    english = browser.get(path).text
    german = asking(browser, "de").get(path).text

    assert ">Tokens<" in english
    assert ">Token<" in german


def test_every_kind_of_company_has_its_words() -> None:
    with translation.override("en"):
        assert {code: str(words) for code, words in labels.TYPES.items()} == dict(AccountType.choices)
        assert {code: str(words) for code, words in labels.OFFER_CLASSES.items()} == dict(OfferClass.choices)
