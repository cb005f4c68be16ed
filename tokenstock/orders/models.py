"""Orders with every wording they ever had, and stock adjustments."""

from django.db import models
from django.db.models import Q


class Order(models.Model):
    """Packs sold by one company to another, as it stands now. Its past is in its revisions, its tokens in the ledger.

    `seller` is null where the vendor sells. `via` is the partner in whose name a delegated order went to a customer.
    `period` is the first day of the month that it was entered in. `asked` is what was first asked for, word by word:
    the same again is a repetition, anything else under the same `ref` a conflict.
    """

    class Kind(models.TextChoices):
        """Which way the tokens take."""

        WHOLESALE = "wholesale", "Wholesale"
        DELEGATED = "delegated", "Delegated"
        DIRECT = "direct", "Direct"
        TOKEN = "token", "Token order"

    id = models.BigAutoField(primary_key=True)
    ref = models.CharField(max_length=300, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    seller = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="sales", db_index=False)
    via = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="passed_orders", db_index=False)
    buyer = models.ForeignKey("accounts.Account", models.PROTECT, related_name="purchases", db_index=False)
    po_number = models.CharField(max_length=100, blank=True)
    ordered_on = models.DateField()
    product = models.ForeignKey("catalogue.Product", models.PROTECT, related_name="+", db_index=False)
    packs = models.IntegerField()
    tokens = models.BigIntegerField()
    list_price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    discount = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    note = models.TextField(blank=True)
    period = models.DateField()
    entered_at = models.DateTimeField()
    entered_by = models.TextField()
    version = models.IntegerField(default=1)
    deleted_at = models.DateTimeField(null=True)
    asked = models.JSONField()

    class Meta:
        db_table = "orders_order"
        indexes = [
            models.Index(fields=["buyer", "entered_at"], name="order_by_buyer"),
            models.Index(fields=["seller", "entered_at"], name="order_by_seller"),
            models.Index(fields=["via", "entered_at"], name="order_by_via"),
            models.Index(fields=["buyer", "po_number"], name="order_by_po"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(packs__range=(1, 100_000)), name="order_packs_range"),
            models.CheckConstraint(condition=Q(tokens__gte=1), name="order_tokens_positive"),
            models.CheckConstraint(
                condition=Q(kind="token", seller__isnull=False, via__isnull=True)
                | Q(kind="delegated", seller__isnull=True, via__isnull=False)
                | Q(kind__in=["wholesale", "direct"], seller__isnull=True, via__isnull=True),
                name="order_parties_by_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class ReservedRef(models.Model):
    """A reference that waits for its order: of a purchase order line that nobody has said yet whom it is for."""

    ref = models.CharField(max_length=300, primary_key=True)

    class Meta:
        db_table = "orders_reserved_ref"

    def __str__(self) -> str:
        return self.ref


class OrderRevision(models.Model):
    """One wording of an order: what it said from `at` on, who changed it and why. Never rewritten."""

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(Order, models.PROTECT, related_name="revisions")
    version = models.IntegerField()
    at = models.DateTimeField()
    actor = models.TextField()
    reason = models.TextField(blank=True)
    request_key = models.CharField(max_length=255, null=True)
    deleted = models.BooleanField(default=False)
    forced = models.BooleanField(default=False)
    content = models.JSONField()

    class Meta:
        db_table = "orders_revision"
        constraints = [models.UniqueConstraint(fields=["order", "version"], name="order_revision_once")]

    def __str__(self) -> str:
        return f"{self.order_id} as of version {self.version}"


class Adjustment(models.Model):
    """A credit (positive) or debit (negative) note in tokens. `counterparty` is the partner, or null for the vendor."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="adjustments", db_index=False)
    counterparty = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="given_adjustments", db_index=False
    )
    tokens = models.BigIntegerField()
    reason = models.TextField()
    corrects = models.ForeignKey(Order, models.PROTECT, null=True, related_name="corrections")
    period = models.DateField()
    entered_at = models.DateTimeField()
    entered_by = models.TextField()
    request_key = models.CharField(max_length=255, null=True)
    asked = models.JSONField()

    class Meta:
        db_table = "orders_adjustment"
        indexes = [
            models.Index(fields=["account", "entered_at"], name="adjustment_by_account"),
            models.Index(fields=["counterparty", "entered_at"], name="adjustment_by_counterparty"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(tokens=0), name="adjustment_moves_something"),
            models.UniqueConstraint(
                # Of the vendor, which has no number here, too.
                fields=["counterparty", "request_key"],
                condition=Q(request_key__isnull=False),
                nulls_distinct=False,
                name="adjustment_once_a_key",
            ),
        ]

    def __str__(self) -> str:
        return f"adjustment {self.id}"
