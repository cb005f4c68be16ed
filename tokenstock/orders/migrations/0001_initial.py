"""Orders, their revisions, references kept for them, and adjustments."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("catalogue", "0001_product"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReservedRef",
            fields=[("ref", models.CharField(max_length=300, primary_key=True, serialize=False))],
            options={"db_table": "orders_reserved_ref"},
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("ref", models.CharField(max_length=300, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("wholesale", "Wholesale"),
                            ("delegated", "Delegated"),
                            ("direct", "Direct"),
                            ("token", "Token order"),
                        ],
                        max_length=10,
                    ),
                ),
                ("po_number", models.CharField(blank=True, max_length=100)),
                ("ordered_on", models.DateField()),
                ("packs", models.IntegerField()),
                ("tokens", models.BigIntegerField()),
                ("list_price", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ("discount", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ("note", models.TextField(blank=True)),
                ("period", models.DateField()),
                ("entered_at", models.DateTimeField()),
                ("entered_by", models.TextField()),
                ("version", models.IntegerField(default=1)),
                ("deleted_at", models.DateTimeField(null=True)),
                ("asked", models.JSONField()),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="purchases",
                        to="accounts.account",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.product",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sales",
                        to="accounts.account",
                    ),
                ),
                (
                    "via",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passed_orders",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "db_table": "orders_order",
            },
        ),
        migrations.CreateModel(
            name="Adjustment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tokens", models.BigIntegerField()),
                ("reason", models.TextField()),
                ("period", models.DateField()),
                ("entered_at", models.DateTimeField()),
                ("entered_by", models.TextField()),
                ("request_key", models.CharField(max_length=255, null=True)),
                ("asked", models.JSONField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustments",
                        to="accounts.account",
                    ),
                ),
                (
                    "counterparty",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="given_adjustments",
                        to="accounts.account",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="orders.order",
                    ),
                ),
            ],
            options={
                "db_table": "orders_adjustment",
            },
        ),
        migrations.CreateModel(
            name="OrderRevision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("reason", models.TextField(blank=True)),
                ("request_key", models.CharField(max_length=255, null=True)),
                ("deleted", models.BooleanField(default=False)),
                ("forced", models.BooleanField(default=False)),
                ("content", models.JSONField()),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="orders.order"
                    ),
                ),
            ],
            options={
                "db_table": "orders_revision",
            },
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["buyer", "entered_at"], name="order_by_buyer"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["seller", "entered_at"], name="order_by_seller"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["via", "entered_at"], name="order_by_via"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["buyer", "po_number"], name="order_by_po"),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(("packs__range", (1, 100000))), name="order_packs_range"
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(condition=models.Q(("tokens__gte", 1)), name="order_tokens_positive"),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "token"), ("seller__isnull", False), ("via__isnull", True)),
                    models.Q(("kind", "delegated"), ("seller__isnull", True), ("via__isnull", False)),
                    models.Q(("kind__in", ["wholesale", "direct"]), ("seller__isnull", True), ("via__isnull", True)),
                    _connector="OR",
                ),
                name="order_parties_by_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="adjustment",
            index=models.Index(fields=["account", "entered_at"], name="adjustment_by_account"),
        ),
        migrations.AddIndex(
            model_name="adjustment",
            index=models.Index(fields=["counterparty", "entered_at"], name="adjustment_by_counterparty"),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(("tokens", 0), _negated=True), name="adjustment_moves_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("request_key__isnull", False)),
                fields=("counterparty", "request_key"),
                name="adjustment_once_a_key",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="orderrevision",
            constraint=models.UniqueConstraint(fields=("order", "version"), name="order_revision_once"),
        ),
    ]
