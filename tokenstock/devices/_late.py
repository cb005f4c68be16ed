"""What a late report says about a system, held against what is known: what it corrects, and what is only kept."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from tokenstock.devices.models import System
from tokenstock.devices.refusals import ActivatedThen, BeforeRegistration, NotActivatedThen, WrongState
from tokenstock.kernel.months import Month
from tokenstock.metering import selectors as metering_reads
from tokenstock.metering import services as metering
from tokenstock.stock import services as stock


@dataclass(frozen=True)
class Taken:
    """What became of a report: the state that it brings the system into, if any, and the months that it is kept for."""

    action: str
    at: datetime
    state: System.State | None
    kept: tuple[Month, ...]


def activated(*, system: System, at: datetime, actor: str, now: datetime) -> Taken:
    """Take in that the system was activated at `at`. The caller has locked the system; locks the standing.

    Before a known activation it means that this one began earlier. After the last one it is an activation that nobody
    knew of, and the system is activated since.

    :raises: as `services.activate_system`.
    """
    opened = _opening(system, at, activation=True)
    if at < system.registered_at:
        raise BeforeRegistration(at, system.registered_at)
    known = metering_reads.activations_of(system_id=system.id)
    for activation in known:
        if activation.from_at <= at and (activation.until_at is None or at < activation.until_at):
            raise ActivatedThen(at, activation.from_at)
    following = next((activation for activation in known if activation.from_at > at), None)
    if following is None:
        stock.require_active(account_id=system.account_id)
        metering.begin_activation(account_id=system.account_id, system_id=system.id, at=max(at, opened))
        until = opened
    else:
        until = min(following.from_at, opened)
        if following.from_at > opened:
            metering.move_beginning(activation=following, to=max(at, opened))
    return Taken(
        action="system.activated",
        at=at,
        state=System.State.ACTIVE if following is None else None,
        kept=_keep(system, at, until, actor, now, activation=True),
    )


def deactivated(*, system: System, at: datetime, actor: str, now: datetime) -> Taken:
    """Take in that the system was deactivated at `at`: the activation that was running then ended there.

    The caller has locked the system; locks the standing.

    :raises: as `services.deactivate_system`.
    """
    opened = _opening(system, at, activation=False)
    for activation in metering_reads.activations_of(system_id=system.id):
        if activation.from_at <= at and (activation.until_at is None or at < activation.until_at):
            break
    else:
        raise NotActivatedThen(at)
    ended = activation.until_at
    if ended is None or ended > opened:
        metering.move_end(activation=activation, to=max(at, opened))
    return Taken(
        action="system.deactivated",
        at=at,
        state=System.State.SUSPENDED if ended is None else None,
        kept=_keep(system, at, opened if ended is None else min(ended, opened), actor, now, activation=False),
    )


def _opening(system: System, at: datetime, *, activation: bool) -> datetime:
    """The first instant of the month that is open for the account. It stays so: the month end waits for the standing.

    :raises AccountClosed: the account is closed.
    :raises WrongState: the report was kept before.
    """
    standing = stock.require_open(account_id=system.account_id)
    if metering_reads.was_kept(system_id=system.id, activated=activation, at=at):
        raise WrongState(system.state)
    return Month.holding(standing.month).start(settings.TOKENSTOCK_TIME_ZONE)


def _keep(
    system: System, at: datetime, until: datetime, actor: str, now: datetime, *, activation: bool
) -> tuple[Month, ...]:
    months = metering.keep_late_report(
        account_id=system.account_id,
        system_id=system.id,
        activated=activation,
        at=at,
        until=until,
        zone=settings.TOKENSTOCK_TIME_ZONE,
        now=now,
        actor=actor,
    )
    return tuple(months)
