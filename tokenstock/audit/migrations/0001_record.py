"""The program's role, the guards of append-only tables, and the record itself."""

from pathlib import Path

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0001_guards.sql").read_text(),
            "DROP FUNCTION audit_append_only, audit_withhold, audit_refuse_change CASCADE",
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("action", models.TextField()),
                ("subject", models.TextField()),
                ("account_id", models.BigIntegerField(null=True)),
                ("reason", models.TextField(blank=True)),
                ("detail", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "audit_record",
                "indexes": [models.Index(fields=["account_id", "id"], name="audit_record_account")],
            },
        ),
        migrations.RunSQL("SELECT audit_append_only('audit_record')", migrations.RunSQL.noop),
    ]
