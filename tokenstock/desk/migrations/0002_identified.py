"""Who said whom a waiting line is for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="purchaseorderline",
            name="identified_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="purchaseorderline",
            name="identified_by",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
    ]
