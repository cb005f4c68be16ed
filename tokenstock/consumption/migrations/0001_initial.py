"""Month closes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="MonthClose",
            fields=[
                ("month", models.DateField(primary_key=True, serialize=False)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("accounts", models.IntegerField(default=0)),
            ],
            options={
                "db_table": "consumption_month_close",
            },
        ),
    ]
