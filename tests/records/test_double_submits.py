"""One form, sent again and again at the same moment, signs one entry (F-9)."""

import http.client
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import urlencode

import lxml.html
import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse

import clock
from audit.models import Event
from records import actions
from records.catalogue import catalogue
from records.forms.token import new_token
from records.models import Draft, Entry, EntryVersion
from tests import assurance
from tests.faults.service import Service
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import event_typed, make_entry

AT_ONCE = 16


def form_to_sign(person, writer):
    """A draft of a case note that is ready to be signed, as its page left it."""
    record_type = catalogue().get("case_note")
    token = new_token(person=person, record_type=record_type, user=writer)
    typed = event_typed(clock.today()) | {
        "contact_channel": ["Not a contact"],
        "author_took_part": ["true"],
        "source": ["First-hand: I saw, heard or did it"],
        "third_party_flag": ["No"],
        "not_to_share_with_person": ["No"],
        "sensitivity": ["Normal"],
        "note_about": ["Heating"],
        "discussion": ["The heating works again."],
    }
    return actions.save_draft(
        person=person,
        by=writer,
        key=token.key,
        record_type=record_type,
        typed=typed,
        version=0,
    )


def send(client, address, posted, times):
    """Send one form ``times`` times, sixteen at once; return the answers and what went wrong."""
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    answers, failed, begin = [], [], threading.Barrier(AT_ONCE)

    def run(share):
        mine = Client()
        mine.cookies[settings.SESSION_COOKIE_NAME] = cookie
        try:
            begin.wait()
            for _ in range(share):
                answer = mine.post(address, posted)
                answers.append((answer.status_code, answer.headers.get("Location")))
        except Exception as problem:
            failed.append(problem)
        finally:
            connections.close_all()

    shares = [times // AT_ONCE + (number < times % AT_ONCE) for number in range(AT_ONCE)]
    threads = [threading.Thread(target=run, args=[share]) for share in shares]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return answers, failed


class Browser:
    """A signed-in browser without scripts, whose user presses one button again and again."""

    def __init__(self, service: Service, client: Client, page: str) -> None:
        self.host, self.page = service.url.removeprefix("http://"), page
        self.cookies = f"sessionid={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        status, headers, content = self.ask("GET", page)
        assert status == 200
        given = "; ".join(headers.get_all("Set-Cookie"))
        self.cookies += f"; csrftoken={given.split('csrftoken=')[1].split(';')[0]}"
        form = lxml.html.fromstring(content.decode()).xpath("//form[@method='post']")[-1]
        self.posted = urlencode(form.form_values())

    def ask(self, method: str, page: str, body: str | None = None):
        """Ask on a connection of its own; return status, headers and content."""
        headers = {"Cookie": self.cookies, "Origin": f"http://{self.host}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(http.client.HTTPConnection(self.host, timeout=120)) as connection:
            connection.request(method, page, body, headers)
            with connection.getresponse() as answer:
                return answer.status, answer.headers, answer.read()

    def press(self, _number: int) -> tuple[int, str | None]:
        """Send the form; return the answer and where it leads."""
        status, headers, _ = self.ask("POST", self.page, self.posted)
        return status, headers["Location"]


@pytest.mark.parametrize("times", [50, pytest.param(1000, marks=pytest.mark.assurance)])
def test_one_form_sent_many_times_at_once_signs_one_entry(
    database_of_its_own, client, times, tmp_path
):
    person = make_person()
    writer = make_worker_of(person)
    draft = form_to_sign(person, writer)
    client.force_login(writer)
    service = Service(database_of_its_own, tmp_path, tmp_path / "log", workers=2)
    try:
        service.start()
        address = reverse("records:check-draft", args=[person.key, draft.key])
        browser = Browser(service, client, address)
        with ThreadPoolExecutor(AT_ONCE) as presses:
            answers = list(presses.map(browser.press, range(times)))
        entry = Entry.objects.get()
        shown = {browser.ask("GET", answers[place][1])[0] for place in (0, -1)}
    finally:
        service.stop()

    assert set(answers) == {(302, reverse("records:entry", args=[person.key, entry.key]))}
    assert shown == {200}
    assert EntryVersion.objects.count() == 1
    assert Event.objects.filter(verb="records.entry_signed").count() == 1
    assert not Draft.objects.exists()
    assurance.write(
        "double-submits",
        "One form sent again and again: a run of the campaign",
        [
            f"One form, ready to be signed, was sent {times:,} times, {AT_ONCE} at once, each on a",
            "connection of its own, as a browser without scripts sends it, to a real service of",
            "two processes.",
            "",
            "| Sent | Entries | Versions | Events of signing | Drafts left | Shown the entry |",
            "|---|---|---|---|---|---|",
            f"| {times:,} | 1 | 1 | 1 | 0 | {len(answers):,} |",
        ],
    )


def test_one_agreement_sent_many_times_at_once_moves_one_entry(database_of_its_own, client):
    wrong, right = make_person(), make_person(family_name="Mensah")
    writer, manager = make_worker_of(wrong), make_worker_of(wrong, "MANAGER")
    entry = make_entry(person=wrong, by=writer)
    asked = actions.ask_to_move(entry=entry, to=right, reason="Two tabs.", by=writer)
    client.force_login(manager)

    answers, failed = send(
        client, reverse("records:removal", args=[wrong.key, asked.key]), {"agree": "agree"}, 16
    )

    assert failed == []
    assert len(answers) == 16
    assert Entry.objects.filter(person=right).count() == 1
