"""The addresses of the web application."""

from django.urls import include, path

from tokenstock.config import health

urlpatterns = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("accounts/", include("allauth.account.urls")),
    path("", include("tokenstock.portal.urls")),
]
