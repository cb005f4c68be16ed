"""Why a system is not registered, activated or put out. Each leaves nothing behind."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from tokenstock.kernel.errors import Refusal


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


@dataclass
class FutureInstant(Refusal):
    """A report speaks of what has not come yet."""

    code: ClassVar[str] = "future_instant"
    at: datetime
    now: datetime


@dataclass
class BeforeRegistration(Refusal):
    """A late report speaks of a time before the system was registered."""

    code: ClassVar[str] = "before_registration"
    at: datetime
    registered_at: datetime


@dataclass
class ActivatedThen(Refusal):
    """A late report says that the system was activated when it is known to have been so already."""

    code: ClassVar[str] = "activated_then"
    at: datetime
    since: datetime


@dataclass
class NotActivatedThen(Refusal):
    """A late report says that the system was deactivated when it is not known to have been activated."""

    code: ClassVar[str] = "not_activated_then"
    at: datetime


class NoSystemChosen(Refusal):
    """No system was named."""

    code: ClassVar[str] = "no_system_chosen"


@dataclass
class TooManySystems(Refusal):
    """More systems than can be switched at once."""

    code: ClassVar[str] = "too_many_systems"
    limit: int
    chosen: int


@dataclass
class SystemsNotReady(Refusal):
    """Some of the systems chosen are not in the state that this needs; `serials` names them, in order."""

    code: ClassVar[str] = "systems_not_ready"
    serials: str
