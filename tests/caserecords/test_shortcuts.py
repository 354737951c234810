"""The page of keyboard shortcuts says all of them and no others, and they can be turned off."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from people.models import Person
from tests.people.factories import make_person, make_worker_of

pytestmark = pytest.mark.django_db

# How the page calls a key that stands in a template or a script under another name.
CALLED = {
    "save": "Ctrl and S", "s": "Ctrl and S", "Enter": "Ctrl and Enter", "Escape": "Esc",
    "ArrowLeft": "Left or right", "ArrowRight": "Left or right", "letter": "a letter",
}  # fmt: skip
NATIVE = {"Enter"}  # pressed on a link
ON_EVERY_PAGE = {"Ctrl, Shift and L"}  # of its own script: it locks with the keys turned off, too
IN_TEMPLATES = re.compile(r'data-key="([^"{]+)"|kind="primary" key="(.)"|data-(letter)=')
IN_PYTHON = re.compile(r'\["data-key"\] = "(.)"')
IN_SCRIPTS = re.compile(
    r'event\.key\b[^=\n]*[!=]==? "(\w+)"|\b(\w+): -?1\b(?=[^}\n]*\}\[event\.key\])'
)
SCRIPTS = ("shortcuts.js", "statement-keys.js")


def found(pattern, *texts):
    """Every key that a pattern finds, as the page calls it."""
    keys = {
        next(filter(None, match.groups())) for text in texts for match in pattern.finditer(text)
    }
    return {CALLED.get(key, key) for key in keys}


def texts_of(folder, *, ending):
    paths = (settings.BASE_DIR / folder).rglob(f"*{ending}")
    return [path.read_text(encoding="utf-8") for path in paths]


def test_what_the_page_says_is_what_the_templates_and_scripts_do(client):
    worker = make_worker_of(make_person())
    client.force_login(worker)
    page = client.get(reverse("keyboard"))

    said = set(re.findall(r"<kbd>(.+?)</kbd>", page.text))
    done = found(IN_TEMPLATES, *texts_of("templates", ending=".html"))
    for app in ("oversight", "people", "records"):
        done |= found(IN_PYTHON, *texts_of(f"{app}/forms", ending=".py"))
    scripts = settings.BASE_DIR / "static" / "js"
    done |= found(IN_SCRIPTS, *((scripts / name).read_text(encoding="utf-8") for name in SCRIPTS))

    assert said - NATIVE - ON_EVERY_PAGE == done
    assert said >= ON_EVERY_PAGE


@pytest.mark.parametrize("wanted", [True, False])
def test_a_form_has_its_keys_only_for_those_who_want_them(client, wanted):
    person: Person = make_person()
    worker = make_worker_of(person)
    worker.wants_shortcuts = wanted
    worker.save()
    client.force_login(worker)

    page = client.get(reverse("records:write", args=[person.key, "case_note"])).text

    assert ("data-shortcuts" in page) is wanted
    assert ("rows__letter" in page) is wanted
