"""The Django application of this package."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "tokenstock.reminders"
    label = "reminders"
    default_auto_field = "django.db.models.BigAutoField"
