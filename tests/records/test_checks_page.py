"""Who answers for recording sees what writers said of the checks, and nobody's record besides."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from records import actions
from records.quality import checks
from tests.accounts.factories import make_staff
from tests.people.factories import make_person, make_worker_of
from tests.records.test_findings import BETTER, answers_to, corrected, signed

pytestmark = pytest.mark.django_db
TEXT = BETTER + " Prior to tea he slept."
LIST = "records:checks"


def reported(person, worker, reason=""):
    answers = answers_to(TEXT, person, "Prior to", is_unhelpful=True, reason=reason)
    return signed(person, worker, TEXT, answers=answers)


def check_of(entry):
    return entry.versions.first().findings.get(is_unhelpful=True).check_key


def test_a_report_is_counted_once_by_entry_and_writer(client, person, worker):
    entry = reported(person, worker)
    corrected(entry, worker, TEXT + " Then he rose.")
    reported(person, worker)
    reported(person, make_worker_of(person))
    client.force_login(make_staff(Role.MANAGER))

    page = client.get(reverse(LIST))

    found = [(each.check.key, each.entries, each.writers) for each in page.context["reported"]]
    assert found == [(check_of(entry), 3, 2)]
    actions.report_check(check_key=check_of(entry), by=worker)
    actions.report_check(check_key="vague_words", by=worker)
    reported_now = client.get(reverse(LIST)).context["reported"]
    assert [(e.check.key, e.entries, e.while_writing, e.writers) for e in reported_now] == [
        (check_of(entry), 3, 1, 2),
        ("vague_words", 0, 1, 1),
    ]


def test_a_manager_reads_the_words_where_the_entry_is_open_to_them(client, person, worker):
    entry = reported(person, worker, reason="So the form is called.")
    mine = make_worker_of(person, Role.MANAGER)
    other = make_worker_of(make_person(), Role.MANAGER)
    url = reverse("records:check", args=[check_of(entry)])
    seen = {}
    for user in (mine, other):
        client.force_login(user)
        seen[user] = client.get(url).content.decode()

    assert "So the form is called." in seen[mine]
    assert person.name in seen[mine]
    assert "So the form is called." not in seen[other]
    assert person.name not in seen[other]


def test_an_administrator_sees_numbers_and_no_words(client, person, worker):
    entry = reported(person, worker, reason="So the form is called.")
    client.force_login(make_staff(Role.SYSTEM_ADMINISTRATOR))

    page = client.get(reverse("records:check", args=[check_of(entry)])).content.decode()

    assert checks()[check_of(entry)].title in page
    assert "So the form is called." not in page
    assert person.name not in page


def test_other_staff_are_told_whom_to_ask(client, person, worker):
    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(reverse("records:check", args=["vague_words"])).status_code == 403


def test_a_check_that_there_is_not_is_not_found(client):
    client.force_login(make_staff(Role.MANAGER))
    assert client.get(reverse("records:check", args=["no_such_check"])).status_code == 404
