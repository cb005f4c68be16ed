"""Scenes that go to the edges of the rules: refusals of every code, and what is rarely done."""

from tests.model.author import SKU, Author, Event, Scene, system_event
from tests.model.mischiefs import mischief
from tests.model.records import LIMITS, VENDOR
from tests.model.scenes import grow


def starving(author: Author) -> Scene:
    """A customer with next to nothing activates much; the month end suspends it, an order brings it back."""
    parent = author.reseller()
    event = author.create("customer", parent)
    yield event, False
    customer = author.world.accounts[event["uid"]]
    yield author.adjust(VENDOR, customer, author.rng.randrange(1, 4)), False
    yield from grow(author, customer, author.rng.randrange(3, 7))
    month = author.month()
    for _ in range(200):
        if author.month() != month:
            break
        other = author.pick(author.systems(lambda system: system.account != customer.uid))
        if other is None:
            return
        yield system_event("deactivate" if other.active else "activate", other), False
    fleet = author.fleet(customer)
    if fleet:
        yield system_event("deactivate", fleet[0]), False
        yield system_event("activate", fleet[0]), False
    yield author.register(customer), False
    yield author.claim(customer), False


def trial(author: Author) -> Scene:
    """A trial up to its limit, with a bonus that waits for the conversion."""
    offer_class = author.rng.choice(("free_tier", "free_tier", "transition"))
    event = author.create("customer", author.reseller(), offer_class)
    yield event, False
    customer = author.world.accounts[event["uid"]]
    yield author.claim(customer), False
    many = LIMITS["free_tier"] + 1 if author.rng.random() < 0.6 else author.rng.randrange(1, 8)
    for _ in range(many):
        event = author.register(customer)
        result = yield event, False
        if result["ok"] and author.rng.random() < 0.5:
            yield system_event("activate", event["serial"]), False
    yield author.claim(customer), False
    yield convert(customer.uid, "commercial"), False
    if author.rng.random() < 0.4:
        yield (
            convert(customer.uid, author.rng.choice(("free_tier", "transition", "partner"))),
            author.rng.random() < 0.3,
        )
        yield convert(customer.uid, "commercial"), author.rng.random() < 0.3


def own_fleet(author: Author) -> Scene:
    """A partner's own systems, up to the twenty it may register."""
    partner = author.account(lambda account: account.offer_class == "partner")
    if partner is None:
        return
    for _ in range(LIMITS["partner"] + 1 - len(author.fleet(partner))):
        yield author.register(partner), author.rng.random() < 0.5


def consuming_reseller(author: Author) -> Scene:
    """A reseller that consumes: its stock can go below zero by consumption, and then it is suspended."""
    reseller = author.account(lambda account: account.sells and account.offer_class == "partner")
    if reseller is None:
        return
    yield from grow(author, reseller, 4)
    yield convert(reseller.uid, "commercial"), False
    if author.rng.random() < 0.5 and reseller.stock > 0:
        yield author.adjust(VENDOR, reseller, -reseller.stock), False
    if author.rng.random() < 0.3:
        yield author.adjust(VENDOR, reseller, -3, confirm=True), False
    for _ in range(10):
        yield author.place(reseller, reseller, 1), False
    yield convert(reseller.uid, "partner"), False


def conversion(author: Author) -> Scene:
    account = author.account(lambda account: account.type == "customer")
    if account is None:
        return
    yield convert(account.uid, author.rng.choice(("free_tier", "transition", "commercial"))), False
    if author.rng.random() < 0.7:
        yield convert(account.uid, "commercial"), False


def windfall(author: Author) -> Scene:
    """More tokens than 32 bits hold."""
    account = author.account()
    if account is not None:
        for _ in range(3):
            yield author.adjust(VENDOR, account, 1_000_000_000), False
        for _ in range(3):
            yield author.adjust(VENDOR, account, -1_000_000_000, confirm=True), False


def hold(author: Author) -> Scene:
    """Held by hand, with what may and may not be done meanwhile."""
    account = author.account()
    if account is None:
        return
    held = {"do": "account.suspend", "account": account.uid, "reason": "invoice unpaid"}
    lifted = {"do": "account.resume", "account": account.uid, "reason": "paid"}
    yield held, False
    if author.rng.random() < 0.3:
        yield held, False
    if author.rng.random() < 0.4:
        yield author.register(account), False
    system = author.pick(author.fleet(account))
    if system is not None:
        yield system_event(author.rng.choice(("activate", "deactivate")), system), False
    yield author.adjust(VENDOR, account, 2), False
    if author.rng.random() < 0.8:
        yield lifted, False
        if author.rng.random() < 0.2:
            yield lifted, False
        if author.rng.random() < 0.3:
            yield held, True
            yield lifted, True


def moved(author: Author) -> Scene:
    """A new partner of record; the old one tries to change what it sold."""
    buyer = author.account(lambda account: account.parent is not None and author.parent_of(account).stock >= 24)
    if buyer is None:
        return
    old = author.parent_of(buyer)
    order = author.place(old, buyer, 1)
    yield order, False
    new = author.rng.choice(
        [None, *author.accounts(lambda account: account.sells and account.uid not in (old.uid, buyer.uid))]
    )
    target = new.uid if new else author.rng.choice((None, VENDOR))
    yield {"do": "account.move", "account": buyer.uid, "parent": target}, False
    yield {"do": "order.amend", "by": old.uid, "ref": order["ref"], "packs": 2}, False
    yield author.rng.choice((order, author.adjust(old.uid, buyer, -1), author.place(old, buyer, 1))), False
    yield author.purchase_order(old, (1, author.identified(buyer))), False
    if author.rng.random() < 0.5:
        yield {"do": "account.move", "account": buyer.uid, "parent": old.uid}, False
        yield {"do": "order.amend", "by": old.uid, "ref": order["ref"], "packs": 2}, False


def passed_on(author: Author) -> Scene:
    """A wholesale order made smaller after its tokens have been passed on."""
    buyer = author.account(lambda account: account.parent is not None and not author.parent_of(account).suspended)
    if buyer is None:
        return
    reseller = author.parent_of(buyer)
    result = yield author.purchase_order(reseller, (author.rng.randrange(2, 8), None)), False
    ref = result["lines"][0]["ref"]
    if reseller.stock >= 12:
        yield author.place(reseller, buyer, reseller.stock // 12), False
    less: Event = {"do": "order.amend", "by": VENDOR, "ref": ref, "packs": 1}
    gone: Event = {"do": "order.delete", "by": VENDOR, "ref": ref}
    yield author.rng.choice((less, gone, less | {"force": True}, less | {"force": True, "reason": " "})), False
    if author.rng.random() < 0.6:
        yield author.rng.choice((less, gone)) | {"force": True, "reason": "typed twice"}, False
        yield author.place(reseller, buyer, 1), False
        if author.rng.random() < 0.4:
            yield author.purchase_order(reseller, (author.rng.choice((1, 10)), None)), False


def below_zero(author: Author) -> Scene:
    """Corrections that leave a customer below zero, with and without a confirmation."""
    order = author.open_order(lambda order: author.world.accounts[order.buyer].type == "customer")
    if order is None:
        return
    stock = author.world.accounts[order.buyer].stock
    by, confirmed = author.seller_of(order), author.rng.choice(({}, {"confirm_negative": True}))
    if stock >= 0:
        customer = author.world.accounts[order.buyer]
        yield author.adjust(VENDOR, customer, -stock - 1), False
        yield author.adjust(VENDOR, customer, -stock, confirm=False), False
    if order.packs > 1:
        yield (
            {"do": "order.amend", "by": by, "ref": order.ref, "packs": order.packs - 1, "force": True} | confirmed,
            False,
        )
    yield {"do": "order.delete", "by": by, "ref": order.ref} | confirmed, False


def repetition(author: Author) -> Scene:
    """An order sent a second time, as it was or with other content."""
    past = [event for event in author.events if event["do"] in ("order.place", "purchase_order.receive")]
    if not past:
        return
    again = {key: value for key, value in author.pick(past[-60:]).items() if key != "at"}
    kind = author.rng.random()
    if kind < 0.6:
        yield again, author.rng.random() < 0.3
    elif again["do"] == "order.place":
        yield again | author.rng.choice(({"packs": 77}, {"po_number": "another"}, {"sku": "nothing"})), False
    elif kind < 0.8:
        lines = [dict(line) for line in again["lines"]]
        lines[-1]["packs"] = 78
        yield again | {"lines": lines}, False
    else:
        more = {"line": 99, "sku": SKU, "packs": 1}
        yield again | {"lines": [*again["lines"], more, more]}, False


def unidentified(author: Author) -> Scene:
    """A purchase order whose end customer cannot be told, and what cannot be done with it."""
    reseller, stranger, customer = author.reseller(), author.customer(), author.direct_customer()
    if reseller is None or stranger is None:
        return
    wrong: list[Event] = [
        {}, {"admin_email": stranger.admin_email}, {"name": stranger.name}, {"uid": author.new_uid()},
        {"uid": stranger.uid, "admin_email": "someone.else@example.com"}, {"uid": stranger.uid, "name": "Nobody"},
        {"name": "Nobody", "admin_email": stranger.admin_email}, {"uid": stranger.uid}, {"uid": reseller.uid},
    ]  # fmt: skip
    order = author.purchase_order(reseller, (2, author.pick(wrong)), (1, None))
    if customer is not None and author.rng.random() < 0.3:
        order = author.purchase_order(customer, (2, {"uid": customer.uid}))
    yield order, False
    if author.rng.random() < 0.4:
        yield order, False
    if author.rng.random() < 0.5:
        ref = f"{order['buyer']}/{order['po_number']}/1"
        yield {"do": "order.amend", "by": VENDOR, "ref": ref, "packs": 3}, False


def convert(uid: str, offer_class: str) -> Event:
    return {"do": "account.convert", "account": uid, "offer_class": offer_class}


def nasty(author: Author) -> list[tuple[float, Scene]]:
    """Every scene at the edges with its weight."""
    weights = {
        starving: 0.6, trial: 0.7, own_fleet: 0.1, consuming_reseller: 0.15, conversion: 0.8, hold: 1, moved: 1,
        passed_on: 1.2, below_zero: 0.8, repetition: 3, unidentified: 2, mischief: 10, windfall: 0.05,
    }  # fmt: skip
    return [(weight, scene(author)) for scene, weight in weights.items()]
