"""The Django application of this package."""

from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "tokenstock.registration"
    label = "registration"
    default_auto_field = "django.db.models.BigAutoField"
