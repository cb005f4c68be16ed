"""The Django application of this package."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "tokenstock.orders"
    label = "orders"
    default_auto_field = "django.db.models.BigAutoField"
