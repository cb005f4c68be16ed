"""People at work: each confirms one deed after the other, and notes what became of it."""

import random
import re
import threading
from dataclasses import dataclass

from tests.crash.person import Person
from tests.crash.service import Partner, Service

IMPATIENCE = 0.05
"""Of so many answers nobody waits for the end."""

PLACE, ADJUST, AMEND, DELETE = "place", "adjust", "amend", "delete"


@dataclass(frozen=True)
class Deed:
    """What was confirmed under which request key, and what the person was told: done, or refused."""

    kind: str
    key: str
    tokens: int
    done: bool
    repeated: bool
    told: str
    order_id: int | None = None


class Seller(threading.Thread):
    """An Admin of a partner who sells, corrects and adjusts until told to stop, and brings the last deed to its end."""

    def __init__(self, service: Service, partner: Partner, seed: int) -> None:
        super().__init__(daemon=True)
        self.partner = partner
        self.person = Person(service.address, impatience=IMPATIENCE, seed=seed)
        self.deeds: list[Deed] = []
        self.failure: Exception | None = None
        self._random = random.Random(seed)
        self._stop = threading.Event()

    def sign_in(self) -> None:
        """Before the work begins: whoever fails too often to is held off for a while."""
        self.person.sign_in(self.partner.email, self.partner.password)

    def stop(self) -> None:
        """Begin nothing more."""
        self._stop.set()

    def run(self) -> None:
        """Work."""
        try:
            while not self._stop.is_set():
                self._do_something()
        except Exception as failure:  # noqa: BLE001 -- it is handed to the test
            self.failure = failure

    def _do_something(self) -> None:
        customer = self._random.choice(self.partner.customers)
        kind = self._random.choices([PLACE, ADJUST, AMEND, DELETE], [5, 3, 2, 1])[0]
        if kind == PLACE:
            packs = self._random.randint(1, 3)
            self._confirm(kind, f"/accounts/{customer}/orders/new/", {"packs": str(packs)}, 12 * packs)
        elif kind == ADJUST:
            tokens = self._random.randint(1, 9)
            direction = self._random.choice(["credit", "credit", "debit"])
            entered = {"direction": direction, "tokens": str(tokens), "reason": "as agreed"}
            signed = tokens if direction == "credit" else -tokens
            self._confirm(kind, f"/accounts/{customer}/adjustments/new/", entered, signed)
        else:
            page = self.person.get(f"/accounts/{customer}/")
            orders = re.findall(rf"/accounts/{customer}/orders/(\d+)/edit/", page.body)
            if orders:
                self._correct(kind, customer, int(self._random.choice(orders)))

    def _correct(self, kind: str, customer: str, order_id: int) -> None:
        path = f"/accounts/{customer}/orders/{order_id}/"
        if kind == DELETE:
            self._confirm(kind, f"{path}delete/", {}, 0, order_id)
        else:
            packs = self._random.randint(1, 4)
            self._confirm(kind, f"{path}edit/", {"packs": str(packs)}, 12 * packs, order_id)

    def _confirm(self, kind: str, path: str, entered: dict[str, str], tokens: int, order_id: int | None = None) -> None:
        page = self.person.get(path)
        if page.status != 200:
            # Somebody deleted the order, or its month has closed.
            return
        form = page.form() | entered | {"confirm_negative": "on"}
        outcome = self.person.confirm(path, form)
        self.deeds.append(Deed(kind, form["key"], tokens, outcome.done, outcome.repeated, outcome.page.told, order_id))
