"""Rules for what may be sent here at all, and for when nobody may come in."""

from django.urls import reverse

from retention import restored
from ui import views as ui_views


class OnlyUtf8:
    """Refuses a request that claims another character set.

    Pages are UTF-8, so no browser sends anything else; some other sets hold characters that can be
    neither kept nor shown again.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        claimed = (request.encoding or "utf-8").lower()
        if claimed not in ("utf-8", "utf8"):
            request.encoding = "utf-8"
            return ui_views.bad_request(request)
        return self.get_response(request)


class BroughtUpToDate:
    """Lets nobody in while an old copy of the database holds what was destroyed since.

    The privacy notice is about nobody and stays open. It stands before sessions: not even a sign-in
    is read from such a copy.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if restored.is_behind() and not request.path_info.startswith(reverse("privacy")):
            return ui_views.service_unavailable(request, template="restored.html")
        return self.get_response(request)
