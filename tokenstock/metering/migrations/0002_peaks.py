"""Chargeable time and peaks, for any set of accounts."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("metering", "0001_intervals")]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0002_peaks.sql").read_text(),
            "DROP FUNCTION metering_peaks, metering_unique, metering_begin_chargeable, metering_end_chargeable CASCADE",
        ),
    ]
