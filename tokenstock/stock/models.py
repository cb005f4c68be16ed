"""What is known of an account's stock: one row to read it from, and one statement a month.

Both are written by the door alone, in the transaction of the posting. The forecast is made by the database from the
other columns (migration 0001), so whoever writes a row, single posting or month close, gets the same dates.
"""

from datetime import date

from django.db import models
from django.db.models import F, Func, Q

from tokenstock.kernel.months import Month

NOW = -1
"""Months ahead for a date that has come already."""


class Standing(models.Model):
    """Everything a page asks about one account's stock, in one indexed row.

    `stock` in tokens. `month` is the first day of the month that is open. `peak` is its peak so far, `previous_peak`
    the month's before (null where the account had no chargeable time in it). `lapsed`: suspended for its stock.
    `consumes`: its class pays for systems and it is not closed. `closed`: nothing moves any more.
    `run_out_months` and `suspension_months`: -1 for now, 0 for the end of `month`, k for k months later, null for none.
    """

    account = models.OneToOneField("accounts.Account", models.PROTECT, primary_key=True, related_name="standing")
    partner = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False)
    consumes = models.BooleanField()
    stock = models.BigIntegerField(default=0)
    month = models.DateField()
    registered = models.IntegerField(default=0)
    activated = models.IntegerField(default=0)
    peak = models.IntegerField(default=0)
    peak_as_of = models.DateTimeField()
    previous_peak = models.IntegerField(null=True)
    held = models.BooleanField(default=False)
    hold_reason = models.TextField(blank=True)
    short_since = models.DateTimeField(null=True)
    lapsed = models.BooleanField(default=False)
    closed = models.BooleanField(default=False, db_default=False)
    last_order_at = models.DateTimeField(null=True)
    suspended = models.GeneratedField(
        # A condition is an expression too; the stubs do not know.
        expression=Q(held=True) | Q(lapsed=True),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )
    expected = models.GeneratedField(
        expression=F("stock") - F("peak"), output_field=models.BigIntegerField(), db_persist=True
    )
    provisional = models.GeneratedField(
        expression=Func("consumes", "previous_peak", function="stock_provisional"),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    run_out_months = models.GeneratedField(
        expression=Func("consumes", "stock", "peak", "previous_peak", function="stock_run_out_months"),
        output_field=models.SmallIntegerField(null=True),
        db_persist=True,
    )
    suspension_months = models.GeneratedField(
        expression=Func("consumes", "stock", "peak", "previous_peak", function="stock_suspension_months"),
        output_field=models.SmallIntegerField(null=True),
        db_persist=True,
    )

    class Meta:
        db_table = "stock_standing"
        indexes = [
            models.Index(fields=["partner", "run_out_months", "account"], name="standing_by_run_out"),
            models.Index(
                fields=["short_since"], condition=Q(short_since__isnull=False, lapsed=False), name="standing_short"
            ),
        ]

    def __str__(self) -> str:
        return f"standing of account {self.account_id}"

    @property
    def status(self) -> str:
        """`active`, `suspended` or `closed`."""
        if self.closed:
            return "closed"
        return "suspended" if self.suspended else "active"

    @property
    def run_out(self) -> date | str | None:
        """The month end by which the tokens are consumed, "now", or None."""
        return self._forecast_date(self.run_out_months)

    @property
    def suspension_expected(self) -> date | str | None:
        """The month end at which the account would be suspended, "now", or None."""
        return self._forecast_date(self.suspension_months)

    def _forecast_date(self, months: int | None) -> date | str | None:
        if months is None:
            return None
        return "now" if months == NOW else Month.holding(self.month).plus(months).last_day


class Statement(models.Model):
    """One account's month in tokens: opening + received - sent + adjusted + bonus - consumed = closing.

    `passed_through` is what was delivered to a customer in the account's name; it does not change the stock.
    While the month is open the sums run with each posting; the close adds `consumed`, `peak` and `closing`.
    """

    pk = models.CompositePrimaryKey("account_id", "month")
    account = models.ForeignKey(
        # Without a check per row: a month end enters one for every account, and no account is ever deleted.
        "accounts.Account",
        models.PROTECT,
        related_name="statements",
        db_index=False,
        db_constraint=False,
    )
    month = models.DateField()
    opening = models.BigIntegerField(default=0)
    received = models.BigIntegerField(default=0)
    sent = models.BigIntegerField(default=0)
    passed_through = models.BigIntegerField(default=0)
    adjusted = models.BigIntegerField(default=0)
    bonus = models.BigIntegerField(default=0)
    consumed = models.BigIntegerField(default=0)
    closing = models.BigIntegerField(null=True)
    peak = models.IntegerField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "stock_statement"
        constraints = [
            models.CheckConstraint(
                condition=Q(closing__isnull=True, closed_at__isnull=True)
                | Q(
                    closed_at__isnull=False,
                    closing__isnull=False,
                    closing=F("opening") + F("received") - F("sent") + F("adjusted") + F("bonus") - F("consumed"),
                ),
                name="statement_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"statement of account {self.account_id} for {self.month:%Y-%m}"
