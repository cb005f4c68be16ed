"""The addresses of the web application."""

import importlib.util

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
]
if importlib.util.find_spec("tokenstock.portal") and importlib.util.find_spec("tokenstock.portal.urls"):
    urlpatterns.append(path("", include("tokenstock.portal.urls")))
