"""Reading what the desk has received."""

from tokenstock.desk.models import PurchaseOrderLine

__all__ = ["waiting_lines"]


def waiting_lines(*, limit: int) -> list[PurchaseOrderLine]:
    """The lines that need identification, with their buyers, the latest first."""
    waiting = PurchaseOrderLine.objects.filter(order=None).select_related("buyer")
    return list(waiting.order_by("-received_at", "-id")[:limit])
