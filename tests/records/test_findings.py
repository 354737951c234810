"""What the coach said is kept with the signature; what must be put right is, or has a reason."""

import pytest
from django.db import DatabaseError, transaction

from accounts.roles import Role
from records import actions
from records.catalogue import catalogue
from records.drafting.references import known_around
from records.models import Action, Finding
from records.rules import coached
from records.rules.coached import Answer
from records.rules.readiness import NotReady
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_entry, note_values

pytestmark = pytest.mark.django_db
POOR = "He is wheelchair-bound. Prior to lunch he lost the plot. I rang Mr X."
BETTER = "He uses a wheelchair. Before lunch he shouted. I rang Tom Dale."
BLUNT = "lost the plot"


def found_in(text, person, type_key="case_note"):
    return coached.coached(
        catalogue().get(type_key),
        known=known_around(person),
        values=note_values(discussion=text),
        statements=[],
        actions=[],
    )


def answers_to(text, person, words=BLUNT, **answer):
    """An answer to what is said of some words."""
    return {
        coached.key_of(each): Answer(**answer)
        for each in found_in(text, person)
        if each.words == words
    }


def signed(person, worker, text=POOR, **given):
    return make_entry(person=person, by=worker, values=note_values(discussion=text), **given)


def corrected(entry, worker, text, **given):
    return actions.correct_entry(
        entry=entry,
        by=worker,
        submission=entry.submission,
        values=note_values(discussion=text),
        statements=[],
        reason="Mistake: put right",
        **given,
    )


def said(version):
    return {row.words: row for row in version.findings.all()}


def test_what_was_said_is_kept_with_the_version_as_it_was_shown(person, worker):
    reasons = answers_to(POOR, person, reason=" His own words for it. ")
    unhelpful = answers_to(POOR, person, "Prior to", is_unhelpful=True)

    entry = signed(person, worker, answers=reasons | unhelpful)

    rows = list(entry.versions.get().findings.all())
    expected = found_in(POOR, person)
    assert len(rows) > 3
    assert [(row.check_key, row.message, row.words) for row in rows] == [
        (each.check, each.message, each.words) for each in expected
    ]
    assert [row.position for row in rows] == list(range(len(rows)))
    blunt = said(entry.versions.get())[BLUNT]
    assert (blunt.level, blunt.reason) == (Finding.Level.MUST_FIX, "His own words for it.")
    assert POOR[blunt.start : blunt.end] == BLUNT
    assert blunt.place == "discussion"
    assert {row.words for row in rows if row.is_unhelpful} == {"Prior to"}


def test_what_must_be_put_right_is_not_signed_over_without_a_reason(person, worker):
    with pytest.raises(NotReady) as refused:
        signed(person, worker)
    assert [each.message for each in refused.value.problems] == [
        f"Change “{BLUNT}”, or say why it stays"
    ]
    assert not Finding.objects.exists()

    signed(person, worker, BETTER)


def test_no_finding_stops_a_record_that_is_urgent_for_somebodys_safety(person, worker):
    entry = signed(person, worker, finish_later=True)

    assert said(entry.versions.get())[BLUNT].reason == ""
    todo = Action.objects.get(entry=entry)
    assert (todo.owner, todo.status) == (worker, Action.Status.OPEN)


def test_it_is_finished_once_the_words_are_put_right_or_explained(person, worker):
    entry = signed(person, worker, finish_later=True)
    corrected(entry, worker, POOR + " He went home.")
    entry.refresh_from_db()
    assert entry.finish_later

    corrected(
        entry,
        worker,
        POOR + " He went home at six.",
        answers=answers_to(POOR, person, reason="He says so of himself."),
    )

    entry.refresh_from_db()
    assert not entry.finish_later
    assert Action.objects.get(entry=entry).status == Action.Status.DONE


def test_a_correction_keeps_findings_of_its_own_and_the_reasons_given_before(person, worker):
    entry = signed(person, worker, answers=answers_to(POOR, person, reason="His own words."))

    version = corrected(entry, worker, POOR + " Pp.")

    assert said(version)[BLUNT].reason == "His own words."
    assert said(entry.versions.get(number=1))[BLUNT].reason == "His own words."
    assert "lost the plot" not in said(corrected(entry, worker, BETTER))


def test_a_correction_is_not_asked_for_what_was_signed_before_it_was_looked_at(person, worker):
    entry = signed(person, worker, answers=answers_to(POOR, person, reason="Said."))
    Finding.objects.all()  # what was signed before there were findings has none
    before = entry.versions.get()
    stood = coached.signed_before(before, catalogue().get("case_note"), known_around(person))
    assert coached.unanswered(found_in(POOR, person), {}, stood) == []
    assert coached.unanswered(found_in("He is crazy.", person), {}, stood) != []


def test_findings_are_never_changed(person, worker):
    signed(person, worker, BETTER + " Prior to tea he slept.")
    assert Finding.objects.exists()

    with pytest.raises(DatabaseError), transaction.atomic():
        Finding.objects.update(reason="Another.")


def test_findings_go_along_with_an_entry_that_is_moved(person, worker):
    entry = signed(person, worker, answers=answers_to(POOR, person, reason="His own words."))
    count = Finding.objects.count()
    other, manager = make_person(), make_worker_of(person, Role.MANAGER)
    asked = actions.ask_to_move(entry=entry, to=other, reason="Two tabs.", by=worker)
    actions.agree_to_removal(removal=asked, by=manager)

    became = other.entries.get()

    assert became.versions.get().findings.count() == count
    assert said(became.versions.get())[BLUNT].reason == "His own words."


def test_signing_asks_no_more_for_more_findings(person, worker, django_assert_max_num_queries):
    with django_assert_max_num_queries(200) as few:
        signed(person, worker, BETTER)
    with django_assert_max_num_queries(200) as many:
        signed(person, worker, answers=answers_to(POOR, person, reason="His own words."))
    assert len(many) <= len(few) + 3  # the rows, in a savepoint of their own
