"""Renewals: when one is due, and to whom each was brought how far ahead."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registration", "0002_imei"), ("accounts", "0003_closing"), ("audit", "0001_record")]

    operations = [
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["claimed_at"], name="claim_by_instant"),
        ),
        migrations.CreateModel(
            name="Renewal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stage", models.SmallIntegerField(choices=[(90, "Ninety"), (30, "Thirty"), (7, "Seven")])),
                ("due_on", models.DateField()),
                ("brought_at", models.DateTimeField()),
                (
                    "claim",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewals",
                        to="registration.claim",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
            options={
                "db_table": "registration_renewal",
                "constraints": [
                    models.UniqueConstraint(fields=("claim", "stage"), name="renewal_once_a_stage"),
                    models.CheckConstraint(condition=models.Q(("stage__in", [90, 30, 7])), name="renewal_stage_known"),
                ],
            },
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0003_renewals.sql").read_text(),
            "DROP FUNCTION registration_bring_renewals, registration_renewal_due",
        ),
    ]
