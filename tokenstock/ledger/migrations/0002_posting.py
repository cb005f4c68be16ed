"""The one way into the ledger, and its guards."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_tables")]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0002_posting.sql").read_text(),
            "DROP FUNCTION ledger_post, ledger_post_set, ledger_require, ledger_open, ledger_advance, ledger_lock, ledger_floor, ledger_check_balanced, ledger_check_chained, ledger_refuse_delete CASCADE",
        ),
    ]
