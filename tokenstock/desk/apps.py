"""The Django application of this package."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "tokenstock.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
