"""The page to go on to once a form is done with."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def address_asked_for(request: HttpRequest) -> str:
    """Return the address that a request names as ``next``, if it is a page of ours, or nothing."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if ours and asked.startswith("/") else ""
