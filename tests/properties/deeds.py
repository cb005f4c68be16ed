"""The rules of the state machine: every kind of event, its nasty variants, and the clock."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.model.records import Account
from tests.properties.machine import NUMBER, PACKS, WAIT, WAITS, Event, World

OFFER_CLASS = st.sampled_from(["commercial", "commercial", "partner", "free_tier", "transition"])
YES = st.booleans()


class AccountDeeds(World):
    """What happens to companies."""

    @rule(parent=NUMBER, offer_class=st.none() | OFFER_CLASS, wait=WAIT)
    def create_customer(self, parent: int, offer_class: str | None, wait: str) -> None:
        self.create("customer", self.reseller(parent) if parent else None, offer_class, wait)

    @rule(kind=st.sampled_from(["partner", "distributor"]), parent=NUMBER, wait=WAIT)
    def create_below_anybody(self, kind: str, parent: int, wait: str) -> None:
        self.create(kind, self.account(parent), None, wait)

    @rule(number=NUMBER, what=st.sampled_from(["name", "uid"]), wait=WAIT)
    def create_what_is_taken(self, number: int, what: str, wait: str) -> None:
        there = self.account(number)
        event = {"do": "account.create", "uid": f"{self.new():032x}", "name": f"Twin {self.new()}", "type": "customer"}
        taken = {"name": f" {there.name.upper()} "} if what == "name" else {"uid": there.uid}
        self.happen(event | taken | {"admin_email": "twin@example.com"}, wait)

    @rule(number=NUMBER, offer_class=OFFER_CLASS, wait=WAIT)
    def convert(self, number: int, offer_class: str, wait: str) -> None:
        self.happen({"do": "account.convert", "account": self.account(number).uid, "offer_class": offer_class}, wait)

    @rule(number=NUMBER, wait=WAIT)
    def suspend(self, number: int, wait: str) -> None:
        self.happen({"do": "account.suspend", "account": self.account(number).uid, "reason": "unpaid"}, wait)

    @rule(number=NUMBER, wait=WAIT)
    def resume(self, number: int, wait: str) -> None:
        held = [account for account in self.accounts() if account.held]
        account = self.pick(held, number) or self.account(number)
        self.happen({"do": "account.resume", "account": account.uid, "reason": "paid"}, wait)

    @rule(number=NUMBER, parent=NUMBER, wait=WAIT)
    def move(self, number: int, parent: int, wait: str) -> None:
        below = self.account(parent).uid if parent else "vendor"
        self.happen({"do": "account.move", "account": self.account(number).uid, "parent": below}, wait)

    @rule(wait=st.sampled_from(WAITS[4:]))
    def let_time_pass(self, wait: str) -> None:
        self.pass_time(wait)


class OrderDeeds(World):
    """What happens to tokens."""

    @rule(buyer=NUMBER, packs=PACKS, wait=WAIT)
    def receive_for_stock(self, buyer: int, packs: int, wait: str) -> None:
        self.happen(self.purchase_order(self.account(buyer), self.line(packs)), wait)

    @rule(number=NUMBER, packs=PACKS, ways=st.sets(st.sampled_from(["uid", "name", "admin_email"])), wait=WAIT)
    def receive_for_a_customer(self, number: int, packs: int, ways: set[str], wait: str) -> None:
        customer = self.subaccount(number)
        if customer is not None and customer.parent is not None:
            known = self.identified(customer, ways)
            buyer = self.world.accounts[customer.parent]
            self.happen(self.purchase_order(buyer, self.line(packs, known), self.line(1)), wait)

    @rule(buyer=NUMBER, number=NUMBER, other=NUMBER, wait=WAIT)
    def receive_for_somebody(self, buyer: int, number: int, other: int, wait: str) -> None:
        """By a uid and a name that may be of two accounts, and of another's customers."""
        known = {"uid": self.account(number).uid} | self.identified(self.account(other), {"name", "admin_email"})
        self.happen(self.purchase_order(self.account(buyer), self.line(1), self.line(2, known)), wait)

    @rule(number=NUMBER, changed=YES, wait=WAIT)
    def receive_again(self, number: int, changed: bool, wait: str) -> None:
        event = self.earlier("purchase_order.receive", number)
        if event is not None:
            lines = [line | ({"packs": 7} if changed else {}) for line in event["lines"]]
            self.happen(self.anew(event) | {"lines": lines}, wait)

    @rule(number=NUMBER, packs=PACKS, wait=WAIT)
    def place(self, number: int, packs: int, wait: str) -> None:
        buyer = self.subaccount(number)
        if buyer is not None and buyer.parent is not None:
            self.happen(self.token_order(self.world.accounts[buyer.parent], buyer, packs), wait)

    @rule(number=NUMBER, beyond=st.sampled_from([0, 0, 1]), wait=WAIT)
    def place_the_last_tokens(self, number: int, beyond: int, wait: str) -> None:
        buyer = self.subaccount(number)
        if buyer is not None and buyer.parent is not None:
            seller = self.world.accounts[buyer.parent]
            self.happen(self.token_order(seller, buyer, max(1, seller.stock // 12 + beyond)), wait)

    @rule(seller=NUMBER, buyer=NUMBER, wait=WAIT)
    def place_between_anybody(self, seller: int, buyer: int, wait: str) -> None:
        self.happen(self.token_order(self.account(seller), self.account(buyer), 1), wait)

    @rule(
        number=NUMBER,
        wrong=st.sampled_from(
            [
                {"packs": 0},
                {"packs": 1.5},
                {"packs": True},
                {"packs": 100_001},
                {"order_date": "2026-02-30"},
                {"order_date": "2099-01-01"},
                {"sku": "1"},
                {"buyer": "f" * 32},
                {"packs": 0, "order_date": "soon", "buyer": "f" * 32},
            ]
        ),
        wait=WAIT,
    )
    def place_badly(self, number: int, wrong: Event, wait: str) -> None:
        buyer = self.account(number)
        self.happen(self.token_order(self.reseller(number), buyer, 1) | wrong, wait)

    @rule(number=NUMBER, changed=YES, wait=WAIT)
    def place_again(self, number: int, changed: bool, wait: str) -> None:
        event = self.earlier("order.place", number)
        if event is not None:
            self.happen(self.anew(event) | ({"packs": 9} if changed else {}), wait)

    @rule(number=NUMBER, packs=st.sampled_from([1, 2, 4, 30]), confirm=YES, wait=WAIT)
    def amend_packs(self, number: int, packs: int, confirm: bool, wait: str) -> None:
        self.change(number, "order.amend", wait, packs=packs, confirm_negative=confirm)

    @rule(number=NUMBER, sku=st.sampled_from(["9010177", "9010177", "1"]), wait=WAIT)
    def amend_words(self, number: int, sku: str, wait: str) -> None:
        self.change(number, "order.amend", wait, po_number="PO other", note="as told", sku=sku)

    @rule(number=NUMBER, by=NUMBER, wait=WAIT)
    def amend_by_somebody(self, number: int, by: int, wait: str) -> None:
        somebody = self.account(by).uid if by else "vendor"
        self.change(number, "order.amend", wait, by=somebody, packs=2, confirm_negative=True)

    @rule(number=NUMBER, confirm=YES, wait=WAIT)
    def delete(self, number: int, confirm: bool, wait: str) -> None:
        self.change(number, "order.delete", wait, confirm_negative=confirm)

    @rule(number=NUMBER, reason=st.sampled_from(["returned", " "]), wait=WAIT)
    def delete_by_force(self, number: int, reason: str, wait: str) -> None:
        self.change(number, "order.delete", wait, force=True, reason=reason)

    @rule(number=NUMBER, tokens=st.sampled_from([-30, -1, 1, 5, 40, 0]), wait=WAIT)
    def adjust_by_partner(self, number: int, tokens: int, wait: str) -> None:
        account = self.subaccount(number)
        if account is not None and account.parent is not None:
            self.happen(self.adjustment(account.parent, account, tokens), wait)

    @rule(by=NUMBER, number=NUMBER, tokens=st.sampled_from([-13, 1, 12]), wait=WAIT)
    def adjust_by_somebody(self, by: int, number: int, tokens: int, wait: str) -> None:
        self.happen(self.adjustment(self.account(by).uid, self.account(number), tokens), wait)

    @rule(
        number=NUMBER, edge=st.sampled_from([-1, -1, 0, 0, 1]), confirm=st.sampled_from([True, True, False]), wait=WAIT
    )
    def adjust_to_the_edge(self, number: int, edge: int, confirm: bool, wait: str) -> None:
        account = self.account(number)
        if account.stock != edge:
            tokens = edge - account.stock
            self.happen(self.adjustment("vendor", account, tokens, confirm_negative=confirm), wait)

    def identified(self, customer: Account, ways: set[str]) -> Event:
        known = {"uid": customer.uid, "name": f" {customer.name.upper()} ", "admin_email": customer.admin_email.upper()}
        return {way: text for way, text in known.items() if way in ways}

    def anew(self, event: Event) -> Event:
        """The same event, to happen at another instant."""
        return {name: value for name, value in event.items() if name != "at"}

    def change(self, number: int, do: str, wait: str, **fields: Any) -> None:
        order = self.order(number)
        if order is not None:
            self.happen({"do": do, "by": order.seller or "vendor", "ref": order.ref} | fields, wait)


class DeviceDeeds(World):
    """What happens to systems."""

    @rule(number=NUMBER, count=st.sampled_from([1, 2, 2, 4]), wait=WAIT)
    def register_and_activate(self, number: int, count: int, wait: str) -> None:
        for _ in range(count):
            serial = f"SN{self.new():06}"
            self.happen(self.registration(self.account(number), serial), wait)
            self.happen({"do": "system.activate", "serial": serial}, "none")

    @rule(number=NUMBER, there=NUMBER, wait=WAIT)
    def register_what_is_there(self, number: int, there: int, wait: str) -> None:
        system = self.system(there)
        if system is not None:
            self.happen(self.registration(self.account(number), f" {system.serial.lower()} "), wait)

    @rule(number=NUMBER)
    def register_up_to_the_limit(self, number: int) -> None:
        limited = [account for account in self.accounts() if account.offer_class in ("free_tier", "partner")]
        account = self.pick(limited, number)
        if account is not None:
            for _ in range(21):
                answer = self.happen(self.registration(account, f"SN{self.new():06}"), "none")
                if not answer["ok"]:
                    break

    @rule(number=NUMBER, wait=WAIT)
    def activate(self, number: int, wait: str) -> None:
        self.switch("activate", number, wait, active=False)

    @rule(number=NUMBER, wait=WAIT)
    def deactivate(self, number: int, wait: str) -> None:
        self.switch("deactivate", number, wait, active=True)

    @rule(number=NUMBER, do=st.sampled_from(["activate", "deactivate"]), wait=WAIT)
    def switch_any(self, number: int, do: str, wait: str) -> None:
        self.switch(do, number, wait, active=None)

    @rule(number=NUMBER, other=NUMBER, wait=WAIT)
    def swap(self, number: int, other: int, wait: str) -> None:
        """Two systems at the same instant, and the first one back."""
        first = self.system(number, active=True)
        second = self.system(other, active=False)
        if first is not None and second is not None:
            self.happen({"do": "system.deactivate", "serial": first.serial}, wait)
            self.happen({"do": "system.activate", "serial": second.serial}, "none")
            self.happen({"do": "system.activate", "serial": first.serial}, "none")

    @rule(number=NUMBER, wait=WAIT)
    def retire(self, number: int, wait: str) -> None:
        self.switch("retire", number, wait, active=None)

    @rule(number=NUMBER, account=NUMBER, wait=WAIT)
    def change_hands(self, number: int, account: int, wait: str) -> None:
        """Retired, and at the same instant registered and activated elsewhere."""
        system = self.system(number)
        if system is not None:
            serial = system.serial
            self.happen({"do": "system.retire", "serial": serial}, wait)
            self.happen(self.registration(self.account(account), serial), "none")
            self.happen({"do": "system.activate", "serial": serial}, "none")

    @rule(wait=WAIT)
    def switch_what_is_not_there(self, wait: str) -> None:
        self.happen({"do": "system.retire", "serial": "nowhere"}, wait)

    @rule(number=NUMBER, model=st.sampled_from(["LX60", "RV55", "MP70", "XR90", "lx60"]), wait=WAIT)
    def claim(self, number: int, model: str, wait: str) -> None:
        self.happen(self.claimed(self.account(number), f"CL{self.new():06}", model), wait)

    @rule(number=NUMBER, earlier=NUMBER, wait=WAIT)
    def claim_again(self, number: int, earlier: int, wait: str) -> None:
        event = self.earlier("device.claim", earlier)
        if event is not None:
            self.happen(self.claimed(self.account(number), f" {event['serial'].lower()}", "LX60"), wait)

    def claimed(self, account: Account, serial: str, model: str) -> Event:
        return {"do": "device.claim", "account": account.uid, "serial": serial, "model": model}

    def switch(self, do: str, number: int, wait: str, *, active: bool | None) -> None:
        system = self.system(number, active=active)
        if system is not None:
            self.happen({"do": f"system.{do}", "serial": system.serial}, wait)


class Everything(AccountDeeds, OrderDeeds, DeviceDeeds):
    """All of it."""
