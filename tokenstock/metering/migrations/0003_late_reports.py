"""Reports for months that are closed, kept and not charged, and what each would make of its month."""

from pathlib import Path

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("metering", "0002_peaks"), ("audit", "0001_record")]

    operations = [
        migrations.CreateModel(
            name="LateReport",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("account_id", models.BigIntegerField()),
                ("system_id", models.BigIntegerField()),
                ("activated", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("month", models.DateField()),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("received_by", models.TextField()),
            ],
            options={
                "db_table": "metering_late_report",
                "indexes": [models.Index(fields=["account_id", "id"], name="late_report_account")],
                "constraints": [
                    models.UniqueConstraint(fields=("system_id", "activated", "at", "month"), name="late_report_once"),
                    models.CheckConstraint(
                        condition=models.Q(("until_at__gt", models.F("from_at"))), name="late_report_in_order"
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0003_late_reports.sql").read_text(),
            "DROP FUNCTION metering_suppose",
        ),
    ]
