"""Single events that must be refused, or nearly: each refusal code, and several reasons at once."""

from datetime import timedelta

from tests.model.author import CLAIMABLE_MODELS, OTHER_MODELS, Author, Event, Scene, system_event
from tests.model.records import VENDOR, Account, Order

BAD_PACKS = (0, -1, -12, 1.5, 12.0, "12", True, False, 100_001, 10**12)
BAD_TOKENS = (0, 1.0, 0.5, "5", True, 1_000_000_001, -1_000_000_001)
BAD_DATES = ("2024-02-30", "2025-02-29", "2024-13-01", "20240201", "2024-W05-1", "2024-2-1", "01/02/2024", "")


def mischief(author: Author) -> Scene:
    account, buyer, reseller = author.account(), author.subaccount(), author.reseller()
    if account is not None and buyer is not None and reseller is not None:
        events = [
            *of_accounts(author, account, reseller),
            *of_token_orders(author, buyer, reseller),
            *of_purchase_orders(author, buyer, reseller),
            *of_adjustments(author, account, buyer, reseller),
            *of_devices(author, account),
            *of_corrections(author, reseller),
        ]
        yield events[author.deal(len(events))], False


def of_accounts(author: Author, account: Account, reseller: Account) -> list[Event]:
    rng, nobody = author.rng, author.new_uid()
    name = author.written(account.name) if account.name.isascii() else f" {account.name}"
    anywhere = rng.choice((account.uid, account.parent, nobody))
    return [
        author.create("customer", None) | {"name": name},
        author.create("customer", None) | {"uid": account.uid},
        author.create("customer", None) | {"uid": account.uid, "name": name},
        author.create(rng.choice(("customer", "partner", "distributor")), account) | {"uid": anywhere or account.uid},
        author.create("customer", None) | {"parent": nobody, "name": account.name},
        author.create("customer", reseller, "free_tier") | {"ends_on": rng.choice(BAD_DATES)},
        {"do": "account.convert", "account": account.uid, "offer_class": account.offer_class},
        {"do": "account.convert", "account": nobody, "offer_class": "commercial"},
        {"do": "account.suspend", "account": nobody, "reason": "nobody there"},
        {"do": "account.resume", "account": account.uid, "reason": "nothing to lift"},
        {"do": "account.move", "account": account.uid, "parent": anywhere},
        {"do": "account.move", "account": reseller.uid, "parent": account.uid},
    ]


def of_token_orders(author: Author, buyer: Account, reseller: Account) -> list[Event]:
    rng, nobody, seller = author.rng, author.new_uid(), author.parent_of(buyer)
    order = author.place(seller, buyer, 1)
    wrongs: list[Event] = [
        {"packs": rng.choice(BAD_PACKS)},
        {"order_date": rng.choice(BAD_DATES)},
        {"order_date": tomorrow(author)},
        {"buyer": nobody},
        {"seller": nobody},
        {"buyer": seller.uid},
        {"seller": buyer.uid},
        {"seller": reseller.uid},
        {"sku": "9010178"},
        {"packs": 100_000},
        {"packs": max(1, seller.stock // 12 + 1)},
    ]
    taken = author.pick(list(author.world.orders))
    if taken is not None:
        wrongs.append({"ref": taken})
    alone = [order | wrong for wrong in wrongs]
    together = [order | rng.choice(wrongs) | rng.choice(wrongs) | rng.choice(wrongs) for _ in range(3)]
    return alone + together


def of_purchase_orders(author: Author, buyer: Account, reseller: Account) -> list[Event]:
    rng = author.rng
    order = author.purchase_order(reseller, (1, None), (2, None))
    wrong_packs, wrong_sku = [dict(line) for line in order["lines"]], [dict(line) for line in order["lines"]]
    wrong_packs[-1]["packs"] = rng.choice(BAD_PACKS)
    wrong_sku[-1]["sku"] = "9010178 "
    return [
        author.purchase_order(buyer, (1, None)),
        order | {"lines": wrong_packs},
        order | {"lines": wrong_sku},
        order | {"lines": wrong_sku, "buyer": buyer.uid},
        order | {"order_date": rng.choice(BAD_DATES)},
        order | {"order_date": tomorrow(author), "buyer": author.new_uid()},
        order | {"buyer": author.new_uid(), "lines": wrong_sku},
    ]


def of_adjustments(author: Author, account: Account, buyer: Account, reseller: Account) -> list[Event]:
    by, nobody = author.parent_of(buyer), author.new_uid()
    return [
        author.adjust(VENDOR, account, 1) | {"tokens": author.rng.choice(BAD_TOKENS)},
        author.adjust(nobody, buyer, 1) | {"tokens": author.rng.choice(BAD_TOKENS)},
        author.adjust(by.uid, buyer, max(by.stock, 0) + 1),
        author.adjust(by.uid, buyer, -max(buyer.stock, 0) - 1),
        author.adjust(by.uid, buyer, -max(buyer.stock, 0) - 1, confirm=True),
        author.adjust(VENDOR, account, -max(account.stock, 0) - 1),
        author.adjust(buyer.uid, buyer, 1),
        author.adjust(reseller.uid, buyer, 1),
        author.adjust(nobody, buyer, 1),
        author.adjust(VENDOR, account, 1) | {"account": nobody},
    ]


def of_devices(author: Author, account: Account) -> list[Event]:
    events = [
        author.register(account) | {"account": author.new_uid()},
        system_event(author.rng.choice(("activate", "deactivate", "retire")), "NOSUCH1"),
        author.claim(account, author.rng.choice(OTHER_MODELS)),
        author.claim(account) | {"account": author.new_uid(), "model": "?"},
    ]
    system, claimed = author.pick(author.systems()), author.pick(sorted(author.world.claimed))
    if system is not None:
        events.append(author.register(account, author.written(system.serial)))
        events.append(system_event("activate" if system.active else "deactivate", system))
    if claimed is not None:
        events.append(author.claim(account) | {"serial": author.written(claimed)})
        model = author.rng.choice((*CLAIMABLE_MODELS, "MG90"))
        events.append(author.claim(account) | {"serial": claimed, "model": model})
    return events


def of_corrections(author: Author, reseller: Account) -> list[Event]:
    rng, nobody = author.rng, author.new_uid()
    found: list[Order | None] = [
        author.pick(author.orders(lambda order: order.month != author.month())),
        author.pick([order for order in author.world.orders.values() if order.deleted]),
        author.pick(author.orders(lambda order: order.seller is None)),
        author.pick(author.orders(lambda order: order.seller is not None)),
    ]
    events: list[Event] = [
        {"do": "order.amend", "by": VENDOR, "ref": "no such order", "packs": 1},
        {"do": "order.delete", "by": nobody, "ref": "no such order"},
    ]
    for order in found:
        if order is None:
            continue
        by = rng.choice((author.seller_of(order), author.seller_of(order), VENDOR, order.buyer, reseller.uid, nobody))
        changes: list[Event] = [
            {"packs": order.packs},
            {"packs": rng.choice(BAD_PACKS)},
            {"sku": "9010178"},
            {"order_date": tomorrow(author)},
            {"packs": order.packs, "order_date": rng.choice(BAD_DATES)},
        ]
        forced = rng.choice(({}, {"force": True, "reason": "because"}))
        events.append({"do": "order.amend", "by": by, "ref": order.ref} | rng.choice(changes))
        events.append({"do": "order.delete", "by": by, "ref": order.ref} | forced)
    return events


def tomorrow(author: Author) -> str:
    return (author.world.today() + timedelta(days=1)).isoformat()
