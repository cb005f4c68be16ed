"""Reading the ledger."""

from django.db.models import Sum

from tokenstock.ledger.models import Entry, Transaction

__all__ = ["live_transaction_id", "total"]


def live_transaction_id(*, kind: int, document_id: int) -> int:
    """The latest transaction of this document, the one that a correction reverses."""
    return (
        Transaction.objects.filter(kind=kind, document_id=document_id)
        .order_by("-revision")
        .values_list("id", flat=True)[0]
    )


def total(*, account_id: int) -> int:
    """The sum of all entries of an account: how a source or sink stands, which keeps no balance."""
    return Entry.objects.filter(account_id=account_id).aggregate(total=Sum("amount"))["total"] or 0
