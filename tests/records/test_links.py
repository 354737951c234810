"""Records that name earlier ones: chosen on a form, read from both sides, never told of unasked."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import escape

import clock
from disclosure import contents
from records import actions, queries
from records.catalogue import catalogue
from records.forms.entry import entry_form
from records.models import Draft, EntryLink
from records.queries import name_of
from tests.accounts.factories import make_staff, make_team
from tests.disclosure.factories import make_export
from tests.people.factories import allocate, make_worker_of
from tests.records.factories import make_entries, make_entry, note_values

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(person, client):
    worker = make_worker_of(person, name="Fola Adeyemi")
    client.force_login(worker)
    return worker


@pytest.fixture
def team_mate(person):
    """Somebody who may open the person, and none of the restricted records."""
    team = make_team()
    allocate(person, team=team)
    return make_staff(team=team)


def url(name, person, *more):
    return reverse(f"records:{name}", args=[person.key, *more])


def naming(*entries):
    return [{"kind": "entry", "key": each.key, "name": "", "role": ""} for each in entries]


def of_kind(type_key, person, worker, **fields):
    return make_entries(person, type_key=type_key, author=worker, **fields)[0]


def link_to(person, entry):
    address = url("entry", person, entry.key)
    return f'<a class="govuk-link" href="{address}">{escape(name_of(entry))}</a>'


def note_about(earlier, person, worker, **values):
    return make_entry(
        person=person, by=worker, values=note_values(linked_records=naming(earlier), **values)
    )


def test_a_record_that_is_named_is_read_from_both_sides(client, person, worker):
    earlier = make_entry(person=person, by=worker)
    later = note_about(earlier, person, worker)

    its_page = client.get(url("entry", person, later.key)).text
    page_of_earlier = client.get(url("entry", person, earlier.key)).text
    timeline = client.get(url("timeline", person)).text

    assert f"{link_to(person, earlier)}, Fola Adeyemi" in its_page
    assert f"Belongs with: {link_to(person, later)}, Fola Adeyemi" in page_of_earlier
    assert f"Belongs with: {link_to(person, later)}, Fola Adeyemi" in timeline


def test_words_for_a_record_that_is_not_here_stay_words(client, person, worker):
    words = [{"kind": "other", "key": "", "name": "<b>Plan of 2019</b>, on paper", "role": ""}]
    entry = make_entry(person=person, by=worker, values=note_values(linked_records=words))

    page = client.get(url("entry", person, entry.key)).text

    assert "&lt;b&gt;Plan of 2019&lt;/b&gt;, on paper" in page
    assert not EntryLink.objects.exists()


def test_a_plan_leads_back_to_its_assessment_and_on_to_its_review(client, person, worker):
    kinds = ("needs_assessment", "care_and_support_plan", "review_care_and_support_plan")
    assessment, plan, review = (of_kind(kind, person, worker) for kind in kinds)
    for later, earlier in ((plan, assessment), (review, plan)):
        actions.link_entries(source=later, target=earlier, kind="FOLLOWS", by=worker)

    page = client.get(url("entry", person, plan.key)).text

    assert f"Follows: {link_to(person, assessment)}" in page
    assert f"Followed by: {link_to(person, review)}" in page


def test_what_follows_is_begun_on_the_entry_and_names_it(client, person, worker):
    assessment = of_kind("needs_assessment", person, worker)

    page = client.get(url("entry", person, assessment.key)).text
    address = url("write", person, "care_and_support_plan") + f"?about={assessment.key}"
    form = client.get(address).text

    assert "Write what follows" in page
    assert f'href="{address}">Care and support plan</a>' in page
    assert re.search(rf'value="entry:{assessment.key}"[^>]* (checked|selected)', form)


def test_a_kind_that_follows_the_record_it_names_says_so(person, worker):
    assessment = of_kind("needs_assessment", person, worker)
    plan = make_entry(
        person=person,
        by=worker,
        type_key="care_and_support_plan",
        values=note_values(linked_records=naming(assessment))
        | {"contact_channel": "Not a contact"},
        finish_later=True,
    )

    assert [link.kind for link in plan.links_out.all()] == ["FOLLOWS"]


def test_a_question_offers_the_kinds_that_make_sense(person, worker):
    capacity = of_kind("mental_capacity_assessment", person, worker)
    note = of_kind("case_note", person, worker)

    form = entry_form(catalogue().get("best_interests_decision"), person, worker)

    offered = form.fields["capacity_assessment_link"].known
    assert set(offered) == {f"entry:{capacity.key}"}
    assert f"entry:{note.key}" in form.fields["linked_records"].known


def test_what_is_typed_as_a_record_is_called_is_that_record(person, worker):
    note = make_entry(person=person, by=worker)
    form = entry_form(catalogue().get("case_note"), person, worker)
    field = form.fields["linked_records"]
    address = f"https://records.example.org{url('entry', person, note.key)}"

    for typed in (name_of(note), address):
        assert field.clean({"chosen": [], "other": typed}) == naming(note)
    with pytest.raises(ValidationError, match="not in the list"):
        field.clean({"chosen": ["entry:zzzz"], "other": ""})


def test_a_restricted_record_is_neither_offered_nor_told_of(client, person, worker, team_mate):
    closed = make_entry(
        person=person, by=worker, values=note_values(sensitivity="Restricted to named people")
    )
    open_note = make_entry(person=person, by=worker)
    note_about(closed, person, worker, note_about="Names a closed one")
    closed_later = note_about(open_note, person, worker, sensitivity="Restricted to named people")
    client.force_login(team_mate)

    form = client.get(url("write", person, "case_note"))
    pages = [
        client.get(url("entry", person, entry.key)).text
        for entry in person.entries.exclude(pk__in=[closed.pk, closed_later.pk])
    ]
    pages.append(client.get(url("timeline", person)).text)

    assert closed.key not in form.text
    assert not [page for page in pages if closed.key in page or closed_later.key in page]
    assert any("Another record, not shown here" in page for page in pages)


def test_a_record_one_may_not_open_cannot_be_named(person, worker, team_mate):
    closed = make_entry(
        person=person, by=worker, values=note_values(sensitivity="Restricted to named people")
    )
    elsewhere = make_entry()

    for entry in (closed, elsewhere):
        with pytest.raises(ValidationError, match="from the list"):
            note_about(entry, person, team_mate)


def test_a_correction_says_again_what_is_named_and_as_known_keeps_what_was(person, worker):
    first, second = (make_entry(person=person, by=worker) for _ in range(2))
    later = note_about(first, person, worker)
    before = clock.now()

    actions.correct_entry(
        entry=later,
        by=worker,
        submission=later.submission,
        values=later.versions.get().values | {"linked_records": naming(second)},
        statements=[],
        reason="Something I wrote was wrong. It was the other one.",
        at=before + timedelta(minutes=5),
    )

    def named(at=None):
        return {link.target for link in EntryLink.objects.that_hold(at=at)}

    assert named() == {second}
    assert named(before + timedelta(minutes=1)) == {first}
    assert named(later.signed_at - timedelta(minutes=1)) == set()


def test_what_somebody_else_named_stays_in_a_correction(client, person, worker, team_mate):
    closed = make_entry(
        person=person, by=worker, values=note_values(sensitivity="Restricted to named people")
    )
    later = note_about(closed, person, worker)
    client.force_login(team_mate)

    page = client.get(url("correct-entry", person, later.key)).text
    actions.correct_entry(
        entry=later,
        by=team_mate,
        submission=Draft().key,
        values=later.versions.get().values | {"discussion": "It was cold after all."},
        statements=[],
        reason="Something I wrote was wrong. The heating failed.",
    )

    assert "A record that you may not open" in page
    assert name_of(closed) not in page.split("Linked records")[-1]
    assert [link.target for link in EntryLink.objects.that_hold()] == [closed]


def test_a_copy_names_the_records_in_it_from_both_sides(person, worker):
    earlier = make_entry(person=person, by=worker)
    later = note_about(earlier, person, worker)

    copy = contents.collect(make_export(person), at=clock.now())

    entries = [entry for month in copy.months for entry in month.entries]
    said = {related.words for entry in entries for related in entry.related}
    assert said == {f"Belongs with: {name_of(earlier)}", f"Belongs with: {name_of(later)}"}


def test_a_record_that_was_removed_is_named_no_more(client, person, worker):
    earlier = make_entry(person=person, by=worker)
    later = note_about(earlier, person, worker)
    earlier.taken_off_at = clock.now()
    earlier.save()

    page = client.get(url("entry", person, later.key)).text

    assert name_of(earlier) not in page.split("Linked records")[-1]


def test_a_link_is_never_to_the_record_itself(person, worker):
    entry = make_entry(person=person, by=worker)

    with pytest.raises(ValidationError, match="itself"):
        actions.correct_entry(
            entry=entry,
            by=worker,
            submission=Draft().key,
            values=entry.versions.get().values | {"linked_records": naming(entry)},
            statements=[],
            reason="Something was missing. A link.",
        )


def test_an_old_record_of_a_kind_that_is_asked_for_is_offered_however_many_came_since(
    person, worker
):
    old = of_kind("mental_capacity_assessment", person, worker)
    make_entries(person, 70, author=worker, event_at=clock.now())

    offered = queries.entries_to_name(worker, person, catalogue().get("best_interests_decision"))

    assert old.key in [each.key for each in offered]


def test_a_comment_stands_beside_the_record_it_is_about(client, person, worker):
    entry, other = make_entry(person=person, by=worker), make_entry(person=person, by=worker)
    values = {"about_record": naming(entry), "linked_records": naming(entry, other)}
    comment = make_entry(
        person=person,
        by=worker,
        type_key="person_comment",
        values=note_values(**values, what_they_want="No action", our_response="We read it."),
        statements=[
            {
                "field": "persons_own_words",
                "kind": "person_words",
                "text": "It was not like that.",
                "details": {"how_communicated": "Speech"},
            }
        ],
        finish_later=True,
    )

    pages = [client.get(url("entry", person, each.key)).text for each in (entry, other)]
    printed = client.get(url("print-entry", person, entry.key)).text
    copied = contents.collect(make_export(person), at=clock.now())

    kinds = {link.target: link.kind for link in comment.links_out.all()}
    assert kinds == {entry: "COMMENTS_ON", other: "BELONGS_WITH"}
    assert ["It was not like that." in page for page in (*pages, printed)] == [True, False, True]
    assert f"Commented on in: {link_to(person, comment)}" in pages[0]
    beside = [each.text for month in copied.months for one in month.entries for each in one.beside]
    assert beside == ["It was not like that."]


@pytest.mark.parametrize(
    ("type_key", "asked"),
    [("dols_record", "capacity_and_bi"), ("court_application", "capacity_evidence")],
)
def test_what_was_once_typed_about_capacity_is_read_and_what_is_chosen_leads_there(
    client, person, worker, type_key, asked
):
    assessment = make_entry(
        type_key="mental_capacity_assessment", person=person, by=worker, finish_later=True
    )

    def signed_with(answer):
        return make_entry(
            type_key=type_key,
            person=person,
            by=worker,
            values=note_values(**{asked: answer}),
            finish_later=True,
        )

    old, new = signed_with("Assessment of 24 March"), signed_with(naming(assessment))

    assert "Assessment of 24 March" in client.get(url("entry", person, old.key)).text
    assert "Assessment of 24 March" in client.get(url("correct-entry", person, old.key)).text
    assert link_to(person, assessment) in client.get(url("entry", person, new.key)).text
    offered = client.get(url("write", person, type_key)).text
    assert f'name="{asked}"' in offered
    assert f'value="entry:{assessment.key}"' in offered
