"""Double entry in three tables. Posted lines never change: the database refuses it (migration 0002).

Positive amounts flow in, negative ones out. Numbers for kinds and headings are the caller's and mean nothing here.
"""

from django.db import models


class LedgerAccount(models.Model):
    """A place where tokens are. A stock keeps a balance; a source or sink keeps none, its total is a sum of entries.

    `id` is given by the owner. `floor` is the lowest balance allowed: null for none, 0 for a reseller, below 0 while a
    forced posting has put it there; it follows the balance up again and never above 0. `open_period` is the first
    month that still takes entries.
    """

    id = models.BigIntegerField(primary_key=True)
    balance = models.BigIntegerField(null=True)
    version = models.BigIntegerField(default=0)
    floor = models.BigIntegerField(null=True)
    open_period = models.DateField(null=True)

    class Meta:
        db_table = "ledger_account"
        # One short check: the database reads a constraint's text again for every statement.
        constraints = [
            models.CheckConstraint(
                condition=models.Q(floor__isnull=True) | models.Q(balance__gte=models.F("floor"), floor__lte=0),
                name="ledger_account_floor",
            ),
        ]

    def __str__(self) -> str:
        return f"ledger account {self.id}"


class Transaction(models.Model):
    """One balanced movement. `(kind, document_id, revision)` is the business key: it is posted once.

    Transactions of one call share `batch_id`. `period` is the first day of the month that it counts in.
    """

    id = models.BigAutoField(primary_key=True)
    batch_id = models.BigIntegerField()
    kind = models.SmallIntegerField()
    document_id = models.BigIntegerField()
    revision = models.IntegerField()
    reverses_id = models.BigIntegerField(null=True)
    posted_at = models.DateTimeField()
    period = models.DateField()
    forced = models.BooleanField()
    actor = models.TextField()
    reason = models.TextField(blank=True)

    class Meta:
        db_table = "ledger_transaction"
        constraints = [
            models.UniqueConstraint(fields=["kind", "document_id", "revision"], name="ledger_transaction_once"),
            models.UniqueConstraint(
                fields=["reverses_id"],
                condition=models.Q(reverses_id__isnull=False),
                name="ledger_transaction_reversed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"transaction {self.id}"


class Entry(models.Model):
    """One leg of a transaction. `seq` numbers a stock's entries without a gap; `balance_after` is its balance then.

    Account and transaction are plain numbers, not foreign keys: the check of a key locks the row it points to, and
    every posting would queue at the vendor's source. The insert trigger checks both.
    """

    pk = models.CompositePrimaryKey("transaction_id", "leg")
    transaction_id = models.BigIntegerField()
    leg = models.IntegerField()
    account_id = models.BigIntegerField()
    heading = models.SmallIntegerField()
    amount = models.BigIntegerField()
    seq = models.BigIntegerField(null=True)
    balance_after = models.BigIntegerField(null=True)

    class Meta:
        db_table = "ledger_entry"
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "seq"], condition=models.Q(seq__isnull=False), name="ledger_entry_seq"
            ),
            models.CheckConstraint(
                condition=~models.Q(amount=0) & models.Q(amount__range=(-2_000_000_000, 2_000_000_000)),
                name="ledger_entry_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"entry {self.transaction_id}/{self.leg}"
