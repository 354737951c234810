"""The summary at the top of a record: what it says, from where, and how old that is."""

import lxml.html
import pytest
from django.urls import reverse

import clock
from people.models import Alert, CommunicationNeed
from records.drafting.references import staff_reference
from records.models import Decision, Statement
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate, make_detail, make_person, make_worker_of
from tests.records.factories import make_action, make_entries, make_entry, note_values, spoken_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_person(preferred_name="Ama")


@pytest.fixture
def worker(person, client):
    worker = make_worker_of(person, name="Fola Adeyemi")
    client.force_login(worker)
    return worker


@pytest.fixture
def team_mate(person):
    """Somebody who may open the person, and no restricted entry by somebody else."""
    team = make_team()
    allocate(person, team=team)
    return make_staff(team=team)


def url(name, person):
    return reverse(f"records:{name}", args=[person.key])


def sentences(page):
    return {part.title: part.sentences for part in page.context["glance"]}


def test_the_summary_says_what_is_in_the_record_with_its_source_and_age(client, person, worker):
    today, day = clock.today(), clock.add_days
    CommunicationNeed.objects.create(person=person, need="Large print", asked_on=day(today, -40))
    make_detail(person, "what_matters", "My garden", since=day(today, -14))
    Alert.objects.create(
        person=person,
        title="Steep stairs",
        evidence="Seen",
        raised_by=worker,
        raised_on=day(today, -20),
        review_on=day(today, -1),
    )
    old, visit, plan, risk, call = (
        make_entries(
            person,
            type_key=kind,
            event_at=clock.at_time(day(today, -ago), 9),
            summary=f"About {kind}",
            author=worker,
            values={"review_on": day(today, 50).isoformat()},
            has_own_words=kind == "visit_face_to_face",
            statements=["person_words"] if kind == "visit_face_to_face" else [],
        )[0]
        for kind, ago in (
            ("visit_face_to_face", 90),
            ("visit_face_to_face", 9),
            ("care_and_support_plan", 100),
            ("risk_assessment", 8),
            ("phone_call", 1),
        )
    )
    make_action(plan, text="Order a rail", due_on=day(today, -2))

    page = client.get(url("timeline", person))
    found = sentences(page)

    def read(title):
        return [(each.text, each.url.split("/")[-2], each.age) for each in found[title]]

    assert [each.text for each in found["How to communicate"]] == ["Large print"]
    assert read("What matters to Ama") == [
        ("“My garden”", "about", "14 days ago"),
        ("“A person_words.”", visit.key, "9 days ago"),
    ]
    assert read("Alerts and risks") == [
        ("Steep stairs", "about", "2 weeks ago"),
        ("About risk_assessment", risk.key, "8 days ago"),
    ]
    assert found["Alerts and risks"][0].attention
    assert read("Plan") == [("About care_and_support_plan", plan.key, "3 months ago")]
    assert read("Last contact") == [
        ("Last seen by Fola Adeyemi", visit.key, "9 days ago"),
        ("About phone_call", call.key, "yesterday"),
    ]
    assert found["To do"][0].text.startswith("1 open action, 1 late: Order a rail")
    assert [each.attention for each in found["Next dates"]] == [True, False]
    assert old.key not in [each.url.split("/")[-2] for part in found.values() for each in part]


def signed_words(person, worker, *texts, speaker=None):
    """An entry in which the person, or somebody else, said some texts."""
    return make_entry(
        person=person,
        by=worker,
        statements=[
            {
                "field": "persons_own_words",
                "kind": "person_words",
                "text": text,
                "details": {
                    "speaker": [speaker or spoken_by(person)],
                    "how_communicated": "Speech",
                },
            }
            for text in texts
        ],
    )


def matters(client, person):
    """What the summary quotes, and whether there is more of it."""
    found = sentences(client.get(url("timeline", person)))
    return [(each.text, each.goes_on) for each in found.get("What matters to Ama", [])]


def test_the_summary_quotes_nobody_but_the_person(client, person, worker):
    son = {"kind": "other", "key": "", "name": "Kofi", "role": "son"}
    signed_words(person, worker, "She should move.", speaker=son)

    assert matters(client, person) == []

    signed_words(person, worker, "I stay.")
    signed_words(person, worker, "She cannot stay.", speaker=son)

    assert matters(client, person) == [("“I stay.”", False)]


def test_the_summary_changes_none_of_the_persons_words(client, person, worker):
    short, kept = "Leave  me\n\nalone.", "I  said:\nno " * 40

    signed_words(person, worker, kept)
    page = client.get(url("timeline", person))
    ((said, goes_on),) = matters(client, person)

    assert goes_on
    assert said[0] + said[-1] == "“”"
    assert kept.startswith(said[1:-1])
    assert kept[len(said) - 2].isspace()
    assert "(and more, in the record)" in page.text

    signed_words(person, worker, kept, short)

    assert matters(client, person) == [(f"“{short}”", False)]

    signed_words(person, worker, "家" * 600)

    assert matters(client, person) == [(f"“{'家' * 600}”", False)]


def test_the_summary_names_who_saw_the_person_and_not_who_wrote_it(client, person, worker):
    seen = note_values(author_took_part=False)
    colleague = make_staff(name="Ros Hale")

    def last(**values):
        make_entries(
            person, type_key="visit_face_to_face", values=seen | values, author=worker,
            event_at=clock.now(),
        )  # fmt: skip
        return sentences(client.get(url("timeline", person)))["Last contact"][0].text

    assert last() == "Last seen, as Fola Adeyemi wrote; by whom is not recorded"
    assert last(information_provider=[staff_reference(colleague)]) == (
        f"Last seen by Ros Hale ({colleague.job_title})"
    )
    outside = {"kind": "other", "key": "", "name": "Jo Bloggs", "role": "district nurse"}
    assert last(information_provider=[outside]) == "Last seen by Jo Bloggs (district nurse)"
    assert last(author_took_part=True) == "Last seen by Fola Adeyemi"


def test_the_summary_leads_to_every_open_action(client, person, worker):
    today = clock.today()
    (old,) = make_entries(person, event_at=clock.at_time(clock.add_days(today, -9), 9))
    (new,) = make_entries(person)
    make_action(old, text="Order a rail", due_on=clock.add_days(today, -2))
    make_action(new, text="Ring the surgery", due_on=today)

    page = client.get(url("timeline", person))
    every, first = sentences(page)["To do"]

    assert (every.text, every.source, every.age) == (
        "2 open actions, 1 late",
        "All open actions",
        "the oldest from 9 days ago",
    )
    panel = lxml.html.fromstring(page.text).get_element_by_id(every.url.removeprefix("#"))
    links = panel.getparent().xpath(".//li/a/text()")
    assert links == ["Order a rail", "Ring the surgery"]
    assert first.text.startswith("First: Order a rail (due ")
    assert old.key in first.url


def test_the_summary_tells_nothing_of_a_restricted_or_removed_entry(client, person, team_mate):
    secret = {"summary": "The secret", "statements": ["person_words"], "has_own_words": True}
    for kind in ("visit_face_to_face", "care_and_support_plan", "safeguarding_concern"):
        hidden = make_entries(person, type_key=kind, sensitivity="RESTRICTED", **secret)[0]
        make_entries(person, type_key=kind, taken_off_at=clock.now(), **secret)
        make_action(hidden, text="The secret task")
        Decision.objects.create(
            person=person,
            entry=hidden,
            statement=Statement.objects.get(version__entry=hidden),
            decided_on=clock.today(),
            review_on=clock.today(),
        )
    client.force_login(team_mate)

    assert sentences(client.get(url("timeline", person))) == {}


def test_a_decision_due_for_review_is_named_by_its_words_or_those_of_its_entry(
    client, person, worker
):
    with_words = make_entries(person, statements=["decision"])[0]
    without = make_entries(person, summary="Respite agreed.")[0]
    statements = [Statement.objects.get(version__entry=with_words), None]
    for entry, statement in zip((with_words, without), statements, strict=True):
        Decision.objects.create(
            person=person,
            entry=entry,
            statement=statement,
            decided_on=clock.today(),
            review_on=clock.today(),
        )

    found = sentences(client.get(url("timeline", person)))["Decisions to look at again"]

    starts = sorted(each.text.split(" Review due ")[0] for each in found)
    assert starts == ["A decision.", "Respite agreed."]
