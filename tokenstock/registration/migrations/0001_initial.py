"""AirLink Complete claims."""

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("serial", models.CharField(max_length=60, unique=True)),
                ("model", models.CharField(max_length=60)),
                ("tokens", models.IntegerField()),
                ("claimed_at", models.DateTimeField()),
                ("claimed_by", models.TextField()),
                ("booked_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="accounts.account"
                    ),
                ),
            ],
            options={
                "db_table": "registration_claim",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("serial", django.db.models.functions.text.Upper("serial"))),
                        name="claim_serial_in_upper_case",
                    )
                ],
            },
        ),
    ]
