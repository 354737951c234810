"""Failure pages that keep what was typed, and the gallery of components.

Handlers for the root URLs: ``bad_request``, ``permission_denied``, ``page_not_found``,
``server_error``; ``service_unavailable`` for code that finds a part of the service gone; and
``csrf_failure`` for ``settings.CSRF_FAILURE_VIEW``. None of them touches the database.
"""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template import loader
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ui import gallery as examples

SECRETS = ("password", "csrf", "token", "otp", "recovery")
MACHINE_FIELDS = ("_FORMS", "version", "idempotency")


def typed_text(request: HttpRequest) -> list[tuple[str, str]]:
    """Return (label, text) for all that was typed in a form, so that a failure page can show it.

    Passwords and tokens are left out; so are empty answers and the form's own machinery.
    """
    if request.method != "POST":
        return []
    try:
        return _legible(request.POST)
    except Exception:  # the request itself may be what is broken: then there is nothing to show
        return []


def _legible(answers: QueryDict) -> list[tuple[str, str]]:
    typed = []
    for name, texts in answers.lists():
        text = "\n".join(text for text in texts if text.strip())
        if text and not _is_machinery(name):
            typed.append((_in_words(name), text))
    return typed


def _is_machinery(name: str) -> bool:
    lower = name.lower()
    return any(secret in lower for secret in SECRETS) or any(
        part.lower() in lower for part in MACHINE_FIELDS
    )


def _in_words(name: str) -> str:
    words = name.replace("__", " ").replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def _failure(request: HttpRequest, template: str, status: int, **context) -> HttpResponse:
    """Render a failure page without context processors, which may need what has failed."""
    page = loader.get_template(template)
    context = {"typed": typed_text(request), "council_name": settings.COUNCIL_NAME} | context
    response = HttpResponse(page.render(context), status=status)
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent cannot be read."""
    too_big = isinstance(exception, RequestDataTooBig)
    return _failure(request, "400.html", 400, too_big=too_big)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: says why, and whom to ask, when the exception knows (``because``, ``ask``)."""
    because = getattr(exception, "because", "") or str(exception or "")
    ask = getattr(exception, "ask", "")
    return _failure(request, "403.html", 403, because=because, ask=ask)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same for what is not there and for what may not be known to be there."""
    return _failure(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: ours to put right."""
    return _failure(request, "500.html", 500)


def service_unavailable(
    request: HttpRequest, because: str = "", *, template: str = "503.html"
) -> HttpResponse:
    """503: something that this page needs is not there just now."""
    response = _failure(request, template, 503, because=because)
    response["Retry-After"] = "60"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token has expired: shows what was typed and offers to send it again.

    The offer is made only when the browser itself says that the form came from our own page:
    otherwise another site could have a signed-in user press a button on its behalf.
    """
    return _kept_form(request, "csrf_failure.html")


def reason_first(request: HttpRequest, *, because: str, where: str) -> HttpResponse:
    """403 for a form about a record that asks for a reason first: keeps it, to be sent again."""
    return _kept_form(request, "reason_first.html", because=because, where=where)


def signed_out(
    request: HttpRequest, *, carried: str = "", form: Form | None = None
) -> HttpResponse:
    """403 for a form sent after its session ended: keeps what was typed until they sign in.

    ``carried`` is what was sent, sealed: then ``form`` signs in, and nothing typed is shown.
    """
    if carried:
        return _failure(
            request,
            "signed_out.html",
            403,
            typed=[],
            carried=carried,
            form=form,
            lost_files=bool(request.FILES),
            csrf_token=get_token(request),
            sign_in=settings.LOGIN_URL,
        )
    return _kept_form(request, "signed_out.html", sign_in=settings.LOGIN_URL)


def account_closed(request: HttpRequest, *, kept: bool) -> HttpResponse:
    """403 for a form of somebody whose account is not in use: shows nothing of what was typed."""
    return _failure(request, "account_closed.html", 403, typed=[], kept=kept)


def send_again(
    request: HttpRequest, answers: list[tuple[str, str]], *, address: str
) -> HttpResponse:
    """Offer to send a form again that was carried through sign-in, with all that it held."""
    typed = QueryDict(mutable=True)
    for name, text in answers:
        typed.appendlist(name, text)
    return _failure(
        request,
        "send_again.html",
        200,
        typed=_legible(typed),
        answers=answers,
        address=address,
        csrf_token=get_token(request),
    )


def answers_to_keep(request: HttpRequest) -> list[tuple[str, str]]:
    """Return all that a form held, if it came from our own page and holds no password."""
    if not _came_from_our_page(request) or _holds_a_password(request):
        return []
    return [
        (name, text)
        for name, texts in request.POST.lists()
        for text in texts
        if name != "csrfmiddlewaretoken"
    ]


def _kept_form(request: HttpRequest, template: str, **context) -> HttpResponse:
    return _failure(
        request,
        template,
        403,
        answers=answers_to_keep(request),
        address=request.get_full_path(),
        lost_files=bool(request.FILES),
        csrf_token=get_token(request),
        **context,
    )


def _came_from_our_page(request: HttpRequest) -> bool:
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _holds_a_password(request: HttpRequest) -> bool:
    return any("password" in name.lower() for name in request.POST)


@never_cache
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component, empty, loading, wrong and long. The root URLs put a guard on it."""
    return render(request, "ui/gallery.html", examples.context())


@never_cache
@require_safe
def gallery_person(request: HttpRequest) -> HttpResponse:
    """A person's page made of components, with invented people."""
    return render(request, "ui/gallery_person.html", examples.person_context())
