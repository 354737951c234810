"""Two tabs, two devices, two editors in any order: no word that was kept is ever lost.

A state machine over the real actions. `make test` tries a few dozen interleavings, `make
assurance` five hundred.
"""

import uuid
from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import clock
from accounts.roles import Role
from people.models import Conflict
from records import actions
from records.catalogue import catalogue
from records.drafting import joining
from records.models import Draft, Entry
from tests import assurance
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import declare_conflict, make_person
from tests.records.factories import note_values

NOTE = catalogue().get("case_note")
NUMBERS = st.integers(0, 9)
seen: Counter = Counter()


def one_of(rows, number):
    """One of the rows, the same each time that hypothesis asks for it; None if there is none."""
    found = list(rows.order_by("pk"))
    return found[number % len(found)] if found else None


class Tab:
    """A page that somebody has open: the draft and version it was made from, and its text."""

    def __init__(self, key: uuid.UUID, version: int, text: str) -> None:
        self.key, self.version, self.text = key, version, text


class TwoEditors(RuleBasedStateMachine):
    """What an author with several tabs, and their manager, may do to one note, in any order."""

    @initialize()
    def begin(self) -> None:
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.manager = make_staff(Role.MANAGER, team=make_team())
        self.author = make_staff(team=self.manager.team, line_manager=self.manager)
        self.person = make_person(team=self.manager.team)
        first = uuid.uuid4()
        self.tabs = [Tab(first, 0, ""), Tab(first, 0, "")]
        self.kept: set[str] = set()
        self.words = 0

    def teardown(self) -> None:
        if hasattr(self, "undone"):
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    def a_word(self) -> str:
        self.words += 1
        return f"word{self.words}"

    def texts(self) -> list[str]:
        drafts = [(each.typed.get("discussion") or [""])[0] for each in Draft.objects.all()]
        signed = [
            version.values.get("discussion", "")
            for entry in Entry.objects.filter(person=self.person)
            for version in entry.versions.all()
        ]
        return drafts + signed

    def standing(self) -> set[str]:
        return {word for text in self.texts() for word in text.split()}

    @rule(number=NUMBERS, again=st.booleans(), behind=st.booleans())
    def save(self, number: int, again: bool, behind: bool) -> None:
        """Save a tab; perhaps the answer is lost and it is sent twice, or is never noted."""
        tab = self.tabs[number % len(self.tabs)]
        text = f"{tab.text} {self.a_word()}".strip()
        try:
            for _ in range(2 if again else 1):
                draft = actions.save_draft(
                    person=self.person,
                    by=self.author,
                    key=tab.key,
                    record_type=NOTE,
                    typed={"discussion": [text]},
                    version=tab.version,
                )
        except PermissionDenied:
            return
        seen["stale save kept apart" if draft.key != tab.key else "save"] += 1
        tab.text = text
        if not behind:
            tab.key, tab.version = draft.key, draft.version
        self.kept |= set(text.split())

    @rule(number=NUMBERS)
    def open_another_tab(self, number: int) -> None:
        draft = one_of(Draft.objects.filter(author=self.author), number)
        if draft is not None and len(self.tabs) < 6:
            self.tabs.append(Tab(draft.key, draft.version, draft.typed["discussion"][0]))

    @rule(number=NUMBERS)
    def sign(self, number: int) -> None:
        tab = self.tabs[number % len(self.tabs)]
        draft = Draft.objects.filter(key=tab.key, author=self.author, version=tab.version).first()
        if draft is None:
            return
        try:
            actions.sign_entry(
                person=self.person,
                by=self.author,
                record_type=NOTE,
                submission=draft.key,
                values=note_values(discussion=draft.typed["discussion"][0]),
                statements=[],
                actions=[],
            )
            seen["sign"] += 1
        except PermissionDenied:
            pass

    @rule(number=NUMBERS)
    def correct(self, number: int) -> None:
        entry = one_of(Entry.objects.filter(person=self.person, author=self.author), number)
        if entry is None:
            return
        text = self.a_word()
        try:
            actions.correct_entry(
                entry=entry,
                by=self.author,
                submission=uuid.uuid4(),
                values=note_values(discussion=text),
                statements=[],
                reason="Wrong",
            )
        except PermissionDenied:
            return
        seen["correct"] += 1
        self.kept.add(text)

    @rule(number=NUMBERS)
    def throw_away(self, number: int) -> None:
        """What is thrown away on purpose is not lost."""
        draft = one_of(Draft.objects.filter(author=self.author, set_aside_at=None), number)
        if draft is None:
            return
        actions.throw_away_draft(draft=draft, by=self.author)
        seen["throw away"] += 1
        self.kept &= self.standing()

    @rule()
    def join(self) -> None:
        copy = Draft.objects.filter(author=self.author, copy_of__isnull=False).first()
        other = copy and Draft.objects.filter(author=self.author, key=copy.copy_of).first()
        if not other:
            return
        found = joining.differences(NOTE, copy.typed, other.typed)
        typed = joining.joined(
            NOTE, copy.typed, other.typed, {each.name: joining.BOTH for each in found}
        )
        try:
            actions.join_drafts(
                draft=copy,
                other=other,
                by=self.author,
                typed=typed,
                versions=(copy.version, other.version),
            )
            seen["join"] += 1
        except PermissionDenied:
            pass

    @rule()
    def a_conflict_begins(self) -> None:
        if not Conflict.objects.filter(ended_at=None).exists():
            declare_conflict(self.person, self.author)

    @precondition(lambda self: hasattr(self, "person"))
    @rule()
    def it_ends(self) -> None:
        Conflict.objects.filter(person=self.person).update(ended_at=clock.now())

    @rule(number=NUMBERS)
    def the_manager_adopts(self, number: int) -> None:
        draft = one_of(Draft.objects.filter(author=self.author), number)
        if draft is None:
            return
        try:
            actions.adopt_draft(draft=draft, by=self.manager)
            seen["adopt"] += 1
        except PermissionDenied:
            pass

    @rule(number=NUMBERS)
    def the_manager_sets_aside(self, number: int) -> None:
        draft = one_of(Draft.objects.filter(author=self.author), number)
        if draft is None:
            return
        try:
            actions.set_aside_draft(draft=draft, by=self.manager, because="Twice")
            seen["set aside"] += 1
        except PermissionDenied:
            pass

    @invariant()
    def no_word_is_lost(self) -> None:
        if hasattr(self, "kept"):
            assert self.kept <= self.standing()


def interleave(count: int) -> None:
    seen.clear()
    run_state_machine_as_test(
        TwoEditors,
        settings=settings(
            max_examples=count,
            stateful_step_count=16,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            derandomize=True,
        ),
    )


@pytest.mark.django_db
def test_a_few_interleavings_lose_no_word():
    interleave(20)

    assert seen["save"] > 5
    assert seen["stale save kept apart"] > 0


@pytest.mark.assurance
@pytest.mark.django_db
def test_five_hundred_interleavings_lose_no_word():
    interleave(500)

    assert min(seen.values()) > 0
    assert len(seen) == 8
    assurance.write(
        "interleavings",
        "Two editors of one note: a run of the campaign",
        [
            "500 interleavings of up to 16 steps each, of what an author with several tabs or",
            "devices and their manager may do to one note. After every step each word that had",
            "been kept still stood in a draft or an entry, save in drafts thrown away on purpose.",
            "",
            "| Step | How often |",
            "|---|---|",
            *(f"| {step} | {count:,} |" for step, count in sorted(seen.items())),
        ],
    )
