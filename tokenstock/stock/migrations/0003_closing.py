"""Closed accounts: their standing says so, and their stock stays where it is."""

from pathlib import Path

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stock", "0002_door"), ("accounts", "0003_closing")]

    operations = [
        migrations.AddField(
            model_name="standing",
            name="closed",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0003_closing.sql").read_text(),
            "DROP FUNCTION stock_refuse_closed CASCADE",
        ),
    ]
