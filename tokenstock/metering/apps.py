"""The Django application of this package."""

from django.apps import AppConfig


class MeteringConfig(AppConfig):
    name = "tokenstock.metering"
    label = "metering"
    default_auto_field = "django.db.models.BigAutoField"
