"""The forecast, the read row of each account that it is part of, and the statements."""

from pathlib import Path

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0001_forecast.sql").read_text(),
            "DROP FUNCTION stock_provisional, stock_run_out_months, stock_suspension_months",
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="accounts.account",
                    ),
                ),
                ("consumes", models.BooleanField()),
                ("stock", models.BigIntegerField(default=0)),
                ("month", models.DateField()),
                ("registered", models.IntegerField(default=0)),
                ("activated", models.IntegerField(default=0)),
                ("peak", models.IntegerField(default=0)),
                ("peak_as_of", models.DateTimeField()),
                ("previous_peak", models.IntegerField(null=True)),
                ("held", models.BooleanField(default=False)),
                ("hold_reason", models.TextField(blank=True)),
                ("short_since", models.DateTimeField(null=True)),
                ("lapsed", models.BooleanField(default=False)),
                ("last_order_at", models.DateTimeField(null=True)),
                (
                    "suspended",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Q(("held", True), ("lapsed", True), _connector="OR"),
                        output_field=models.BooleanField(),
                    ),
                ),
                (
                    "expected",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            models.F("stock"), "-", models.F("peak")
                        ),
                        output_field=models.BigIntegerField(),
                    ),
                ),
                (
                    "provisional",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func("consumes", "previous_peak", function="stock_provisional"),
                        output_field=models.BooleanField(),
                    ),
                ),
                (
                    "run_out_months",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            "consumes", "stock", "peak", "previous_peak", function="stock_run_out_months"
                        ),
                        output_field=models.SmallIntegerField(null=True),
                    ),
                ),
                (
                    "suspension_months",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            "consumes", "stock", "peak", "previous_peak", function="stock_suspension_months"
                        ),
                        output_field=models.SmallIntegerField(null=True),
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "db_table": "stock_standing",
                "indexes": [
                    models.Index(fields=["partner", "run_out_months", "account"], name="standing_by_run_out"),
                    models.Index(
                        condition=models.Q(("lapsed", False), ("short_since__isnull", False)),
                        fields=["short_since"],
                        name="standing_short",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "account_id", "month", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField()),
                ("opening", models.BigIntegerField(default=0)),
                ("received", models.BigIntegerField(default=0)),
                ("sent", models.BigIntegerField(default=0)),
                ("passed_through", models.BigIntegerField(default=0)),
                ("adjusted", models.BigIntegerField(default=0)),
                ("bonus", models.BigIntegerField(default=0)),
                ("consumed", models.BigIntegerField(default=0)),
                ("closing", models.BigIntegerField(null=True)),
                ("peak", models.IntegerField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "db_table": "stock_statement",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closing__isnull", True)),
                            models.Q(
                                ("closed_at__isnull", False),
                                (
                                    "closing",
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    django.db.models.expressions.CombinedExpression(
                                                        models.F("opening"), "+", models.F("received")
                                                    ),
                                                    "-",
                                                    models.F("sent"),
                                                ),
                                                "+",
                                                models.F("adjusted"),
                                            ),
                                            "+",
                                            models.F("bonus"),
                                        ),
                                        "-",
                                        models.F("consumed"),
                                    ),
                                ),
                                ("closing__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="statement_adds_up",
                    )
                ],
            },
        ),
    ]
