"""One event about three people: a text of each one's own, and nothing of one in another's."""

import re

import lxml.html
import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import ChangeEntry, Event, EventDetail
from disclosure import making
from people.access import Permission, decide, visible_people
from records import actions, files, queries
from records.catalogue import catalogue
from records.forms.carried import begun_typed
from records.models import Draft, Entry, GuidanceRequest
from records.rules import events
from tests.accounts.factories import make_staff, make_team
from tests.disclosure.factories import make_export, words_of_copy
from tests.people.factories import allocate, make_contact, make_person, restrict
from tests.records.factories import (
    describe,
    event_typed,
    make_entries,
    statement_typed,
    typed_for,
)
from tests.records.papers import pdf
from tests.records.test_writing import autosave, post, token_for

pytestmark = pytest.mark.django_db
VISIT = "visit_face_to_face"
NAMES = {"Quillon": "Zephyrine", "Brackwater": "Ottoline", "Thistlemere": "Peregrine"}
# What is written about each, and stands in nobody else's record.
SECRETS = {name: f"canary{name.lower()}words" for name in NAMES}
# Where else a secret of each stands, and whether search finds it there; each is a word of its own.
SEARCHED = ("discussion", "statement", "decision", "action", "title", "letter")
PARTS = (*SEARCHED, "question")
_MONTHS = r"January|February|March|April|May|June|July|August|September|October|December"


@pytest.fixture
def three(client):
    """A worker with three people, signed in."""
    manager = make_staff(Role.MANAGER, name="Ros Hale")
    worker = make_staff(name="Fola Adeyemi", team=make_team(), line_manager=manager)
    people = [
        make_person(given_names=given, family_name=family, preferred_name=f"{given} {family}")
        for family, given in NAMES.items()
    ]
    for person in people:
        allocate(person, worker)
    client.force_login(worker)
    return worker, people


def visit_typed(person, **changes):
    secret = SECRETS[person.family_name]
    typed = typed_for(catalogue().get(VISIT))
    typed |= event_typed_with_time() | {
        "place": ["Day service"],
        "purpose_of_visit": [f"{secret} purpose"],
        "discussion": [f"{secret} was what we talked of."],
    }
    return typed | changes


def event_typed_with_time():
    typed = event_typed(clock.add_days(clock.today(), -1))
    return typed | {
        "event_at_time": ["10:15"],
        "event_at_time_not_known": [],
        "event_at_why": [],
        "start_end_start": ["10:15"],
        "start_end_end": ["11:00"],
        "start_end_minutes": [],
    }


def choose(client, draft, people, act="begin", **more):
    return client.post(
        reverse("records:others-of-draft", args=[draft.key]),
        {"person": [each.key for each in people], "act": act} | more,
    )


def written(client, worker, person, typed):
    token = token_for(person, worker, VISIT)
    autosave(client, person, token, typed)
    return Draft.objects.get(key=token.key)


def sign(client, draft):
    return client.post(
        reverse("records:check-draft", args=[draft.person.key, draft.key]),
        {"draft_version": draft.version},
    )


def secret(person, part):
    return SECRETS[person.family_name] + part


def whole_typed(person, worker):
    """A visit with a secret of the person's in its text, a statement, a decision and an action."""
    decision = secret(person, "decision")
    return visit_typed(
        person,
        **statement_typed("statements", "decision", f"We chose {decision} for now.", row=1)
        | {
            "what_i_saw-0-text": [f"I saw {secret(person, 'statement')} there."],
            "actions-0-text": [f"Ring about {secret(person, 'action')}"],
            "actions-0-owner": [f"staff:{worker.staff_number}"],
            "actions-0-owner_other": [],
            "discussion": [
                f"{SECRETS[person.family_name]}, {secret(person, 'discussion')} and a steeple."
            ],
        },
    )


def finish(client, worker, draft):
    """Write one's own text in a draft that was begun, with a file and a question, and sign it."""
    draft.refresh_from_db()
    person = draft.person
    kept = actions.attach_file(
        draft=draft,
        by=worker,
        field="attachments",
        content=pdf(f"It says {secret(person, 'letter')} here."),
        filename=f"{secret(person, 'file')}.pdf",
    )
    describe(kept, title=f"Letter on {secret(person, 'title')}")
    actions.ask_for_guidance(
        person=person,
        by=worker,
        asked_of=worker.line_manager,
        question=f"May {secret(person, 'question')} stay?",
        draft=draft,
    )
    draft.refresh_from_db()
    autosave(
        client,
        person,
        token_for(person, worker, VISIT, draft=draft.key),
        whole_typed(person, worker),
        version=draft.version,
    )
    draft.refresh_from_db()
    answer = sign(client, draft)
    assert answer.status_code == 302, re.findall(r"obstacle-[\w.-]+", answer.text)


def signed_event(client, worker, people):
    first = written(client, worker, people[0], visit_typed(people[0]))
    choose(client, first, people[1:])
    for draft in Draft.objects.order_by("pk"):
        finish(client, worker, draft)
    return list(Entry.objects.order_by("pk"))


def test_each_gets_a_draft_with_the_header_and_no_word_of_another(client, three):
    worker, people = three
    gp = make_contact(
        people[0], name="Dr Ruth Owen", kind="PROFESSIONAL", relationship="GP", role=""
    )
    mother = make_contact(people[0], name="Mira Quillon", relationship="Mother")
    typed = visit_typed(
        people[0],
        people_present=[
            f"person:{people[0].key}",
            f"contact:{gp.key}",
            f"contact:{mother.key}",
            f"staff:{worker.staff_number}",
        ],
        people_present_other=["Peregrine Thistlemere, lodger"],
        place__reason=["At Zephyrine’s"],
    )

    draft = written(client, worker, people[0], typed)
    answer = choose(client, draft, people[1:])

    assert answer.url == reverse("records:drafts")
    made = Draft.objects.exclude(pk=draft.pk)
    assert {each.person for each in made} == set(people[1:])
    draft.refresh_from_db()
    assert {each.event for each in Draft.objects.all()} == {draft.event}
    for each in made:
        assert each.type_key == VISIT
        for name in ("event_at_day", "event_at_time", "start_end_end", "place"):
            assert each.typed[name] == typed[name]
        assert each.typed["people_present"] == [f"staff:{worker.staff_number}"]
        assert each.typed["people_present_other"] == ["Dr Ruth Owen, GP"]
        words = str(each.typed)
        for other in (*NAMES, *NAMES.values(), *SECRETS.values(), "Mira", people[0].key):
            assert other not in words


def test_a_professional_whose_name_is_anothers_is_not_carried(three):
    _, people = three
    gp = make_contact(people[0], name="Ottoline Brackwater", kind="PROFESSIONAL")
    present = [{"kind": "contact", "key": gp.key, "name": gp.name, "role": "GP"}]

    found = events.carried(
        catalogue().get(VISIT),
        {"people_present": present, "place": "Hospital"},
        professionals={gp.key: gp},
        people=people,
    )

    assert found == {"place": "Hospital"}


@pytest.mark.parametrize(
    "values",
    [
        {"place": "Person's home"},
        {"place": "At Peregrine’s"},
        {"event_at": {"on": "", "time_not_known": "Ottoline had no clock"}},
        {"late_reason": "I was with Ottoline", "purpose_of_visit": "See Ottoline"},
        {"information_provider": [{"kind": "other", "key": "", "name": "Mira", "role": ""}]},
    ],
)
def test_what_is_typed_freely_or_differs_from_person_to_person_is_not_carried(three, values):
    _, people = three

    found = events.carried(catalogue().get(VISIT), values, professionals={}, people=people)

    assert found == {}


def test_nothing_of_one_leaks_into_any_page_or_copy_of_another(client, three):
    worker, people = three
    entries = signed_event(client, worker, people)
    viewers = [worker, of_one(people[0])]

    assert len({each.event for each in entries}) == 1
    for viewer in viewers:
        client.force_login(viewer)
        for person, entry in zip(people, entries, strict=True):
            if not decide(viewer, Permission.VIEW, person).allowed:
                continue
            texts = {url: client.get(url) for url in pages_of(person, entry)}
            for url, page in texts.items():
                assert page.status_code == 200, url
                nothing_of_the_others(page.text, person, people, entries, where=url)
            assert Entry.objects.filter(person=person).count() == 1
    for person in people:
        copied = words_of_copy(person)
        assert "What is in it1 entry, 4 statements, 1 file listed" in copied
        assert all(secret(person, part) in copied for part in PARTS if part != "letter")
        nothing_of_the_others(copied, person, people, entries, where="copy")


def test_the_finished_copy_of_one_has_no_word_of_the_others(client, three, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    worker, people = three
    entries = signed_event(client, worker, people)
    export = make_export(people[1])

    making.make_copy(export.key, export.attempt)

    export.refresh_from_db()
    assert export.failed_because == ""
    document = pypdfium2.PdfDocument(files.read(export.stored_as))
    # A word that goes over the end of a line has a sign and a break inside it.
    drawn = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    printed = re.sub(r"[\s\ufffe\u00ad]+", "", drawn)
    assert all(secret(people[1], part) in printed for part in PARTS if part != "letter")
    nothing_of_the_others(printed, people[1], people, entries, where="PDF")
    nothing_of_the_others(drawn, people[1], people, entries, where="PDF")


def of_one(person):
    """A practitioner who may open one of the three alone."""
    only = make_staff(Role.PRACTITIONER)
    allocate(person, only)
    return only


def searched(client, name, words, *given):
    return client.post(reverse(f"records:{name}", args=given), {"words": words}, follow=True)


def test_each_secret_is_found_in_its_own_record_and_suggested_in_no_other(client, three):
    worker, people = three
    entries = signed_event(client, worker, people)

    for part in PARTS:
        page = searched(client, "search-record", secret(people[0], part), people[0].key)
        found = entries[0].key in page.text and not page.context["results"].shown_for
        assert found == (part in SEARCHED), part
    for viewer in (worker, *(of_one(person) for person in people)):
        client.force_login(viewer)
        for person, entry in zip(people, entries, strict=True):
            if not decide(viewer, Permission.VIEW, person).allowed:
                continue
            others = [secret(each, part) for each in people if each != person for part in PARTS]
            # One letter is missing: only what stands in this record may be suggested for it.
            for words in (" or ".join(others), others[0][:-1], others[-2][:-1]):
                page = searched(client, "search-record", words, person.key)
                left = page.text.replace(words, "")
                nothing_of_the_others(left, person, people, entries, where=words)
                assert entry.key not in page.text or page.context["results"].shown_for


def test_what_pages_count_is_one_text_for_each_record(client, three):
    worker, people = three
    signed_event(client, worker, people)
    alone = of_one(people[0])
    home, caseload = reverse("home"), reverse("oversight:caseload")
    looks = {worker: people, worker.line_manager: [], alone: people[:1]}

    for viewer, records in looks.items():
        client.force_login(viewer)
        for person in records:
            timeline = told(client.get(reverse("records:timeline", args=[person.key])))
            assert " 1 entry, November" in re.sub(_MONTHS, "November", timeline)
            assert "1 open action: Ring about" in timeline
            assert re.findall(r"Show only: ([\w' ]+) \((\d+)\)", timeline) == [
                ("Significant", "0"),
                ("With a decision", "1"),
                ("In the person's own words", "0"),
                ("With a file", "1"),
            ]
            chosen = told(client.get(reverse("records:filters", args=[person.key])))
            assert "1 entry fits what is chosen" in chosen
            counts = re.findall(r"\((\d+)\)", chosen)
            assert len(counts) > 10
            assert set(counts) == {"0", "1"}
            printed = told(client.get(reverse("records:print-timeline", args=[person.key])))
            assert " 1 entry. This is how it goes" in printed
            found = searched(client, "search-record", "steeple", person.key)
            assert (found.context["results"].count, told(found).count(" 1 entry ")) == (1, 1)
        everywhere = searched(client, "search-notes", "steeple")
        seen = 3 if viewer in (worker, worker.line_manager) else 1
        assert len(everywhere.context["results"].hits) == seen
        own = 3 if viewer == worker else 0
        assert told(client.get(home)).count("Ring about") == own
        assert told(client.get(home)).count("stay?") == (0 if seen == 1 else 3)
        row = f"{viewer.name}{viewer.job_title} {seen} {own} 0 0 0 0"
        if viewer != worker.line_manager:
            assert row in told(client.get(caseload))


def told(page):
    return " ".join(lxml.html.fromstring(page.content).text_content().split())


def pages_of(person, entry):
    for name in ("records:timeline", "people:about", "records:choose-type"):
        yield reverse(name, args=[person.key])
    for name in ("records:entry", "records:correct-entry", "records:add-to-entry"):
        yield reverse(name, args=[person.key, entry.key])
    yield reverse("records:print-timeline", args=[person.key])
    yield reverse("records:write", args=[person.key, VISIT])
    for question in GuidanceRequest.objects.filter(person=person):
        yield reverse("records:guidance", args=[person.key, question.key])


def nothing_of_the_others(text, person, people, entries, *, where):
    # The page's own frame may offer a way back; what is about the record is what counts.
    assert str(entries[0].event) not in text, where
    for other, entry in zip(people, entries, strict=True):
        if other == person:
            continue
        for words in (
            other.family_name,
            other.given_names,
            other.key,
            other.council_reference,
            SECRETS[other.family_name],
            entry.key,
        ):
            assert words not in text, (where, words)


def test_the_events_and_changes_of_one_record_tell_of_no_other(client, three):
    worker, people = three
    entries = signed_event(client, worker, people)

    for person in people:
        for event in Event.objects.filter(subjects=[person.key]):
            words = " ".join([event.verb, event.target, *event.shown])
            for other, entry in zip(people, entries, strict=True):
                if other != person:
                    assert other.key not in words
                    assert entry.key not in words
    shared = str(entries[0].event)
    assert not ChangeEntry.objects.filter(
        Q(changes__icontains=shared) | Q(changes__icontains='"event"')
    ).exists()
    assert not EventDetail.objects.filter(fields__icontains=shared).exists()


def test_a_draft_page_of_one_and_its_answers_in_json_tell_of_no_other(client, three):
    worker, people = three
    first = written(client, worker, people[0], visit_typed(people[0]))
    choose(client, first, people[1:])

    for draft in Draft.objects.all():
        pages = [
            client.get(reverse("records:edit-draft", args=[draft.person.key, draft.key])).text,
            autosave(
                client,
                draft.person,
                token_for(draft.person, worker, VISIT, draft=draft.key),
                visit_typed(draft.person),
                version=draft.version,
            ).content.decode(),
            client.get(reverse("records:check-draft", args=[draft.person.key, draft.key])).text,
        ]
        for other in set(people) - {draft.person}:
            for words in (other.family_name, other.key, SECRETS[other.family_name]):
                assert not any(words in page for page in pages)
        assert not any(str(draft.event) in page for page in pages)


def test_the_writer_sees_which_texts_are_still_to_write(client, three):
    worker, people = three
    first = written(client, worker, people[0], visit_typed(people[0]))
    choose(client, first, people[1:])

    listed = client.get(reverse("records:drafts")).text
    assert listed.count("Zephyrine Quillon</a> (a draft)") == 2
    assert listed.count("Ottoline Brackwater</a> (nothing written yet)") == 2
    assert "(nothing written yet)" in client.get("/").text

    first.refresh_from_db()
    answer = sign(client, first)

    assert answer.url == reverse("records:drafts")
    assert client.get(answer.url).text.count("Zephyrine Quillon (signed)") == 2


def test_after_signing_the_writer_begins_the_others_from_the_entry(client, three):
    worker, people = three
    draft = written(client, worker, people[0], visit_typed(people[0]))
    sign(client, draft)
    entry = Entry.objects.get()

    client.post(
        reverse("records:others-of-entry", args=[entry.key]),
        {"person": [people[1].key], "act": "begin"},
    )
    client.post(
        reverse("records:others-of-entry", args=[entry.key]),
        {"person": [people[1].key, people[2].key], "act": "begin"},
    )

    entry.refresh_from_db()
    assert [each.event for each in Draft.objects.all()] == [entry.event] * 2
    begun = Draft.objects.get(person=people[1])
    assert begun.typed["event_at_time"] == ["10:15"]
    assert SECRETS["Quillon"] not in str(begun.typed)


def test_only_those_the_writer_may_write_about_are_offered_and_taken(client, three):
    worker, people = three
    stranger, hidden = make_person(family_name="Strangewick"), make_person(family_name="Hiddenby")
    allocate(hidden, worker)
    restrict(hidden)
    draft = written(client, worker, people[0], visit_typed(people[0]))

    for words in ("", "Strangewick", "Hiddenby"):
        page = choose(client, draft, [], act="find", words=words)
        assert stranger.key not in page.text
        assert hidden.key not in page.text
    page = choose(client, draft, [people[1], stranger])

    assert "You may not write about everyone chosen" in page.text
    assert re.search(rf'value="{people[1].key}"[^>]* checked', page.text)
    assert Draft.objects.count() == 1
    with pytest.raises(PermissionDenied):
        actions.begin_for_others(origin=draft, by=worker, begun=[(stranger, {})])


@pytest.mark.parametrize("forged", [["nobody"], ["a\x00b"], ["x" * 5000], []])
def test_forged_choices_are_refused_in_words(client, three, forged):
    worker, people = three
    draft = written(client, worker, people[0], visit_typed(people[0]))

    page = client.post(
        reverse("records:others-of-draft", args=[draft.key]), {"person": forged, "act": "begin"}
    )

    assert page.status_code == 200
    assert "Choose at least one person" in page.text


def test_what_was_said_in_supervision_is_begun_for_nobody_else(client, three):
    worker, people = three
    kind = "supervision_case_discussion"
    token = token_for(people[0], worker, kind)
    autosave(client, people[0], token, {"discussion": ["Drift."]})
    draft = Draft.objects.get()
    (entry,) = make_entries(people[0], author=worker, type_key=kind)

    form = client.get(reverse("records:draft", args=[draft.key]), follow=True)
    signed = client.get(reverse("records:entry", args=[people[0].key, entry.key]))

    for page in (form, signed):
        assert page.status_code == 200
        assert "also concerned someone else" not in page.text
    assert choose(client, draft, [people[1]]).status_code == 404
    others = reverse("records:others-of-entry", args=[entry.key])
    assert client.get(others).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.begin_for_others(origin=draft, by=worker, begun=[(people[1], {})])


def test_nobody_else_comes_to_the_page_of_a_draft(client, three):
    worker, people = three
    draft = written(client, worker, people[0], visit_typed(people[0]))
    client.force_login(make_staff(team=worker.team))

    assert client.get(reverse("records:others-of-draft", args=[draft.key])).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.begin_for_others(origin=draft, by=make_staff(), begun=[])


def test_the_button_on_the_form_keeps_the_text_and_leads_there(client, three):
    worker, people = three
    token = token_for(people[0], worker, VISIT)

    answer = post(client, people[0], token, visit_typed(people[0]), act="others", type_key=VISIT)

    assert answer.url == reverse("records:others-of-draft", args=[token.key])
    assert SECRETS["Quillon"] in str(Draft.objects.get().typed)


def test_a_copy_made_by_two_tabs_stays_with_its_event(client, three):
    worker, people = three
    first = written(client, worker, people[0], visit_typed(people[0]))
    choose(client, first, people[1:2])
    first.refresh_from_db()

    autosave(
        client,
        people[0],
        token_for(people[0], worker, VISIT, draft=first.key),
        visit_typed(people[0], discussion=["Otherwise"]),
        version=0,
    )

    assert Draft.objects.get(copy_of=first.key).event == first.event


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ({"discussion": ["I spoke with  ottoline\nBRACKWATER too."]}, True),
        ({"people_present_other": ["Ottoline Brackwater, neighbour"]}, True),
        ({"discussion": ["I spoke with Brackwater & Sons."]}, False),
        ({"discussion": ["Ottoline Brackwaterford came."]}, False),
    ],
)
def test_naming_another_of_the_event_is_advised_against_and_may_be_signed(
    client, three, typed, named
):
    worker, people = three
    first = written(client, worker, people[0], visit_typed(people[0]) | typed)
    choose(client, first, people[1:2])
    first.refresh_from_db()

    page = client.get(reverse("records:check-draft", args=[people[0].key, first.key]))

    assert ("This names “Ottoline Brackwater”" in page.text) == named
    assert sign(client, first).status_code == 302


def test_a_reference_of_another_is_found_too(three):
    _, people = three
    words = f"See {people[1].council_reference.lower()}."

    found = events.warnings({"note": words}, [], [], people=people[1:])

    assert [each.field for each in found] == ["note"]


def test_who_may_be_written_about_is_who_decide_allows_to_write_about(three):
    worker, people = three
    officer = make_staff(Role.AUDITOR)

    for user in (worker, officer, make_staff()):
        listed = set(visible_people(user, Permission.WRITE))
        assert listed == {p for p in people if decide(user, Permission.WRITE, p).allowed}


def test_what_a_draft_begins_with_reads_back_as_it_was_given(three):
    worker, people = three
    record_type = catalogue().get(VISIT)
    values = {"event_at": "2026-09-03T15:45", "place": "Hospital"}

    typed = begun_typed(record_type, people[0], worker, values)

    assert typed["event_at_time"] == ["15:45"]
    assert typed["place"] == ["Hospital"]
    assert typed["author_took_part"] == ["true"]
    assert queries.texts_of(worker, [None]) == {}
