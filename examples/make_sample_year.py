"""Write sample-year.ndjson: a believable year and a bit, the same each time.

Run from the top of the checkout: `python examples/make_sample_year.py`. The model of `tests/model` goes along, so that
everybody buys before running out (but those who are meant to), and so that the outcome can be checked.
"""

import json
import random
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from sample_companies import COMPANIES, RESELLERS, SAMPLE, Company  # noqa: E402
from sample_script import SCRIPT, check  # noqa: E402

from tests.model import Model  # noqa: E402
from tests.model.records import Account  # noqa: E402

SKU = "9010177"
FIRST_DAY, LAST_DAY = date(2025, 10, 1), date(2026, 11, 12)
DISCOUNTS = {"nordlicht": "30", "baywater": "17.5", "rivegauche": "20", "harbourline": "20"}
MODELS = ("RV55", "RV55", "RV50X", "MP70", "MP70", "LX40", "LX60", "ES450", "GX450", "XR80")
CLAIMABLE = ("LX", "ES", "GX", "RV", "MP")


class SampleYear:
    def __init__(self) -> None:
        self.random = random.Random(SAMPLE)
        self.model = Model()
        self.events: list[dict[str, Any]] = []
        self.clock = datetime(2025, 10, 1, 8, 5, tzinfo=UTC)
        self.numbers: dict[str, int] = {}
        self.parents = {company.key: company.parent for company in COMPANIES.values()}
        self.serials: dict[str, list[tuple[str, str]]] = {key: [] for key in COMPANIES}
        self.joined: set[str] = set()

    # Saying what happens

    def say(self, do: str, **fields: Any) -> dict[str, Any]:
        """The next event, a little later than the last one; it must succeed."""
        quick = do.startswith(("system.", "device."))
        self.clock += timedelta(seconds=self.random.randrange(15, 70) if quick else self.random.randrange(120, 900))
        event = {"at": self.clock.isoformat().replace("+00:00", "Z"), "do": do, **fields}
        self.events.append(event)
        result = self.model.apply(event, len(self.events))
        assert result["ok"], (event, result)
        return result

    def open_day(self, day: date) -> None:
        morning = datetime(day.year, day.month, day.day, 7, 30, tzinfo=UTC)
        self.clock = max(self.clock, morning + timedelta(seconds=self.random.randrange(5400)))
        self.model.advance(self.clock)

    def number(self, series: str, first: int = 1) -> int:
        self.numbers[series] = self.numbers.get(series, first - 1) + 1
        return self.numbers[series]

    def account(self, key: str) -> Account:
        return self.model.world.accounts[COMPANIES[key].uid]

    def today(self, days_ago: int = 0) -> str:
        return (self.clock.date() - timedelta(days=days_ago)).isoformat()

    # Accounts and systems

    def join(self, company: Company) -> None:
        fields: dict[str, Any] = {"uid": company.uid, "name": company.name, "type": company.type}
        if company.parent:
            fields["parent"] = COMPANIES[company.parent].uid
        if company.offer_class:
            fields["offer_class"] = company.offer_class
        fields["admin_email"] = company.email
        if company.ends_on:
            fields["ends_on"] = company.ends_on.isoformat()
        self.say("account.create", **fields)
        self.joined.add(company.key)

    def add_systems(self, company: Company, count: int, claims: float = 0.0) -> None:
        model = self.random.choice(MODELS)
        active = self.clock.month in company.season
        for _ in range(count):
            kind, tail = self.random.choice(("XF", "LA", "N6")), self.random.randrange(10_000)
            serial = f"{kind}{self.number('serial', 2503101):07d}{tail:04d}"
            self.say("system.register", account=company.uid, serial=serial, model=model)
            self.serials[company.key].append((serial, model))
            if active:
                self.say("system.activate", serial=serial)
            if model.startswith(CLAIMABLE) and self.random.random() < claims:
                self.say("device.claim", account=company.uid, serial=serial, model=model)

    def replace_a_system(self, company: Company) -> None:
        """One breaks; it is retired, and another registered."""
        serial, _ = self.serials[company.key].pop(self.random.randrange(len(self.serials[company.key])))
        self.say("system.retire", serial=serial)
        self.add_systems(company, 1)

    def turn_of_season(self, company: Company) -> None:
        active = self.clock.month in company.season
        for serial, _ in self.serials[company.key]:
            if self.model.world.systems[serial].active != active:
                self.say("system.activate" if active else "system.deactivate", serial=serial)

    # Buying

    def purchase(
        self, buyer: str, *lines: tuple[int, dict[str, str] | None], po_number: str | None = None
    ) -> dict[str, Any]:
        """A purchase order to the vendor; a line without an end customer is wholesale, or direct."""
        rows: list[dict[str, Any]] = []
        for number, (packs, end_customer) in enumerate(lines, start=1):
            rows.append({"line": number * 10, "sku": SKU, "packs": packs, "list_price": "20.00"})
            rows[-1]["discount"] = DISCOUNTS.get(buyer, "0")
            if end_customer:
                rows[-1]["end_customer"] = end_customer
        return self.say(
            "purchase_order.receive",
            po_number=po_number or f"{buyer[:2].upper()}-{self.clock.year}-{self.number('po ' + buyer):04d}",
            order_date=self.today(self.random.choice((0, 0, 1, 2, 5))),
            buyer=COMPANIES[buyer].uid,
            lines=rows,
        )

    def end_customer(self, company: Company) -> dict[str, str]:
        by_name = {"name": company.name, "admin_email": company.email}
        return self.random.choice(({"uid": company.uid}, by_name, {"uid": company.uid, **by_name}))

    def sell(self, seller: str, buyer: str, packs: int) -> str:
        """A token order from the seller's stock, which is filled up first where it does not reach."""
        self.fill_up(seller, packs)
        ref = f"TO-{self.clock.year}-{self.number('token order'):05d}"
        self.say(
            "order.place",
            ref=ref,
            seller=COMPANIES[seller].uid,
            buyer=COMPANIES[buyer].uid,
            po_number=f"45{self.random.randrange(10**7):07d}",
            order_date=self.today(self.random.choice((0, 0, 1, 3))),
            sku=SKU,
            packs=packs,
        )
        return ref

    def fill_up(self, seller: str, packs: int) -> None:
        if self.account(seller).stock >= packs * 12:
            return
        parent = self.parents[seller]
        if parent:
            self.sell(parent, seller, max(packs, 40))
        else:
            self.purchase(seller, (max(packs, 120 if seller == "nordlicht" else 40), None))

    def buy(self, company: Company, packs: int) -> None:
        """In the way of its partner of record: Baywater delegates, the others sell from their own stock."""
        parent = self.parents[company.key]
        if parent is None:
            self.purchase(company.key, (packs, None))
        elif parent == "baywater" or (parent == "harbourline" and self.random.random() < 0.15):
            self.purchase(parent, (packs, self.end_customer(company)))
        else:
            self.sell(parent, company.key, packs)

    def review(self, company: Company) -> None:
        """Once a month: buy where the tokens would not last."""
        account = self.account(company.key)
        size = len(self.serials[company.key])
        if company.scripted or not account.consumes or account.held:
            return
        if account.stock < size * 4.8:
            self.buy(company, max(1, round(size * self.random.choice((0.25, 0.25, 0.4, 0.5, 1.0)))))

    # The days

    def run(self, script: dict[date, Callable[["SampleYear"], None]]) -> None:
        day = FIRST_DAY
        while day <= LAST_DAY:
            if day.weekday() < 5 or day in script:
                self.open_day(day)
                for company in [company for company in COMPANIES.values() if company.since == day]:
                    self.welcome(company)
                if day in script:
                    script[day](self)
                for position, company in enumerate(COMPANIES.values()):
                    if company.key in self.joined and company not in RESELLERS and day.weekday() < 5:
                        self.ordinary_day(company, day, review_day=3 + position * 7 % 24)
            day += timedelta(days=1)

    def welcome(self, company: Company) -> None:
        self.join(company)
        if company in RESELLERS:
            self.add_systems(company, company.fleet)
        elif not company.scripted and company.offer_class is None:
            self.buy(company, max(2, round(company.fleet * self.random.choice((0.6, 1.0)))))
            self.add_systems(company, company.fleet, claims=0.1)

    def ordinary_day(self, company: Company, day: date, review_day: int) -> None:
        if day == first_weekday_from(day.replace(day=review_day)):
            self.review(company)
        account = self.account(company.key)
        if account.suspended or not account.consumes or company.scripted:
            return
        if len(company.season) < 12 and day == first_weekday_from(day.replace(day=2)):
            self.turn_of_season(company)
        if self.random.random() < company.growth / 21:
            self.add_systems(company, self.random.choice((1, 1, 2, 3)), claims=0.35)
        if company.season == tuple(range(1, 13)) and self.random.random() < 0.002:
            self.replace_a_system(company)


def first_weekday_from(day: date) -> date:
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day


def make() -> SampleYear:
    """The whole year; it must have turned out as the script means it to."""
    year = SampleYear()
    year.run(SCRIPT)
    check(year.model.state())
    return year


def main() -> None:
    year = make()
    path = HERE / "sample-year.ndjson"
    path.write_text("".join(json.dumps(event, ensure_ascii=False) + "\n" for event in year.events), "utf-8")
    state = year.model.state()
    print(f"{path.name}: {len(year.events)} events, {len(state['accounts'])} accounts, as of {state['as_of']}")


if __name__ == "__main__":
    main()
