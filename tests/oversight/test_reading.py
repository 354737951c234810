"""Policies that all staff are to read, changes that are announced, and who has read what."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from oversight import actions
from oversight.models import GuidanceAnswer
from oversight.queries import reading
from tests.accounts.factories import make_staff
from tests.oversight.factories import make_guidance

pytestmark = pytest.mark.django_db
LATER = clock.add_days(clock.today(), 200)


def say(row, user, said="READ"):
    return actions.answer_guidance(page=row.page, wording=row.pk, said=said, by=user)


def policy(**fields):
    return make_guidance("case_note", must_be_read=True, **fields)


def pages(rows):
    return [row.page for row in rows]


def test_everyone_is_asked_on_the_home_page_until_they_say_that_they_read_it(client):
    row, reader = policy(), make_staff()
    client.force_login(reader)
    address = reverse("oversight:guidance-page", args=["case_note"])
    asked = "Policies to read" in client.get("/").text

    answer = client.post(
        reverse("oversight:answer-guidance", args=["case_note"]),
        {"wording": row.pk, "said": "READ"},
        follow=True,
    )

    assert asked
    assert answer.redirect_chain == [(address, 302)]
    assert "You said" in answer.text
    assert "Policies to read" not in client.get("/").text
    assert pages(reading.to_read(make_staff())) == ["case_note"]
    assert Event.objects.filter(verb="oversight.guidance_answered", target="case_note").count() == 1


def test_new_words_are_read_again_and_the_same_words_are_not():
    owner, reader = make_staff(), make_staff()
    say(policy(owner=owner, text="Lock it."), reader)

    policy(owner=owner, by=owner, text="Lock it.", review_on=LATER, reason="Read, still right")
    still = pages(reading.to_read(reader))
    policy(owner=owner, by=owner, text="Lock it at once.", reason="It was too late")
    changed = pages(reading.to_read(reader))
    policy(owner=owner, by=owner, text="Lock it.", reason="As before")

    assert (still, changed) == ([], ["case_note"])
    assert pages(reading.to_read(reader)) == ["case_note"]


def test_words_that_changed_meanwhile_are_not_read_by_saying_so(client):
    owner, reader = make_staff(), make_staff()
    row = policy(owner=owner, text="Lock it.")
    policy(owner=owner, by=owner, text="Lock it at once.", reason="It was too late")

    with pytest.raises(ValidationError, match="changed while you read"):
        say(row, reader)
    client.force_login(reader)
    shown = client.post(
        reverse("oversight:answer-guidance", args=["case_note"]),
        {"wording": row.pk, "said": "READ"},
        follow=True,
    )

    assert "changed while you read" in shown.text
    assert not GuidanceAnswer.objects.exists()


def test_said_twice_it_is_kept_once_and_for_ever():
    row, reader = policy(), make_staff()

    assert say(row, reader) is not None
    assert say(row, reader) is None

    assert GuidanceAnswer.objects.count() == 1
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM oversight_guidanceanswer")


def test_what_there_is_not_cannot_be_answered(client):
    row = policy()
    client.force_login(make_staff())

    answers = [
        client.post(reverse("oversight:answer-guidance", args=[page]), given).status_code
        for page, given in (
            ("case_note", {"wording": row.pk, "said": "NO"}),
            ("case_note", {"wording": "x", "said": "READ"}),
            ("case_note", {}),
            ("no-page", {"wording": row.pk, "said": "READ"}),
        )
    ]

    assert answers == [404] * 4
    with pytest.raises(ValidationError, match="no such page"):
        actions.answer_guidance(page="phone_call", wording=row.pk, said="READ", by=make_staff())


def test_a_change_is_announced_for_a_month_and_until_it_is_put_away(client):
    owner, reader, other = make_staff(), make_staff(), make_staff()
    make_guidance("phone_call", owner=owner, at=clock.at_time(_days_ago(32), 9))
    row = make_guidance("case_note", owner=owner, at=clock.at_time(_days_ago(31), 9))
    client.force_login(reader)
    shown = client.get("/").text

    client.post(
        reverse("oversight:answer-guidance", args=["case_note"]),
        {"wording": row.pk, "said": "PUT_AWAY"},
    )

    assert "Guidance that changed" in shown
    assert row.reason in shown
    assert "Guidance that changed" not in client.get("/").text
    assert pages(reading.changes_for(other)) == ["case_note"]
    assert pages(reading.changes_for(row.changed_by)) == []


def test_to_move_the_day_is_no_change_and_new_words_are_announced_anew():
    owner, reader = make_staff(), make_staff()
    make_guidance("phone_call", owner=owner, at=clock.at_time(_days_ago(60), 9))
    make_guidance("phone_call", owner=owner, by=owner, review_on=LATER, reason="Still right")
    say(make_guidance("case_note", owner=owner), reader, "PUT_AWAY")

    before = pages(reading.changes_for(reader))
    make_guidance("case_note", owner=owner, by=owner, text="Write to the desk.")

    assert before == []
    assert pages(reading.changes_for(reader)) == ["case_note"]


def test_a_manager_sees_who_below_them_has_not_read_what(client):
    manager = make_staff(Role.MANAGER)
    lead = make_staff(Role.MANAGER, line_manager=manager, name="Ada Lead")
    worker = make_staff(line_manager=lead, name="Bo Worker")
    left = make_staff(line_manager=lead, name="Cy Left", is_active=False)
    stranger = make_staff(name="Di Stranger")
    row = policy()
    say(row, worker)
    say(row, stranger)
    client.force_login(manager)

    page = client.get(reverse("oversight:guidance-read-by"))

    (found,) = page.context["readings"]
    assert [user for user, _ in found.has_read] == [worker]
    assert found.has_not == [lead]
    assert "1 of 2" in page.text
    assert not any(user.name in page.text for user in (left, stranger))
    assert ">1<" in client.get(reverse("managing")).text.split("not read every policy")[1]
    client.force_login(worker)
    assert client.get(reverse("oversight:guidance-read-by")).status_code == 403


def test_a_page_is_made_a_policy_by_whoever_keeps_it(client):
    owner = make_staff()
    make_guidance("case_note", owner=owner)

    policy(owner=owner, by=owner, reason="Agreed with the teams")
    asked = pages(reading.to_read(make_staff()))
    make_guidance("case_note", owner=owner, by=owner, reason="Not a policy")

    assert asked == ["case_note"]
    assert pages(reading.to_read(make_staff())) == []


def _days_ago(count):
    return clock.add_days(clock.today(), -count)
