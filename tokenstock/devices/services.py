"""Registering, activating, deactivating and retiring systems."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from tokenstock.accounts.models import Account
from tokenstock.accounts.selectors import offer_class_of
from tokenstock.audit.services import record
from tokenstock.devices import _late as late
from tokenstock.devices.models import System
from tokenstock.devices.refusals import (
    ActivatedThen,
    BeforeRegistration,
    FutureInstant,
    LimitReached,
    NoSystemChosen,
    NotActivatedThen,
    SystemsNotReady,
    TooManySystems,
    UnknownSystem,
    WrongState,
)
from tokenstock.devices.switching import (
    AT_ONCE,
    Position,
    Switched,
    activate_systems,
    deactivate_systems,
    preview_activation,
    preview_deactivation,
)
from tokenstock.kernel.ids import serial_key
from tokenstock.metering import services as metering
from tokenstock.stock import services as stock

__all__ = [
    "AT_ONCE",
    "ActivatedThen",
    "BeforeRegistration",
    "FutureInstant",
    "LimitReached",
    "NoSystemChosen",
    "NotActivatedThen",
    "Position",
    "Switched",
    "SystemsNotReady",
    "TooManySystems",
    "UnknownSystem",
    "WrongState",
    "activate_system",
    "activate_systems",
    "deactivate_system",
    "deactivate_systems",
    "preview_activation",
    "preview_deactivation",
    "register_system",
    "retire_system",
]


@transaction.atomic(durable=True)
def register_system(*, account: Account, serial: str, model: str, actor: str, now: datetime) -> System:
    """Register a system. A retired serial may come again, anywhere; in the same account it is the same system, which a
    month that counts different systems counts once. Locks the account's standing.

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
            system, _ = System.objects.update_or_create(
                account=account,
                serial=serial,
                state=System.State.RETIRED,
                defaults={"state": System.State.READY, "model": model, "registered_at": now, "retired_at": None},
            )
    except IntegrityError:
        # Somebody registered the serial while we waited for the lock.
        raise WrongState(System.State.READY) from None
    stock.note_registered(account_id=account.id, change=1)
    record(at=now, actor=actor, action="system.registered", subject=serial, account_id=account.id, model=model)
    return system


@transaction.atomic(durable=True)
def activate_system(*, serial: str, actor: str, now: datetime, at: datetime | None = None) -> System:
    """Activate a system; it counts towards the account's peak from `at` on. Locks the system, then the standing.

    Without `at` it is activated now. With one that lies before, it is a late report: of an activation that is not
    known yet, or of one that began earlier than is known. In the open month the history is corrected, and the peak with
    it; for closed months the report is kept and not charged, and a system that is still activated counts from the
    beginning of the open month on.

    :raises FutureInstant: `at` lies after now.
    :raises UnknownSystem: no such system.
    :raises WrongState: it is activated already, or this very report was kept before.
    :raises BeforeRegistration, ActivatedThen: a late report contradicts what is known.
    :raises AccountClosed: the account is closed.
    :raises AccountSuspended: nothing can be activated while the account is suspended.
    """
    _refuse_future(at, now)
    system = _locked(serial)
    if at is not None and at < now:
        return _corrected(system, late.activated(system=system, at=at, actor=actor, now=now), actor, now)
    if system.state == System.State.ACTIVE:
        raise WrongState(system.state)
    stock.require_active(account_id=system.account_id)
    metering.begin_activation(account_id=system.account_id, system_id=system.id, at=now)
    return _into(system, System.State.ACTIVE, "system.activated", actor, now)


@transaction.atomic(durable=True)
def deactivate_system(*, serial: str, actor: str, now: datetime, at: datetime | None = None) -> System:
    """Deactivate a system, which lowers the next month's peak. Locks the system.

    Without `at` it is deactivated now. With one that lies before, it is a late report, of an activation that ended
    earlier than is known; it is taken in and kept as by `activate_system`. Then locks the standing as well.

    :raises FutureInstant: `at` lies after now.
    :raises UnknownSystem: no such system.
    :raises WrongState: it is not activated, or this very report was kept before.
    :raises NotActivatedThen: a late report contradicts what is known.
    :raises AccountClosed: a late report for an account that is closed.
    """
    _refuse_future(at, now)
    system = _locked(serial)
    if at is not None and at < now:
        return _corrected(system, late.deactivated(system=system, at=at, actor=actor, now=now), actor, now)
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


def _refuse_future(at: datetime | None, now: datetime) -> None:
    if at is not None and at > now:
        raise FutureInstant(at, now)


def _corrected(system: System, taken: late.Taken, actor: str, now: datetime) -> System:
    """Let state, peak and record follow a late report."""
    detail: dict[str, Any] = {"reported_for": taken.at.isoformat(), "kept_for": [str(month) for month in taken.kept]}
    if taken.state is not None:
        return _into(system, taken.state, taken.action, actor, now, **detail)
    stock.meter(account_ids=[system.account_id], now=now)
    record(
        at=now,
        actor=actor,
        action="system.reported_late",
        subject=system.serial,
        account_id=system.account_id,
        report=taken.action,
        **detail,
    )
    return system


def _into(system: System, state: System.State, action: str, actor: str, now: datetime, **detail: Any) -> System:
    system.state = state
    system.save(update_fields=["state", "retired_at"])
    stock.meter(account_ids=[system.account_id], now=now)
    record(at=now, actor=actor, action=action, subject=system.serial, account_id=system.account_id, **detail)
    return system
