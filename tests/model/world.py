"""The state of the model and the few things that change it: posting, judging, and the passing of time."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.model.months import Month, format_instant, month_of
from tests.model.peaks import peak
from tests.model.records import CONSUMED, VENDOR, Account, BadHistory, Leg, Line, Order, Refused, System, name_key


class World:
    def __init__(self, *, peak_rule: str, time_zone: str, grace_days: int) -> None:
        self.peak_rule = peak_rule
        self.zone = ZoneInfo(time_zone)
        self.grace = timedelta(days=grace_days)
        self.now: datetime | None = None
        self.month: Month | None = None
        self.accounts: dict[str, Account] = {}
        self.systems: dict[str, System] = {}
        self.orders: dict[str, Order] = {}
        self.claimed: set[str] = set()
        self.places: dict[str, int] = {}

    # Looking things up

    def account(self, uid: Any) -> Account:
        if uid not in self.accounts:
            raise Refused("unknown_account")
        return self.accounts[uid]

    def account_or_vendor(self, uid: Any) -> Account | None:
        return None if uid is None or uid == VENDOR else self.account(uid)

    def account_named(self, name: str) -> Account | None:
        for account in self.accounts.values():
            if name_key(account.name) == name_key(name):
                return account
        return None

    def order(self, ref: str) -> Order:
        order = self.orders.get(ref)
        if order is None or order.deleted or order.kind == "needs_identification":
            raise Refused("unknown_order")
        return order

    def today(self) -> date:
        return self.clock().astimezone(self.zone).date()

    def clock(self) -> datetime:
        assert self.now is not None
        return self.now

    def open_month(self) -> Month:
        assert self.month is not None
        return self.month

    # Posting and judging

    def post(self, *legs: Leg, month: Month | None = None) -> None:
        """One balanced transaction; the accounts concerned are judged afterwards."""
        assert sum(leg.tokens for leg in legs) == 0, legs
        for leg in legs:
            if leg.place in self.accounts:
                self.accounts[leg.place].lines.append(Line(month or self.open_month(), leg.column, leg.tokens))
            else:
                self.places[leg.place] = self.places.get(leg.place, 0) + leg.tokens
        for leg in legs:
            if leg.place in self.accounts:
                self.judge(self.accounts[leg.place])

    def judge(self, account: Account) -> None:
        """Suspend or reactivate by the stock, and note whether time is chargeable from this instant on."""
        now = self.clock()
        if account.consumes and account.stock < 0:
            if account.below_since is None:
                account.below_since = now
            if now >= account.below_since + self.grace:
                account.suspended_for_stock = True
        else:
            account.below_since = None
            account.suspended_for_stock = False
        chargeable = account.consumes and not account.suspended
        if not account.chargeable or account.chargeable[-1][1] != chargeable:
            account.chargeable.append((now, chargeable))

    # The passing of time

    def advance(self, instant: datetime) -> None:
        """Move the clock on; close every month that ends on the way, and suspend where a grace period ends."""
        if self.now is None or self.month is None:
            self.now = instant
            self.month = month_of(instant, self.zone)
            return
        if instant < self.now:
            raise BadHistory(f"time runs backwards: {format_instant(instant)} after {format_instant(self.now)}")
        while True:
            boundary = self.month.end(self.zone)
            graces = self.graces_that_end_until(min(boundary, instant))
            if graces:
                self.now = min(ends for ends, _ in graces)
                for ends, account in graces:
                    if ends == self.now:
                        self.judge(account)
            elif boundary <= instant:
                self.now = boundary
                self.close_month()
            else:
                break
        self.now = instant

    def graces_that_end_until(self, instant: datetime) -> list[tuple[datetime, Account]]:
        return [
            (account.below_since + self.grace, account)
            for account in self.accounts.values()
            if account.below_since is not None
            and not account.suspended_for_stock
            and account.below_since + self.grace <= instant
        ]

    def close_month(self) -> None:
        """Charge every account its peak; the clock stands at the boundary."""
        closing = self.open_month()
        self.month = closing.later(1)
        for account in self.accounts.values():
            charged = self.peak_in(account, closing) or 0
            if charged:
                self.post(Leg(account.uid, "consumed", -charged), Leg(CONSUMED, "consumed", charged), month=closing)
            account.statements.append(statement(account, closing, charged))

    def peak_in(self, account: Account, month: Month) -> int | None:
        end = None if month == self.month else month.end(self.zone)
        return peak(account, month.start(self.zone), end, self.peak_rule)


def statement(account: Account, month: Month, charged: int) -> dict[str, Any]:
    """What moved the stock in that month; `passed_through` alone does not move it."""

    def moved(column: str) -> int:
        return sum(line.tokens for line in account.lines if line.month == month and line.column == column)

    opening = sum(line.tokens for line in account.lines if line.month < month)
    figures: dict[str, Any] = {
        "month": str(month),
        "opening": opening,
        "received": moved("received"),
        "sent": -moved("sent"),
        "passed_through": moved("passed in"),
        "adjusted": moved("adjusted"),
        "bonus": moved("bonus"),
        "consumed": -moved("consumed"),
        "closing": sum(line.tokens for line in account.lines if line.month <= month),
        "peak": charged,
    }
    assert moved("passed in") == -moved("passed out")
    assert figures["consumed"] == charged
    assert figures["closing"] == (
        opening + figures["received"] - figures["sent"] + figures["adjusted"] + figures["bonus"] - charged
    )
    return figures
