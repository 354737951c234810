"""Two records of one human are made one by two people, and two again exactly as they were."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.utils import DatabaseError
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.queries import Filters, events
from governance.sentences import tell
from people import access, actions
from people.access import Outcome, Permission
from people.merging.details import differences
from people.models import Conflict, Merge
from people.queries import find_people
from records.models import Chronology
from records.signed.digests import is_whole
from tests.accounts.factories import make_staff
from tests.people.factories import (
    allocate,
    declare_conflict,
    make_address,
    make_contact,
    make_contact_point,
    make_detail,
    make_involvement,
    make_name,
    make_person,
    make_relationship,
    restrict,
)
from tests.records.factories import make_entry, note_values

pytestmark = pytest.mark.django_db

NHS_NUMBER = "9990000018"


@pytest.fixture
def kept():
    return make_person(given_names="Ama", added_by=make_staff())


@pytest.fixture
def gone():
    return make_person(
        given_names="Amma",
        added_by=make_staff(),
        nhs_number=NHS_NUMBER,
        born_on=date(1950, 3, 5),
        has_care_needs=False,
        is_carer=True,
    )


@pytest.fixture
def asker(kept, gone):
    return both(kept, gone, Role.MANAGER)


@pytest.fixture
def second(kept, gone):
    return both(kept, gone, Role.MANAGER)


def both(kept, gone, *roles):
    user = make_staff(*roles)
    for person in (kept, gone):
        allocate(person, user)
    return user


def ask(kept, gone, by, **choices):
    return actions.ask_to_merge(
        kept=kept, gone=gone, choices=choices, reason="Same NHS card", by=by
    )


def merged(kept, gone, asker, second, **choices):
    return actions.agree_to_merge(merge=ask(kept, gone, asker, **choices), by=second)


def test_everything_of_the_one_stands_on_the_other(kept, gone, asker, second):
    entry = make_entry(person=gone, by=asker, values=note_values(discussion="Steep stairs."))
    make_address(gone, lines="12 Mill Lane")
    make_contact(gone)

    merged(kept, gone, asker, second)

    entry.refresh_from_db()
    kept.refresh_from_db()
    assert entry.person == kept
    assert is_whole(entry.versions.get())
    assert (kept.addresses.count(), kept.contacts.count()) == (1, 1)
    assert (kept.nhs_number, kept.is_carer, kept.born_on) == (NHS_NUMBER, True, date(1950, 5, 3))
    assert [name.kind for name in kept.names.order_by("kind")] == ["FORMER", "LEGAL"]
    assert {row.kept_id for row in Merge.objects.filter(state="DONE")} == {kept.pk}


def test_who_declared_what_the_two_are_together_is_shut_out(kept, gone, asker, second):
    user = make_staff()
    actions.declare(
        user=user,
        by=user,
        kind="FRIEND",
        given_names="Amma",
        family_name="Okafor",
        born_on=date(1950, 5, 3),
    )
    assert not Conflict.objects.exists()

    merged(kept, gone, asker, second)

    assert access.decide(user, Permission.VIEW, kept).basis == "CONFLICT"


def test_what_was_chosen_is_kept(kept, gone, asker, second):
    for person, religion in ((kept, "Methodist"), (gone, "Quaker")):
        make_detail(person, "religion", religion)

    merged(kept, gone, asker, second, names="GONE", born_on="GONE", answer_religion="GONE")

    kept.refresh_from_db()
    answers = {each.answer: each.until is None for each in kept.details.all()}
    assert (kept.given_names, kept.born_on) == ("Amma", date(1950, 3, 5))
    assert answers == {"Methodist": False, "Quaker": True}


def test_an_answer_that_is_kept_back_is_not_told_where_two_differ(kept, gone):
    for person, answer in ((kept, "No, a trans woman"), (gone, "Yes")):
        make_detail(person, "gender_identity", answer)

    (found,) = [each for each in differences(kept, gone) if each.name.startswith("answer")]

    assert found.kept == found.gone == "an answer that is shown on request"


def test_one_way_to_reach_them_is_preferred_and_one_role_stands_once(kept, gone, asker, second):
    for person in (kept, gone):
        make_contact_point(person, is_preferred=True)

    merged(kept, gone, asker, second)

    assert [point.is_preferred for point in kept.contact_points.all()] == [True, False]


def test_one_is_found_by_the_names_and_numbers_of_both(kept, gone, asker, second):
    merged(kept, gone, asker, second, leaving_names="ALIAS")

    viewer = make_staff()
    for words in ("amma okafor", gone.council_reference, NHS_NUMBER):
        assert [card.key for card in find_people(viewer, words)[0]] == [kept.key], words


@pytest.mark.parametrize("stays", ["KEPT", "GONE"])
@pytest.mark.parametrize("becomes", ["FORMER", "PROTECTED"])
def test_a_name_that_does_not_stay_is_found_and_shown_only_as_was_chosen(client, stays, becomes):
    kept, gone = make_person(given_names="Susan"), make_person(given_names="Zebedee")
    asker, second = both(kept, gone, Role.MANAGER), both(kept, gone, Role.MANAGER)
    make_name(gone, kind="ALIAS", given_names="Mo", family_name="Okafor")
    make_name(kept, kind="ALIAS", given_names="Beth", family_name="Okafor")
    legal = {person: person.names.get(kind="LEGAL") for person in (kept, gone)}
    left, stands = (gone, kept) if stays == "KEPT" else (kept, gone)

    merge = merged(kept, gone, asker, second, names=stays, leaving_names=becomes)

    name = legal[left]
    name.refresh_from_db()
    assert (name.person, name.kind) == (kept, "FORMER")
    assert (name.until, name.is_protected) == (clock.today(), becomes == "PROTECTED")
    viewer = make_staff()
    alias_found = becomes == "FORMER"
    other = "Mo" if left == gone else "Beth"
    found = {words: bool(find_people(viewer, words)[0]) for words in (name.given_names, other)}
    assert found == {name.given_names: False, other: alias_found}
    client.force_login(second)
    for page in ("people:about", "people:merge", "records:timeline"):
        assert name.full not in client.get(reverse(page, args=[kept.key])).text
    shown = client.get(reverse("people:merged", args=[kept.key, merge.key])).text
    assert (name.full in shown, stands.name in shown) == (False, True)

    actions.undo_merge(merge=merge, reason="Two people", by=second)
    name.refresh_from_db()
    left.refresh_from_db()
    assert (name.person, name.kind, name.until, name.is_protected) == (left, "LEGAL", None, False)
    assert left.legal_name == name.full


def test_two_who_are_related_are_two_people(kept, gone, asker):
    row = make_relationship(gone, kept)
    with pytest.raises(ValidationError, match="they are two people"):
        ask(kept, gone, asker)

    row.is_mistake = True
    row.save()
    assert ask(kept, gone, asker)


def test_an_old_address_leads_to_the_record_once_that_may_be_opened(
    client, kept, gone, asker, second
):
    old = reverse("people:about", args=[gone.key]) + "?a=b"
    merged(kept, gone, asker, second)

    client.force_login(asker)
    leads = client.get(old)
    assert leads.headers["Location"] == reverse("people:about", args=[kept.key]) + "?a=b"

    client.force_login(make_staff())
    assert (
        client.get(old)
        .headers["Location"]
        .startswith(reverse("people:break-glass", args=[kept.key]))
    )

    restrict(kept, make_staff())
    client.force_login(asker)
    assert client.get(old).status_code == 404


def test_a_form_opened_before_is_still_taken(client, kept, gone, asker, second):
    from records.catalogue import catalogue
    from records.forms.token import new_token, read_token

    token = new_token(person=gone, record_type=catalogue().get("case_note"), user=asker)
    merged(kept, gone, asker, second)

    assert read_token(token.sealed(), person=kept, user=asker) == token


def test_the_log_of_the_one_reads_as_the_log_of_the_other(kept, gone, asker, second):
    make_entry(person=gone, by=asker)
    actions.change_person(person=gone, by=asker, pronouns="she/her")

    merged(kept, gone, asker, second)

    told = [
        sentence
        for day in tell(asker, events(Filters(subjects=(kept.key, gone.key))))
        for sentence in day.sentences
    ]
    changed = next(each for each in told if each.did == "changed details of the person")
    assert changed.people == [kept]
    agreed = next(each for each in told if "made one" in each.did and each.who == second.described)
    assert agreed.people == [kept]


def test_nobody_may_open_a_merged_record(kept, gone, asker, second):
    merged(kept, gone, asker, second)
    gone.refresh_from_db()

    assert access.decide(asker, Permission.VIEW, gone).outcome is Outcome.HIDDEN
    assert gone not in access.visible_people(asker)


def test_a_conflict_with_either_closes_the_one_record(kept, gone, asker, second):
    neighbour = make_staff()
    allocate(kept, neighbour)
    declare_conflict(gone, neighbour)

    merged(kept, gone, asker, second)

    assert access.decide(neighbour, Permission.VIEW, kept).basis == "CONFLICT"


@pytest.mark.parametrize("both_restricted", [True, False])
def test_who_was_listed_for_the_one_that_goes_is_not_listed_by_that(
    kept, gone, asker, second, both_restricted
):
    only_gone = make_staff()
    restrict(kept, asker, second)
    if both_restricted:
        restrict(gone, asker, second, only_gone)

    merged(kept, gone, asker, second)

    assert access.decide(only_gone, Permission.VIEW, kept).outcome is Outcome.HIDDEN


def test_a_restricted_record_never_goes_into_an_open_one(kept, gone, asker, second):
    restrict(gone, asker, second)

    with pytest.raises(ValidationError, match="restricted"):
        ask(kept, gone, asker)


def test_two_who_know_each_other_are_two_people(kept, gone, asker):
    make_contact(kept, record=gone)

    with pytest.raises(ValidationError, match="two people"):
        ask(kept, gone, asker)


def test_two_open_involvements_of_one_kind_are_settled_first(kept, gone, asker):
    for person in (kept, gone):
        make_involvement(person=person, role="NEEDS")

    with pytest.raises(ValidationError, match="open involvement"):
        ask(kept, gone, asker)


@pytest.mark.parametrize("who", ["the same", "one record alone", "practitioner", "conflicted"])
def test_only_a_second_manager_or_records_officer_who_may_open_both_agrees(kept, gone, asker, who):
    merge = ask(kept, gone, asker)
    stranger = make_staff(Role.MANAGER)
    allocate(kept, stranger)
    near = both(kept, gone, Role.MANAGER)
    declare_conflict(gone, near)
    by = {
        "the same": asker,
        "one record alone": stranger,
        "practitioner": both(kept, gone, Role.PRACTITIONER),
        "conflicted": near,
    }[who]

    with pytest.raises(PermissionDenied):
        actions.agree_to_merge(merge=merge, by=by)
    gone.refresh_from_db()
    assert gone.merged_into is None


def test_the_database_itself_wants_two_people(kept, gone, asker):
    merge = ask(kept, gone, asker)

    with pytest.raises(DatabaseError, match="a_merge_takes_two_people"), transaction.atomic():
        Merge.objects.filter(pk=merge.pk).update(answered_by=asker)


def test_asking_twice_makes_one_request_and_answering_twice_is_said(kept, gone, asker, second):
    assert ask(kept, gone, asker) == ask(kept, gone, asker)
    merge = merged(kept, gone, asker, second)

    with pytest.raises(ValidationError, match="answered already"):
        actions.agree_to_merge(merge=merge, by=second)
    with pytest.raises(PermissionDenied, match="merged into another"):
        ask(kept, gone, asker)


def test_what_is_refused_leaves_both_as_they_were(kept, gone, asker, second):
    merge = ask(kept, gone, asker)

    actions.refuse_merge(merge=merge, reason="Twins", by=second)

    gone.refresh_from_db()
    assert (gone.merged_into, Merge.objects.get().answer_reason) == (None, "Twins")


def test_what_came_since_stays_and_what_was_there_goes_back(kept, gone, asker, second):
    before = make_entry(person=gone, by=asker)
    merge = merged(kept, gone, asker, second)
    since = make_entry(person=kept, by=asker)
    kept.refresh_from_db()
    actions.change_person(person=kept, by=asker, nhs_number="9990000026")

    left = actions.undo_merge(merge=merge, reason="Twins after all", by=asker)

    before.refresh_from_db()
    since.refresh_from_db()
    kept.refresh_from_db()
    assert (before.person, before.signed_for, since.person) == (gone, "", kept)
    assert is_whole(before.versions.get())
    assert [(step.model, step.field) for step in left] == [("people.Person", "nhs_number")]
    assert kept.nhs_number == "9990000026"


def test_merges_are_undone_from_the_last_to_the_first(kept, gone, asker, second):
    third = make_person(given_names="Ama G", born_on=None)
    for user in (asker, second):
        allocate(third, user)
    first = merged(kept, gone, asker, second)
    kept.refresh_from_db()
    later = merged(third, kept, asker, second)
    assert find_people(asker, gone.council_reference)[0][0].key == third.key

    with pytest.raises(PermissionDenied):
        actions.undo_merge(merge=first, reason="Twins", by=asker)
    actions.undo_merge(merge=later, reason="Twins", by=asker)
    actions.undo_merge(merge=first, reason="Twins", by=asker)

    gone.refresh_from_db()
    assert gone.merged_into is None


def test_what_is_frozen_follows_a_merge_and_goes_nowhere_else(kept, gone, asker, second):
    frozen = Chronology.objects.create(
        person=gone,
        title="For the court",
        purpose="Hearing",
        made_by=asker,
        made_at=clock.now(),
        frozen_by=asker,
        frozen_at=clock.now(),
        digest="0" * 64,
    )
    for changed in ({"person": kept}, {"title": "Another"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Chronology.objects.filter(pk=frozen.pk).update(**changed)

    merged(kept, gone, asker, second)

    frozen.refresh_from_db()
    assert frozen.person == kept
