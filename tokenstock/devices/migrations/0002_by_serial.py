"""An account's systems in the order of their serial numbers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="system",
            index=models.Index(fields=["account", "serial"], name="system_by_serial"),
        ),
    ]
