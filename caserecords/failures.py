"""What a reader gets when something of ours fails."""

import sys

from django.db import InterfaceError, OperationalError

from ui import views


def server_error(request):
    """Answer 503 when the database failed, so that nothing was seen or changed; else 500.

    A value or a rule that the database refused is a mistake of ours, and waiting does not mend it.
    """
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return views.service_unavailable(
            request, because="The database cannot be reached just now. Nothing was changed."
        )
    return views.server_error(request)
