"""Forms to try fields in, what a browser would post for them, and a look into pages."""

import cssselect2
import lxml.html
from django import forms
from django.http import QueryDict


def make_form(field: forms.Field, posted: dict | None = None, **options) -> forms.Form:
    """A form with one field called ``answer``; bound when something is posted."""
    form_class = type("OneQuestion", (forms.Form,), {"answer": field})
    return form_class(None if posted is None else make_post(posted), **options)


def make_post(answers: dict) -> QueryDict:
    """What a browser posts: every value as text, lists as the same name several times."""
    post = QueryDict(mutable=True)
    for name, value in answers.items():
        post.setlist(name, value if isinstance(value, list) else [value])
    return post


def make_errors(field: forms.Field, posted: dict) -> list[str]:
    """The errors of a field for what was posted."""
    return list(make_form(field, posted).errors.get("answer", []))


def find(page: lxml.html.HtmlElement, selector: str) -> list[lxml.html.HtmlElement]:
    """The elements of a page that a CSS selector picks."""
    root = cssselect2.ElementWrapper.from_html_root(page)
    return [match.etree_element for match in root.query_all(selector)]


def sent_by_a_browser(html: str) -> dict[str, list[str]]:
    """What a browser would post for these controls if nobody touched them."""
    page = lxml.html.fromstring(f"<form>{html}</form>")
    answers: dict[str, list[str]] = {}
    for control in find(page, "input, textarea, select"):
        if control.get("type") in ("radio", "checkbox") and control.get("checked") is None:
            continue
        value = control.get("value", "")
        if control.tag == "textarea":
            value = (control.text or "").removeprefix("\n").replace("\n", "\r\n")
        if control.tag == "select":
            value = next((o.get("value") for o in find(control, "option[selected]")), "")
        answers.setdefault(control.get("name"), []).append(value)
    return answers
