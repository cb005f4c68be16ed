"""The Django application of this package."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "tokenstock.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
