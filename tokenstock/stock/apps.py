"""The Django application of this package."""

from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "tokenstock.stock"
    label = "stock"
    default_auto_field = "django.db.models.BigAutoField"
