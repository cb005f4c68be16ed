"""The catalogue, with the Service Pack in it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("audit", "0001_record")]

    operations = [
        migrations.CreateModel(
            name="Product",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("sku", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=100)),
                ("tokens_per_pack", models.PositiveIntegerField()),
                ("list_price", models.DecimalField(max_digits=10, decimal_places=2)),
                ("currency", models.CharField(max_length=3, default="USD")),
            ],
            options={
                "db_table": "catalogue_product",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(tokens_per_pack__range=(1, 10_000)), name="product_tokens_range"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            "INSERT INTO catalogue_product (sku, name, tokens_per_pack, list_price, currency)"
            " VALUES ('9010177', 'Service Pack', 12, 20.00, 'USD')",
            migrations.RunSQL.noop,
        ),
    ]
