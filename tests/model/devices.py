"""Events of systems, and the AirLink Complete registration of devices."""

from typing import Any

from tests.model.records import BONUS, BONUS_TOKENS, CLAIMABLE, LIMITS, Leg, Refused, System, serial_key
from tests.model.world import World


def register(world: World, event: dict[str, Any]) -> dict[str, Any]:
    account = world.account(event["account"])
    serial = serial_key(event["serial"])
    if serial in world.systems:
        raise Refused("wrong_state")
    if account.suspended:
        raise Refused("account_suspended")
    registered = sum(1 for system in world.systems.values() if system.account == account.uid)
    limit = LIMITS.get(account.offer_class)
    if limit is not None and registered >= limit:
        raise Refused("limit_reached")
    world.systems[serial] = System(serial=serial, account=account.uid, model=event["model"])
    return {}


def activate(world: World, event: dict[str, Any]) -> dict[str, Any]:
    system = known_system(world, event["serial"])
    if system.active:
        raise Refused("wrong_state")
    account = world.account(system.account)
    if account.suspended:
        raise Refused("account_suspended")
    system.active = True
    account.activity.append((world.clock(), system.serial, True))
    return {}


def deactivate(world: World, event: dict[str, Any]) -> dict[str, Any]:
    system = known_system(world, event["serial"])
    if not system.active:
        raise Refused("wrong_state")
    put_out(world, system)
    return {}


def retire(world: World, event: dict[str, Any]) -> dict[str, Any]:
    system = known_system(world, event["serial"])
    if system.active:
        put_out(world, system)
    del world.systems[system.serial]
    return {}


def claim(world: World, event: dict[str, Any]) -> dict[str, Any]:
    account = world.account(event["account"])
    if not event["model"].startswith(CLAIMABLE):
        raise Refused("unsupported_model")
    serial = serial_key(event["serial"])
    if serial in world.claimed:
        raise Refused("already_claimed")
    world.claimed.add(serial)
    if account.consumes:
        world.post(Leg(BONUS, "bonus", -BONUS_TOKENS), Leg(account.uid, "bonus", BONUS_TOKENS))
    else:
        account.deferred_bonuses += 1
    return {}


def known_system(world: World, serial: str) -> System:
    system = world.systems.get(serial_key(serial))
    if system is None:
        raise Refused("unknown_system")
    return system


def put_out(world: World, system: System) -> None:
    system.active = False
    world.account(system.account).activity.append((world.clock(), system.serial, False))
