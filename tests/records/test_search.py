"""Searching: who finds what, where the words are shown, and that nothing closed leaves a trace."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event, EventDetail
from people import access
from records import actions, queries
from records.models import Entry, SearchText
from records.search import finding, index_entry, shown
from records.search.finding import Narrowed, find, permitted
from records.search.spelling import Meant, meant
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import (
    allocate,
    declare_conflict,
    make_person,
    make_worker_of,
    restrict,
)
from tests.records.factories import make_entries, make_entry, note_values, put_on_entry_list

pytestmark = pytest.mark.django_db

NOTES = "/notes/search/"


def write(person, text, **fields) -> Entry:
    """An indexed entry that nobody signed."""
    (entry,) = make_entries(person, text=text, **fields)
    index_entry(entry)
    return entry


def close(entry, **fields) -> Entry:
    for name, value in ({"sensitivity": Entry.Sensitivity.RESTRICTED} | fields).items():
        setattr(entry, name, value)
    entry.save()
    return entry


def keys(found) -> list[str]:
    return [entry.key for entry in found.entries]


def search(client, words, person=None, **narrowed):
    """Search as a browser does, and return the page of results."""
    begin = reverse("records:search-record", args=[person.key]) if person else NOTES
    return client.get(client.post(begin, {"words": words}).url, narrowed)


def comparable(response) -> str:
    """The page without what is new each time: its form's token, its address, the time."""
    text = re.sub(r'<input type="hidden" name="csrfmiddlewaretoken"[^>]*>', "", response.text)
    text = re.sub(r"Printed by .*?</p>", "", text)
    text = re.sub(r'seconds="\d+"', "", text)
    return re.sub(r"/search/[a-z0-9]{12}/", "/search/…/", text)


# --- What is found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("fell", True),
        ("FALLING stairs", False),
        ("stairs", True),
        ("stair", True),
        ("siân", True),
        ("Sian", True),
        ('"the back stairs"', True),
        ('"stairs back"', False),
        ("stairs -back", False),
        ("stairs -garden", True),
        ("lift or stairs", True),
        ("llŷn", True),
        ('"unfinished', False),
        ("' & | ! :* ( \\", False),
    ],
)
def test_words_are_found_by_their_stem_and_without_their_accents(words, found):
    person = make_person()
    viewer = make_worker_of(person)
    entry = write(person, "Siân fell on the back stairs at Llŷn House.")

    assert keys(find(viewer, words, person=person)) == ([entry.key] if found else [])


def test_results_come_newest_first_or_best_first():
    person = make_person()
    viewer = make_worker_of(person)
    older = write(person, "Fell.", summary="A fall", event_at=clock.now() - timedelta(days=9))
    newer = write(person, "Long talk about the garden. A fall was mentioned.")

    newest = find(viewer, "fall", person=person)
    best = find(viewer, "fall", person=person, narrowed=Narrowed(best_first=True))

    assert keys(newest) == [newer.key, older.key]
    assert keys(best) == [older.key, newer.key]
    assert newest.count == 2


def test_kind_dates_and_author_narrow_what_is_found():
    person = make_person()
    viewer = make_worker_of(person)
    today = clock.today()
    visit = write(person, "A fall.", type_key="visit_face_to_face", author=viewer)
    old = write(person, "A fall.", event_at=clock.now() - timedelta(days=400))

    def narrowed(**given):
        return keys(find(viewer, "fall", person=person, narrowed=Narrowed(**given)))

    assert narrowed(group="practice") == []
    assert narrowed(author=viewer.staff_number) == [visit.key]
    assert narrowed(since=clock.add_days(today, -30)) == [visit.key]
    assert narrowed(until=clock.add_days(today, -30)) == [old.key]


# --- Who finds it


def test_across_people_one_finds_what_one_may_open_and_nothing_else():
    viewer = make_staff(team=make_team())
    mine, ours, other, hidden, conflicted = (make_person() for _ in range(5))
    allocate(mine, viewer)
    ours.team = viewer.team
    ours.save()
    allocate(hidden, viewer)
    restrict(hidden)
    allocate(conflicted, viewer)
    declare_conflict(conflicted, viewer)
    entries = {
        person.key: write(person, "Warfarin.") for person in (mine, ours, other, hidden, conflicted)
    }

    found = find(viewer, "warfarin")

    assert set(keys(found)) == {entries[mine.key].key, entries[ours.key].key}


def make_world():
    """People, staff of every standing to them, and restricted entries of two kinds."""
    lead = make_staff(Role.MANAGER)
    team = make_team(lead=lead)
    worker, colleague = make_staff(team=team, line_manager=lead), make_staff(team=team)
    other_manager = make_staff(Role.MANAGER, team=team)
    safeguarding = make_staff(team=make_team("Safeguarding", key="safeguarding"))
    listed = make_staff()
    first, second = make_person(team=team), make_person(team=team)
    allocate(first, worker)
    for person in (first, second):
        access.give_grant(
            person=person,
            user=safeguarding,
            codename="open_record",
            by=None,
            reason="Test",
            expires_at=None,
            at=clock.now(),
        )
        close(write(person, "Bruise."), type_key="safeguarding_concern")
        close(write(person, "Bruise.", author=colleague))
        write(person, "Bruise.")
        taken_off = write(person, "Bruise.")
        Entry.objects.filter(pk=taken_off.pk).update(taken_off_at=clock.now())
    restrict(second, listed, colleague)
    allocate(second, listed)
    # Each on the list of one entry, of which the other knows nothing; and one whose row has ended.
    named, beside, before = (make_staff(team=team) for _ in range(3))
    one, other = (close(write(first, "Bruise.")) for _ in range(2))
    put_on_entry_list(one, named)
    put_on_entry_list(other, beside)
    put_on_entry_list(other, before, expires_at=clock.add_hours(clock.now(), -1))
    staff = [lead, worker, colleague, other_manager, safeguarding, listed, named, beside, before]
    return [first, second], staff


def test_search_opens_exactly_the_entries_that_the_record_opens():
    people, staff = make_world()

    for viewer in staff:
        open_people = set(access.visible_people(viewer))
        expected = {
            entry.pk
            for person in people
            if person in open_people
            for entry in person.entries.select_related("person")
            if queries.may_open(viewer, entry)
        }
        on_lists = Entry.objects.filter(
            queries.entry_is_open(viewer, entry=""), person__in=open_people
        )
        assert set(on_lists.values_list("pk", flat=True)) == expected
        across = set(permitted(viewer).values_list("pk", flat=True))
        inside = {
            pk
            for person in open_people
            for pk in permitted(viewer, person).values_list("pk", flat=True)
        }
        assert across == inside == expected
    assert len({len(permitted(viewer)) for viewer in staff}) > 2


def test_the_list_of_one_entry_opens_that_entry_and_to_nobody_else():
    """What is asked of one entry and of many is worked out from one list: it is said here whole."""
    (first, _), staff = make_world()
    named, beside, before, colleague = staff[6], staff[7], staff[8], staff[2]
    restricted = {
        viewer: {
            entry.pk
            for entry in Entry.objects.filter(queries.entry_is_open(viewer, entry=""))
            if entry.person == first and entry.sensitivity == Entry.Sensitivity.RESTRICTED
        }
        for viewer in (named, beside, before, colleague)
    }

    one, other = first.entries.filter(sensitivity="RESTRICTED").order_by("-pk")[:2][::-1]
    own = first.entries.get(author=colleague)
    assert restricted == {named: {one.pk}, beside: {other.pk}, before: set(), colleague: {own.pk}}


def test_a_restricted_entry_changes_no_letter_of_the_page_for_those_who_may_not_open_it(client):
    team = make_team()
    person = make_person(team=team)
    viewer = make_staff(team=team)
    client.force_login(viewer)
    write(person, "A fall on the stairs, in the stairwell.")
    words = ["fall", "strangulation", "strangulatoin", "stairs", "stairwell"]

    def pages():
        return [
            comparable(search(client, each, where)) for each in words for where in (person, None)
        ]

    without = pages()
    hidden = close(
        write(person, "A fall after strangulation in the stairwel.", author=make_staff(name="Zed"))
    )

    assert pages() == without
    assert meant(viewer, "strangulatoin") == Meant()
    hidden.sensitivity = Entry.Sensitivity.NORMAL
    hidden.save()
    assert pages() != without
    assert meant(viewer, "strangulatoin").instead == ("strangulation",)


def test_a_restricted_person_changes_no_letter_of_the_page(client):
    team = make_team()
    viewer = make_staff(team=team)
    client.force_login(viewer)
    write(make_person(team=team), "A fall.")
    words = ["fall", "strangulatoin", "Clive"]
    without = [comparable(search(client, each)) for each in words]

    hidden = make_person(given_names="Clive", team=team)
    write(hidden, "Clive: a fall after strangulation.")
    restrict(hidden)

    assert [comparable(search(client, each)) for each in words] == without


def test_an_entry_that_was_taken_off_is_found_no_more():
    person = make_person()
    viewer = make_worker_of(person)
    entry = write(person, "A fall.")
    entry.taken_off_at = clock.now()
    entry.save()

    assert keys(find(viewer, "fall", person=person)) == []
    assert keys(find(viewer, "fall")) == []


# --- What is shown


def test_a_snippet_shows_where_the_words_stand_and_marks_them_as_they_are_written(client):
    person = make_person()
    client.force_login(make_worker_of(person))
    write(person, "Before. " * 60 + "Then Siân fell <b>hard</b> & cried. " + "After. " * 60)

    page = search(client, "sian falling fell", person).text

    assert page.count("<mark") == 0
    page = search(client, "sian fell", person).text
    snippet = re.search(r'<li class="found__place">.*?</li>', page, re.DOTALL)[0]
    assert '<mark class="found__word">Siân</mark> <mark class="found__word">fell</mark>' in snippet
    assert "&lt;b&gt;hard&lt;/b&gt; &amp; cried." in snippet
    assert snippet.count("…") == 2
    assert len(snippet) < 700


def test_a_hit_says_its_day_where_the_time_is_not_known(client):
    person = make_person()
    client.force_login(make_worker_of(person))
    write(person, "A fall.", event_time_known=False, event_at=clock.at_time(date(2026, 3, 2), 0))

    shown = search(client, "fall", person).text

    assert '<time datetime="2026-03-02">2 Mar 2026</time>' in shown


def test_a_search_of_one_record_is_logged_with_the_entries_shown_and_its_words_apart(client):
    person = make_person()
    client.force_login(make_worker_of(person))
    entry = write(person, "Warfarin.")

    search(client, "warfarin", person)

    event = Event.objects.get()
    assert (event.verb, event.subjects) == ("records.record_searched", [person.key])
    assert event.shown == ["search", entry.key]
    assert EventDetail.objects.get(event=event.pk).fields == {"words": "warfarin"}


def test_a_search_over_people_is_logged_with_those_shown(client):
    team = make_team()
    people = [make_person(team=team) for _ in range(3)]
    client.force_login(make_staff(team=team))
    for person in people[:2]:
        write(person, "Warfarin.")

    search(client, "warfarin")

    event = Event.objects.get()
    assert event.verb == "records.notes_searched"
    assert set(event.subjects) == {person.key for person in people[:2]}
    assert EventDetail.objects.get(event=event.pk).fields == {"words": "warfarin"}


def test_words_stand_in_no_address_and_no_line_of_the_log(client, caplog, monkeypatch):
    person = make_person()
    client.force_login(make_worker_of(person))
    client.raise_request_exception = False
    begin = reverse("records:search-record", args=[person.key])

    response = client.post(begin, {"words": "warfarin"})
    monkeypatch.setattr(finding, "permitted", lambda *given: 1 / 0)
    broken = client.get(response.url)

    assert "warfarin" not in response.url
    assert broken.status_code == 500
    assert caplog.records
    assert "warfarin" not in caplog.text


@pytest.mark.parametrize("inside", [True, False])
def test_the_address_of_a_search_tells_a_colleague_nothing(client, inside):
    team = make_team()
    person = make_person(team=team)
    write(person, "Warfarin.")
    client.force_login(make_staff(team=team))
    begin = reverse("records:search-record", args=[person.key]) if inside else NOTES
    address = client.post(begin, {"words": "warfarin"}).url
    client.force_login(make_staff(team=team))

    page = client.get(address).text

    assert "This search belongs to somebody else, or has ended." in page
    assert "arfarin" not in page


def test_a_search_of_one_record_is_none_of_another(client):
    worker = make_staff()
    first, second = make_person(), make_person()
    allocate(first, worker)
    allocate(second, worker)
    client.force_login(worker)
    address = client.post(
        reverse("records:search-record", args=[first.key]), {"words": "warfarin"}
    ).url

    page = client.get(address.replace(first.key, second.key)).text

    assert "or has ended." in page


def test_the_page_asks_as_often_for_twelve_hits_as_for_three(client):
    team = make_team()
    client.force_login(make_staff(team=team))
    address = client.post(NOTES, {"words": "warfarin"}).url
    client.get(address)

    def questions_with_more(count):
        for _ in range(count):
            write(make_person(team=team), "Warfarin.", statements=["fact"])
        with CaptureQueriesContext(connection) as asked:
            page = client.get(address)
        return len(page.context["results"].hits), len(asked)

    (few, for_few), (many, for_many) = questions_with_more(3), questions_with_more(9)

    assert (few, many) == (3, 12)
    assert for_many == for_few


def test_more_than_a_page_is_turned_over(client):
    person = make_person()
    client.force_login(make_worker_of(person))
    for entry in make_entries(person, 21, text="Warfarin."):
        index_entry(entry)

    first = search(client, "warfarin", person)
    second = search(client, "warfarin", person, page=2)

    assert [len(each.context["results"].hits) for each in (first, second)] == [20, 1]
    assert "21 entries" in first.text
    assert "?page=2" in first.text
    assert "Nothing on this page" in search(client, "warfarin", person, page=3).text


# --- What is said when nothing is found


def test_a_misspelling_is_answered_with_words_that_are_there(client):
    person = make_person()
    client.force_login(make_worker_of(person))
    entry = write(person, "Warfarin was stopped by Siân.")

    for where in (person, None):
        page = search(client, "warfrin stopped", where)

        shown_here = page.context["results"]
        assert "Nothing for “<bdi>warfrin stopped</bdi>”. Showing entries with" in page.text
        assert shown_here.shown_for == "warfarin stopped"
        assert [hit.entry.key for hit in shown_here.hits] == [entry.key]
        assert '<mark class="found__word">Warfarin</mark>' in page.text
    viewer = page.wsgi_request.user
    assert meant(viewer, "siann", person=person) == Meant(instead=("siân",))
    for nothing_near in ("stopping", "her the xqzj"):
        assert meant(viewer, nothing_near, person=person) == Meant()


def test_where_more_was_meant_the_other_searches_are_offered(client):
    person = make_person()
    client.force_login(make_worker_of(person))
    write(person, "The mirror is down.")
    write(person, "A minor fall.")

    page = search(client, "minror", person)

    results = page.context["results"]
    assert results.shown_for in ("minor", "mirror")
    assert [*results.meant, results.shown_for] in (["minor", "mirror"], ["mirror", "minor"])
    assert "Or did you mean" in page.text
    second = search(client, "minror", person, page=2)
    assert "Nothing on this page" in second.text


def test_a_slip_in_a_note_is_offered_to_who_spells_it_right(client):
    person = make_person()
    client.force_login(make_worker_of(person))
    right = write(person, "Her medication was changed.")
    write(person, "Medications are in the box.")
    wrong = write(person, "Took the medicaton late.")

    page = search(client, "medication", person)
    assert "Written in other entries as" in page.text
    assert page.context["results"].also == ("medicaton",)
    assert right.key in page.context["results"].keys
    again = search(client, "medicaton", person).context["results"]
    assert (again.keys, again.shown_for) == ([wrong.key], "")


def test_a_slip_costs_as_many_questions_for_many_entries_as_for_one(client):
    team = make_team()
    client.force_login(make_staff(team=team))
    address = client.post(NOTES, {"words": "warfrin tablts stoped latly evning medicaton"}).url

    def questions_with_more(count):
        for _ in range(count):
            write(make_person(team=team), "Warfarin tablets stopped lately, evening medication.")
        with CaptureQueriesContext(connection) as asked:
            page = client.get(address)
        of_the_index = [each for each in asked if 'FROM "records_searchtext"' in each["sql"]]
        return len(page.context["results"].hits), len(asked), len(of_the_index)

    one, many = questions_with_more(1), questions_with_more(9)

    assert (one[0], many[0]) == (1, 10)
    assert one[1:] == many[1:]
    assert one[2] == 4


def test_words_that_are_in_everything_are_not_looked_for(client):
    person = make_person()
    client.force_login(make_worker_of(person))
    write(person, "The heating.")

    assert "These words are in almost everything" in search(client, "the", person).text
    assert "Only letters and figures are searched" in search(client, "?!", person).text


FAR = "They sat by the window and talked of the garden for an hour. " * 1500


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("She was glad 👍🏿 of it.", "👍🏿"),
        ("李小龍 rang.", "小龍"),
        ("He lives at Llanfairpwllgwyngyll now.", "wllgwyng"),
        ("Saved under ../../shared/forms.", "../../shared/forms"),
        ('He wrote C:\\forms"{old now.', 'orms"{ol'),
        ("The key:\n  ##alpha   ##beta", "lpha ##bet"),
        (FAR + "It is about her well-being.", "well-being"),
        (FAR + "The quokka ran to the ferry.", '"quokka ran to the ferry"'),
    ],
)
def test_what_is_no_whole_word_is_found_on_one_record_letter_for_letter(client, text, words):
    person = make_person()
    client.force_login(make_worker_of(person))
    entry = write(person, text)
    write(person, "The heating works.")

    page = search(client, words, person)

    (hit,) = page.context["results"].hits
    assert hit.entry == entry
    assert page.context["results"].count == 1
    assert "stands letter for letter" in page.text
    marked = [each.text for found in hit.snippets for each in found.pieces if each.marked]
    assert [" ".join(each.split()) for each in marked] == [words.strip('"')] * len(marked)
    assert marked


def test_what_is_found_letter_for_letter_is_narrowed_and_turned_over(client):
    person = make_person()
    client.force_login(make_worker_of(person))
    for number in range(21):
        write(person, f"She waved 👋 {number}", event_at=clock.add_hours(clock.now(), -number - 1))

    page = search(client, "👋", person)
    second = client.get(page.wsgi_request.path, {"page": 2})

    assert len(page.context["results"].hits) == 20
    assert page.context["results"].count == 21
    (last,) = second.context["results"].hits
    assert "20" in last.snippets[0].pieces[-1].text
    none = client.get(page.wsgi_request.path, {"group": "safeguarding"})
    assert "No entry that you may open has this sign" in none.text


def test_nothing_is_found_letter_for_letter_in_the_names_of_questions_or_an_old_version(client):
    person = make_person()
    worker = make_worker_of(person)
    client.force_login(worker)
    entry = make_entry(person=person, by=worker, values=note_values(discussion="A 🐙 sat there."))
    actions.correct_entry(
        entry=entry,
        by=worker,
        submission=uuid.uuid4(),
        values=note_values(discussion="A 🐘 sat there."),
        statements=[],
        reason="I misread it",
    )

    assert not search(client, "note_abou", person).context["results"].hits
    assert not search(client, "🐙", person).context["results"].hits
    assert search(client, "🐘", person).context["results"].hits


@pytest.mark.parametrize("inside", [True, False])
@pytest.mark.parametrize("words", ["🐙", "ctopu", '"octopus in a well-made"', "well-made"])
def test_a_restricted_entry_is_found_letter_for_letter_by_nobody_else(client, words, inside):
    team = make_team()
    person, worker = make_person(team=team), make_staff(team=team)
    client.force_login(worker)
    where = person if inside else None
    before = comparable(search(client, words, where))
    entry = close(write(person, FAR + "An 🐙 octopus in a well-made pond."))

    assert comparable(search(client, words, where)) == before
    put_on_entry_list(entry, worker)
    if inside or len(words) > 8:
        assert search(client, words, where).context["results"].hits


def test_over_all_people_words_side_by_side_are_found_far_into_a_long_text(client):
    person = make_person()
    client.force_login(make_worker_of(person))
    entry = write(person, FAR + "The quokka ran to the ferry.")
    write(person, FAR + "The ferry ran over a quokka.")

    page = search(client, '"quokka ran to the ferry"')

    assert [each.entry for each in page.context["results"].hits] == [entry]


def test_over_all_people_a_picture_is_not_looked_for_and_the_page_says_so(client):
    person = make_person()
    client.force_login(make_worker_of(person))
    write(person, "She was glad 👍🏿 of it.")

    assert "Only letters and figures are searched" in search(client, "👍🏿").text
    beside = search(client, "glad 👍🏿").text
    assert "“<bdi>👍🏿</bdi>” was left out" in beside
    assert "was left out" not in search(client, "glad").text


def test_a_search_that_takes_too_long_says_what_to_do(client, monkeypatch):
    person = make_person()
    client.force_login(make_worker_of(person))

    def wait():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(5)")

    def slow(*given, **named):
        with finding.in_time():
            wait()

    monkeypatch.setattr(finding, "TAKES_AT_MOST", "20ms")
    monkeypatch.setattr(shown, "find", slow)

    page = search(client, "warfarin")

    assert page.status_code == 200
    assert "Too many to look through" in page.text
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone()[0] == "0"


@pytest.mark.parametrize(
    "words",
    ["", "  ", "w\x00r", "x" * 201, "\ud7ff\uffff", "' OR 1=1 --", "%s", "a" * 200, "-fall"],
)
@pytest.mark.parametrize("inside", [True, False])
def test_no_words_break_a_search(client, words, inside):
    person = make_person()
    client.force_login(make_worker_of(person))
    write(person, "A fall.")
    begin = reverse("records:search-record", args=[person.key]) if inside else NOTES

    assert client.post(begin, {"words": words}, follow=True).status_code == 200


@pytest.mark.parametrize(
    ("narrowed", "said"),
    [
        ({"group": "no-such"}, "Choose a kind from the list"),
        ({"author": "\x00"}, "Choose who wrote it from the list"),
        ({"since": "31/31/2020"}, "From: enter a real date, like 27/3/2026"),
        ({"until": "x" * 5000}, "To: enter a real date, like 27/3/2026"),
        ({"order": "sideways"}, "Choose an order from the list"),
        ({"page": "-3"}, ""),
    ],
)
def test_a_wrong_filter_is_said_and_finds_nothing(client, narrowed, said):
    person = make_person()
    client.force_login(make_worker_of(person))
    write(person, "A fall in the yard.")

    page = search(client, "fall", person, **narrowed)

    assert said in page.text
    assert ("There is a problem" in page.text) is bool(said)
    assert len(page.context["results"].hits) == (0 if said else 1)


def test_a_role_that_opens_no_record_is_offered_no_search_of_notes_and_finds_nothing(client):
    write(make_person(), "Warfarin.")
    client.force_login(make_staff(Role.SYSTEM_ADMINISTRATOR))

    assert "In notes" not in client.get("/").text
    assert search(client, "warfarin").context["results"].hits == []
    assert SearchText.objects.count() == 1
