"""The Django application of this package."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "tokenstock.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"
