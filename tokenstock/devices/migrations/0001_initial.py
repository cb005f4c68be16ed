"""Systems."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="System",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("serial", models.CharField(max_length=60)),
                ("model", models.CharField(max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("READY", "Registered"),
                            ("ACTIVE", "Activated"),
                            ("SUSPENDED", "Deactivated"),
                            ("RETIRED", "Retired"),
                        ],
                        default="READY",
                        max_length=10,
                    ),
                ),
                ("registered_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="systems", to="accounts.account"
                    ),
                ),
            ],
            options={
                "db_table": "devices_system",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "RETIRED"), _negated=True),
                        fields=("serial",),
                        name="system_serial_in_use_once",
                    )
                ],
            },
        ),
    ]
