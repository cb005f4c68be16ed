"""What the door does after a posting and at the month end."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("stock", "0001_standing"),
        ("ledger", "0002_posting"),
        ("metering", "0002_peaks"),
        ("audit", "0001_record"),
    ]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0002_door.sql").read_text(),
            "DROP FUNCTION stock_state_batch, stock_meter, stock_judge, stock_close_chunk CASCADE",
        ),
    ]
