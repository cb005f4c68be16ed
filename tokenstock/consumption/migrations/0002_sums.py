"""What a close took and whom it suspended; the closes that are done are counted now."""

from django.db import migrations, models

COUNT = """
    UPDATE consumption_month_close c SET tokens = s.tokens
    FROM (SELECT month, sum(consumed) AS tokens FROM stock_statement WHERE closed_at IS NOT NULL GROUP BY month) s
    WHERE s.month = c.month AND c.finished_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("consumption", "0001_initial"), ("stock", "0001_standing")]

    operations = [
        migrations.AddField("monthclose", "tokens", models.BigIntegerField(null=True)),
        migrations.AddField("monthclose", "suspended", models.IntegerField(null=True)),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
