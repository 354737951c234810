"""Words of an earlier record are pointed out, and shown beside where they may be."""

import uuid

import pytest
from django.urls import reverse

import clock
from accounts.roles import Role
from records.catalogue import catalogue
from records.drafting import earlier
from records.models import Entry
from records.quality import ADVICE, MUST_FIX, WARNING, look_at
from records.quality.told import facts_of_row
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate, make_person, make_worker_of
from tests.records.factories import make_entries, make_entry, note_values, statement_typed
from tests.records.test_coached import checked, sign

pytestmark = pytest.mark.django_db
TEXT = (
    "The flat was warm and the fridge was full. She had no new needs and the visits were going "
    "as planned each day. The rail by the stairs has come loose and was reported to the landlord. "
    "The district nurse will look at the dressing on Tuesday and the pharmacy delivers the boxes."
)
OTHER = "We met at the library and spoke about the bus, the swimming group and what she will cook."


def signed(person, by, text=TEXT, **given):
    return make_entry(person=person, by=by, values=note_values(discussion=text), **given)


def said(page):
    found = page.context["coaching"].said
    return [each for each in found if each.finding.check == "duplicate_text"]


def found_for(user, person, text=TEXT, **given):
    values = note_values(discussion=text)
    rows = earlier.sources(user, person, catalogue().get("case_note"), values, **given)
    return [each.entry for each in rows]


def test_the_same_words_in_this_persons_record_are_shown_beside(client, person, worker):
    entry = signed(person, make_worker_of(person))
    signed(person, worker, OTHER)

    page = checked(client, person, worker, {"discussion": [TEXT]})

    (found,) = said(page)
    day = clock.today()
    assert f"{day.day} {day:%B %Y}" in found.says
    assert found.source.entry == entry
    shown = page.content.decode()
    assert "See the earlier words" in shown
    assert shown.count(TEXT[:60]) == 2
    assert sign(client, page).status_code == 302
    stored = Entry.objects.exclude(pk=entry.pk).latest("pk").versions.get().findings
    assert stored.filter(check_key="duplicate_text").exists()


def test_it_leads_to_where_most_was_copied_and_shows_what_was(client, person, worker):
    long = "The bus was late and we spoke of the weather. " * 80
    signed(person, make_worker_of(person), f"{long}{TEXT} {OTHER}")
    typed = statement_typed("statements", "observation", TEXT)

    page = checked(client, person, worker, {"discussion": [OTHER]} | typed)

    (found,) = said(page)
    assert found.finding.place == "statements-0.text"
    assert found.source.same.startswith(TEXT.removesuffix("."))
    assert found.source.before.startswith("…")
    assert len(found.source.before) < 400
    assert found.source.after.endswith(OTHER.rpartition(" ")[2])
    assert TEXT.rpartition(" ")[2] in page.text


@pytest.mark.parametrize("is_of_person", [True, False])
def test_who_reviews_it_is_led_to_the_earlier_record_where_they_may_open_it(
    client, person, worker, is_of_person
):
    other = person if is_of_person else make_person()
    if not is_of_person:
        allocate(other, worker)
    copied = signed(other, worker)
    assert sign(client, checked(client, person, worker, {"discussion": [TEXT]})).status_code == 302
    entry = person.entries.latest("pk")
    way = f'{reverse("records:entry", args=[other.key, copied.key])}">'
    words = "Compare with the earlier record" if is_of_person else "Open the record about somebody"
    address = reverse("records:entry", args=[person.key, entry.key])
    assert f"{way}{words}" in client.get(address).text

    client.force_login(make_worker_of(person, Role.MANAGER))

    page = client.get(address).text
    assert (f"{way}{words}" in page) == is_of_person
    assert is_of_person or copied.key not in page


def test_all_that_was_written_in_the_last_days_is_compared(person):
    writer, other = make_worker_of(person), make_person()
    allocate(other, writer)
    values = note_values(discussion=TEXT)
    (copied,) = make_entries(other, author=writer, values=values)
    (here,) = make_entries(person, values=values, event_at=clock.add_hours(clock.now(), -24 * 60))
    for where in (other, person):
        make_entries(where, 70, author=writer)

    assert found_for(writer, person) == [here, copied]


def test_new_words_are_not_pointed_out(client, person, worker):
    signed(person, worker, OTHER)
    assert said(checked(client, person, worker, {"discussion": [TEXT]})) == []


def test_what_was_said_in_supervision_of_one_person_is_not_signed_of_another():
    row = {"text": TEXT, "earlier": [{"text": TEXT, "on": clock.today()}]}
    kinds = {"case_note": WARNING, "supervision_case_discussion": MUST_FIX}

    for kind, severity in kinds.items():
        (found,) = look_at(facts_of_row(row | {"type": kind}), only=["duplicate_text"])
        assert found.severity == severity, kind


def test_of_several_earlier_records_the_gravest_is_pointed_out():
    half = " ".join(TEXT.split()[:44])
    row = {
        "type": "supervision_case_discussion",
        "text": f"{half} {OTHER}",
        "earlier": [
            {"text": f"{half} and nothing of that has changed since.", "on": clock.today()},
            {"text": f"{half} {OTHER}", "on": clock.today(), "of_another": True},
        ],
    }

    (found,) = look_at(facts_of_row(row), only=["duplicate_text"])

    assert (found.severity, "100%" in found.message) == (MUST_FIX, True)


def test_a_long_run_from_somebody_elses_supervision_weighs_as_much_as_all_of_it():
    run = " ".join(TEXT.split()[:44])
    more = "We spoke of the bus, the swimming group, what he cooks, whom he rings and his sister. "
    found = {}
    for kind in ("case_note", "supervision_case_discussion"):
        for of_another in (False, True):
            earlier = {"text": f"{run} {OTHER}", "on": clock.today(), "of_another": of_another}
            row = {"type": kind, "text": f"{run} {more * 3}", "earlier": [earlier]}
            (one,) = look_at(facts_of_row(row), only=["duplicate_text"])
            found[kind, of_another] = one.severity

    assert found == {
        ("case_note", False): ADVICE,
        ("case_note", True): ADVICE,
        ("supervision_case_discussion", False): ADVICE,
        ("supervision_case_discussion", True): MUST_FIX,
    }


def test_what_was_said_in_supervision_is_compared_within_an_event_too(person):
    writer, event = make_worker_of(person), uuid.uuid4()
    entry = signed(person, writer)
    Entry.objects.filter(pk=entry.pk).update(event=event)
    kind = catalogue().get("supervision_case_discussion")

    rows = earlier.sources(writer, person, kind, {"discussion": TEXT}, event=event)

    assert [each.entry for each in rows] == [entry]


def test_of_a_record_about_somebody_else_nothing_is_shown_but_the_way_to_it(client, person, worker):
    other = make_person(given_names="Zebedee", family_name="Quill")
    allocate(other, worker)
    entry = signed(other, worker)

    page = checked(client, person, worker, {"discussion": [TEXT]})

    (found,) = said(page)
    assert found.source.entry == entry
    shown = page.content.decode()
    assert "Open the record that you wrote about somebody else" in shown
    assert "Zebedee" not in shown
    assert shown.count(TEXT[:60]) == 1


def test_only_what_the_writer_may_open_is_compared():
    person = make_person(team=make_team())
    writer, colleague = make_worker_of(person), make_staff(team=person.team)
    other = make_person()
    allocate(other, writer)
    mine = signed(other, writer)
    assert found_for(writer, person) == [mine]
    assert found_for(colleague, person) == []  # it is about somebody else, and not theirs

    closed = signed(person, writer)
    assert found_for(colleague, person) == [closed]
    Entry.objects.filter(pk=closed.pk).update(sensitivity=Entry.Sensitivity.RESTRICTED)
    assert found_for(colleague, person) == []
    assert found_for(writer, person) == [closed, mine]


def test_what_was_written_long_ago_about_others_is_left(person):
    writer, other = make_worker_of(person), make_person()
    allocate(other, writer)
    old = signed(other, writer)
    Entry.objects.filter(pk=old.pk).update(signed_at=clock.add_hours(clock.now(), -24 * 120))

    assert found_for(writer, person) == []


def test_texts_of_one_event_and_the_entry_itself_may_be_alike(person):
    writer, event = make_worker_of(person), uuid.uuid4()
    entry = signed(person, writer)
    assert found_for(writer, person, leaving=entry) == []

    Entry.objects.filter(pk=entry.pk).update(event=event)
    assert found_for(writer, person, event=event) == []
    assert found_for(writer, person, event=uuid.uuid4()) == [entry]


def test_more_entries_make_no_more_questions(person, django_assert_num_queries):
    writer = make_worker_of(person)
    signed(person, writer)
    with django_assert_num_queries(2) as few:
        found_for(writer, person)
    for _ in range(3):
        signed(person, writer)
    with django_assert_num_queries(len(few)):
        assert len(found_for(writer, person)) == 4


def test_statements_count_on_both_sides(client, person, worker):
    half, rest = TEXT[: len(TEXT) // 2], TEXT[len(TEXT) // 2 :]
    typed = statement_typed("statements", "observation", rest)
    first = checked(client, person, worker, {"discussion": [half]} | typed)
    assert sign(client, first).status_code == 302

    page = checked(client, person, worker, {"discussion": [half]} | typed)

    (found,) = said(page)
    assert "100%" in found.says
    assert rest in found.source.text
