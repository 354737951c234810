"""A part of a record kept to named staff, the other as open as any (ruling 4, decision 24)."""

import re
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

import clock
from accounts.models import Team
from accounts.roles import Role
from audit.models import Event
from audit.verbs import verbs
from disclosure import queries as copies
from people import access
from people import actions as people_actions
from people import queries as people_queries
from people.merging import rules as merging_rules
from people.models import (
    ContactAbout,
    IncomingContact,
    InvolvementChange,
    PersonUserObjectPermission,
    Restriction,
)
from records import actions, queries
from records.models import Draft, Entry
from records.queries.filters import open_to
from records.reviews import reviews_due_for
from records.search import finding
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate, make_involvement, make_person, make_worker_of
from tests.records.factories import (
    make_action,
    make_entries,
    make_entry,
    note_values,
    put_on_entry_list,
)
from tests.security.test_restricted_leaves_no_trace import CHANGING

pytestmark = pytest.mark.django_db
WORDS = "She is at the end of her strength, and he must not read it."
WHY = {"kind": "ABUSE", "reason": "Her husband asks staff what she says", "part": "CARER"}


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def person(team):
    return make_person(team=team, given_names="Ama", family_name="Okafor", is_carer=True)


@pytest.fixture
def manager(team):
    team.lead = make_staff(Role.MANAGER, team=team, name="Ros Hale")
    team.save()
    return team.lead


@pytest.fixture
def carers_worker(person, manager):
    return make_worker_of(person, line_manager=manager, name="Fola Adeyemi")


@pytest.fixture
def worker(person, manager):
    """The worker of the other part, who is not on the list."""
    return make_worker_of(person, line_manager=manager, name="Sam Okoro")


@pytest.fixture
def note(person, carers_worker):
    return as_carer(person, carers_worker)


@pytest.fixture
def restriction(person, manager, carers_worker, worker):
    return people_actions.restrict(person=person, by=manager, listed=[carers_worker], **WHY)


def test_the_words_of_an_involvement_are_for_the_list_of_its_part(
    client, person, manager, carers_worker, worker, restriction
):
    for each in (carers_worker, worker):
        each.team = person.team
        each.save()
    told = {
        role: make_involvement(
            person=person,
            role=role,
            state="WAITING",
            team=person.team,
            manager=manager,
            risk="HIGH",
            risk_while_waiting=f"{WORDS} {role}",
            waits_for=f"{WORDS} {role}",
            waits_since=clock.today(),
            next_check_on=clock.today(),
        )
        for role in ("CARER", "NEEDS")
    }
    for role, period in told.items():
        InvolvementChange.objects.create(
            involvement=period, step="Put on the waiting list", became="WAITING",
            reason=f"{WORDS} {role}", changed_by=carers_worker, changed_at=clock.now(),
        )  # fmt: skip
        contact = IncomingContact.objects.create(
            how="PHONE", came_from="ANONYMOUS", received_at=clock.now(), about="Her",
            urgency="ROUTINE", asked=f"{WORDS} {role}", logged_by=make_staff(),
            logged_at=clock.now(),
            team=make_team(f"Contact team {role}", kind="DUTY"),
        )  # fmt: skip
        ContactAbout.objects.create(
            contact=contact, involvement=period, matched_by=carers_worker, matched_at=clock.now()
        )

    def shown(user):
        client.force_login(user)
        page = client.get(reverse("people:involvement", args=[person.key])).text
        contacts = people_queries.contacts_of_person(user, person)
        waits = client.get(reverse("people:waiting")).text
        return [
            (f"{WORDS} {role}" in page, contacts.filter(involvement=period).exists(),
             f"{WORDS} {role}" in waits)
            for role, period in told.items()
        ]  # fmt: skip

    assert shown(carers_worker) == [(True, True, True)] * 2
    assert shown(worker) == [(False, False, False), (True, True, True)]
    page = client.get(reverse("people:involvement", args=[person.key])).text
    assert "Put on the waiting list" in page
    assert "restricted to named people" in page


def as_carer(person, by, **values):
    return make_entry(
        person=person, by=by, values=note_values(record_as="Carer", discussion=WORDS, **values)
    )


def sees(client, user, entry) -> dict[str, bool]:
    """Where somebody comes upon what an entry says."""
    client.force_login(user)
    person = entry.person
    page = client.get(reverse("records:entry", args=[person.key, entry.key]))
    timeline = client.get(reverse("records:timeline", args=[person.key]))
    paper = client.get(reverse("records:print-timeline", args=[person.key]))
    return {
        "page": page.status_code == 200 and WORDS in page.text,
        "timeline": WORDS in timeline.text,
        "paper": WORDS in paper.text,
        "search": bool(finding.find(user, "strength", person=person).entries),
        "search of all": bool(finding.find(user, "strength").entries),
        "across": Entry.objects.filter(queries.entry_is_open(user, entry=""), pk=entry.pk).exists(),
        "copy": any(row.is_open for row in queries.entries_for_export(user, person)),
    }


def test_a_restricted_part_opens_to_its_list_alone_and_the_other_as_before(
    client, person, manager, carers_worker, worker, note
):
    (about_needs,) = make_entries(person, author=worker)
    assert all(sees(client, worker, note).values())

    restriction = people_actions.restrict(person=person, by=manager, listed=[carers_worker], **WHY)

    assert sees(client, worker, note) == dict.fromkeys(sees(client, worker, note), False) | {
        "copy": True  # of what is about them as a person with needs
    }
    assert all(sees(client, carers_worker, note).values())
    assert all(sees(client, manager, note).values())
    assert all(queries.may_open(each, about_needs) for each in (worker, carers_worker, manager))
    stub = client_text(client, worker, "records:timeline", person)
    assert "Restricted record." in stub
    assert "Ask Ros Hale or their manager" in stub

    people_actions.add_to_list(
        restriction=restriction, user=worker, reason="Joint visit", by=manager
    )
    assert all(sees(client, worker, note).values())
    people_actions.take_off_list(restriction=restriction, user=worker, reason="Done", by=manager)
    assert not queries.may_open(worker, note)


def client_text(client, user, name, person):
    client.force_login(user)
    return client.get(reverse(name, args=[person.key])).text


def test_every_rule_says_the_same_of_every_entry_and_viewer(
    person, manager, carers_worker, worker, restriction
):
    safeguarding = make_staff(team=make_team(key="safeguarding"))
    at_night = make_staff(team=make_team(kind=Team.Kind.EMERGENCY))
    mate, by_list, in_emergency = (make_staff(team=person.team) for _ in range(3))
    guest = make_staff(team=person.team)
    people_actions.add_to_list(restriction=restriction, user=guest, reason="Helps", by=manager)
    given = {"person": person, "by": None, "reason": "x", "expires_at": None, "at": clock.now()}
    access.give_grant(user=in_emergency, codename="break_glass_restricted", **given)
    viewers = [manager, carers_worker, worker, safeguarding, at_night, mate, by_list, guest]
    viewers.append(in_emergency)
    entries = [
        make_entries(person, author=author, type_key=kind, sensitivity=sensitivity, record_as=part)[
            0
        ]
        for part in Entry.RecordAs.values
        for sensitivity in Entry.Sensitivity.values
        for kind in ("case_note", "safeguarding_concern")
        for author in (make_staff(), worker)
    ]
    for each in entries:
        put_on_entry_list(each, by_list)

    for viewer in viewers:
        stands = access.EntryAccess(viewer, person)
        one_by_one = {each.key for each in entries if queries.may_open(viewer, each)}
        across = Entry.objects.filter(queries.entry_is_open(viewer, entry=""))
        of_person = Entry.objects.filter(open_to(viewer, stands))
        assert {each.key for each in across} == one_by_one
        assert {each.key for each in of_person} == one_by_one
        for each in entries:
            if each.record_as == "CARER" and each.author != viewer:
                listed = viewer in (manager, carers_worker, guest, in_emergency)
                if not listed:
                    assert each.key not in one_by_one
                elif each.sensitivity == "NORMAL":
                    assert each.key in one_by_one
    # Whoever is on the list opens of it what they would open if it were not restricted.
    hidden = next(
        each
        for each in entries
        if (each.record_as, each.sensitivity, each.type_key) == ("CARER", "RESTRICTED", "case_note")
    )
    assert not queries.may_open(guest, hidden)
    assert queries.may_open(carers_worker, hidden)


PAGES = ("home", "records:my-actions", "records:team-actions", "records:decisions",
         "records:drafts", "oversight:queue", "people:mine")  # fmt: skip
OF_PERSON = ("records:timeline", "records:filters", "records:print-timeline", "people:about",
             "people:involvement", "records:outcomes", "records:patterns",
             "governance:who-has-looked")  # fmt: skip


def crawl(client, viewer, person, entry) -> dict[str, str]:
    """What every page says to a viewer, but for what differs whoever is on record."""
    client.force_login(viewer)
    asked = {name: reverse(name) for name in PAGES}
    asked |= {name: reverse(name, args=[person.key]) for name in OF_PERSON}
    asked["as a carer"] = asked["records:timeline"] + "?record_as=CARER"
    asked["decisions"] = asked["records:timeline"] + "?decisions=on"
    asked["own address"] = reverse("records:entry", args=[person.key, entry.key])
    found = {name: client.get(page).text for name, page in asked.items()}
    for words in ("strength", "stairs", "carer"):
        found[words] = client.post(
            reverse("records:search-notes"), {"words": words}, follow=True
        ).text
    return {
        name: re.sub(r"[0-9a-f]{16,}|\d+\.\d+-\d+", "", CHANGING.sub("", text)).replace(
            entry.key, "KEY"
        )
        for name, text in found.items()
    }


@pytest.mark.parametrize("who", ["worker", "mate"])
def test_pages_are_the_same_whatever_is_written_in_a_part_that_is_closed(
    client, person, carers_worker, worker, restriction, who
):
    """Paired: a plain note, and one with everything that others see lists, counts and marks of."""
    viewer = {"worker": worker, "mate": make_staff(team=person.team)}[who]
    at = clock.at_time(clock.add_days(clock.today(), -2), 9)
    said = {"author": carers_worker, "event_at": at, "record_as": "CARER"}

    def world(**given):
        with transaction.atomic():
            (entry,) = make_entries(person, **(said | given))
            if given:
                make_action(entry, text="Ring about the stairs", owner=carers_worker)
                make_action(entry, text="Nobody's yet", due_on=clock.add_days(clock.today(), -9))
            found = crawl(client, viewer, person, entry)
            transaction.set_rollback(True)
        return found

    crawl(client, viewer, person, make_entries(person, author=worker)[0])
    plain = world()
    full = world(
        text="The stairs took all her strength.",
        statements=["fact", "person_words", "decision"],
        has_decision=True,
        has_own_words=True,
        is_significant=True,
        type_key="carers_assessment",
        sensitivity="RESTRICTED",
    )

    assert [name for name in plain if plain[name] != full[name]] == []
    assert "strength" not in full["records:timeline"]
    # The crawl would notice.
    client.force_login(carers_worker)
    (entry,) = make_entries(person, **said, has_decision=True, text="All her strength.")
    assert "strength" in crawl(client, carers_worker, person, entry)["records:timeline"]


def test_who_is_not_listed_may_write_there_and_reads_only_their_own(
    client, person, carers_worker, worker, note, restriction
):
    own = as_carer(person, worker)

    assert queries.may_open(worker, own)
    assert not queries.may_open(worker, note)
    assert queries.may_open(carers_worker, own)
    assert not queries.may_open(make_staff(team=person.team), own)
    page = reverse("records:write", args=[person.key, "case_note"])
    client.force_login(worker)
    form = client.get(page).text
    assert "What is written about Ama Okafor as a carer is restricted" in " ".join(form.split())
    assert "Ask Ros Hale or their manager" in form
    client.force_login(carers_worker)
    assert "Ask Ros Hale or their manager" not in client.get(page).text


def test_only_who_keeps_it_takes_an_entry_out_of_a_restricted_part(
    person, manager, carers_worker, restriction
):
    note = as_carer(person, carers_worker)

    def moved_by(user, **values):
        given = {"record_as": "Person with care and support needs", "discussion": WORDS}
        return actions.correct_entry(
            entry=note, by=user, submission=uuid.uuid4(), reason="About her own needs",
            values=note_values(**(given | values)), statements=[],
        )  # fmt: skip

    with pytest.raises(ValidationError, match="Only Ros Hale"):
        moved_by(carers_worker)
    moved_by(carers_worker, record_as="Carer", discussion="Put right")
    note.refresh_from_db()
    assert note.record_as == "CARER"

    moved_by(manager)

    note.refresh_from_db()
    assert note.record_as == "PERSON"


def test_an_entry_stays_in_its_part_when_its_person_is_a_carer_no_more(person, carers_worker, note):
    person.is_carer = False
    person.save()
    actions.correct_entry(
        entry=note, by=carers_worker, submission=uuid.uuid4(), reason="A slip", statements=[],
        values=note_values(record_as="Carer", discussion="Another word"),
    )  # fmt: skip

    note.refresh_from_db()
    assert note.record_as == "CARER"


def test_as_known_before_it_came_to_the_part_an_entry_is_closed_too(
    client, person, manager, carers_worker, worker
):
    start = clock.add_hours(clock.now(), -100)
    day = {"on": clock.day_of(start).isoformat(), "time_not_known": "Not noted"}
    values = note_values(
        event_at=day, discussion=WORDS, record_as="Person with care and support needs"
    )
    note = make_entry(person=person, by=carers_worker, at=start, values=values)
    actions.correct_entry(
        entry=note, by=carers_worker, submission=uuid.uuid4(), reason="About caring",
        values=values | {"record_as": "Carer"}, statements=[], at=clock.add_hours(start, 50),
    )  # fmt: skip
    people_actions.restrict(person=person, by=manager, listed=[carers_worker], **WHY)
    then = clock.add_hours(start, 10)

    rows = queries.timeline(worker, person, known_at=then).rows
    copied = queries.entries_for_export(worker, person, known_at=then)

    assert [row.is_open for row in (*rows, *copied)] == [False, False]
    assert [row.is_open for row in queries.timeline(carers_worker, person, known_at=then).rows] == [
        True
    ]


def test_what_stands_in_the_part_shows_in_no_link_and_no_chronology(
    person, carers_worker, worker, restriction
):
    (target,) = make_entries(person, author=worker)
    note = as_carer(person, carers_worker)
    actions.link_entries(source=note, target=target, kind="BELONGS_WITH", by=carers_worker)
    chronology = actions.begin_chronology(
        person=person, by=carers_worker, title="Before the review", purpose="For the review"
    )
    actions.pick_entries(chronology=chronology, entries=[note, target], by=carers_worker)

    def links(viewer):
        (row,) = (r for r in queries.timeline(viewer, person).rows if r.entry == target)
        return len(row.links_in)

    assert (links(worker), links(carers_worker)) == (0, 1)
    assert [each.is_open for each in queries.lines_of(worker, chronology)].count(False) == 1
    assert all(each.is_open for each in queries.lines_of(carers_worker, chronology))


def test_which_entries_are_restricted_goes_by_their_part(person, carers_worker, note, restriction):
    (other,) = make_entries(person, author=carers_worker)

    assert (queries.is_restricted(note), queries.is_restricted(other)) == (True, False)
    rows = {row.entry.key: row.entry for row in queries.timeline(carers_worker, person).rows}
    assert queries.is_restricted(rows[note.key])
    assert not queries.is_restricted(rows[other.key])


def test_a_manager_not_listed_reads_no_draft_of_that_part_left_behind(
    person, manager, carers_worker, restriction
):
    other = make_staff(Role.MANAGER, team=person.team)
    carers_worker.line_manager = other
    carers_worker.save()
    for as_what in ("Carer", "Person with care and support needs"):
        Draft.objects.create(
            person=person, author=carers_worker, type_key="case_note",
            typed={"record_as": [as_what]}, started_at=clock.now(), saved_at=clock.now(),
        )  # fmt: skip
    carers_worker.ends_on = clock.add_days(clock.today(), -1)
    carers_worker.save()
    allocate(person, make_staff(line_manager=other))

    assert [each.typed["record_as"][0][:6] for each in queries.left_behind(other)] == ["Person"]


def test_a_copy_leaves_it_out_unless_it_is_asked_for(person, manager, note, restriction):
    rows = {row.entry.key: row for row in queries.entries_for_export(manager, person)}

    assert copies.why_left_out(rows[note.key]) == copies.RESTRICTED
    assert not copies.leaves(rows[note.key])
    assert copies.leaves(rows[note.key], asked_for=copies.ALL_OF_IT, part="CARER")


def test_what_everybody_sees_of_reviews_leaves_the_part_out(person, manager, carers_worker):
    make_entries(
        person,
        author=carers_worker,
        type_key="carer_support_plan",
        record_as="CARER",
        values={"review_on": clock.today().isoformat()},
    )
    assert len(reviews_due_for([person.pk], restricted=False)) == 1

    people_actions.restrict(person=person, by=manager, listed=[carers_worker], **WHY)

    assert reviews_due_for([person.pk], restricted=False) == []
    assert len(reviews_due_for([person.pk])) == 1


def test_only_somebody_who_is_both_has_a_part_to_restrict(person, manager, worker, restriction):
    given = {"kind": "STAFF", "reason": "x", "listed": [], "by": manager}
    with pytest.raises(ValidationError, match="restricted already"):
        people_actions.restrict(person=person, part="CARER", **given)
    people_actions.restrict(person=person, part="PERSON", **given)
    plain = make_person(team=person.team)
    with pytest.raises(ValidationError, match="who is both"):
        people_actions.restrict(person=plain, part="CARER", **given)


def test_the_whole_and_a_part_have_lists_of_their_own(person, manager, carers_worker, restriction):
    note = as_carer(person, carers_worker)
    people_actions.restrict(
        person=person, by=manager, listed=[carers_worker], kind="STAFF", reason="She works here"
    )
    people_actions.ask_to_lift(restriction=restriction, reason="Over", by=manager)
    officer = make_staff(Role.RECORDS_OFFICER)
    people_actions.answer_lift(restriction=restriction, agrees=True, by=officer)

    assert access.decide(carers_worker, access.Permission.VIEW, person).allowed
    assert queries.may_open(carers_worker, note)
    names = PersonUserObjectPermission.objects.values_list("permission__codename", flat=True)
    assert set(names) == {"open_restricted"}


def test_two_records_become_one_only_where_the_part_stays_restricted(person, restriction):
    other = make_person(is_carer=True)
    assert any("A part of the record" in each for each in merging_rules.in_the_way(other, person))
    assert not any("A part" in each for each in merging_rules.in_the_way(person, other))


def test_from_the_access_page_to_its_list_and_its_reviews(
    client, person, manager, carers_worker, worker
):
    client.force_login(manager)
    page = reverse("people:restrict", args=[person.key])
    assert "What is restricted?" in client.get(page).text
    wrong = client.post(page, {"kind": "ABUSE", "reason": "He asks"})
    assert (wrong.status_code, "Select what is restricted" in wrong.text) == (400, True)
    sent = client.post(
        page,
        {
            "part": "CARER",
            "kind": "ABUSE",
            "reason": "He asks",
            "listed": [carers_worker.staff_number],
        },
    )
    shown = client.get(sent.url).text
    assert "What is written about Ama Okafor as a carer is restricted" in shown
    assert "Fola Adeyemi" in shown
    said = Event.objects.get(verb="people.part_restricted")
    assert said.shown[-1] == "part:CARER"
    assert "one part of the record" in verbs()[said.verb].sentence
    again = client.get(page)
    assert "What is written about them as a carer" not in again.text
    assert "The whole record" in again.text
    client.post(sent.url, {"act": "review", "review-words": "He still asks"})
    assert Restriction.objects.get().review_on == clock.add_days(clock.today(), 90)
    listed = client.get(reverse("people:restrictions")).text
    assert "Ama Okafor as a carer" in " ".join(listed.split())
    assert "Restricted as a carer" in client_text(client, manager, "people:about", person)

    client.force_login(worker)
    assert client.get(sent.url).status_code == 404
    assert "Ama Okafor" not in client.get(reverse("people:restrictions")).text
    assert "Restricted as a carer" not in client_text(client, worker, "people:about", person)


def test_who_can_open_says_so_and_why_it_is_restricted_is_for_its_list(
    client, person, manager, carers_worker, worker, restriction
):
    other = make_staff(Role.MANAGER, team=person.team)
    allocate(person, other)

    page = client_text(client, manager, "governance:who-can-open", person)
    assert page.count("Nothing written about them as a carer, but their own") == 2
    looked = client_text(client, manager, "governance:who-has-looked", person)
    assert "Her husband asks" in looked
    looked = client_text(client, other, "governance:who-has-looked", person)
    assert "Her husband asks" not in looked
    assert "Ask Ros Hale or their manager" in looked


def test_a_closed_entry_tells_no_reason_of_its_correction_in_the_log(
    client, person, manager, carers_worker, restriction
):
    note = as_carer(person, carers_worker)
    actions.correct_entry(
        entry=note, by=carers_worker, submission=uuid.uuid4(), reason="He was named", statements=[],
        values=note_values(record_as="Carer", discussion="Put right"),
    )  # fmt: skip
    other = make_staff(Role.MANAGER, team=person.team)
    allocate(person, other)

    assert "He was named" in client_text(client, manager, "governance:who-has-looked", person)
    assert "He was named" not in client_text(client, other, "governance:who-has-looked", person)


def test_whoever_is_not_on_the_list_keeps_nothing_of_it(person, worker, restriction):
    for act in (
        lambda: people_actions.review_restriction(restriction=restriction, words="x", by=worker),
        lambda: people_actions.ask_to_lift(restriction=restriction, reason="x", by=worker),
    ):
        with pytest.raises(PermissionDenied):
            act()
    other = make_staff(Role.MANAGER, team=person.team)
    with pytest.raises(PermissionDenied):
        people_actions.add_to_list(restriction=restriction, user=worker, reason="x", by=other)
    assert people_queries.restriction_for(other, restriction.key) is None
