"""Drafts that wait, and those whose author cannot go on with them: ruling 12."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from records import actions, ending, queries
from records.catalogue import catalogue
from records.models import Draft
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate, declare_conflict, make_person, make_worker_of
from tests.records.factories import make_entry, note_values, typed_for

pytestmark = pytest.mark.django_db
STAFF_DRAFTS = "/drafts/staff/"
SECRET = "She keeps the key under the blue pot."


@pytest.fixture
def manager():
    return make_staff(Role.MANAGER, name="Ros Hale", team=make_team())


@pytest.fixture
def author(manager):
    return make_staff(name="Fola Adeyemi", line_manager=manager, team=manager.team)


def make_draft(author, person=None, *, days_old=0, **typed):
    person = person or make_person(team=author.team)
    note = catalogue().get("case_note")
    draft = actions.save_draft(
        person=person,
        by=author,
        key=uuid.uuid4(),
        record_type=note,
        typed=typed_for(note) | {"discussion": [SECRET]} | typed,
        version=0,
    )
    draft.started_at = clock.at_time(clock.add_days(clock.today(), -days_old), 0)
    draft.save()
    return draft


def leave(author):
    author.ends_on = clock.add_days(clock.today(), -1)
    author.save()


def address_of(draft):
    return reverse("records:draft-left-behind", args=[draft.person.key, draft.key])


@pytest.mark.parametrize(
    ("days", "words"),
    [(2, "begun 2 days ago"), (3, "3 days old"), (13, "13 days old"), (14, "Unfinished account")],
)
def test_a_draft_says_its_age_and_is_never_destroyed_for_it(client, author, days, words):
    make_draft(author, days_old=days)
    client.force_login(author)

    page = client.get("/drafts/").text

    assert words in page
    assert ("waited for two weeks" in page) == (days >= 14)
    assert Draft.objects.count() == 1


def test_a_manager_sees_number_and_age_and_nothing_more(client, manager, author):
    draft = make_draft(author, days_old=8)
    make_draft(author)
    client.force_login(manager)

    page = client.get(STAFF_DRAFTS)

    row = page.context["staff"][0]
    assert (row["author"], row["author"].drafts_begun, row["age"].days) == (author, 2, 8)
    for hidden in (SECRET, "Okafor", "Case note", draft.person.key):
        assert hidden not in page.text
    assert client.get(address_of(draft)).status_code == 404
    assert client.get(reverse("records:draft", args=[draft.key])).status_code == 404


def test_a_manager_sees_how_many_are_past_the_time_of_the_schedule(client, manager, author):
    first = ending.begun_before("draft")
    days = clock.today().toordinal() - first.toordinal()
    make_draft(author, days_old=days)
    make_draft(author, days_old=days + 1)
    client.force_login(manager)

    page = client.get(STAFF_DRAFTS)

    assert clock.add_months(first, 1) >= clock.today()
    assert page.context["staff"][0]["author"].over == 1
    assert "Past their time" in page.text


@pytest.mark.parametrize("why", ["left", "conflicted"])
def test_a_manager_reads_what_was_left_behind_and_adopts_it(client, manager, author, why):
    draft = make_draft(author)
    leave(author) if why == "left" else declare_conflict(draft.person, author)
    client.force_login(manager)
    assert "left behind" in client.get(STAFF_DRAFTS).text.lower()

    page = client.get(address_of(draft))
    assert SECRET in page.text
    response = client.post(address_of(draft), {"act": "adopt"})

    draft.refresh_from_db()
    assert (draft.author, draft.provided_by) == (manager, author)
    assert draft.typed["discussion"] == [SECRET]
    assert draft.typed["information_provider_other"] == ["Fola Adeyemi, Social worker"]
    assert response.url == reverse("records:edit-draft", args=[draft.person.key, draft.key])
    assert "adopted from Fola Adeyemi" in client.get("/drafts/").text
    verbs = list(Event.objects.values_list("verb", flat=True))
    assert verbs.count("records.draft_left_behind_opened") == 1
    assert verbs.count("records.draft_adopted") == 1
    client.force_login(author)
    assert client.get(reverse("records:draft", args=[draft.key])).status_code != 302


def test_an_adopted_draft_is_signed_with_its_author_as_the_provider(client, manager, author):
    draft = make_draft(author)
    declare_conflict(draft.person, author)
    actions.adopt_draft(draft=draft, by=manager)
    client.force_login(manager)
    check = reverse("records:check-draft", args=[draft.person.key, draft.key])
    page = client.get(check)
    assert page.status_code == 200
    draft.refresh_from_db()

    response = client.post(check, {"draft_version": draft.version})

    assert response.status_code == 302, page.context["check"].mistakes
    entry = draft.person.entries.get()
    assert (entry.author, entry.information_provider) == (manager, author)


def test_a_draft_is_set_aside_with_a_reason_and_stays_readable(client, manager, author):
    draft = make_draft(author)
    leave(author)
    client.force_login(manager)

    page = client.post(address_of(draft), {"act": "set-aside", "because": " "})
    assert page.status_code == 200
    assert "Enter why it is set aside" in page.text
    client.post(address_of(draft), {"act": "set-aside", "because": "Recorded by a colleague."})

    draft.refresh_from_db()
    assert (draft.set_aside_by, draft.set_aside_because) == (manager, "Recorded by a colleague.")
    page = client.get(STAFF_DRAFTS)
    assert [row.draft for row in page.context["set_aside"]] == [draft]
    assert page.context["waiting"] == []
    assert SECRET in client.get(address_of(draft)).text


def test_nobody_else_reads_what_was_left_behind(client, manager, author):
    draft = make_draft(author)
    leave(author)
    colleague = make_staff(team=author.team)
    other_manager = make_staff(Role.MANAGER, team=author.team)
    conflicted = make_staff(Role.MANAGER, team=author.team)
    manager.line_manager = conflicted
    manager.save()
    declare_conflict(draft.person, conflicted)

    for viewer, status in ((colleague, 404), (other_manager, 404), (conflicted, 403)):
        client.force_login(viewer)
        for send in (client.get, client.post):
            response = send(address_of(draft), {"act": "adopt"})
            assert response.status_code == status
            assert SECRET not in response.text
        for act in (actions.adopt_draft, actions.set_aside_draft):
            with pytest.raises(PermissionDenied):
                act(draft=draft, by=viewer, **({"because": "x"} if "set" in act.__name__ else {}))


def test_a_draft_about_somebody_closed_to_the_manager_is_counted_only(client, manager, author):
    person = make_person()
    allocation = allocate(person, author, team=author.team)
    draft = make_draft(author, person)
    allocation.ends_on = clock.add_days(clock.today(), -1)
    allocation.save()
    leave(author)
    client.force_login(manager)

    page = client.get(STAFF_DRAFTS)

    assert page.context["staff"][0]["author"].drafts_begun == 1
    assert page.context["waiting"] == []
    assert "Okafor" not in page.text
    assert "/emergency/" in client.get(address_of(draft))["Location"]


def test_what_arrives_after_adoption_is_kept_beside_it(manager, author):
    draft = make_draft(author)
    leave(author)
    actions.adopt_draft(draft=draft, by=manager)

    actions.keep_for_manager(
        person=draft.person,
        by=author,
        key=draft.key,
        record_type=catalogue().get("case_note"),
        typed={"discussion": ["Later words."]},
        version=1,
    )

    texts = Draft.objects.order_by("pk").values_list("author", "typed__discussion")
    assert list(texts) == [(manager.pk, [SECRET]), (author.pk, ["Later words."])]


def test_throwing_away_says_first_what_will_go(client, author):
    draft = make_draft(author)
    client.force_login(author)

    page = client.get(reverse("records:throw-away", args=[draft.person.key, draft.key]))

    assert SECRET in page.text


def test_the_list_asks_as_often_for_four_of_everything_as_for_one(
    client, manager, author, django_assert_num_queries
):
    make_draft(author)
    leave(author)
    client.force_login(manager)
    client.get(STAFF_DRAFTS)
    with CaptureQueriesContext(connection) as one:
        client.get(STAFF_DRAFTS)
    for _ in range(3):
        another = make_staff(team=author.team, line_manager=manager)
        make_draft(another)
        leave(another)

    with django_assert_num_queries(len(one)):
        client.get(STAFF_DRAFTS)


def test_a_correction_of_an_entry_closed_to_the_manager_is_not_listed(manager, author):
    draft = make_draft(author)
    leave(author)
    assert queries.left_behind(manager) == [draft]

    values = note_values(sensitivity="Restricted to named people")
    entry = make_entry(person=draft.person, by=make_worker_of(draft.person), values=values)
    Draft.objects.filter(pk=draft.pk).update(corrects=entry)

    assert queries.left_behind(manager) == []


@pytest.mark.parametrize(
    "sent", [{"act": "adopt"}, {"act": "set-aside", "because": "Recorded by a colleague."}]
)
def test_what_a_manager_sends_twice_is_done_once_and_ends_on_the_same_page(
    client, manager, author, sent
):
    draft = make_draft(author)
    leave(author)
    client.force_login(manager)

    first, second = (client.post(address_of(draft), sent) for _ in range(2))

    assert (first.status_code, first["Location"]) == (302, second["Location"])
    verbs = list(Event.objects.values_list("verb", flat=True))
    assert verbs.count("records.draft_adopted") + verbs.count("records.draft_set_aside") == 1


def test_a_draft_thrown_away_twice_ends_among_the_others(client, author):
    draft = make_draft(author)
    away = reverse("records:throw-away", args=[draft.person.key, draft.key])
    client.force_login(author)

    first, second = (client.post(away) for _ in range(2))

    assert first["Location"] == second["Location"] == "/drafts/"
    assert client.get(away).status_code == 404
    client.force_login(make_worker_of(draft.person))
    assert client.post(away).status_code == 404
