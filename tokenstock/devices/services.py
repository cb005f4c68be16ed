"""Registering, activating, deactivating and retiring systems."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import IntegrityError, transaction

from tokenstock.accounts.models import Account
from tokenstock.accounts.selectors import offer_class_of
from tokenstock.audit.services import record
from tokenstock.devices.models import System
from tokenstock.kernel.errors import Refusal
from tokenstock.kernel.ids import serial_key
from tokenstock.metering import services as metering
from tokenstock.stock import services as stock

__all__ = [
    "LimitReached",
    "UnknownSystem",
    "WrongState",
    "activate_system",
    "deactivate_system",
    "register_system",
    "retire_system",
]


@dataclass
class UnknownSystem(Refusal):
    """No system with this serial number is registered."""

    code: ClassVar[str] = "unknown_system"
    serial: str


@dataclass
class WrongState(Refusal):
    """The system is not in a state in which this can be done."""

    code: ClassVar[str] = "wrong_state"
    state: str


@dataclass
class LimitReached(Refusal):
    """The account has as many systems registered as its offer class allows."""

    code: ClassVar[str] = "limit_reached"
    limit: int


@transaction.atomic(durable=True)
def register_system(*, account: Account, serial: str, model: str, actor: str, now: datetime) -> System:
    """Register a system. A retired serial may come again, anywhere. Locks the account's standing.

    :raises WrongState: the serial is in use.
    :raises AccountClosed: the account is closed.
    :raises AccountSuspended: nothing can be registered while the account is suspended.
    :raises LimitReached: the offer class allows no more.
    """
    serial = serial_key(serial)
    in_use = System.objects.exclude(state=System.State.RETIRED).filter(serial=serial).first()
    if in_use is not None:
        raise WrongState(in_use.state)
    standing = stock.require_active(account_id=account.id)
    limit = offer_class_of(account_id=account.id).registered_limit
    if limit is not None and standing.registered >= limit:
        raise LimitReached(limit)
    try:
        with transaction.atomic():
            system = System.objects.create(account=account, serial=serial, model=model, registered_at=now)
    except IntegrityError:
        # Somebody registered the serial while we waited for the lock.
        raise WrongState(System.State.READY) from None
    stock.note_registered(account_id=account.id, change=1)
    record(at=now, actor=actor, action="system.registered", subject=serial, account_id=account.id, model=model)
    return system


@transaction.atomic(durable=True)
def activate_system(*, serial: str, actor: str, now: datetime) -> System:
    """Activate a system; it counts towards the account's peak from now on. Locks the system, then the standing.

    :raises UnknownSystem: no such system.
    :raises WrongState: it is activated already.
    :raises AccountClosed: the account is closed.
    :raises AccountSuspended: nothing can be activated while the account is suspended.
    """
    system = _locked(serial)
    if system.state == System.State.ACTIVE:
        raise WrongState(system.state)
    stock.require_active(account_id=system.account_id)
    metering.begin_activation(account_id=system.account_id, system_id=system.id, at=now)
    return _into(system, System.State.ACTIVE, "system.activated", actor, now)


@transaction.atomic(durable=True)
def deactivate_system(*, serial: str, actor: str, now: datetime) -> System:
    """Deactivate a system, which lowers the next month's peak. Locks the system.

    :raises UnknownSystem: no such system.
    :raises WrongState: it is not activated.
    """
    system = _locked(serial)
    if system.state != System.State.ACTIVE:
        raise WrongState(system.state)
    metering.end_activation(system_id=system.id, at=now)
    return _into(system, System.State.SUSPENDED, "system.deactivated", actor, now)


@transaction.atomic(durable=True)
def retire_system(*, serial: str, actor: str, now: datetime) -> System:
    """Take a system out of the account for good; its serial becomes free. Locks the system.

    :raises UnknownSystem: no such system.
    """
    system = _locked(serial)
    if system.state == System.State.ACTIVE:
        metering.end_activation(system_id=system.id, at=now)
    system.retired_at = now
    stock.note_registered(account_id=system.account_id, change=-1)
    return _into(system, System.State.RETIRED, "system.retired", actor, now)


def _locked(serial: str) -> System:
    systems = System.objects.select_for_update(no_key=True).exclude(state=System.State.RETIRED)
    system = systems.filter(serial=serial_key(serial)).first()
    if system is None:
        raise UnknownSystem(serial)
    return system


def _into(system: System, state: System.State, action: str, actor: str, now: datetime) -> System:
    system.state = state
    system.save(update_fields=["state", "retired_at"])
    stock.meter(account_ids=[system.account_id], now=now)
    record(at=now, actor=actor, action=action, subject=system.serial, account_id=system.account_id)
    return system
