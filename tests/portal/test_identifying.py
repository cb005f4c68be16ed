"""On the Receive page the vendor says whom a waiting line is for; its buyer sees what waits beside its forecast."""

import re
from datetime import datetime
from html import unescape

import pytest
from django.http.response import HttpResponse, HttpResponseBase
from django.test import Client

from tests.support.cast import Cast, enter, receive, stock_of
from tests.support.proofs import unchanged
from tokenstock.accounts.access import vendor
from tokenstock.accounts.models import Account, Membership
from tokenstock.accounts.services import add_member
from tokenstock.desk.models import PurchaseOrderLine
from tokenstock.desk.services import EndCustomer
from tokenstock.orders.models import Order
from tokenstock.runtime.clock import now

pytestmark = pytest.mark.usefixtures("db")


def sign_in(account: Account, *, checked: bool = False) -> Client:
    """A browser, signed in as an Admin of the company."""
    client = Client(enforce_csrf_checks=checked)
    client.force_login(add_member(account=account, email=f"admin{account.id}@example.com"))
    return client


def waits(cast: Cast, at: datetime, **given: str) -> PurchaseOrderLine:
    """A line of five packs for whoever has these identifiers."""
    (result,) = receive(cast.partner, (5, EndCustomer(**given)), po_number="<7>", now=at)
    return PurchaseOrderLine.objects.get(ref=result.ref)


def prepare() -> tuple[Cast, PurchaseOrderLine, Client]:
    at = now()
    cast = enter(at)
    line = waits(cast, at, name="Cargo Line", admin_email="cargo@example.com")
    return cast, line, sign_in(cast.vendor)


def html(response: HttpResponseBase) -> str:
    assert isinstance(response, HttpResponse)
    return response.content.decode()


def text(response: HttpResponseBase) -> str:
    """What stands on the page, without tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html(response))))


def field(response: HttpResponseBase, name: str) -> str:
    """What a hidden field of the page holds."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', html(response))
    assert found is not None
    return found[1]


def test_each_waiting_line_offers_its_candidates_and_the_buyers_own_stock() -> None:
    cast, line, client = prepare()

    page = client.get("/receive/")

    assert page.status_code == 200
    assert f'action="/receive/{line.id}/"' in html(page)
    assert re.findall(r'name="choice" value="([^"]+)"', html(page)) == [cast.customer.uid, "other", "own"]
    said = text(page)
    assert "Cargo Lines" in said
    assert (
        f"{cast.customer.uid} customer of Prisma Partners · speaks for it: an Admin's e-mail and a name like it" in said
    )
    assert "Into the own stock of Prisma Partners" in said
    assert "PO <7>" in said


def test_a_choice_is_shown_with_what_follows_and_is_done_when_that_is_confirmed() -> None:
    cast, line, client = prepare()
    key = field(client.get("/receive/"), "key")

    with unchanged():
        seen = client.post(f"/receive/{line.id}/", {"key": key, "choice": cast.customer.uid})
    sent = {"key": key, "choice": cast.customer.uid, "seen": field(seen, "seen")}
    done = client.post(f"/receive/{line.id}/", sent, follow=True)

    assert seen.status_code == 200
    assert "After 60 tokens" in text(seen)
    assert f'value="{cast.customer.uid}" checked' in html(seen)
    assert done.redirect_chain == [("/receive/", 302)]
    assert "Line identified: PO <7>, line 1, 5 packs, bought by Prisma Partners." in text(done)
    assert "Nothing waits" in text(done)
    assert (stock_of(cast.customer), stock_of(cast.partner)) == (60, 0)


def test_both_forms_carry_what_shows_that_they_are_ours() -> None:
    cast, line, _ = prepare()
    client = sign_in(cast.vendor, checked=True)
    page = client.get("/receive/")
    form = html(page)[html(page).index(f'action="/receive/{line.id}/"') :]
    sent = {"key": "k" * 20, "choice": "own"}

    foreign = client.post(f"/receive/{line.id}/", sent)
    ours = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form[: form.index("</form>")])
    assert ours is not None
    seen = client.post(f"/receive/{line.id}/", sent | {"csrfmiddlewaretoken": ours[1]})
    again = {"csrfmiddlewaretoken": field(seen, "csrfmiddlewaretoken"), "seen": field(seen, "seen")}
    done = client.post(f"/receive/{line.id}/", sent | again)

    assert (foreign.status_code, seen.status_code, done.status_code) == (403, 200, 302)


def test_the_buyers_own_stock_can_be_chosen() -> None:
    cast, line, client = prepare()

    seen = client.post(f"/receive/{line.id}/", {"key": "k" * 20, "choice": "own"})
    client.post(f"/receive/{line.id}/", {"key": "k" * 20, "choice": "own", "seen": field(seen, "seen")})

    assert Order.objects.get().kind == "wholesale"
    assert stock_of(cast.partner) == 60


@pytest.mark.parametrize("by_name", [True, False])
def test_another_subaccount_can_be_typed_in(by_name: bool) -> None:
    cast, line, client = prepare()
    sent = {"key": "k" * 20, "choice": "other", "other": "coast GUARD" if by_name else cast.sister.uid}

    seen = client.post(f"/receive/{line.id}/", sent)
    client.post(f"/receive/{line.id}/", sent | {"seen": field(seen, "seen")})

    assert stock_of(cast.sister) == 60


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose whom the line is for."),
        ({"choice": "x"}, "Choose whom the line is for."),
        ({"choice": "other"}, "Enter its uid or its exact name."),
        ({"choice": "other", "other": "Nobody"}, "There is no account Nobody."),
        ({"choice": "other", "other": "Stranger Rail"}, "Stranger Rail is no subaccount of Prisma Partners."),
        ({"choice": "f" * 32}, f"There is no account {'f' * 32}."),
    ],
)
def test_what_is_no_answer_is_told_beside_the_choice_and_does_nothing(sent: dict[str, str], said: str) -> None:
    _, line, client = prepare()

    with unchanged():
        answer = client.post(f"/receive/{line.id}/", {"key": "k" * 20, **sent})

    assert answer.status_code == 422
    assert said in text(answer)


def test_an_outcome_that_changed_since_it_was_seen_is_shown_again() -> None:
    cast, line, client = prepare()
    seen = client.post(f"/receive/{line.id}/", {"key": "k" * 20, "choice": cast.customer.uid})
    receive(cast.partner, (1, EndCustomer(uid=cast.customer.uid)), now=now())

    answer = client.post(
        f"/receive/{line.id}/", {"key": "k" * 20, "choice": cast.customer.uid, "seen": field(seen, "seen")}
    )

    assert "The outcome has changed since you last saw it." in text(answer)
    assert stock_of(cast.customer) == 12


def test_confirming_twice_is_told_and_another_answer_is_refused() -> None:
    cast, line, client = prepare()
    sent = {"key": "k" * 20, "choice": cast.customer.uid}
    sent["seen"] = field(client.post(f"/receive/{line.id}/", sent), "seen")
    client.post(f"/receive/{line.id}/", sent)

    again = client.post(f"/receive/{line.id}/", sent, follow=True)
    other = client.post(f"/receive/{line.id}/", sent | {"choice": "own"})

    assert "It had been confirmed already; nothing was done twice." in text(again)
    assert (other.status_code, stock_of(cast.customer)) == (422, 60)
    assert "This is delegated already" in text(other)


def test_a_line_has_a_page_of_its_own_until_it_is_gone() -> None:
    _, line, client = prepare()

    assert "See what follows" in text(client.get(f"/receive/{line.id}/"))
    assert client.get("/receive/999999/").status_code == 404


@pytest.mark.parametrize("who", ["partner", "distributor", "customer"])
def test_nobody_but_the_vendor_finds_the_page(who: str) -> None:
    cast, line, _ = prepare()
    client = sign_in(getattr(cast, who))

    with unchanged():
        answers = [
            client.get(f"/receive/{line.id}/"),
            client.post(f"/receive/{line.id}/", {"key": "k" * 20, "choice": "own"}),
        ]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_user_of_the_vendor_who_is_no_admin_does_not_find_it() -> None:
    _, line, _ = prepare()
    client = Client()
    client.force_login(add_member(account=vendor(), email="user@example.com", role=Membership.Role.USER))

    assert client.post(f"/receive/{line.id}/", {"key": "k" * 20, "choice": "own"}).status_code == 403


def test_a_buyer_sees_what_waits_beside_its_forecast_and_not_in_it() -> None:
    cast, _, _ = prepare()

    said = text(sign_in(cast.partner).get("/stock/"))

    assert "Waiting purchase orders" in said
    assert "1 line waits until the vendor knows whom it is for: 60 tokens that are in no stock" in said
    assert "No account has this uid or name." in said
    assert stock_of(cast.partner) == 0


def test_the_vendor_sees_on_a_partners_page_what_the_partner_sees() -> None:
    cast, _, client = prepare()

    assert "Waiting purchase orders" in text(client.get(f"/accounts/{cast.partner.uid}/"))


@pytest.mark.parametrize("who", ["rival", "distributor", "customer"])
def test_where_nothing_waits_there_is_no_card(who: str) -> None:
    cast, _, _ = prepare()

    assert "Waiting purchase orders" not in text(sign_in(getattr(cast, who)).get("/stock/"))
