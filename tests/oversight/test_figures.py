"""Figures of recording: of teams and never of one person, and open to the records behind."""

import pytest
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from oversight import actions
from oversight.figures import INDICATORS
from oversight.queries import figures as queries
from people.models import Person
from records.models import EntryVersion, Finding
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate, make_person, restrict
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    manager = make_staff(Role.MANAGER, name="Ros Hale")
    manager.team = make_team("Northgate Adults", lead=manager)
    manager.save()
    return manager


@pytest.fixture
def writers(manager):
    return [make_staff(team=manager.team, line_manager=manager) for _ in range(2)]


def signed(writers, count=3) -> list:
    """So many entries by each of the writers, about somebody whom each works with."""
    entries = []
    for writer in writers:
        person = make_person(family_name="Okafor", team=writer.team)
        allocate(person, writer)
        entries += make_entries(person, count, author=writer, signed_at=clock.now())
    return entries


def point_out(entry, key="opinion_in_text", number=1):
    Finding.objects.create(
        version=entry.versions.get(number=number),
        position=1,
        check_key=key,
        level="warning",
        message="Why?",
    )


def correct(entry):
    first = entry.versions.get(number=1)
    EntryVersion.objects.create(
        entry=entry,
        number=2,
        values=first.values,
        signed_by=entry.author,
        signed_at=clock.now(),
        reason="The reason was missing",
        digest="1" * 64,
    )


def figure(viewer, key):
    return next(each for each in queries.figures(viewer) if each.indicator.key == key)


def test_each_figure_counts_what_its_words_say(manager, writers):
    entries = signed(writers)
    entries[0].days_late = 3
    entries[0].save()
    point_out(entries[1])
    point_out(entries[2], "jargon")
    entries[3].has_decision = True
    entries[3].save()
    point_out(entries[3], "decision_without_reason")
    point_out(entries[4], "decision_without_reason")  # no decision stands in it
    actions.return_entry(entry=entries[5], by=manager, version_number=1, comment="Who came?")

    found = {each.indicator.key: each.whole for each in queries.figures(manager)}

    assert {key: cell.found for key, cell in found.items() if key != "voice"} == {
        "late": 1,
        "opinions": 1,
        "decisions": 1,
        "words": 1,
        "returned": 1,
    }
    assert {key: found[key].among for key in ("late", "decisions", "returned")} == {
        "late": 6,
        "decisions": 1,
        "returned": 1,
    }


def test_from_the_figure_to_a_returned_entry_and_its_correction(client, manager, writers):
    entry, *_ = signed(writers)
    point_out(entry)
    client.force_login(manager)
    page = client.get(reverse("oversight:figures"))
    assert "1 of 6" in page.text

    address = reverse("oversight:figure", args=["opinions"])
    review = reverse("oversight:review", args=[entry.person.key, entry.key])
    assert review in client.get(address).text
    actions.return_entry(entry=entry, by=manager, version_number=1, comment="What did you see?")
    assert "Returned" in client.get(address).text
    correct(entry)

    assert review not in client.get(address).text
    assert review in client.get(f"{address}?show=right").text
    assert "None of 6" in client.get(reverse("oversight:figures")).text


def test_too_few_records_and_those_of_one_writer_are_not_told(client, manager, writers):
    one, _ = writers
    entries = signed([one], 6)
    point_out(entries[0])
    client.force_login(manager)

    assert not figure(manager, "opinions").whole.is_told
    page = client.get(reverse("oversight:figures")).text
    assert "Too few records to tell" in page
    assert reverse("oversight:figure", args=["opinions"]) not in page


def test_no_number_counts_a_record_that_the_viewer_may_not_open(client, manager, writers):
    entries = signed(writers)
    for each in entries:
        point_out(each)
    restrict(Person.objects.get(pk=entries[0].person_id))
    other = make_staff(Role.MANAGER)

    assert figure(manager, "opinions").whole.among == 3
    assert figure(other, "opinions").whole.among == 0
    found = queries.behind(manager, INDICATORS["opinions"], team="", month=None)
    assert {each.person for each in found.entries} == {entries[3].person}
    client.force_login(manager)
    client.get(reverse("oversight:figure", args=["opinions"]))
    event = Event.objects.filter(verb="oversight.figure_opened").get()
    assert event.subjects == [entries[3].person.key]


def test_a_number_of_a_month_and_a_team_opens_to_those_records(client, manager, writers):
    entries = signed(writers)
    before = clock.add_months(clock.today().replace(day=1), -1)
    entries[0].signed_at = clock.at_time(before, 9)
    entries[0].save()
    for each in entries[:2]:
        point_out(each)
    found = figure(manager, "opinions")

    assert [cell.found for cell in found.months.values()][-2:] == [1, 1]
    assert [(name, cell.found) for (_, name), cell in found.teams.items()] == [
        ("Northgate Adults", 2)
    ]
    opinions = INDICATORS["opinions"]
    team = manager.team.key
    assert list(queries.behind(manager, opinions, team=team, month=before).entries) == entries[:1]
    assert not queries.behind(manager, opinions, team="other", month=None).entries
    client.force_login(manager)
    for wrong in ("?month=nonsense", "?team=nobody", "?page=x"):
        assert client.get(reverse("oversight:figure", args=["opinions"]) + wrong).status_code == 200
    assert client.get(reverse("oversight:figure", args=["league"])).status_code == 404
