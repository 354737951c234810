"""A draft left unsigned: its author is reminded the next working day, the manager told after five.

Begun on Thursday 24 December 2026. Friday and Monday are bank holidays, so that its first working
day is Tuesday 29 December; with New Year's Day left out, its fifth is Tuesday 5 January.
"""

import uuid
from datetime import datetime

import pytest
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from records import actions, queries
from records.catalogue import catalogue
from records.models import Draft
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import declare_conflict, make_person, make_worker_of
from tests.records.factories import typed_for

pytestmark = pytest.mark.django_db
SECRET = "She keeps the key under the blue pot."
REMINDED = "Left unsigned since Thursday 24 December 2026"


@pytest.fixture
def on(monkeypatch):
    """Move the clock to three in the afternoon of a day."""

    def move(year, month, day):
        moment = datetime(year, month, day, 15, tzinfo=clock.LONDON)
        for place in (clock, clock.present):
            monkeypatch.setattr(place, "now", lambda: moment)

    move(2026, 12, 24)
    return move


@pytest.fixture
def manager(on):
    return make_staff(Role.MANAGER, name="Ros Hale", team=make_team())


@pytest.fixture
def author(manager):
    return make_staff(name="Fola Adeyemi", line_manager=manager, team=manager.team)


def begin(author, **given):
    note = catalogue().get("case_note")
    return actions.save_draft(
        person=make_person(team=author.team),
        by=author,
        key=uuid.uuid4(),
        record_type=note,
        typed=typed_for(note) | {"discussion": [SECRET]},
        version=0,
        **given,
    )


def home(client, viewer):
    client.logout()  # a session ends when the clock moves on by days
    client.force_login(viewer)
    return client.get("/")


def test_its_author_is_reminded_on_the_next_working_day_and_until_it_is_signed(client, on, author):
    draft = begin(author)
    assert home(client, author).context["left"] == []

    for quiet in ((2026, 12, 25), (2026, 12, 27), (2026, 12, 28)):
        on(*quiet)
        page = home(client, author)
        assert "Left unsigned" not in page.text
        assert [row["draft"] for row in page.context["drafts"]] == [draft]
    on(2026, 12, 29)
    page = home(client, author)
    assert f"{REMINDED}, 1 working day<" in page.text
    assert reverse("records:draft", args=[draft.key]) in page.text
    on(2027, 1, 5)
    assert f"{REMINDED}, 5 working days<" in home(client, author).text

    Draft.objects.all().delete()
    assert "Left unsigned" not in home(client, author).text


def test_the_oldest_comes_first_and_what_was_begun_today_stands_apart(client, on, author):
    older = begin(author)
    on(2026, 12, 29)
    old = begin(author)
    on(2026, 12, 30)
    fresh = begin(author)

    page = home(client, author)

    assert [row["draft"] for row in page.context["left"]] == [older, old]
    assert [row["draft"] for row in page.context["drafts"]] == [fresh]
    shown = Event.objects.get(verb="caserecords.home_opened").subjects
    assert set(shown) >= {each.person.key for each in (older, old, fresh)}


def test_its_manager_is_told_after_five_working_days_whose_and_how_old(client, on, manager, author):
    draft = begin(author)
    on(2027, 1, 4)
    begin(author)
    assert home(client, manager).context["staff_left"] == []
    assert not queries.long_unsigned(manager)

    on(2027, 1, 5)
    page = home(client, manager)

    said = page.text[page.text.index('id="staff-left"') :]
    assert "Fola Adeyemi" in said
    assert "1 draft, left unsigned since Thursday 24 December 2026, 5 working days" in said
    for hidden in (SECRET, str(draft.key), "Okafor", "Case note"):
        assert hidden not in said[: said.index("</section>")]
    assert home(client, make_staff(Role.MANAGER)).context["staff_left"] == []
    assert home(client, make_staff(team=author.team)).context["staff_left"] == []


def test_the_lists_of_a_manager_count_what_waited_and_not_what_was_set_aside(
    client, on, manager, author
):
    begin(author)
    aside = begin(author)
    declare_conflict(aside.person, author)
    actions.set_aside_draft(draft=aside, by=manager, because="Recorded by a colleague.")
    make_worker_of(make_person(), team=manager.team, line_manager=manager)
    on(2027, 1, 5)
    begin(author)
    client.force_login(manager)

    (row,) = client.get("/drafts/staff/").context["staff"]
    assert (row["author"].drafts_begun, row["author"].waited) == (2, 1)
    loads = client.get(reverse("oversight:caseload"), {"scope": "service"})
    assert [each.long_unsigned for each in loads.context["loads"] if each.worker == author] == [1]
    assert "Drafts left unsigned" in loads.text
    for scope in ("team", "mine"):
        page = client.get(reverse("oversight:caseload"), {"scope": scope})
        assert "Drafts left unsigned" not in page.text
