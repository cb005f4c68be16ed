"""The cache that all programs of an installation share; the limits on signing in are counted there."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = [("audit", "0001_record")]

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE installation_cache (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX installation_cache_expires ON installation_cache (expires);
            """,
            "DROP TABLE installation_cache",
        )
    ]
