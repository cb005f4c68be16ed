"""The web application, for any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from tokenstock.operations.supervisor import end_with_supervisor

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tokenstock.config.settings")
os.environ.setdefault("DATABASE_POOL_SIZE", "10")
end_with_supervisor()
application = get_wsgi_application()
