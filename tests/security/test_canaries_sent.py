"""No word leaks by what is sent (A-4, U-1, U-7): answers, redirects, sessions, jobs, copies.

In the world of ``test_canaries`` each form of each page is sent as it stands, and once more with
something in every field. The people of an answer have an event of that request, whoever is hidden
is in none, and no word goes into an address, a session, a job, a cookie or the log. What a form
changes is undone. A sample runs with every test run, the whole with `make assurance`.
"""

import json
import logging
import re
from collections.abc import Iterator

import lxml.html
import pypdfium2
import pytest
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.urls import reverse

from disclosure import making
from disclosure.models import Export
from tests import assurance
from tests.pages.table import PAGES, address_of
from tests.security import crawl, sending
from tests.security.test_canaries import (
    ON_A_CARD,
    CanaryWorld,
    assert_no_word_outside,
    events_of,
)

pytestmark = pytest.mark.django_db

EACH = 6  # of every so many pages, the sample takes the forms of one
# What said a name in what waits to be said on the next page.
ALWAYS = ("records:pick-entries", "people:contact", "records:edit-draft")
SEARCHED = ("people.person.family_name", "people.person.given_names")
# They end the session, or lead to what no session may come back from.
NOT_SENT = ("account_logout", "gallery", "gallery-person")
TYPED = {"day": "3", "month": "3", "year": "2026", "hour": "10", "minute": "15", "time": "10:15"}


@pytest.fixture
def canaries(caplog, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    caplog.set_level(logging.DEBUG)
    return CanaryWorld()


class Sender:
    """Sends the forms of pages, and looks at all that came of each."""

    def __init__(self, made: CanaryWorld) -> None:
        self.made, self.leaks = made, set()
        self.sent = self.refused = self.followed = self.jobs = 0
        self.known: set[tuple] = set()

    def send_forms_of(self, name: str) -> None:
        """Send each form of a page that was not met before: as it stands, and filled."""
        who, _ = PAGES[name]
        client = self.made.client(who)
        path = address_of(client, self.made.world, name)
        answer = client.get(path)
        if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
            return
        page = lxml.html.fromstring(answer.content.decode())
        for form in crawl.forms_of(page, path, who):
            if form.method == "get" or form.view in NOT_SENT or form.kind in self.known:
                continue
            self.known.add(form.kind)
            for sent in (form.filled(), form.filled(dict(filled(page, form)))):
                self.send(form, sent)

    def send(self, form: crawl.Form, sent: crawl.Sent) -> None:
        client = self.made.client(form.who)
        try:
            with transaction.atomic():
                answer = sending.posted(client, form, sent)
                self.look(form, answer, sent=True)
                if answer.status_code == 302:
                    self.followed += 1
                    self.look(form, client.get(answer.url))
                raise sending.Undone
        except sending.Undone:
            pass

    def look(self, form: crawl.Form, answer, *, sent: bool = False) -> None:
        """Look at an answer, and at what the request left behind."""
        where = f"{form.view}, {'sent' if sent else 'followed'}"
        self.sent += sent
        self.refused += sent and answer.status_code in (200, 400)
        if answer.status_code >= 500:
            self.leaks.add(f"{answer.status_code}: {where}")
        self.made.look(form.who, where, answer, form.path, sent=sent)
        left = {"session": in_sessions(), "job": in_jobs(), "cookie": in_cookies(answer)}
        self.jobs += left["job"].count("task_name")
        for place, text in left.items():
            if found := self.made.canaries.found(text):
                columns = sorted({column for _, column in found})[:3]
                self.leaks.add(f"{place}: {where} {columns}")

    @property
    def wrong(self) -> list[str]:
        judged = self.made.judged
        return sorted(self.leaks | judged.missing | judged.leaks)


def filled(page, form: crawl.Form) -> Iterator[tuple[str, str]]:
    """Return something for each field: the first answer of a choice, words where one types."""
    first: dict[str, str] = {}
    for field in page.xpath("//input[@type='radio' or @type='checkbox'] | //select/option"):
        name = field.get("name") or field.getparent().get("name")
        if name and field.get("value"):
            first.setdefault(name, field.get("value"))
    for name in form.names:
        if name in first:
            yield name, first[name]
        elif name in form.typed:
            yield name, TYPED.get(re.split("[_-]", name)[-1], "Words that say why")


def in_sessions() -> str:
    return json.dumps([each.get_decoded() for each in Session.objects.all()], default=str)


def in_jobs() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(json_agg(j)::text, '') FROM procrastinate_jobs j")
        return cursor.fetchone()[0]


def in_cookies(answer) -> str:
    """Return the cookies of an answer, opened: what waits to be said on the next page as well."""
    waiting = get_messages(answer.wsgi_request)
    said = " ".join(str(each) for each in getattr(waiting, "_queued_messages", ()))
    return said + " ".join(str(each) for each in answer.cookies.values())


def copy_made(made: CanaryWorld) -> tuple[str, str]:
    """Ask for a copy of a record as its page does; return the words of the PDF and its request."""
    client, key = made.client("officer"), made.world.person.key
    page = client.get(reverse("disclosure:ask", args=[key]))
    (form,) = (
        each
        for each in crawl.forms_of(lxml.html.fromstring(page.text), page.request["PATH_INFO"], "")
        if each.view == "disclosure:ask"
    )
    basis = {"decision": "NONE", "decision__reason": "The order of 3 May"}
    sent = form.filled({"purpose": "COURT", "recipient": "The court", **basis})
    answer = sending.posted(client, form, sent)
    assert answer.status_code == 302, re.findall(r"error-summary.*?</ul>", answer.text, re.S)
    export = Export.objects.latest("pk")
    making.make_copy(export.key, export.attempt)
    pdf = client.get(reverse("disclosure:download", args=[key, export.key]))
    assert pdf.headers["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(pdf.content)
    words = "".join(each.get_textpage().get_text_range() for each in document)
    words += json.dumps(document.get_metadata_dict())
    document.close()
    return re.sub(r"[\s\u200b\ufffe]+", "", words), pdf.headers["X-Request-Id"]


def assert_copy_names_whom_its_events_do(made: CanaryWorld) -> set[str]:
    """Return the columns whose words a copy has."""
    words, request = copy_made(made)
    found = made.canaries.found(words)
    people = {person for person, _ in found}
    told = [person for _, subjects in events_of(request) for person in subjects]
    # A contact with a record of their own is named by what stands at the contact.
    linked = made.world.person.contacts.exclude(record=None).values_list("record__key", flat=True)
    assert len(told) == len(set(told))
    assert people <= set(told) <= people | set(linked)
    assert made.hidden.key not in people
    jobs = in_jobs()
    assert "disclosure.make_copy" in jobs
    assert made.canaries.found(jobs + in_sessions()) == set()
    beside = {column for person, column in found if person != made.world.person.key}
    assert beside <= ON_A_CARD
    return {column for _, column in found}


def test_what_is_sent_leaks_no_word(canaries, caplog):
    sender = Sender(canaries)
    for number, name in enumerate(PAGES):
        if number % EACH == 0 or name in ALWAYS:
            sender.send_forms_of(name)
    columns = assert_copy_names_whom_its_events_do(canaries)

    assert sender.wrong == []
    assert sender.refused > 10
    assert sender.followed > 5
    assert len(columns) > 10
    assert_no_word_outside(canaries, caplog)


def test_words_that_are_searched_for_stay_out_of_sessions_and_addresses(canaries):
    words = " ".join(canaries.word_of(canaries.hidden, name) for name in SEARCHED)

    for name in ("people:search", "records:search-notes"):
        client = canaries.client("worker")
        answer = client.post(reverse(name), {"words": words})
        shown = client.get(answer.url)
        assert answer.status_code == 302
        assert shown.status_code == 200
        assert canaries.canaries.found(words)
        for text in (answer.url, in_sessions(), in_jobs(), in_cookies(answer)):
            assert canaries.canaries.found(text) == set()


@pytest.mark.assurance
def test_nothing_that_is_sent_leaks_a_word(canaries, caplog):
    sender = Sender(canaries)
    for name in PAGES:
        sender.send_forms_of(name)
    columns = assert_copy_names_whom_its_events_do(canaries)

    assurance.write(
        "canaries-sent",
        "Canaries in what is sent: a run of the campaign",
        [
            f"{len(canaries.names)} people, {len(canaries.canaries.planted)} words. The forms of "
            "each page were sent as they stand and filled, by whom the page is for, and what they "
            "changed was undone; a copy was asked for, made and downloaded.",
            "",
            "| What | Count |",
            "|---|---|",
            f"| forms | {len(sender.known)} |",
            f"| requests sent | {sender.sent:,} |",
            f"| shown again, because something was missing | {sender.refused:,} |",
            f"| done, and the page after them looked at | {sender.followed:,} |",
            f"| columns whose words a copy has | {len(columns)} |",
            f"| people in an answer without an event | {len(canaries.judged.missing)} |",
            f"| words of somebody hidden, or in an address | {len(canaries.judged.leaks)} |",
            f"| words in sessions, cookies and jobs | {len(sender.leaks)} |",
            "| words in log lines, e-mails and events | 0 |",
        ],
    )
    assert sender.wrong == []
    assert len(sender.known) > 100
    assert sender.followed > 50
    assert_no_word_outside(canaries, caplog)
