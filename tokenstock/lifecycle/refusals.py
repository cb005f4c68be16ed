"""Why something is not done to a whole account. Each leaves nothing behind."""

from dataclasses import dataclass
from typing import ClassVar

from tokenstock.kernel.errors import Refusal


@dataclass
class StateUnchanged(Refusal):
    """The account is so already."""

    code: ClassVar[str] = "wrong_state"
    state: str


class ReasonMissing(Refusal):
    """Nobody said why."""

    code: ClassVar[str] = "reason_missing"


@dataclass
class StockLeft(Refusal):
    """The account would be closed with tokens: of those `held`, this month takes `due`, and `left` would be left."""

    code: ClassVar[str] = "stock_left"
    held: int
    due: int
    left: int


@dataclass
class SubaccountsOpen(Refusal):
    """Accounts below are not closed."""

    code: ClassVar[str] = "subaccounts_open"
    count: int


@dataclass
class SystemsActivated(Refusal):
    """Systems of the account are activated."""

    code: ClassVar[str] = "systems_activated"
    activated: int
