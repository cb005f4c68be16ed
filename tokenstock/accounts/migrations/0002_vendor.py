"""The vendor: the root of the tree, there from the start. Its name is changed in Administration."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO accounts_account (uid, name, name_key, type, offer_class, created_at)"
            " VALUES (replace(gen_random_uuid()::text, '-', ''), 'Tokenstock Vendor', 'tokenstock vendor', 'vendor',"
            " 'partner', now())",
            migrations.RunSQL.noop,
        ),
    ]
