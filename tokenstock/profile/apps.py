"""The Django application of this package."""

from django.apps import AppConfig


class ProfileConfig(AppConfig):
    name = "tokenstock.profile"
    label = "profile"
    default_auto_field = "django.db.models.BigAutoField"
