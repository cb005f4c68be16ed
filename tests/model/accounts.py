"""Events of accounts: created, converted, held and resumed by hand, moved to another partner of record."""

from typing import Any

from tests.model.months import parse_date
from tests.model.records import BONUS, BONUS_TOKENS, OFFER_CLASSES, RANK, VENDOR, Account, BadHistory, Leg, Refused
from tests.model.world import World


def create(world: World, event: dict[str, Any]) -> dict[str, Any]:
    kind = event["type"]
    if kind not in RANK or kind == VENDOR:
        raise BadHistory(f"unknown type of account: {kind!r}")
    offer_class = event.get("offer_class") or ("commercial" if kind == "customer" else "partner")
    check_offer_class(offer_class)
    check_ends_on(event)
    parent = world.account_or_vendor(event.get("parent"))
    if not ranks_above(parent, kind):
        raise Refused("not_allowed")
    if world.account_named(event["name"]) is not None:
        raise Refused("name_taken")
    if event["uid"] in world.accounts:
        raise Refused("uid_taken")
    account = Account(
        uid=event["uid"],
        name=event["name"],
        type=kind,
        offer_class=offer_class,
        parent=parent.uid if parent else None,
        admin_email=event["admin_email"],
        created_at=world.clock(),
    )
    world.accounts[account.uid] = account
    world.judge(account)
    return {}


def convert(world: World, event: dict[str, Any]) -> dict[str, Any]:
    check_offer_class(event["offer_class"])
    check_ends_on(event)
    account = world.account(event["account"])
    if account.offer_class == event["offer_class"]:
        raise Refused("wrong_state")
    account.offer_class = event["offer_class"]
    if account.consumes and account.deferred_bonuses:
        tokens = account.deferred_bonuses * BONUS_TOKENS
        account.deferred_bonuses = 0
        world.post(Leg(BONUS, "bonus", -tokens), Leg(account.uid, "bonus", tokens))
    world.judge(account)
    return {}


def suspend(world: World, event: dict[str, Any]) -> dict[str, Any]:
    account = world.account(event["account"])
    if account.held:
        raise Refused("wrong_state")
    account.held = True
    world.judge(account)
    return {}


def resume(world: World, event: dict[str, Any]) -> dict[str, Any]:
    account = world.account(event["account"])
    if not account.held:
        raise Refused("wrong_state")
    account.held = False
    world.judge(account)
    return {}


def move(world: World, event: dict[str, Any]) -> dict[str, Any]:
    account = world.account(event["account"])
    parent = world.account_or_vendor(event["parent"])
    if not ranks_above(parent, account.type):
        raise Refused("not_allowed")
    uid = parent.uid if parent else None
    if account.parent == uid:
        raise Refused("wrong_state")
    account.parent = uid
    return {}


def ranks_above(parent: Account | None, kind: str) -> bool:
    """Whether the parent may be the partner of record of such an account; None is the vendor. Never of itself."""
    return RANK[parent.type if parent else VENDOR] < RANK[kind]


def check_offer_class(offer_class: str) -> None:
    if offer_class not in OFFER_CLASSES:
        raise BadHistory(f"unknown offer class: {offer_class!r}")


def check_ends_on(event: dict[str, Any]) -> None:
    if event.get("ends_on") is not None and parse_date(event["ends_on"]) is None:
        raise Refused("invalid_date")
