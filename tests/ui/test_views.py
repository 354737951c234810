import lxml.html
import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.middleware.csrf import REASON_CSRF_TOKEN_MISSING
from django.test import RequestFactory

from tests.ui.factories import find
from ui import views

TYPED = {
    "what_happened": "She said\nno, <b>thank you</b>",
    "seen__reason": "asleep",
    "blank": "  ",
    "password": "correct horse",
    "csrfmiddlewaretoken": "abc",
    "rows-TOTAL_FORMS": "2",
}
OURS = {"HTTP_ORIGIN": "http://testserver"}


def post(path: str = "/drafts/x/", data: dict | None = None, **extra):
    return RequestFactory().post(path, TYPED if data is None else data, **extra)


def page_of(response) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(response.content.decode())


def typed_on(response) -> list[tuple[str, str]]:
    page = page_of(response)
    labels = [e.text_content().strip() for e in find(page, "dt.typed__label")]
    texts = [e.text_content().replace("\r\n", "\n") for e in find(page, "dd.typed__text")]
    return list(zip(labels, texts, strict=True))


@pytest.mark.parametrize(
    ("fail", "status"),
    [
        (lambda request: views.bad_request(request), 400),
        (lambda request: views.permission_denied(request), 403),
        (lambda request: views.page_not_found(request), 404),
        (lambda request: views.server_error(request), 500),
        (lambda request: views.service_unavailable(request), 503),
        (lambda request: views.csrf_failure(request), 403),
    ],
)
def test_every_failure_page_gives_back_what_was_typed_and_no_secret(fail, status):
    response = fail(post())

    assert response.status_code == status
    assert typed_on(response) == [
        ("What happened", "She said\nno, <b>thank you</b>"),
        ("Seen reason", "asleep"),
    ]
    assert "correct horse" not in response.content.decode()
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("fail", [views.server_error, views.page_not_found, views.bad_request])
def test_a_failure_to_get_a_page_gives_nothing_back(fail):
    response = fail(RequestFactory().get("/", {"q": "Winifred"}))

    assert typed_on(response) == []
    assert "Winifred" not in response.content.decode()


def test_a_refusal_says_why_and_whom_to_ask():
    refused = PermissionDenied("Only the assigned team can change this record.")
    refused.ask = "Arun Desai, team manager"

    text = " ".join(page_of(views.permission_denied(post(), refused)).text_content().split())

    assert "Only the assigned team can change this record." in text
    assert "If your work needs it, ask Arun Desai, team manager." in text


def test_what_is_too_large_is_called_so_although_it_cannot_be_read(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10

    response = views.bad_request(post(), RequestDataTooBig())

    assert find(page_of(response), "h1")[0].text_content() == "What you sent is too large"
    assert typed_on(response) == []


def test_an_expired_form_from_our_own_page_can_be_sent_again_whole():
    request = post("/drafts/x/?step=2", {"text": "\nOne\n<b>", "kind": ["a", "b"]}, **OURS)

    page = page_of(views.csrf_failure(request, REASON_CSRF_TOKEN_MISSING))
    form = find(page, "main form")[0]

    assert form.get("action") == "/drafts/x/?step=2"
    assert [(e.get("name"), e.text.removeprefix("\n")) for e in find(form, "textarea")] == [
        ("text", "\nOne\n<b>"),
        ("kind", "a"),
        ("kind", "b"),
    ]
    assert len(find(form, "input[name=csrfmiddlewaretoken]")) == 1


@pytest.mark.parametrize(
    "headers",
    [{}, {"HTTP_ORIGIN": "https://elsewhere.example"}, {"HTTP_ORIGIN": "null"}],
)
def test_a_form_from_elsewhere_is_never_offered_for_sending(headers):
    request = post("/drafts/x/", {"text": "planted"}, **headers)

    page = page_of(views.csrf_failure(request, REASON_CSRF_TOKEN_MISSING))

    assert find(page, "main form") == []


def test_a_form_with_a_password_is_never_offered_for_sending():
    page = page_of(views.csrf_failure(post(**OURS), REASON_CSRF_TOKEN_MISSING))

    assert find(page, "main form") == []


def test_a_failure_page_needs_no_database():
    # Tests without the database mark may not touch it: rendering would raise.
    assert views.server_error(RequestFactory().get("/")).status_code == 500
