"""The Django application of this package."""

from django.apps import AppConfig


class VerificationConfig(AppConfig):
    name = "tokenstock.verification"
    label = "verification"
    default_auto_field = "django.db.models.BigAutoField"
