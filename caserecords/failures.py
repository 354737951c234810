"""What a reader gets when something of ours fails."""

import sys

from django.db import DatabaseError, InterfaceError

from ui import views


def server_error(request):
    """Answer 503 when the database failed, so that nothing was seen or changed; else 500."""
    if isinstance(sys.exc_info()[1], (DatabaseError, InterfaceError)):
        return views.service_unavailable(
            request, because="The database cannot be reached just now. Nothing was changed."
        )
    return views.server_error(request)
