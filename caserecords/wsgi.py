"""The web application, as gunicorn calls it: pooled connections, a short limit on each query."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caserecords.settings")
os.environ.setdefault("CASERECORDS_DATABASE_POOL", "6")
os.environ["CASERECORDS_SERVICE"] = ""  # it asks for whoever is signed in
os.environ.setdefault("CASERECORDS_STATEMENT_TIMEOUT", "5s")

application = get_wsgi_application()
