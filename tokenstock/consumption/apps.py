"""The Django application of this package."""

from django.apps import AppConfig


class ConsumptionConfig(AppConfig):
    name = "tokenstock.consumption"
    label = "consumption"
    default_auto_field = "django.db.models.BigAutoField"
