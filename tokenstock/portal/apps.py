"""The Django application of this package."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "tokenstock.portal"
    label = "portal"
