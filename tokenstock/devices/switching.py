"""Switching systems of one account on and off together, and what that does to its month.

The preview that a person confirms and the result are the same object, made by the same code.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import transaction

from tokenstock.accounts.access import Actor, NotAllowed
from tokenstock.accounts.models import Account
from tokenstock.audit.services import record_each
from tokenstock.devices.models import System
from tokenstock.devices.refusals import NoSystemChosen, SystemsNotReady, TooManySystems, UnknownSystem
from tokenstock.kernel.ids import serial_key
from tokenstock.kernel.months import Month, local_date
from tokenstock.metering import services as metering
from tokenstock.metering.selectors import peak_day
from tokenstock.stock import services as stock
from tokenstock.stock.models import Standing

AT_ONCE = 500
"""The most systems that one act may switch."""

NAMED = 10
"""So many serial numbers a refusal names; of the others it says that there are more."""


@dataclass(frozen=True)
class Position:
    """How an account stands in what its activated systems decide."""

    activated: int
    peak: int
    expected: int
    run_out: date | str | None
    suspension: date | str | None

    @classmethod
    def of(cls, standing: Standing) -> Self:
        """As the account stands."""
        return cls(
            activated=standing.activated,
            peak=standing.peak,
            expected=standing.expected,
            run_out=standing.run_out,
            suspension=standing.suspension_expected,
        )


@dataclass(frozen=True)
class Switched:
    """What switching `systems` systems does to an account in its open `month`.

    `peak_day` is when the peak was reached, where it does not rise.
    """

    account_id: int
    consumes: bool
    systems: int
    month: date
    before: Position
    after: Position
    peak_day: date | None

    @property
    def rise(self) -> int:
        """How many tokens it adds to the month."""
        return self.after.peak - self.before.peak if self.consumes else 0


@dataclass(frozen=True)
class _Way:
    """One of the two ways to switch: out of which states, into which, by what name."""

    sources: tuple[str, ...]
    into: System.State
    action: str


ON = _Way((System.State.READY, System.State.SUSPENDED), System.State.ACTIVE, "system.activated")
OFF = _Way((System.State.ACTIVE,), System.State.SUSPENDED, "system.deactivated")


@transaction.atomic(durable=True)
def activate_systems(*, actor: Actor, account: Account, serials: Collection[str], now: datetime) -> Switched:
    """Activate these systems of the account, all of them or none. Locks the systems by id, then the standing.

    :raises NotAllowed: the actor is no Admin of the account, its partner of record or the vendor.
    :raises NoSystemChosen, TooManySystems: none, or more than `AT_ONCE`.
    :raises UnknownSystem: one is not registered in this account.
    :raises SystemsNotReady: some are activated already.
    :raises AccountClosed: the account is closed.
    :raises AccountSuspended: nothing can be activated while the account is suspended.
    """
    return _switch(actor, account, serials, now, ON)


@transaction.atomic(durable=True)
def deactivate_systems(*, actor: Actor, account: Account, serials: Collection[str], now: datetime) -> Switched:
    """Deactivate these systems of the account, all of them or none. Locks and refuses as `activate_systems`.

    It is possible while the account is suspended.
    """
    return _switch(actor, account, serials, now, OFF)


def preview_activation(*, actor: Actor, account: Account, serials: Collection[str], now: datetime) -> Switched:
    """What `activate_systems` would do: the same code, rolled back. Raises the same."""
    with transaction.atomic():
        switched = _switch(actor, account, serials, now, ON)
        transaction.set_rollback(True)
    return switched


def preview_deactivation(*, actor: Actor, account: Account, serials: Collection[str], now: datetime) -> Switched:
    """What `deactivate_systems` would do: the same code, rolled back. Raises the same."""
    with transaction.atomic():
        switched = _switch(actor, account, serials, now, OFF)
        transaction.set_rollback(True)
    return switched


def _switch(actor: Actor, account: Account, serials: Collection[str], now: datetime, way: _Way) -> Switched:
    if not actor.is_admin or not _may_switch(actor, account.id, account.parent_id):
        raise NotAllowed
    systems = _locked(account, _checked(serials))
    unready = [system.serial for system in systems if system.state not in way.sources]
    if unready:
        raise SystemsNotReady(_named(sorted(unready)))
    require = stock.require_active if way is ON else stock.require_open
    standing = require(account_id=account.id)
    if not _may_switch(actor, account.id, standing.partner_id):
        # The account was moved to another partner while we waited for the lock.
        raise NotAllowed
    ids = [system.id for system in systems]
    if way is ON:
        metering.begin_activations(account_id=account.id, system_ids=ids, at=now)
    else:
        metering.end_activations(system_ids=ids, at=now)
    System.objects.filter(id__in=ids).update(state=way.into)
    stock.meter(account_ids=[account.id], now=now)
    record_each(
        at=now,
        actor=actor.label,
        action=way.action,
        subjects=[system.serial for system in systems],
        account_id=account.id,
    )
    return _told(standing, Standing.objects.get(account_id=account.id), len(systems), now)


def _may_switch(actor: Actor, account_id: int, partner_id: int | None) -> bool:
    return actor.is_vendor or actor.account_id in (account_id, partner_id)


def _checked(serials: Collection[str]) -> set[str]:
    chosen = {serial_key(serial) for serial in serials}
    if not chosen:
        raise NoSystemChosen
    if len(chosen) > AT_ONCE:
        raise TooManySystems(AT_ONCE, len(chosen))
    return chosen


def _locked(account: Account, serials: set[str]) -> list[System]:
    in_use = System.objects.select_for_update(no_key=True).exclude(state=System.State.RETIRED)
    systems = list(in_use.filter(account=account, serial__in=serials).order_by("id"))
    missing = serials - {system.serial for system in systems}
    if missing:
        raise UnknownSystem(_named(sorted(missing)))
    return systems


def _named(serials: list[str]) -> str:
    more = len(serials) - NAMED
    return ", ".join(serials[:NAMED]) + (f" (+{more})" if more > 0 else "")


def _told(before: Standing, after: Standing, systems: int, now: datetime) -> Switched:
    month, today = Month.holding(before.month), local_date(now, settings.TOKENSTOCK_TIME_ZONE)
    rises = after.peak > before.peak
    day = None
    if before.consumes and not rises and after.peak:
        day = peak_day(account_id=before.account_id, month=month, upto=max(today, month.first_day), peak=after.peak)
    return Switched(
        account_id=before.account_id,
        consumes=before.consumes,
        systems=systems,
        month=before.month,
        before=Position.of(before),
        after=Position.of(after),
        peak_day=day,
    )
