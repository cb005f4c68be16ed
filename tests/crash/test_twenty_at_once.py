"""Twenty browsers confirm at the same moment, over HTTP, against the program as it is served."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.crash.person import Outcome, Person
from tests.crash.service import Partner, Service

TWENTY = 20


@pytest.fixture
def service(home: Path, tmp_path: Path) -> Iterator[Service]:
    with Service(home, log=tmp_path / "serve.log") as service:
        service.wait_until_ready()
        yield service


def test_of_twenty_orders_against_a_stock_for_three_exactly_three_succeed(service: Service) -> None:
    (partner,) = service.people(3)
    browsers = signed_in(service, partner)
    looked = [browser.look(popup(partner, place), {"packs": "1"}) for place, browser in enumerate(browsers)]

    outcomes = together(
        [partial(browser.confirm, popup(partner, place), looked[place]) for place, browser in enumerate(browsers)]
    )

    refused = [outcome for outcome in outcomes if not outcome.done]
    assert len(refused) == TWENTY - 3
    for outcome in refused:
        assert "The stock holds 0 tokens and 12 are needed: 12 short." in outcome.page.body
    assert service.ask("SELECT count(*), sum(tokens) FROM orders_order WHERE kind = 'token'") == [(3, 36)]
    assert set(browsers[0].seen) <= {200, 302, 422}


def test_one_order_confirmed_twenty_times_is_one_order(service: Service) -> None:
    (partner,) = service.people(50)
    browsers = signed_in(service, partner)
    form = browsers[0].look(popup(partner, 0), {"packs": "2"})

    outcomes = together([partial(browser.confirm, popup(partner, 0), form) for browser in browsers])

    assert all(outcome.done for outcome in outcomes)
    assert service.ask("SELECT count(*), sum(tokens) FROM orders_order WHERE kind = 'token'") == [(1, 24)]
    assert service.ask("SELECT count(*) FROM ledger_transaction WHERE kind IN (1, 2)") == [(2,)]
    assert set(browsers[0].seen) <= {200, 302, 422}


def signed_in(service: Service, partner: Partner) -> list[Person]:
    first = Person(service.address)
    first.sign_in(partner.email, partner.password)
    return [first, *(first.another_browser() for _ in range(TWENTY - 1))]


def popup(partner: Partner, place: int) -> str:
    return f"/accounts/{partner.customers[place % len(partner.customers)]}/orders/new/"


def together(calls: list[Callable[[], Outcome]]) -> list[Outcome]:
    """Each in a thread of its own, started at the same moment."""
    start = threading.Barrier(len(calls))
    outcomes: dict[int, Outcome] = {}

    def run_one(place: int) -> None:
        start.wait(10)
        outcomes[place] = calls[place]()

    threads = [threading.Thread(target=run_one, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return [outcomes[place] for place in range(len(calls))]
