"""Which image an account shows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_closing")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="brand_digest",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
    ]
