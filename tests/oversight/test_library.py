"""The guidance library: the product's words, the council's own beside them, and who keeps them."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse

import clock
from accounts.roles import Role
from oversight import actions
from oversight.library import shipped
from oversight.models import KeptWords, LocalGuidance
from oversight.queries import library as queries
from records.catalogue import catalogue
from tests.accounts.factories import make_staff
from tests.oversight.factories import make_guidance
from tests.people.factories import make_person, make_worker_of
from ui import formats

pytestmark = pytest.mark.django_db
HERE = "Ring the duty desk on the same day."
PAGE = "oversight:guidance-page"


def test_every_kind_of_record_and_every_topic_has_a_page(client):
    client.force_login(make_staff())

    empty = [key for key, page in shipped().items() if not page.points]
    answers = {key: client.get(reverse(PAGE, args=[key])).status_code for key in shipped()}

    assert empty == []
    assert set(answers.values()) == {200}
    assert set(answers) > {each.key for each in catalogue().types}


def test_topics_are_named_beside_groups_of_records_that_there_are():
    known = {group.key for group in catalogue().groups}

    assert {group for page in shipped().values() for group in page.groups} <= known


def test_what_the_council_says_stands_beside_the_form_of_that_kind_and_no_other(client):
    person = make_person()
    client.force_login(make_worker_of(person))
    make_guidance("case_note", text=HERE)

    shown = {
        kind: HERE in client.get(reverse("records:write", args=[person.key, kind])).text
        for kind in ("case_note", "phone_call")
    }

    assert shown == {"case_note": True, "phone_call": False}
    assert HERE in client.get(reverse("records:type", args=["case_note"])).text


def test_a_page_of_the_councils_own_is_named_beside_its_groups(client):
    person, administrator = make_person(), make_staff(Role.SYSTEM_ADMINISTRATOR)
    client.force_login(make_worker_of(person))
    actions.add_guidance(
        title="Parking at the court",
        groups=["contact_correspondence"],
        text="Behind the library.",
        owner=make_staff(),
        review_on=clock.add_days(clock.today(), 90),
        reason="Asked for by the team",
        by=administrator,
    )

    named = {
        kind: "Parking at the court"
        in client.get(reverse("records:write", args=[person.key, kind])).text
        for kind in ("phone_call", "decision_record")
    }

    assert named == {"phone_call": True, "decision_record": False}


def test_old_words_stay_readable_with_who_when_and_why(client):
    owner = make_staff()
    make_guidance("case_note", owner=owner, text=HERE, reason="New desk")
    make_guidance("case_note", owner=owner, by=owner, text="Write to the desk.", reason="It moved")
    client.force_login(make_staff())

    page = client.get(reverse(PAGE, args=["case_note"]))

    assert [each.reason for each in page.context["history"]] == ["It moved", "New desk"]
    assert HERE in page.text
    assert "Write to the desk." in page.text
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE oversight_localguidance SET text = ''")


def test_its_owner_and_administrators_change_a_page_and_nobody_else(client):
    owner, other = make_staff(), make_staff(Role.MANAGER)
    make_guidance("case_note", owner=owner)
    address = reverse("oversight:change-guidance", args=["case_note"])
    seen = {}
    for user in (owner, other, make_staff(Role.SYSTEM_ADMINISTRATOR)):
        client.force_login(user)
        seen[user] = client.get(address).status_code

    assert list(seen.values()) == [200, 403, 200]
    with pytest.raises(PermissionDenied):
        make_guidance("case_note", by=other, owner=other)
    with pytest.raises(PermissionDenied):
        make_guidance("phone_call", by=owner, owner=owner)


def test_what_somebody_changed_meanwhile_is_not_written_over(client):
    owner = make_staff()
    make_guidance("case_note", owner=owner)
    client.force_login(owner)
    address = reverse("oversight:change-guidance", args=["case_note"])
    given = _posted(client, address, text="Mine.")
    make_guidance("case_note", owner=owner, text="Theirs.")

    answer = client.post(address, given)

    assert answer.status_code == 400
    assert "Somebody changed this page after you opened it" in answer.text
    assert queries.page_of("case_note").text == "Theirs."
    assert KeptWords.objects.get().typed["text"] == ["Mine."]
    fresh = {
        "seen": answer.context["form"]["seen"].value(),
        "draft_version": answer.context["kept"].version,
    }
    assert client.post(address, {**given, **fresh}).status_code == 302
    assert queries.page_of("case_note").text == "Mine."
    assert not KeptWords.objects.exists()


def test_saying_that_it_is_still_right_moves_the_day_and_nothing_changed_is_refused(client):
    owner = make_staff()
    row = make_guidance("case_note", owner=owner)
    later = clock.add_months(clock.today(), 12)

    with pytest.raises(ValidationError, match="stands like this already"):
        make_guidance("case_note", by=owner, owner=owner)
    make_guidance("case_note", by=owner, owner=owner, review_on=later, reason="Read, still right")

    assert queries.page_of("case_note").own.review_on == later
    assert queries.page_of("case_note").text == row.text


def test_its_owner_is_reminded_before_the_day_and_until_it_was_looked_at(client):
    owner, other = make_staff(), make_staff()
    soon = clock.add_days(clock.today(), 20)
    make_guidance("case_note", owner=owner, review_on=soon)
    make_guidance("phone_call", owner=owner, review_on=clock.add_days(clock.today(), 200))
    client.force_login(owner)

    assert [row.page for row in queries.to_look_at(owner)] == ["case_note"]
    assert list(queries.to_look_at(other)) == []
    assert "Guidance to look at again" in client.get("/").text

    make_guidance("case_note", owner=owner, review_on=clock.add_days(clock.today(), 300))

    assert list(queries.to_look_at(owner)) == []


def test_what_comes_with_the_product_says_of_when_it_is_and_is_kept_without_words_of_our_own(
    client,
):
    owner, administrator = make_staff(), make_staff(Role.SYSTEM_ADMINISTRATOR)
    topic = "without-bias"
    client.force_login(administrator)
    shown = client.get(reverse(PAGE, args=[topic])).text
    base = shipped()[topic]
    assert f"version {base.version}, of {formats.long_date(base.dated)}" in shown
    assert "Nobody here keeps it" in shown
    address = reverse("oversight:change-guidance", args=[topic])
    day = clock.add_days(clock.today(), 20)
    form = client.get(address).context["form"]
    soon = {"review_on_day": day.day, "review_on_month": day.month, "review_on_year": day.year}
    assert client.post(address, _filled(form, owner, text="", **soon)).status_code == 302

    shown = client.get(reverse(PAGE, args=[topic])).text
    assert "Kept right by" in shown
    assert "Nobody here keeps it" not in shown
    assert "Taken out" not in shown
    assert "How we do it here" not in shown
    assert [row.page for row in queries.to_look_at(owner)] == [topic]
    assert queries.owned_by(owner) == 1


def test_a_kind_that_is_kept_without_words_is_listed_and_is_no_policy(client):
    owner = make_staff()
    with pytest.raises(ValidationError, match="without words there is nothing to read"):
        make_guidance("case_note", owner=owner, text=" ", must_be_read=True)
    make_guidance("case_note", owner=owner, text="")
    client.force_login(make_staff())

    kinds = client.get(reverse("oversight:library")).context["kinds"]

    assert [page.key for page in kinds] == ["case_note"]


def test_a_page_whose_owner_left_comes_to_administrators():
    owner = make_staff()
    make_guidance("case_note", owner=owner)
    assert queries.owned_by(owner) == 1
    administrator = make_staff(Role.SYSTEM_ADMINISTRATOR)
    assert list(queries.to_look_at(administrator)) == []

    owner.is_active = False
    owner.save()

    assert [row.page for row in queries.to_look_at(administrator)] == ["case_note"]


def test_a_page_is_found_by_its_words_those_in_a_title_first(client):
    make_guidance("case_note", text="Ring the interpreter before you disability.")
    client.force_login(make_staff())

    page = client.get(reverse("oversight:library"), {"q": "DISABILITY"})

    found = [each.key for each in page.context["found"]]
    assert found[0] == "writing-about-disability"
    assert "case_note" in found
    assert client.get(reverse("oversight:library"), {"q": "zebra"}).context["found"] == []


def test_a_page_taken_out_is_listed_no_more_and_its_words_stay():
    administrator, owner = make_staff(Role.SYSTEM_ADMINISTRATOR), make_staff()
    given = {"owner": owner, "review_on": clock.add_days(clock.today(), 90), "by": administrator}
    row = actions.add_guidance(title="Keys", groups=[], text="At the desk.", reason="New", **given)
    with pytest.raises(ValidationError, match="title that no other page has"):
        actions.add_guidance(title="Keys!", groups=[], text="Elsewhere.", reason="New", **given)

    actions.change_guidance(page=row.page, text=" ", reason="No keys", seen=1, **given)

    assert queries.page_of("keys").is_taken_out
    assert "keys" not in {page.key for page in queries.pages()}
    assert [each.text for each in LocalGuidance.objects.order_by("pk")] == ["At the desk.", ""]


def _posted(client, address, **fields):
    form = client.get(address).context["form"]
    owner = form.initial["owner"]
    return _filled(form, owner, **fields)


def _filled(form, owner, **fields):
    day = clock.add_months(clock.today(), 6)
    return {
        "seen": form["seen"].value(),
        "form_token": "5b8a0f6e-6a43-4a4f-9f0e-2f7f4ad2b0a1",
        "draft_version": "0",
        "owner": f"staff:{owner.staff_number}",
        "review_on_day": str(day.day),
        "review_on_month": str(day.month),
        "review_on_year": str(day.year),
        "reason": "It is so",
        **fields,
    }
