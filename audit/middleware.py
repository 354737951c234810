"""Gives each request a number that all of its events carry."""

from audit import context


class TraceRequests:
    """Numbers the request, and answers with the number so that staff can quote it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with context.of_request(request.META.get("REMOTE_ADDR") or None) as trace:
            request.trace = trace.request_id
            response = self.get_response(request)
            response["X-Request-Id"] = trace.request_id
            return response
