"""What a purchase order line becomes."""

from dataclasses import dataclass, field

from tokenstock.orders.services import Placed

__all__ = ["NEEDS_IDENTIFICATION", "LineResult"]

NEEDS_IDENTIFICATION = "needs_identification"


@dataclass(frozen=True)
class LineResult:
    """What a line became: `kind` of order, or needs_identification with its `reason`; `repeated`: it was so before."""

    number: str
    ref: str
    kind: str
    reason: str = ""
    repeated: bool = False
    placed: Placed | None = field(default=None, compare=False)
