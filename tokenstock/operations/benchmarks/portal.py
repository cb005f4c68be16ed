"""`tokenstock bench portal`: how long the served pages take to answer a partner with thousands of subaccounts."""

import json
import math
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from statistics import median

from tokenstock.operations.benchmarks.browsing import Browser, Form
from tokenstock.runtime import clock

__all__ = ["Measured", "Timing", "bench_portal"]

MONTHS = 24
"""Complete months that the subaccounts look back on, beside the running one."""

SYSTEMS = 19
"""The most that a subaccount has activated; on average half of it."""

EMAIL, PASSWORD = "partner@benchmark.example", "only for the length of a benchmark"
PATIENCE = 120

UPDATES = {
    "of one kind": "kind=sent",
    "by PO number": "po_number=S-",
    "by a PO number that nobody has": "po_number=nobody",
    "by packs": "packs=7",
    "by order date": "ordered_from=2020-01-01&ordered_to=2020-01-02",
    "by product": "sku=9010177",
    "far back": "page=400",
}
FURTHER = {
    "systems of an account": "/accounts/{uid}/systems/",
    "renewal": "/accounts/{uid}/renewal/",
    "month end": "/month-end/",
    "call list": "/month-end/call-list/",
    "late reports": "/month-end/late-reports/",
    "renewals": "/month-end/renewals/",
    "administration": "/administration/",
}
FILTERS = {
    "by text": "text=harbour",
    "by a text that nobody has": "text=nobody",
    "by uid": "text=0a",
    "suspended": "status=suspended",
    "active, the largest stock first": "status=active&sort=-stock",
    "within 90 days": "within=90",
    "run-out by a day": "by=2027-12-31&sort=name",
    "stock below": "below=20&sort=-activated",
    "several together": "text=rail&status=active&within=90&below=500&sort=-last_order",
    "all classes": "shown=all",
}
ON_ONE_PAGE = 50

Say = Callable[[str], None]


@dataclass(frozen=True)
class Timing:
    """How long one page took, in milliseconds, and how often it asked the database."""

    median_ms: float
    p95_ms: float
    queries: int


@dataclass(frozen=True)
class Measured:
    """The figures of one run, by page."""

    subaccounts: int
    rounds: int
    slowest_median_ms: float
    pages: dict[str, Timing]

    def as_json(self) -> str:
        """The figures as a JSON object."""
        return json.dumps(asdict(self), indent=1)


@dataclass(frozen=True)
class Page:
    """Something to ask for: a page, a part of one for htmx, or with a form what it would do."""

    name: str
    path: str
    part: str = ""
    form: Form | None = None


def bench_portal(*, subaccounts: int, rounds: int, say: Say) -> Measured:
    """Measure on the database that Django works on, an empty one to be thrown away, as one person asks page by page.

    Each round asks for every page once, so that whatever else the machine does strikes all alike.
    """
    say(f"Entering {subaccounts:,} subaccounts and {MONTHS} months of their past")
    uid = _enter(subaccounts, clock.now())
    with _served() as port, closing(Browser(port)) as browser:
        say("Signing in")
        browser.sign_in(EMAIL, PASSWORD)
        pages = list(_pages(browser, uid, subaccounts))
        for page in pages:
            _ask(browser, page)
        took: dict[str, list[float]] = {page.name: [] for page in pages}
        for number in range(1, rounds + 1):
            for page in pages:
                took[page.name].append(_ask(browser, page))
            together = sum(times[-1] for times in took.values())
            say(f"Round {number} of {rounds}: {together:,.0f} ms for {len(pages)} pages")
    queries = _queries(pages)
    timings = {name: Timing(round(median(times), 1), _p95(times), queries[name]) for name, times in took.items()}
    for name, timing in timings.items():
        say(f"  {name:32} {timing.median_ms:7.1f} ms, p95 {timing.p95_ms:7.1f} ms, {timing.queries:2} queries")
    return Measured(subaccounts, rounds, max(timing.median_ms for timing in timings.values()), timings)


def _pages(browser: Browser, uid: str, subaccounts: int) -> Iterator[Page]:
    from tokenstock.stock.selectors import SORTS

    yield Page("stock", "/stock/")
    for name, query in UPDATES.items():
        yield Page(f"stock, updates {name}", f"/stock/?{query}", part="updates")
    yield Page("subaccount", f"/accounts/{uid}/")
    yield Page("grid", "/accounts/")
    for name, query in FILTERS.items():
        yield Page(f"grid, {name}", f"/accounts/?{query}", part="grid")
    yield Page("grid, last page", f"/accounts/?page={-(-subaccounts // ON_ONE_PAGE)}")
    for sort in SORTS:
        yield Page(f"grid, by {sort}", f"/accounts/?sort={sort}", part="grid")
        yield Page(f"grid, by {sort} downwards", f"/accounts/?sort=-{sort}", part="grid")
    for name, path in FURTHER.items():
        yield Page(name, path.format(uid=uid))
    popup = f"/accounts/{uid}/orders/new/"
    yield Page("popup", popup, part="popup-body")
    form = browser.ask(popup, part="popup-body").form | {"packs": "2", "po_number": "B-1", "intent": "preview"}
    yield Page("popup, preview", popup, part="preview", form=form)


def _ask(browser: Browser, page: Page) -> float:
    """Ask for a page; the milliseconds until all of it was there."""
    started = time.perf_counter()
    answer = browser.ask(page.path, part=page.part, form=page.form)
    took = (time.perf_counter() - started) * 1000
    assert answer.status == 200, f"{answer.status} for {page.name}"
    return took


def _p95(times: list[float]) -> float:
    return round(sorted(times)[math.ceil(len(times) * 0.95) - 1], 1)


def _enter(subaccounts: int, now: datetime) -> str:
    """A partner with subaccounts that have bought every fourth month and paid each month's peak; the uid of one."""
    from django.conf import settings

    from tokenstock.accounts.models import User
    from tokenstock.consumption.services import advance
    from tokenstock.kernel.months import Month
    from tokenstock.operations.benchmarks import subaccounts as many

    zone = settings.TOKENSTOCK_TIME_ZONE
    months = [Month.at(now, zone).plus(ahead) for ahead in range(-MONTHS, 1)]
    founded = months[0].start(zone)
    partner = many.found_partner(email=EMAIL, now=founded)
    many.enter_subaccounts(partner=partner, number=subaccounts, systems=SYSTEMS, now=founded)
    for place, month in enumerate(months):
        moment = min(month.start(zone) + timedelta(hours=8), now)
        advance(now=moment)
        if place % 4 == 0:
            many.supply_enough(partner=partner, po_number=f"W-{month}", now=moment)
            many.sell_to_all(partner=partner, po_number=f"S-{month}", now=moment)
    many.supply_enough(partner=partner, po_number="W-last", now=now)
    user = User.objects.get(email=EMAIL)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    many.settle()
    return partner.subaccounts.order_by("id")[subaccounts // 2].uid


@contextmanager
def _served() -> Iterator[int]:
    """The program serves on loopback, as `tokenstock serve` does, without the jobs; its port."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="tokenstock-bench-") as home:
        command = [sys.executable, "-m", "tokenstock", "serve", "--no-worker", "--port", str(port)]
        environment = os.environ | {"TOKENSTOCK_HOME": home, "TOKENSTOCK_LOG_LEVEL": "WARNING"}
        program = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        try:
            _wait_for(program, port)
            yield port
        finally:
            program.terminate()
            program.wait(PATIENCE)


def _wait_for(program: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert program.poll() is None, "the program ended before it served"
        try:
            with closing(Browser(port)) as browser:
                if browser.ask("/health/ready").status == 200:
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("the program does not answer")


def _queries(pages: list[Page]) -> dict[str, int]:
    """How often each page asks the database, counted in this process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tokenstock.accounts.models import User

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(email=EMAIL))
    counts = {}
    for page in pages:
        headers = {"HX-Request": "true", "HX-Target": f"div#{page.part}"} if page.part else {}
        with CaptureQueriesContext(connection) as queries:
            if page.form is None:
                client.get(page.path, headers=headers)
            else:
                client.post(page.path, page.form, headers=headers)
        counts[page.name] = len(queries)
    connection.close()
    return counts
