"""Finds each page and each form that somebody can come to, as a browser without scripts would."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

Sent = list[tuple[str, str]]
_TAKES_AWAY = ("remove_row", "take_off")  # buttons that throw away on purpose
_TYPED = ("text", "search", "email", "tel", "number", "url", None)


@dataclass(frozen=True)
class Form:
    """A form of a page: where it goes, what a browser would send, and what may be typed in it."""

    view: str
    path: str
    page: str
    who: str
    method: str
    sent: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    typed: tuple[str, ...]
    buttons: tuple[tuple[str, str] | None, ...]
    in_parts: bool

    @property
    def kind(self) -> tuple:
        """What two forms have in common that differ in their data only."""
        return self.view, self.method, self.names

    def filled(self, changed: dict[str, str] | None = None, *, press: int = 0) -> Sent:
        """Return what a browser sends, with some fields changed and one of the buttons pressed."""
        changed = changed or {}
        kept = [(name, text) for name, text in self.sent if name not in changed]
        keeping = [each for each in self.buttons if not each or each[0] not in _TAKES_AWAY]
        button = keeping[press % len(keeping)] if keeping else None
        return [*kept, *changed.items(), *([button] if button else [])]


@dataclass
class Found:
    """What a walk through the product came by."""

    pages: dict[str, str] = field(default_factory=dict)
    forms: dict[tuple, Form] = field(default_factory=dict)
    trouble: list[tuple[str, int]] = field(default_factory=list)


def walk(
    client,
    who: str,
    found: Found,
    *,
    starts: list[str],
    each: int,
    types: int,
    again: bool = True,
    look: Callable[[str, Any], None] = lambda path, answer: None,
) -> None:
    """Follow every link from ``starts``, at most ``each`` pages of one view, and note the forms.

    A form to write has a page for each type of record: ``types`` of them are visited. ``look`` is
    given every answer with its address. What is found already is visited ``again`` or passed by.
    """
    visits: dict[str, int] = defaultdict(int)
    known_views = set() if again else set(found.pages)
    known, waiting = set(starts), list(starts)
    while waiting:
        path = waiting.pop(0)
        view = view_of(path)
        if view is None or view in known_views:
            continue
        if visits[view] >= (types if view == "records:write" else each):
            continue
        visits[view] += 1
        answer = client.get(path)
        if not answer.streaming:
            look(path, answer)
        if answer.status_code >= 500:
            found.trouble.append((path, answer.status_code))
        if answer.status_code in (301, 302) and (there := _local(answer.url, path)):
            if there not in known:
                known.add(there)
                waiting.insert(0, there)
            continue
        if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
            continue
        found.pages.setdefault(view, path)
        page = lxml.html.fromstring(answer.content.decode())
        for form in forms_of(page, path, who):
            found.forms.setdefault(form.kind, form)
        for link in page.xpath("//a/@href"):
            there = _local(link, path)
            if there and there not in known:
                known.add(there)
                waiting.append(there)


def view_of(path: str) -> str | None:
    """Return the name of the view that serves an address."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None


def _local(link: str, page: str) -> str | None:
    there = urlsplit(urljoin(f"http://testserver{page}", link))
    if there.netloc != "testserver" or there.path.startswith("/static/"):
        return None
    return there.path + (f"?{there.query}" if there.query else "")


def forms_of(page, path: str, who: str) -> Iterator[Form]:
    """Return the forms of a page, as a browser would send each."""
    for template in page.xpath("//template"):  # what a script would copy is in no form yet
        template.drop_tree()
    for form in page.forms:
        buttons = [
            (each.get("name"), each.get("value") or "") if each.get("name") else None
            for each in form.xpath(".//button[not(@type='button')] | .//input[@type='submit']")
        ]
        names = {each.get("name") for each in form.xpath(".//*[@name]")}
        names -= {button[0] for button in buttons if button} | {"csrfmiddlewaretoken"}
        typed = [each.get("name") for each in form.xpath(".//textarea[@name]")]
        typed += [
            each.get("name")
            for each in form.xpath(".//input[@name]")
            if each.get("type") in _TYPED and each.get("name")
        ]
        action = _local(form.get("action") or path, path)
        view = view_of(action) if action else None
        if view is None:
            continue
        yield Form(
            view=view,
            path=action,
            page=path,
            who=who,
            method=(form.get("method") or "get").lower(),
            sent=tuple(
                (name, text) for name, text in _values(form) if name != "csrfmiddlewaretoken"
            ),
            names=tuple(sorted(names)),
            typed=tuple(dict.fromkeys(typed)),
            buttons=tuple(buttons),
            in_parts=form.get("enctype") == "multipart/form-data",
        )


def _values(form) -> Iterator[tuple[str, str]]:
    # lxml takes the empty value of a button that is chosen for none at all, and says "on".
    empty = {each.get("name") for each in form.xpath(".//input[@checked and @value='']")}
    for name, text in form.form_values():
        yield name, "" if text == "on" and name in empty else text


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, str]]:
    """Return the pattern and the name of every address of the product."""
    resolver = resolver or get_resolver()
    space = f"{resolver.namespace}:" if getattr(resolver, "namespace", None) else ""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            for pattern, name in patterns(each, before + str(each.pattern)):
                yield pattern, name if ":" in name else f"{space}{name}"
        elif isinstance(each, URLPattern):
            yield before + str(each.pattern), f"{space}{each.name}"
