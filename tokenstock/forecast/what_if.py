"""What activating more systems would come to: an estimate for systems that need not exist yet. Nothing is written."""

from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings

from tokenstock.accounts.models import OfferClass
from tokenstock.devices.services import Position, Switched
from tokenstock.forecast.dates import Supposed, dates
from tokenstock.kernel.errors import Refusal
from tokenstock.stock.models import Standing
from tokenstock.stock.services import AccountClosed, AccountSuspended

__all__ = ["LimitPassed", "what_if"]


@dataclass
class LimitPassed(Refusal):
    """So many more systems are more than the offer class allows."""

    code: ClassVar[str] = "limit_passed"
    limit: int
    registered: int
    systems: int


def what_if(*, standing: Standing, systems: int) -> Switched:
    """What activating so many systems more at this moment would do. `standing` comes with its account. One query.

    Where a month counts different systems, each is taken for one that was not activated in it before.

    :raises AccountClosed, AccountSuspended: nothing can be activated.
    :raises LimitPassed: they would not fit into the account.
    """
    if standing.closed:
        raise AccountClosed(standing.account.name)
    if standing.suspended:
        raise AccountSuspended
    limit = OfferClass(standing.account.offer_class).registered_limit
    if limit is not None and standing.registered + systems > limit:
        raise LimitPassed(limit=limit, registered=standing.registered, systems=systems)
    peak = _peak(standing, systems)
    supposed = Supposed(
        consumes=standing.consumes,
        month=standing.month,
        stock=standing.stock,
        peak=peak,
        rate=standing.previous_peak,
    )
    (after,) = dates(of=[supposed])
    return Switched(
        account_id=standing.account_id,
        consumes=standing.consumes,
        systems=systems,
        month=standing.month,
        before=Position.of(standing),
        after=Position(
            activated=standing.activated + systems,
            peak=peak,
            expected=standing.stock - peak,
            run_out=after.run_out,
            suspension=after.suspension,
        ),
        peak_day=None,
    )


def _peak(standing: Standing, systems: int) -> int:
    if not standing.consumes:
        return standing.peak
    if settings.TOKENSTOCK_PEAK_RULE == "unique_in_month":
        return standing.peak + systems
    return max(standing.peak, standing.activated + systems)
