"""Accounts, transactions and entries."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("audit", "0001_record"),
    ]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "transaction_id", "leg", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("transaction_id", models.BigIntegerField()),
                ("leg", models.IntegerField()),
                ("account_id", models.BigIntegerField()),
                ("heading", models.SmallIntegerField()),
                ("amount", models.BigIntegerField()),
                ("seq", models.BigIntegerField(null=True)),
                ("balance_after", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "ledger_entry",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("seq__isnull", False)),
                        fields=("account_id", "seq"),
                        name="ledger_entry_seq",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount", 0), _negated=True), ("amount__range", (-2000000000, 2000000000))
                        ),
                        name="ledger_entry_amount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerAccount",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("balance", models.BigIntegerField(null=True)),
                ("version", models.BigIntegerField(default=0)),
                ("floor", models.BigIntegerField(null=True)),
                ("open_period", models.DateField(null=True)),
            ],
            options={
                "db_table": "ledger_account",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("floor__isnull", True),
                            models.Q(("balance__gte", models.F("floor")), ("floor__lte", 0)),
                            _connector="OR",
                        ),
                        name="ledger_account_floor",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Transaction",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("batch_id", models.BigIntegerField()),
                ("kind", models.SmallIntegerField()),
                ("document_id", models.BigIntegerField()),
                ("revision", models.IntegerField()),
                ("reverses_id", models.BigIntegerField(null=True)),
                ("posted_at", models.DateTimeField()),
                ("period", models.DateField()),
                ("forced", models.BooleanField()),
                ("actor", models.TextField()),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "db_table": "ledger_transaction",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "document_id", "revision"), name="ledger_transaction_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("reverses_id__isnull", False)),
                        fields=("reverses_id",),
                        name="ledger_transaction_reversed_once",
                    ),
                ],
            },
        ),
    ]
