"""Gives each request a number that all of its events and field changes carry."""

from auditlog.middleware import AuditlogMiddleware

from audit import context, log


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


class NameChanges(AuditlogMiddleware):
    """Puts on each field change who made it, from where, and in which request.

    The address is the one of the request's events. Of what a browser may claim in a header about
    where it is, nothing is believed.
    """

    def get_extra_data(self, request):
        trace = context.current()
        return {
            "actor": self._get_actor(request),
            "remote_addr": trace.address,
            "request_id": trace.request_id,
            "basis": lambda: _basis_of(request),
            "reason": lambda: _reason_of(request),
        }


def _basis_of(request) -> str:
    """Return why the page was open to whoever changes something, once its guard has said so."""
    decision = getattr(request, "access", None)
    return log.basis_of(decision) if decision is not None else ""


def _reason_of(request) -> str:
    asked = getattr(request, "reason_given", None)
    return asked() if asked is not None else ""
