"""Support contacts, sign-up addresses and images; every reseller that is there gets its address."""

import secrets
from typing import Any

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models


def give_addresses(apps: Any, schema_editor: Any) -> None:
    accounts = apps.get_model("accounts", "Account").objects.filter(type__in=["distributor", "partner"])
    addresses = apps.get_model("profile", "SignupAddress").objects
    addresses.bulk_create(
        addresses.model(account=account, token=secrets.token_urlsafe(16), created_at=account.created_at)
        for account in accounts.iterator()
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("accounts", "0004_brand"),
    ]

    operations = [
        migrations.CreateModel(
            name="BrandImage",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="accounts.account",
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("width", models.SmallIntegerField()),
                ("height", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "profile_brand_image",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="brand_image_digest_form"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("height__gte", 1), ("height__lte", 160), ("width__gte", 1), ("width__lte", 480)
                        ),
                        name="brand_image_small",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length("content"), 300000
                        ),
                        name="brand_image_light",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupportContact",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="accounts.account",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("email", models.CharField(blank=True, max_length=254)),
                ("web", models.CharField(blank=True, max_length=200)),
                ("version", models.IntegerField()),
            ],
            options={
                "db_table": "profile_support_contact",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("email", ""), ("phone", ""), ("web", "")),
                            models.Q(models.Q(("phone", ""), _negated=True), models.Q(("email", ""), _negated=True)),
                            models.Q(models.Q(("phone", ""), _negated=True), models.Q(("web", ""), _negated=True)),
                            models.Q(models.Q(("email", ""), _negated=True), models.Q(("web", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="contact_none_or_at_least_two",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SignupAddress",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("token", models.CharField(max_length=22, unique=True)),
                ("created_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
            options={
                "db_table": "profile_signup_address",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_at__isnull", True)),
                        fields=("account",),
                        name="signup_address_one_current",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("token__regex", "^[A-Za-z0-9_-]{22}$")), name="signup_address_form"
                    ),
                ],
            },
        ),
        migrations.RunPython(give_addresses, migrations.RunPython.noop),
    ]
