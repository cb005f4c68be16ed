"""A small history told step by step."""

from typing import Any

from tests.model import Model
from tests.model.months import parse_instant

SKU = "9010177"
COMMERCIAL = "commercial"


class Story:
    """Events happen at `self.at` until that is changed; accounts have short names for uids."""

    def __init__(self, at: str = "2026-01-05T09:00:00Z", **policies: Any) -> None:
        self.model = Model(**policies)
        self.at = at
        self.line = 0
        self.po = 0

    def do(self, do: str, **fields: Any) -> dict[str, Any]:
        self.line += 1
        return self.model.apply({"at": self.at, "do": do, **fields}, self.line)

    def ok(self, do: str, **fields: Any) -> dict[str, Any]:
        result = self.do(do, **fields)
        assert result["ok"], result
        return result

    def refused(self, code: str, do: str, **fields: Any) -> dict[str, Any]:
        """The event must be refused with that code and must have changed nothing."""
        before = self.state()
        result = self.do(do, **fields)
        assert (result["ok"], result.get("code")) == (False, code)
        assert self.state() == before
        return result

    # Accounts

    def create(self, uid: str, kind: str = "customer", parent: str | None = None, **fields: Any) -> str:
        if parent is not None:
            fields["parent"] = parent
        self.ok(
            "account.create",
            **{"uid": uid, "name": f"Company {uid}", "type": kind, "admin_email": f"{uid}@example.com"} | fields,
        )
        return uid

    def customer_with(self, uid: str, tokens: int, active: int = 0, parent: str | None = None) -> str:
        """A customer that holds so many tokens and has so many systems activated."""
        self.create(uid, parent=parent)
        self.give(uid, tokens)
        self.activate(uid, active)
        return uid

    def give(self, account: str, tokens: int) -> None:
        """By the vendor, below zero too."""
        if tokens:
            self.ok("stock.adjust", by="vendor", account=account, tokens=tokens, reason="a test", confirm_negative=True)

    # Systems

    def register(self, account: str, *serials: str) -> None:
        for serial in serials:
            self.ok("system.register", account=account, serial=serial, model="RV55")

    def activate(self, account: str, count: int, prefix: str = "") -> list[str]:
        serials = [f"{prefix or account}-{number}".upper() for number in range(1, count + 1)]
        self.register(account, *serials)
        for serial in serials:
            self.on(serial)
        return serials

    def on(self, serial: str) -> None:
        self.ok("system.activate", serial=serial)

    def off(self, *serials: str) -> None:
        for serial in serials:
            self.ok("system.deactivate", serial=serial)

    # Orders

    def order(self, buyer: str, *lines: Any, **fields: Any) -> dict[str, Any]:
        """A purchase order; a line is a number of packs, or (packs, end customer)."""
        return self.ok(**self.purchase_order(buyer, *lines, **fields))

    def purchase_order(self, buyer: str, *lines: Any, **fields: Any) -> dict[str, Any]:
        self.po += 1
        rows = []
        for number, line in enumerate(lines, start=1):
            packs, end_customer = line if isinstance(line, tuple) else (line, None)
            rows.append({"line": number, "sku": SKU, "packs": packs})
            if end_customer is not None:
                rows[-1]["end_customer"] = end_customer
        return {
            "do": "purchase_order.receive", "po_number": f"PO{self.po}", "order_date": self.at[:10], "buyer": buyer,
            "lines": rows,
        } | fields  # fmt: skip

    def place(self, ref: str, seller: str, buyer: str, packs: Any, **fields: Any) -> dict[str, Any]:
        return {
            "do": "order.place", "ref": ref, "seller": seller, "buyer": buyer, "po_number": "A1",
            "order_date": self.at[:10], "sku": SKU, "packs": packs,
        } | fields  # fmt: skip

    # Looking

    def state(self, as_of: str | None = None) -> dict[str, Any]:
        """The state as of that instant, which the story goes on from."""
        self.at = as_of or self.at
        return self.model.state(parse_instant(self.at))

    def account(self, uid: str, as_of: str | None = None) -> dict[str, Any]:
        found: dict[str, Any] = self.state(as_of)["accounts"][uid]
        return found

    def stock(self, uid: str) -> int:
        return int(self.account(uid)["stock"])

    def stocks(self, *uids: str) -> list[int]:
        return [self.stock(uid) for uid in uids]

    def ledger(self) -> dict[str, int]:
        found: dict[str, int] = self.state()["ledger"]
        return found


def channel(at: str = "2026-01-05T09:00:00Z", **policies: Any) -> Story:
    """A distributor D over a partner P; a partner Q; customers p1 (of P), q1 (of Q) and v1 (of nobody)."""
    story = Story(at, **policies)
    story.create("D", "distributor")
    story.create("P", "partner", "D")
    story.create("Q", "partner")
    story.create("p1", "customer", "P")
    story.create("q1", "customer", "Q")
    story.create("v1", "customer")
    return story
