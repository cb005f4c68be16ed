"""Purchase order lines as they came in, and what each became."""

from django.db import models
from django.db.models import Q


class PurchaseOrderLine(models.Model):
    """One line of a purchase order received by the vendor. `order` is null while it needs identification.

    `asked` is the line word by word: the same again is a repetition, anything else under the same `ref` a conflict.
    `reason` is why it waited, and stays; `identified_at` and `identified_by` are of the person who said whom it is for.
    """

    id = models.BigAutoField(primary_key=True)
    ref = models.CharField(max_length=300, unique=True)
    buyer = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    po_number = models.CharField(max_length=100)
    received_at = models.DateTimeField()
    received_by = models.TextField()
    kind = models.CharField(max_length=20)
    reason = models.CharField(max_length=20, blank=True)
    order = models.OneToOneField("orders.Order", models.PROTECT, null=True, related_name="purchase_order_line")
    identified_at = models.DateTimeField(null=True)
    identified_by = models.TextField(blank=True)
    asked = models.JSONField()

    class Meta:
        db_table = "desk_line"
        indexes = [
            models.Index(fields=["received_at"], condition=Q(order__isnull=True), name="desk_line_waiting"),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def number(self) -> str:
        """The line's number in its purchase order."""
        return self.ref.rsplit("/", 1)[-1]
