"""What decides access is asked for once while a page is only being read."""

from people import access

# What only reads changes no fact that access is decided from.
_ONLY_READS = ("GET", "HEAD")


class FactsKnownOnce:
    """Keeps, for one request that reads, how its user stands to each person that it is about."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in _ONLY_READS:
            return self.get_response(request)
        with access.known_once():
            return self.get_response(request)
