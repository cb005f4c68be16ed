"""Purchase order lines."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("orders", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PurchaseOrderLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("ref", models.CharField(max_length=300, unique=True)),
                ("po_number", models.CharField(max_length=100)),
                ("received_at", models.DateTimeField()),
                ("received_by", models.TextField()),
                ("kind", models.CharField(max_length=20)),
                ("reason", models.CharField(blank=True, max_length=20)),
                ("asked", models.JSONField()),
                (
                    "buyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="purchase_order_line",
                        to="orders.order",
                    ),
                ),
            ],
            options={
                "db_table": "desk_line",
                "indexes": [
                    models.Index(
                        condition=models.Q(("order__isnull", True)), fields=["received_at"], name="desk_line_waiting"
                    )
                ],
            },
        ),
    ]
