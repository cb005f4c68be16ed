"""Scenes of an ordinary business: each yields its events one by one, others may happen between them."""

from tests.model.author import Author, Event, Scene, system_event
from tests.model.records import Account


def founding(author: Author) -> Scene:
    """The first accounts and stocks, without which nothing else can happen."""
    yield author.create("distributor", None), False
    distributor = author.accounts()[0]
    for parent in (distributor, None, distributor):
        yield author.create("partner", parent), False
    for _ in range(6):
        yield author.create("customer", author.account(lambda account: account.type == "partner")), False
    yield author.create("customer", None), False
    yield author.create("customer", distributor), False
    for reseller in author.accounts(lambda account: account.sells):
        yield author.purchase_order(reseller, (author.rng.randrange(10, 60), None)), False
    for customer in author.accounts(lambda account: account.type == "customer"):
        yield from stock_and_fleet(author, customer)


def stock_and_fleet(author: Author, customer: Account) -> Scene:
    """A customer buys, and its first systems are activated."""
    packs = author.rng.randrange(2, 12)
    if customer.parent is None:
        yield author.purchase_order(customer, (packs, None)), False
    elif author.rng.random() < 0.5 or author.parent_of(customer).stock < packs * 12:
        yield author.purchase_order(author.parent_of(customer), (packs, author.identified(customer))), False
    else:
        yield author.place(author.parent_of(customer), customer, packs), False
    yield from grow(author, customer, author.rng.randrange(1, 6))


def grow(author: Author, account: Account | None = None, systems: int | None = None) -> Scene:
    account = account or author.account(lambda account: not account.suspended)
    for _ in range(systems or author.rng.randrange(1, 4)):
        if account is None:
            return
        event = author.register(account)
        result = yield event, False
        if result["ok"] and author.rng.random() < 0.85:
            yield system_event("activate", event["serial"]), author.rng.random() < 0.5


def new_customer(author: Author) -> Scene:
    parent = author.reseller() if author.rng.random() < 0.8 else None
    event = author.create("customer", parent)
    yield event, False
    if author.rng.random() < 0.8:
        yield from stock_and_fleet(author, author.world.accounts[event["uid"]])


def new_reseller(author: Author) -> Scene:
    distributor = author.account(lambda account: account.type == "distributor")
    kind = author.rng.choice(("partner", "partner", "partner", "distributor"))
    parent = distributor if kind == "partner" and author.rng.random() < 0.5 else None
    event = author.create(kind, parent, author.rng.choice((None, None, "commercial")))
    yield event, False
    reseller = author.world.accounts[event["uid"]]
    yield author.purchase_order(reseller, (author.rng.randrange(5, 40), None)), False


def wholesale(author: Author) -> Scene:
    reseller = author.reseller()
    if reseller is not None:
        yield author.purchase_order(reseller, (author.packs(), None)), False


def delegated(author: Author) -> Scene:
    customer = author.subaccount()
    if customer is not None:
        lines: list[tuple[int, Event | None]] = [(author.packs(), author.identified(customer))]
        if author.rng.random() < 0.3:
            lines.append((author.packs(), author.identified(customer) if author.rng.random() < 0.5 else None))
        yield author.purchase_order(author.parent_of(customer), *lines), False


def direct(author: Author) -> Scene:
    customer = author.direct_customer()
    if customer is not None:
        yield author.purchase_order(customer, (author.packs(), None)), False


def token_order(author: Author) -> Scene:
    buyer = author.account(lambda account: account.parent is not None and author.parent_of(account).stock >= 12)
    if buyer is not None:
        most = author.parent_of(buyer).stock // 12
        yield (
            author.place(
                author.parent_of(buyer),
                buyer,
                min(most, author.rng.choice((1, author.packs(), author.packs(), author.packs(), most))),
            ),
            False,
        )


def rescue(author: Author) -> Scene:
    """An account below zero buys, often exactly what is missing."""
    account = author.account(lambda account: account.stock < 0 and (not account.sells or author.rng.random() < 0.2))
    if account is None:
        return
    packs = -(account.stock // 12) + author.rng.choice((0, 0, 0, 1, 5))
    if account.parent is None:
        yield author.purchase_order(account, (packs, None)), False
    elif author.parent_of(account).stock >= packs * 12:
        yield author.place(author.parent_of(account), account, packs), False
    else:
        yield author.purchase_order(author.parent_of(account), (packs, author.identified(account))), False


def credit_to_zero(author: Author) -> Scene:
    """The vendor gives just what brings an account to zero, or one less."""
    account = author.account(lambda account: account.stock < -1)
    if account is not None:
        yield author.adjust("vendor", account, -account.stock - 1), False
        yield author.adjust("vendor", account, 1), author.rng.random() < 0.3


def adjustment(author: Author) -> Scene:
    account = author.subaccount()
    if account is None:
        return
    if author.rng.random() < 0.3:
        tokens = author.rng.choice((3, 12, 25, -1, -5))
        yield author.adjust("vendor", account, tokens, confirm=tokens < 0), False
    elif author.rng.random() < 0.5 and account.stock > 0:
        taken = author.rng.choice((1, account.stock, author.rng.randrange(1, account.stock + 1)))
        yield author.adjust(author.parent_of(account).uid, account, -taken), False
    else:
        held = author.parent_of(account).stock
        if held > 0:
            yield (
                author.adjust(author.parent_of(account).uid, account, author.rng.randrange(1, min(held, 40) + 1)),
                False,
            )


def amendment(author: Author) -> Scene:
    order = author.open_order()
    if order is None:
        return
    event: Event = {"do": "order.amend", "by": author.seller_of(order), "ref": order.ref}
    change = author.rng.randrange(5)
    if change == 0:
        event |= {"note": "as told on the telephone"}
    elif change == 1:
        event |= {"po_number": author.new_po(), "order_date": author.order_date(), "sku": order.sku}
    elif change == 2:
        event |= {"packs": max(1, order.packs - author.rng.randrange(1, 4))}
    else:
        event |= {"packs": order.packs + author.rng.randrange(1, 3)}
    if author.rng.random() < 0.5:
        event |= {"confirm_negative": True}
    yield event, False


def deletion(author: Author) -> Scene:
    order = author.open_order()
    if order is not None:
        event = {"do": "order.delete", "by": author.seller_of(order), "ref": order.ref}
        yield event | author.rng.choice(({}, {"confirm_negative": True})), False


def flicker(author: Author) -> Scene:
    """Systems put on and off again."""
    system = author.pick(author.systems())
    for _ in range(author.rng.randrange(1, 5)):
        if system is not None:
            same = author.rng.random() < 0.2
            yield system_event("deactivate" if system.active else "activate", system), same


def swap(author: Author) -> Scene:
    """One system takes the place of another at one instant, in either order."""
    account = author.account(lambda account: not account.suspended and len(author.fleet(account)) >= 2)
    if account is None:
        return
    on = author.pick([system for system in author.fleet(account) if system.active])
    off = author.pick([system for system in author.fleet(account) if not system.active])
    if on is None or off is None:
        return
    steps = [system_event("deactivate", on), system_event("activate", off)]
    author.rng.shuffle(steps)
    yield steps[0], False
    yield steps[1], True
    if author.rng.random() < 0.3:
        yield system_event("deactivate", off), True


def wind_down(author: Author) -> Scene:
    account = author.account(lambda account: any(system.active for system in author.fleet(account)))
    if account is None:
        return
    for system in author.fleet(account)[: author.rng.randrange(1, 6)]:
        if system.active:
            yield system_event(author.rng.choice(("deactivate", "deactivate", "retire")), system), False


def change_of_hands(author: Author) -> Scene:
    """A system is retired and its serial number registered again, perhaps elsewhere."""
    system = author.pick(author.systems())
    other = author.account(lambda account: not account.suspended)
    if system is not None and other is not None:
        yield system_event("retire", system), False
        event = author.register(other, author.rng.choice((system.serial, system.serial.lower())))
        result = yield event, author.rng.random() < 0.4
        if result["ok"]:
            yield system_event("activate", system.serial), author.rng.random() < 0.5


def registration(author: Author) -> Scene:
    account = author.account()
    if account is not None:
        yield author.claim(account), False


def everyday(author: Author) -> list[tuple[float, Scene]]:
    """Every ordinary scene with its weight."""
    weights = {
        grow: 6, new_customer: 1.5, new_reseller: 0.15, wholesale: 3, delegated: 4, direct: 2, token_order: 7,
        rescue: 6, credit_to_zero: 1, adjustment: 4, amendment: 6, deletion: 2, flicker: 7, swap: 5, wind_down: 1,
        change_of_hands: 1.5, registration: 4,
    }  # fmt: skip
    return [(weight, scene(author)) for scene, weight in weights.items()]
