"""The Django application of this package."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tokenstock.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
