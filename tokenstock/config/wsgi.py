"""The web application, for any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tokenstock.config.settings")
os.environ.setdefault("DATABASE_POOL_SIZE", "10")
application = get_wsgi_application()
