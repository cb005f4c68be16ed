"""The Django application of this package."""

from django.apps import AppConfig


class InstallationConfig(AppConfig):
    name = "tokenstock.config"
    label = "installation"
