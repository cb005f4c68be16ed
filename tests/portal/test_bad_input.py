"""Whatever somebody sends, it is refused in words or shown safely; nothing breaks, and nothing is written."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from tests.portal.conftest import plainly
from tests.support.browser import Browser
from tests.support.cast import Cast, again, sell, supply
from tests.support.proofs import unchanged
from tokenstock.orders.models import Order

SCRIPT = "<script>alert(1)</script>"
NUMBERS = [
    "1_000",
    "\uff11\uff12",
    "\u0663",
    "12.0",
    "-1",
    "0",
    "100001",
    "1e1",
    "0x10",
    "+5",
    "1,000",
    "9" * 5000,
    "NaN",
    "true",
    "\U0001d7d9",
]
DATES = [
    "2026-13-45",
    "0000-01-01",
    "2026-02-29",
    "9999-12-31",
    "20260309",
    "2026-W10-1",
    "\uff12\uff10\uff12\uff16-03-09",
    "today",
    "1-1-1",
]
TEXTS = [
    "\x00",
    "a\x00b",
    "x" * 100_000,
    "\ud800",
    "\udfff",
    "\u202eevil",
    "e" + "\u0301" * 1000,
    "😀" * 30,
    SCRIPT,
    "%_\\'\"{{7*7}}",
]
PAGES = ["0", "-1", "x", "1.5", "\uff11", "1000001", "9" * 400, "\x00", ""]
ORDER_DEFAULTS = {"packs": "1", "po_number": "", "ordered_on": "2026-03-09", "sku": "9010177", "note": ""}


def order_form(browser: Browser, cast: Cast) -> tuple[str, dict[str, str]]:
    popup = browser.open(reverse("portal:place_order", args=[cast.customer.uid]))
    return popup.path, popup.fields | ORDER_DEFAULTS


def encoded(text: str) -> bytes:
    """Also what no browser sends: half a surrogate pair."""
    return text.encode("utf-8", "surrogatepass")


def post(browser: Browser, path: str, fields: dict[str, str], *, part: str = "") -> int:
    """Send the bytes as they are; the status."""
    body = "&".join(f"{name}={quote(encoded(value))}" for name, value in fields.items())
    headers = {"HX-Request": "true", "HX-Target": f"div#{part}"} if part else {}
    answer = browser.client.post(path, body, content_type="application/x-www-form-urlencoded", headers=headers)
    return answer.status_code


def test_a_number_of_packs_is_one_in_plain_digits_or_refused(cast: Cast) -> None:
    supply(cast.partner, 100_000)
    browser = plainly(cast.partner)
    path, form = order_form(browser, cast)

    with unchanged():
        for number in NUMBERS:
            refused = browser.post(path, form | {"packs": number})
            assert refused.status == 422
            assert set(refused.faults) == {"Service Packs"}
            assert refused.main.one("form", having="panel").fields()["packs"] == number
            looked = browser.post(path, form | {"packs": number, "intent": "preview"}, part="preview")
            assert looked.status == 200
            assert looked.body.every(having="side", says="Before") == []


@pytest.mark.parametrize("number", [" 7 ", "007"])
def test_white_space_and_zeros_in_front_are_no_matter(cast: Cast, number: str) -> None:
    supply(cast.partner, 10)
    browser = plainly(cast.partner)
    popup = browser.open(reverse("portal:place_order", args=[cast.customer.uid]))

    popup.look(packs=number)
    popup.confirm()

    assert Order.objects.get(buyer=cast.customer).packs == 7


def test_an_order_date_is_one_that_is_written_plainly_and_not_to_come(cast: Cast) -> None:
    supply(cast.partner, 10)
    browser = plainly(cast.partner)
    path, form = order_form(browser, cast)

    with unchanged():
        for date in DATES:
            refused = browser.post(path, form | {"ordered_on": date})
            assert (refused.status, set(refused.faults)) == (422, {"Order date"}), date


def test_a_price_is_a_plain_amount_or_refused(cast: Cast) -> None:
    supply(cast.partner, 10)
    browser = plainly(cast.partner)
    path, form = order_form(browser, cast)

    with unchanged():
        for number in ("-1", "1e9", "100.001", "NaN", "Infinity", "\uff11", "1,5", "9" * 400):
            refused = browser.post(path, form | {"list_price": number, "discount": number})
            assert refused.status == 422
            assert set(refused.faults) == {"List price for a pack", "Discount in percent"}


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_no_text_in_any_field_of_a_popup_breaks_anything(cast: Cast, text: str) -> None:
    supply(cast.partner, 10)
    order = sell(cast.partner, cast.customer, 1).order
    browser = plainly(cast.partner)
    arguments = [cast.customer.uid, order.id]
    for path in (
        reverse("portal:place_order", args=[cast.customer.uid]),
        reverse("portal:adjust_stock", args=[cast.customer.uid]),
        reverse("portal:amend_order", args=arguments),
        reverse("portal:delete_order", args=arguments),
    ):
        form = browser.open(path).fields
        with unchanged():
            for name in form.keys() - {"csrfmiddlewaretoken"} | {"confirm_negative", "force_reason", "intent"}:
                # Nothing was seen yet, so nothing is done where the text is no matter.
                status = post(browser, path, form | {"seen": "", name: text})
                assert status in (200, 404, 422), f"{status} for {name} of {path}"
            everywhere = dict.fromkeys(form, text) | {"csrfmiddlewaretoken": form["csrfmiddlewaretoken"]}
            assert post(browser, path, everywhere) in (200, 404, 422)
            assert post(browser, path, everywhere | {"intent": "preview"}, part="preview") in (200, 404)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_no_text_in_any_field_of_a_purchase_order_breaks_anything(cast: Cast, text: str) -> None:
    browser = plainly(cast.vendor)
    path = reverse("portal:receive")
    form = browser.get(path).main.one("form").fields() | {"po_number": "V-1", "buyer": "Nobody", "lines-0-packs": "1"}

    with unchanged():
        for name in form:
            if name != "csrfmiddlewaretoken":
                assert post(browser, path, form | {name: text}) in (200, 422), name


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_no_text_in_the_forms_of_the_frame_breaks_anything(cast: Cast, text: str) -> None:
    browser = plainly(cast.partner)
    token = browser.get("/stock/").body.every("form")[0].fields()["csrfmiddlewaretoken"]

    with unchanged():
        for path, name in (("/company/", "account"), ("/theme/", "theme"), ("/theme/", "next")):
            assert post(browser, path, {"csrfmiddlewaretoken": token, name: text}) == 302
        # Longer than any address of ours is refused outright.
        assert post(browser, "/theme/", {"csrfmiddlewaretoken": token, "next": f"/{text}"}) in (302, 400)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_no_text_in_the_form_to_sign_in_breaks_anything(cast: Cast, text: str) -> None:
    browser = Browser()
    form = browser.get("/accounts/login/", {"next": "/stock/"}).body.one("form", having="stack").fields()

    for name in ("login", "password", "next"):
        fields = form | {"login": "cargo@example.com", "password": "wrong", name: text}
        assert post(browser, "/accounts/login/", fields) == 200
    assert browser.client.get(f"/accounts/login/?next={quote(encoded(text))}").status_code == 200


FILTERS = [
    ("/stock/", "updates", "po_number"),
    ("/stock/", "updates", "sku"),
    ("/stock/", "updates", "kind ordered_from ordered_to packs page unheard_of"),
    ("/accounts/", "grid", "text"),
    ("/accounts/", "grid", "shown status within below sort page unheard_of"),
]
"""The pages with filters, the part that shows what is found, and filters that cannot hide one another."""


@pytest.mark.parametrize(("path", "part", "names"), FILTERS)
def test_no_filter_breaks_a_page(cast: Cast, path: str, part: str, names: str) -> None:
    browser = plainly(cast.partner)
    undecoded = ["a&a=b", "%zz", "%ff"]
    texts = [*TEXTS, *NUMBERS, *DATES, *PAGES, "-", "--name", "user__password"]

    for given in [*(quote(encoded(text)) for text in texts), *undecoded]:
        query = "&".join(f"{name}={given}" for name in names.split())
        for headers in ({}, {"HX-Request": "true", "HX-Target": f"div#{part}"}):
            answer = browser.client.get(f"{path}?{query}", headers=headers)
            assert answer.status_code == 200, f"{answer.status_code} for {path}?{query[:80]}"


def test_a_filter_that_cannot_be_read_says_so_and_filters_nothing(cast: Cast) -> None:
    browser = plainly(cast.partner)

    grid = browser.get("/accounts/", {"below": "1_000", "within": "45", "sort": "password"})
    stock = browser.get("/stock/", {"ordered_from": "2026-13-45", "packs": "0"})

    assert grid.faults["Stock below"] == "Enter a whole number in plain digits, such as 12."
    assert "45 is not one of the available choices" in grid.faults["Runs out"]
    assert [row["Account"][:11] for row in grid.main.one(id="grid").rows()] == ["Cargo Lines", "Coast Guard"]
    assert stock.faults == {
        "Ordered from": "Enter a date, written as 2026-03-31.",
        "Packs": "Enter a number from 1 to 100,000.",
    }


def test_a_page_that_is_none_is_the_first(cast: Cast) -> None:
    browser = plainly(cast.partner)

    for page in PAGES:
        assert "1 to 2 of 2" in browser.get("/accounts/", {"page": page}).main.one(id="grid").text


def test_a_page_far_beyond_the_last_is_empty(cast: Cast) -> None:
    supply(cast.partner, 1)
    browser = plainly(cast.partner)

    for path in ("/accounts/", "/stock/"):
        page = browser.get(path, {"page": "1000000"})
        assert page.status == 200


def test_an_address_that_is_none_is_not_found(cast: Cast) -> None:
    browser = plainly(cast.partner)

    for uid in ("f" * 31, "F" * 32, "g" * 32, "%00", "..", "1" * 5000, "%ED%A0%80", "f" * 32 + "%0a"):
        for rest in ("", "adjustments/new/", "orders/new/", "orders/1/edit/"):
            assert browser.client.get(f"/accounts/{uid}/{rest}").status_code in (302, 404)


def test_an_order_that_cannot_be_is_not_found(cast: Cast) -> None:
    browser = plainly(cast.partner)

    for number in ("-1", "x", "%00", "9" * 20, "9" * 5000, str(2**63), "\uff11"):
        for view in ("edit", "delete", "history"):
            assert browser.client.get(f"/accounts/{cast.customer.uid}/orders/{number}/{view}/").status_code == 404
        adjusting = browser.client.get(f"/accounts/{cast.customer.uid}/adjustments/new/?corrects={number}")
        assert adjusting.status_code in (200, 404)


def test_what_somebody_typed_is_shown_as_text_everywhere(cast: Cast) -> None:
    supply(cast.partner, 10)
    customer = again(cast.customer)
    customer.name = f"Cargo {SCRIPT}"
    customer.name_key = customer.name.casefold()
    customer.save()
    browser = plainly(cast.partner)
    popup = browser.open(reverse("portal:place_order", args=[customer.uid]))
    popup.look(packs="1", po_number=SCRIPT, note=f"\"'{SCRIPT}")
    popup.confirm()
    order = Order.objects.get(buyer=customer)
    vendor = plainly(cast.vendor)

    pages = [
        browser.follow(popup.page),
        browser.get("/stock/"),
        browser.get("/stock/", {"po_number": SCRIPT, "ordered_from": SCRIPT, "packs": SCRIPT, "kind": SCRIPT}),
        browser.get("/accounts/", {"text": SCRIPT, "below": SCRIPT, "sort": SCRIPT}),
        browser.get(reverse("portal:amend_order", args=[customer.uid, order.id])),
        browser.get(reverse("portal:order_history", args=[customer.uid, order.id])),
        browser.get(reverse("portal:adjust_stock", args=[customer.uid]), {"tokens": SCRIPT, "direction": SCRIPT}),
        plainly(customer).get("/stock/"),
        vendor.get("/accounts/"),
        vendor.get("/receive/", {"buyer": SCRIPT}),
    ]

    for page in pages:
        assert page.status == 200
        assert [script.attributes.get("src", "") != "" for script in page.body.every("script")] == [True, True]
        assert "alert(1)</script>" not in page.text


def test_a_form_without_its_token_is_refused(cast: Cast) -> None:
    supply(cast.partner, 10)
    browser = plainly(cast.partner)
    path, form = order_form(browser, cast)
    del form["csrfmiddlewaretoken"]

    with unchanged():
        for address in (path, "/company/", "/theme/", "/receive/", "/accounts/logout/"):
            assert browser.post(address, form).status == 403


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_no_other_method_does_anything(cast: Cast, method: str) -> None:
    browser = plainly(cast.partner)

    with unchanged():
        for path in (
            "/",
            "/stock/",
            "/accounts/",
            "/receive/",
            "/company/",
            f"/accounts/{cast.customer.uid}/orders/new/",
        ):
            assert getattr(browser.client, method)(path).status_code in (403, 405)


def test_head_answers_as_get_does_without_a_body(cast: Cast) -> None:
    browser = plainly(cast.partner)

    for path in ("/stock/", "/accounts/", f"/accounts/{cast.customer.uid}/orders/new/"):
        answer = browser.client.head(path)
        assert (answer.status_code, answer.content) == (200, b"")
