"""Reading what the desk has received, and what waits there."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tokenstock.catalogue.selectors import product_list
from tokenstock.desk._candidates import Candidate, candidates_of
from tokenstock.desk.models import PurchaseOrderLine

__all__ = [
    "Candidate",
    "WaitingTokens",
    "candidates",
    "candidates_for",
    "waiting_line",
    "waiting_lines",
    "waiting_tokens",
]


@dataclass(frozen=True)
class WaitingTokens:
    """What waits for identification: so many lines, and the tokens that they will bring. Nobody has these yet."""

    lines: int
    tokens: int


def waiting_lines(*, limit: int, buyer_id: int | None = None) -> list[PurchaseOrderLine]:
    """The lines that need identification, with their buyers, the latest first: of one buyer, or (None) of all."""
    waiting = PurchaseOrderLine.objects.filter(order=None).select_related("buyer")
    if buyer_id is not None:
        waiting = waiting.filter(buyer_id=buyer_id)
    return list(waiting.order_by("-received_at", "-id")[:limit])


def waiting_line(*, line_id: int) -> PurchaseOrderLine | None:
    """A line that needs or needed identification, with its buyer; None where there is no such line."""
    lines = PurchaseOrderLine.objects.select_related("buyer").exclude(order__isnull=False, identified_at=None)
    return lines.filter(id=line_id).first()


def waiting_tokens(*, buyer_ids: Sequence[int] | None = None) -> dict[int, WaitingTokens]:
    """What waits for identification, by buyer; one for whom nothing waits is not in it."""
    waiting = PurchaseOrderLine.objects.filter(order=None)
    if buyer_ids is not None:
        waiting = waiting.filter(buyer_id__in=buyer_ids)
    rows = list(waiting.values_list("buyer_id", "asked__packs", "asked__sku"))
    if not rows:
        return {}
    tokens_in = {product.sku: product.tokens_per_pack for product in product_list()}
    by_buyer: dict[int, list[int]] = defaultdict(list)
    for buyer_id, packs, sku in rows:
        by_buyer[buyer_id].append(packs * tokens_in[sku])
    return {buyer_id: WaitingTokens(len(tokens), sum(tokens)) for buyer_id, tokens in by_buyer.items()}


def candidates(*, line: PurchaseOrderLine) -> list[Candidate]:
    """The subaccounts of its buyer that a line may have meant, best first, at most five. One query."""
    return candidates_of([line])[line.id]


def candidates_for(*, lines: Sequence[PurchaseOrderLine]) -> dict[int, list[Candidate]]:
    """The same for several lines, by their numbers. One query for all."""
    return candidates_of(lines) if lines else {}
