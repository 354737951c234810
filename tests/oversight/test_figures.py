"""Figures of recording: of teams and never of one person, and open to the records behind."""

import csv
from html import unescape

import pytest
from django.urls import reverse

import clock
from accounts.roles import Role
from audit import log
from audit.models import Event
from oversight import actions
from oversight.figures import INDICATORS
from oversight.queries import figures as queries
from oversight.queries.emergencies import Rate, emergency_rates
from people.actions import break_glass
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
    correct(entries[0])

    found = {each.indicator.key: each.whole for each in queries.figures(manager)}

    assert {key: cell.found for key, cell in found.items() if key != "voice"} == {
        "late": 1,
        "opinions": 1,
        "decisions": 1,
        "words": 1,
        "returned": 1,
        "corrected": 1,
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


def test_every_number_of_the_tables_opens_the_records_that_it_counts(client, manager, writers):
    entries = signed(writers)
    point_out(entries[0])
    client.force_login(manager)
    month = clock.today().isoformat()[:7]
    address = reverse("oversight:figure", args=["opinions"])
    page = unescape(client.get(reverse("oversight:figures")).text)

    for place in (f"?month={month}", f"?team={manager.team.key}", "?kind=case_note"):
        assert f'href="{address}{place}"' in page
        assert f'href="{address}{place}&show=all"' in page
        counted = client.get(f"{address}{place}&show=all").context["rows"]
        assert {row["entry"] for row in counted} == set(entries)


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
    entries = signed([*writers, make_staff(team=manager.team, line_manager=manager)])
    for each in entries:
        point_out(each)
    restrict(Person.objects.get(pk=entries[0].person_id))
    other = make_staff(Role.MANAGER)

    assert figure(manager, "opinions").whole.among == 6
    assert figure(other, "opinions").whole.among == 0
    found = queries.behind(manager, INDICATORS["opinions"])
    assert {each.person for each in found.entries} == {entries[3].person, entries[6].person}
    client.force_login(manager)
    client.get(reverse("oversight:figure", args=["opinions"]))
    event = Event.objects.filter(verb="oversight.figure_opened").get()
    assert set(event.subjects) == {entries[3].person.key, entries[6].person.key}


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
    place = queries.Place(team=team, month=before)
    assert list(queries.behind(manager, opinions, place).entries) == entries[:1]
    assert not queries.behind(manager, opinions, queries.Place(team="other")).entries
    client.force_login(manager)
    for wrong in ("?month=nonsense", "?team=nobody", "?page=x"):
        assert client.get(reverse("oversight:figure", args=["opinions"]) + wrong).status_code == 200
    assert client.get(reverse("oversight:figure", args=["league"])).status_code == 404


def test_the_title_of_a_page_says_which_number_it_stands_behind(client, manager, writers):
    signed(writers)
    client.force_login(manager)
    address = reverse("oversight:figure", args=["opinions"])
    month = f"{clock.today():%Y-%m}"

    for place, heading in (
        ("", "Opinions without reasons"),
        (f"?month={month}", f"Opinions without reasons, {clock.today():%B %Y}"),
        (f"?team={manager.team.key}", "Opinions without reasons, Northgate Adults"),
        ("?kind=case_note", "Opinions without reasons, Case note"),
    ):
        page = client.get(f"{address}{place}").text
        assert f"<title>{heading}" in page
        assert f">{heading}</h1>" in page


def of(among, writers=2):
    return queries.Cell(among=among, writers=set(range(writers)))


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([of(20), of(30), of(40)], [True, True, True]),
        # One alone could be worked out from the whole: the smallest goes with it.
        ([of(20), of(2), of(40)], [False, False, True]),
        # Two together are enough not to tell of anybody.
        ([of(4), of(3), of(40)], [False, False, True]),
        ([of(2), of(1), of(40), of(9)], [False, False, True, False]),
        # Enough records, but of one writer alone.
        ([of(30, writers=1), of(40)], [False, False]),
        # What holds nothing gives nothing away.
        ([of(0), of(40)], [False, True]),
    ],
)
def test_what_is_not_told_cannot_be_worked_out_from_what_is(cells, told):
    queries.keep_back(cells)

    assert [cell.is_told for cell in cells] == told


def test_no_typed_address_opens_what_the_tables_do_not_tell(client, manager, writers):
    entries = signed(writers)
    before = clock.add_months(clock.today().replace(day=1), -1)
    for each in entries:
        point_out(each)
    entries[0].signed_at = clock.at_time(before, 9)
    entries[0].save()
    client.force_login(manager)
    address = reverse("oversight:figure", args=["opinions"])
    this = f"{clock.today():%Y-%m}"

    shown = {
        asked: "Okafor" in client.get(f"{address}?{asked}").text
        for asked in (
            "",
            f"team={manager.team.key}",
            f"month={before:%Y-%m}",
            f"month={this}",
            f"month={this}&team={manager.team.key}",
            f"month={before:%Y-%m}&show=right",
            "team=nobody",
            "kind=case_note",
            f"kind=case_note&month={this}",
            "kind=visit_face_to_face",
        )
    }

    assert [asked for asked, is_shown in shown.items() if is_shown] == [
        "",
        f"team={manager.team.key}",
        "kind=case_note",
    ]


def test_days_from_event_to_signature_are_told_in_the_middle(client, manager, writers):
    entries = signed(writers)
    for number, entry in enumerate(entries):
        entry.event_at = clock.add_hours(entry.signed_at, -24 * number)
        entry.save()
    calls = [entry for entry in entries if entry != entries[5]]
    entries[5].type_key = "phone_call"
    entries[5].save()
    client.force_login(manager)

    late = figure(manager, "late")

    assert late.whole.days == 2.5
    assert next(iter(late.teams.values())).days == 2.5
    assert late.kinds["case_note"].days == 2
    assert len(calls) == late.kinds["case_note"].among
    # One call alone would tell of its writer, and with it the notes would.
    assert [cell.is_told for cell in late.kinds.values()] == [False, False]
    page = client.get(reverse("oversight:figures")).text
    assert "signed within <strong>2.5 days</strong>" in page
    sheet = client.get(reverse("oversight:figure-sheet", args=["late"]))
    lines = sheet.content.decode("utf-8-sig").splitlines()
    assert lines[1] == "All,,0,6,0%,2.5"
    assert lines[-1].endswith("Too few to tell,,,")
    assert {len(row) for row in csv.reader(lines)} == {6}


def test_what_the_checks_found_most_often_opens_to_its_records(client, manager, writers):
    entries = signed(writers)
    for entry in entries[:3]:
        point_out(entry, "sentence_long")
    point_out(entries[3], "emphasis")
    correct(entries[2])
    client.force_login(manager)

    page = unescape(client.get(reverse("oversight:figures")).text)
    address = reverse("oversight:figure", args=["check-sentence_long"])

    assert [(each.key, many) for each, many in queries.most_frequent(manager)] == [
        ("check-sentence_long", 2),
        ("check-emphasis", 1),
    ]
    assert f'href="{address}"' in page
    rows = client.get(address).context["rows"]
    assert {row["entry"] for row in rows} == set(entries[:2])
    right = client.get(f"{address}?show=right").context["rows"]
    assert [row["entry"] for row in right] == [entries[2]]
    assert client.get(reverse("oversight:figure", args=["check-nothing"])).status_code == 404
    of_check = reverse("oversight:figure-sheet", args=["check-sentence_long"])
    assert client.get(of_check).status_code == 404
    for each in entries[3:]:
        each.author = writers[0]
        each.save()
    assert "most often" not in client.get(reverse("oversight:figures")).text


def test_the_tables_of_a_figure_are_taken_away_as_they_are_told(client, manager, writers):
    entries = signed(writers)
    point_out(entries[0])
    alone = make_staff(team=make_team("Southgate"), line_manager=manager)
    signed([alone], 6)
    client.force_login(manager)

    answer = client.get(reverse("oversight:figure-sheet", args=["opinions"]))

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[:2] == ["By,Which,Found,Of,Share", "All,,1,12,8%"]
    assert lines[-3:] == [
        "Team,Northgate Adults,Too few to tell,,",
        "Team,Southgate,Too few to tell,,",
        "Kind,Case note,1,12,8%",
    ]
    assert Event.objects.filter(verb="oversight.figure_taken_away").get().target == "opinions"


def test_a_writer_sees_their_own_figures_and_nobody_elses(client, manager, writers):
    one, other = writers
    entries = signed(writers)
    point_out(entries[0])
    point_out(entries[3])
    client.force_login(one)

    page = client.get(reverse("oversight:my-figures"))
    listed = client.get(reverse("oversight:my-figure", args=["opinions"]))

    assert "1 of 3" in page.text
    assert [row["entry"] for row in listed.context["rows"]] == [entries[0]]
    assert reverse("records:entry", args=[entries[0].person.key, entries[0].key]) in listed.text
    assert "<svg" in page.text
    month = clock.today().isoformat()[:7]
    everything = client.get(
        reverse("oversight:my-figure", args=["opinions"]), {"month": month, "show": "all"}
    )
    assert len(everything.context["rows"]) == 3
    earlier = client.get(reverse("oversight:my-figure", args=["opinions"]), {"month": "2020-01"})
    assert not earlier.context["rows"]
    restrict(Person.objects.get(pk=entries[0].person_id))
    assert "Okafor" not in client.get(reverse("oversight:my-figure", args=["opinions"])).text
    assert other.name not in page.text
    client.force_login(make_staff(Role.AUDITOR))
    assert client.get(reverse("oversight:my-figures")).status_code == 403


def test_how_often_a_team_opens_records_in_an_emergency(client):
    manager, team = make_staff(Role.MANAGER), make_team("Northgate Adults")
    user = make_staff(line_manager=manager, team=team)
    client.force_login(manager)
    page = reverse("oversight:figures")
    assert "Opened in an emergency" not in client.get(page).text
    for _ in range(49):
        log.record("records.timeline_opened", by=user, about=make_person())
    break_glass(person=make_person(), by=user, category="PERSON", words="She needs help now, I am")
    log.record("records.timeline_opened", by=user, about=make_person())

    (alone,) = emergency_rates(manager)
    assert not alone.is_told
    told = client.get(page).text
    assert "too few to tell" in told
    assert "1 of 50" not in told
    other = make_staff(line_manager=manager, team=team)
    log.record("records.timeline_opened", by=other, about=make_person())

    assert emergency_rates(manager) == [Rate("Northgate Adults", 1, 51)]
    told = client.get(page).text
    assert "1 of 51 openings, 2.0%" in told
    assert "Look at allocation and cover" not in told
    break_glass(person=make_person(), by=user, category="PERSON", words="She needs help now, I am")
    assert "Look at allocation and cover" in client.get(page).text
    assert emergency_rates(make_staff(Role.MANAGER)) == []


def test_of_emergencies_a_small_team_hides_no_other_for_no_whole_is_told(client):
    manager = make_staff(Role.MANAGER)
    staff = [make_staff(line_manager=manager, team=make_team(name)) for name in ("Ash", "Elm")]
    staff.append(make_staff(line_manager=manager, team=staff[1].team))
    for user in staff:
        for _ in range(4):
            log.record("records.timeline_opened", by=user, about=make_person())
        break_glass(person=make_person(), by=user, category="PERSON", words="She needs help now, I")

    assert [(rate.team, rate.is_told) for rate in emergency_rates(manager)] == [
        ("Ash", False),
        ("Elm", True),
    ]


def test_those_in_no_team_have_a_list_of_their_own(client, manager, writers):
    loose = [make_staff(line_manager=manager) for _ in range(2)]
    entries = signed(loose)
    for entry in [*entries, *signed(writers)]:
        point_out(entry)
    client.force_login(manager)

    page = unescape(client.get(reverse("oversight:figures")).text)
    address = f"{reverse('oversight:figure', args=['opinions'])}?team=~none"

    assert f'href="{address}"' in page
    listed = client.get(address).context
    assert {row["entry"] for row in listed["rows"]} == set(entries)
    assert "No team" in listed["heading"]
