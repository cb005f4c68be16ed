"""The IMEI of a claimed device, where it has one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registration", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="imei",
            field=models.CharField(blank=True, default="", max_length=15),
            preserve_default=False,
        ),
    ]
