"""The Django application of this package."""

from django.apps import AppConfig


class DevicesConfig(AppConfig):
    name = "tokenstock.devices"
    label = "devices"
    default_auto_field = "django.db.models.BigAutoField"
