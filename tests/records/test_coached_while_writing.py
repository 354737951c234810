"""What the coach says while somebody writes: a few things of their own words; it keeps nothing."""

import pytest
from django.urls import reverse

import clock
from audit.models import Event
from records.models import CheckReport, Draft
from records.queries import reported_by_check
from records.rules.coached import LONGEST_WHILE_WRITING
from tests.accounts.factories import make_staff
from tests.people.factories import make_worker_of
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db
POOR = "Prior to lunch I saw Mr X, who is wheelchair-bound. It was decided to close the case! "
BLUNT = "He lost the plot."


def ask(client, person, at="discussion", type_key="case_note", **typed):
    url = reverse("records:about-words", args=[person.key, type_key])
    return client.post(url, {"written_in": at, **typed})


def said(client, person, **given):
    answer = ask(client, person, **given)
    assert answer.status_code == 200
    return answer.json()["said"]


def test_at_most_three_things_are_said_the_most_useful_first(client, person, worker):
    found = said(client, person, discussion=POOR + BLUNT)

    assert len(found) == 3
    assert (POOR + BLUNT)[found[0]["start"] : found[0]["end"]] == "lost the plot"
    assert {each["box"] for each in found} == {"discussion"}
    assert not Draft.objects.exists()


def test_the_place_is_counted_as_a_browser_counts_it(client, person, worker):
    (found,) = said(client, person, discussion="😀 " + BLUNT)

    assert (found["start"], found["end"]) == (6, 19)


def test_nothing_is_said_while_the_persons_own_words_are_written(client, person, worker):
    own = {"persons_own_words-0-text": BLUNT}
    assert said(client, person, at="persons_own_words-0-text", **own) == []
    assert said(client, person, at="persons_own_words-0-text", discussion=BLUNT, **own) == []
    # They are not looked at either while something else is written.
    assert said(client, person, discussion="He had toast at eight.", **own) == []


def test_harm_is_said_first_while_it_can_still_be_raised(client, person, worker):
    (first, *_) = said(client, person, discussion="He is wheelchair-bound. She says he hit her.")
    assert "safeguarding concern" in first["says"]

    make_entries(person, author=worker, type_key="safeguarding_concern")

    found = said(client, person, discussion="He is wheelchair-bound. She says he hit her.")
    assert not any("safeguarding concern" in each["says"] for each in found)


def test_people_are_asked_for_by_name_unless_the_record_knows_them(client, person, worker):
    text = f"I spoke to Gerald and to {worker.name.split()[0]} at ten."

    assert [each["words"] or each["says"] for each in said(client, person, discussion=text)] == [
        "Which Gerald? Choose them from contacts, or give the full name and who they are."
    ]


@pytest.mark.parametrize(("kind", "count"), [("observation", 1), ("person_words", 0), ("", 0)])
def test_a_statement_is_looked_at_once_it_is_known_to_be_the_writers(
    client, person, worker, kind, count
):
    typed = {"statements-0-text": BLUNT, "statements-0-kind": kind}

    assert len(said(client, person, at="statements-0-text", **typed)) == count


@pytest.mark.parametrize("at", ["", "no_such_box", "statements-0-text", "discussion-0-text"])
def test_a_box_that_the_form_does_not_have_is_not_looked_at(client, person, worker, at):
    assert said(client, person, at=at, discussion=BLUNT, no_such_box=BLUNT) == []


def test_what_is_too_long_to_be_read_between_two_keys_waits(client, person, worker):
    long = BLUNT + "a " * (LONGEST_WHILE_WRITING // 2)
    assert said(client, person, discussion=long) == []
    assert said(client, person, discussion=BLUNT + "\x00") == []


def test_what_came_in_word_for_word_is_never_looked_at(client, person, worker):
    typed = {"type_key": "email_received", "body_as_received": BLUNT}
    assert said(client, person, at="body_as_received", **typed) == []


def test_it_is_for_those_who_write_on_the_record(client, person):
    client.force_login(make_worker_of(person))
    assert ask(client, person, type_key="no_such_type").status_code == 404
    client.force_login(make_staff())
    assert ask(client, person, discussion=BLUNT).status_code != 200


def test_the_desk_asks_with_the_address_of_its_own_kind_of_record(client, person, worker):
    page = client.get(reverse("records:write", args=[person.key, "case_note"]))

    url = reverse("records:about-words", args=[person.key, "case_note"])
    assert f'data-coach-url="{url}"' in page.content.decode()


def test_what_does_not_help_is_counted_once_a_day_and_nothing_of_the_words(client, person, worker):
    (found,) = said(client, person, discussion=BLUNT)

    for _ in range(2):
        answer = ask(client, person, does_not_help=found["check"], discussion=BLUNT)
        assert answer.json() == {"said": []}
    assert ask(client, person, does_not_help="no_such_check").status_code == 404

    row = CheckReport.objects.get()
    assert (row.check_key, row.reported_by, row.reported_on) == (
        found["check"],
        worker,
        clock.today(),
    )
    (reported,) = reported_by_check()
    assert (reported.entries, reported.while_writing, reported.writers) == (0, 1, 1)
    assert Event.objects.filter(verb="records.check_reported").count() == 1


def test_it_asks_the_database_little(client, person, worker, django_assert_max_num_queries):
    ask(client, person, discussion=BLUNT)
    with django_assert_max_num_queries(16):
        ask(client, person, discussion=POOR)
