"""Two tabs, two devices, two colleagues in any order: no word that was kept is ever lost.

A state machine over the real forms and actions. `make test` tries a few interleavings, `make
assurance` so many that two editors collide in five hundred of them and more.
"""

import json
import re
import uuid
from collections import Counter
from dataclasses import dataclass, replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

import clock
from accounts.models import User
from accounts.roles import Role
from people.models import Conflict
from records import actions
from records.catalogue import catalogue
from records.drafting import joining
from records.models import Draft, Entry, EntryVersion, Statement
from records.views import receiving
from tests import assurance
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import declare_conflict, make_person
from tests.records.factories import statement_typed, typed_for

VISIT = catalogue().get("missed_visit")  # it has a long text, statements and rows
ROW = "attempts-0-"
NUMBERS = st.integers(0, 9)
STEPS, RUNS = 40, 520
# After how many steps two collide for sure, whatever was done before and will be done after.
SOON = st.integers(0, 9)
STALE, REFUSED = "stale save kept apart", "stale correction refused"
seen: Counter[str] = Counter()
runs: Counter[str] = Counter()


def one_of(rows, number):
    """One of the rows, the same each time that hypothesis asks for it; None if there is none."""
    found = list(rows.order_by("pk"))
    return found[number % len(found)] if found else None


@dataclass
class Tab:
    """A page that somebody has open: what it was made from, and all that is typed in it."""

    by: User
    key: uuid.UUID
    version: int
    typed: dict[str, list[str]]
    corrects: Entry | None = None
    read: int = 0

    def with_word(self, word: str, place: str) -> dict[str, list[str]]:
        """What is typed once a word more stands in the text, in a statement, or in a row."""
        if place == "row":
            number = 1 + max(int(each.split("-")[1]) for each in self.typed if "-result" in each)
            row = {name: texts for name, texts in self.typed.items() if name.startswith(ROW)}
            row = {name.replace("-0-", f"-{number}-"): texts for name, texts in row.items()}
            return self.typed | row | {f"attempts-{number}-result": [word]}
        text = (self.typed.get(place) or [""])[0]
        return self.typed | {place: [f"{text} {word}".strip()]}


def as_typed(version) -> dict[str, list[str]]:
    """A signed version as the form that corrects it begins."""
    typed = {
        name: texts
        for name, texts in typed_for(VISIT).items()
        if not name.startswith(("statements-", "attempts-"))
    }
    for number, row in enumerate(version.statements.filter(field="statements")):
        typed |= statement_typed("statements", row.kind, row.text, row=number)
    for number, row in enumerate(version.values["attempts"]):
        typed |= {f"attempts-{number}-{name}": [text] for name, text in row.items()}
    return typed | {"discussion": [version.values["discussion"]]}


def words_in(value) -> set[str]:
    return set(re.findall(r"word\d+", json.dumps(value)))


class TwoEditors(RuleBasedStateMachine):
    """What an author with several tabs, a colleague and their manager may do, in any order."""

    @initialize(signed=st.booleans(), which=NUMBERS, saving=SOON, correcting=SOON)
    def begin(self, signed: bool, which: int, saving: int, correcting: int) -> None:
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.manager = make_staff(Role.MANAGER, team=make_team())
        team = {"team": self.manager.team, "line_manager": self.manager}
        self.author, self.colleague = make_staff(**team), make_staff(**team)
        self.person = make_person(team=self.manager.team)
        self.tabs = [Tab(self.author, uuid.uuid4(), 0, typed_for(VISIT))]
        self.tabs.append(replace(self.tabs[0]))
        self.kept: set[str] = set()
        self.words = 0
        self.collided: set[str] = set()
        self.which, self.steps = which, 0
        self.collide_at = {"saving": saving, "correcting": correcting}
        if signed:
            self.save(0, "discussion", again=False, noted=1)
            self.sign(0, looks_again=False)
            self.open_to_correct(0)

    def teardown(self) -> None:
        if hasattr(self, "undone"):
            runs.update([*self.collided, "run", "collided" if self.collided else "did not"])
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    def standing(self) -> set[str]:
        """Every word in a draft of anybody, or in any version of an entry."""
        drafts = Draft.objects.filter(person=self.person).values_list("typed", flat=True)
        versions = EntryVersion.objects.filter(entry__person=self.person)
        said = Statement.objects.filter(version__in=versions)
        signed = versions.values_list("values", flat=True)
        return words_in([*drafts, *signed, *said.values_list("text", flat=True)])

    def tab(self, number: int) -> Tab:
        return self.tabs[number % len(self.tabs)]

    @rule(
        number=NUMBERS,
        place=st.sampled_from(["discussion", "statements-0-text", "row"]),
        again=st.booleans(),
        noted=st.integers(0, 3),
    )
    def save(self, number: int, place: str, again: bool, noted: int) -> None:
        """Save a tab; perhaps the answer is lost and it is sent twice, or is never noted."""
        tab = self.tab(number)
        self.words += 1
        typed = tab.with_word(f"word{self.words}", place)
        try:
            for _ in range(2 if again else 1):
                draft = actions.save_draft(
                    person=self.person,
                    by=tab.by,
                    key=tab.key,
                    record_type=VISIT,
                    typed=typed,
                    version=tab.version,
                    corrects=tab.corrects,
                )
        except PermissionDenied:
            return
        if draft.key != tab.key:
            self.collided.add(STALE)
        seen[STALE if draft.key != tab.key else "save"] += 1
        tab.typed = typed
        if noted:
            tab.key, tab.version = draft.key, draft.version
        self.kept |= words_in(typed)

    # Most of what people do is type: a rule of its own name comes as often again.
    @rule(number=NUMBERS, place=st.sampled_from(["discussion", "row"]))
    def save_another(self, number: int, place: str) -> None:
        self.save(number, place, again=False, noted=1)

    @rule(number=NUMBERS)
    def open_another_tab(self, number: int) -> None:
        draft = one_of(Draft.objects.filter(author__in=[self.author, self.colleague]), number)
        if draft is not None and len(self.tabs) < 8:
            read = draft.corrects.versions.count() if draft.corrects else 0
            tab = Tab(draft.author, draft.key, draft.version, draft.typed, draft.corrects, read)
            self.tabs.append(tab)

    @rule(number=NUMBERS)
    def open_to_correct(self, number: int) -> None:
        """The author and the colleague both open the form that corrects an entry, as it is."""
        if len(self.tabs) < 9:
            self.both_open_to_correct(number)

    def both_open_to_correct(self, number: int) -> None:
        entry = one_of(Entry.objects.filter(person=self.person), number)
        if entry is None:
            return
        newest = entry.versions.latest("number")
        for by in (self.author, self.colleague):
            key, typed = uuid.uuid4(), as_typed(newest)
            self.tabs.append(Tab(by, key, 0, typed, corrects=entry, read=newest.number))

    @rule(number=NUMBERS, looks_again=st.booleans())
    def sign(self, number: int, looks_again: bool) -> None:
        """Sign what a tab saved last, or correct with it the version that was read there."""
        tab = self.tab(number)
        draft = Draft.objects.filter(key=tab.key, author=tab.by, version=tab.version).first()
        if draft is None:
            return
        form = receiving.form_of(draft)
        if not form.is_valid():
            seen["form refused"] += 1
            return
        answered = form.answered()
        given = {
            "by": tab.by,
            "submission": draft.key,
            "values": answered.values,
            "statements": answered.statements,
        }
        try:
            with transaction.atomic():
                if tab.corrects is None:
                    actions.sign_entry(
                        person=self.person, record_type=VISIT, actions=answered.actions, **given
                    )
                    seen["sign"] += 1
                else:
                    version = actions.correct_entry(
                        entry=tab.corrects, reason="I misread it", read_version=tab.read, **given
                    )
                    assert version.number == tab.read + 1
                    seen["correct" if tab.by == self.author else "colleague corrects"] += 1
        except PermissionDenied:
            return
        except ValidationError:
            if tab.corrects is None or tab.corrects.versions.count() == tab.read:
                raise
            seen[REFUSED] += 1
            self.collided.add(REFUSED)
            if looks_again:
                tab.read = tab.corrects.versions.count()

    @rule(number=NUMBERS, asked=st.integers(0, 3))
    def throw_away(self, number: int, asked: int) -> None:
        """What is thrown away on purpose is not lost; most who are asked go back."""
        draft = one_of(Draft.objects.filter(author=self.author, set_aside_at=None), number)
        if draft is None or asked < 3:
            return
        actions.throw_away_draft(draft=draft, by=self.author)
        seen["throw away"] += 1
        self.kept -= words_in(draft.typed) - self.standing()

    @rule()
    def join(self) -> None:
        copy = Draft.objects.filter(copy_of__isnull=False, set_aside_at=None).first()
        other = copy and Draft.objects.filter(author=copy.author, key=copy.copy_of).first()
        if not other:
            return
        found = joining.differences(VISIT, copy.typed, other.typed)
        typed = joining.joined(
            VISIT, copy.typed, other.typed, {each.name: joining.BOTH for each in found}
        )
        try:
            actions.join_drafts(
                draft=copy,
                other=other,
                by=copy.author,
                typed=typed,
                versions=(copy.version, other.version),
            )
            seen["join"] += 1
        except PermissionDenied:
            pass

    @rule(begins=st.integers(0, 3))
    def a_conflict_begins_or_ends(self, begins: int) -> None:
        running = Conflict.objects.filter(person=self.person, ended_at=None)
        if running.exists():
            running.update(ended_at=clock.now())
        elif not begins:
            declare_conflict(self.person, self.author)

    @rule(number=NUMBERS, adopts=st.booleans())
    def the_manager_adopts_or_sets_aside(self, number: int, adopts: bool) -> None:
        draft = one_of(Draft.objects.filter(author=self.author), number)
        if draft is None:
            return
        try:
            if adopts:
                actions.adopt_draft(draft=draft, by=self.manager)
                seen["adopt"] += 1
            else:
                actions.set_aside_draft(draft=draft, by=self.manager, because="Twice")
                seen["set aside"] += 1
        except PermissionDenied:
            pass

    def two_windows_save(self) -> None:
        """Two windows show one draft; both save, the second over what it never read."""
        self.tabs.append(replace(self.tab(self.which)))
        self.save(self.which % (len(self.tabs) - 1), "discussion", again=False, noted=1)
        self.save(len(self.tabs) - 1, "row", again=self.which % 2 == 0, noted=self.which % 3)

    def two_correct(self) -> None:
        """Both open the same version, both write, both sign: the second has not read the first."""
        before = len(self.tabs)
        self.both_open_to_correct(self.which)
        for number in range(before, len(self.tabs)):
            self.save(number, "discussion", again=False, noted=1)
        for number in range(before, len(self.tabs)):
            self.sign(number, looks_again=self.which % 2 == 0)

    @invariant()
    def no_word_is_lost(self) -> None:
        if hasattr(self, "kept"):
            if self.steps == self.collide_at["saving"]:
                self.two_windows_save()
            if self.steps == self.collide_at["correcting"]:
                self.two_correct()
            self.steps += 1
            lost = self.kept - self.standing()
            assert not lost


def interleave(count: int) -> None:
    seen.clear()
    runs.clear()
    run_state_machine_as_test(
        TwoEditors,
        settings=settings(
            max_examples=count,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            derandomize=True,
        ),
    )


@pytest.mark.django_db
def test_a_few_interleavings_lose_no_word():
    interleave(8)

    assert seen["save"] > 5
    assert runs[STALE] > 0


@pytest.mark.assurance
@pytest.mark.django_db
def test_five_hundred_interleavings_in_which_two_collide_lose_no_word():
    interleave(RUNS)

    assert runs["collided"] >= 500
    assert runs[STALE] >= 500
    # Only where something was signed: half of the runs begin so.
    assert runs[REFUSED] >= 200
    assert {"save", "sign", "correct", "colleague corrects", "join", "throw away"} <= {*seen}
    assert {"adopt", "set aside"} <= {*seen}
    assurance.write(
        "interleavings",
        "Two editors of one record: a run of the campaign",
        [
            f"{runs['run']:,} interleavings of up to {STEPS} steps each, of what an author with",
            "several tabs or devices, a colleague who corrects the same signed entry and their",
            "manager may do to one record with a long text, a statement and rows. After every step",
            "each word that had been kept still stood in a draft or in a version of an entry, save",
            "in drafts thrown away on purpose. In each run, after a drawn number of steps, two",
            "windows of one draft both save, and two people who read the same version of a",
            "signed entry, if there is one by then, both correct it; what comes before and",
            "after is drawn.",
            "",
            "| Runs | How many |",
            "|---|---|",
            f"| two editors collided | {runs['collided']:,} |",
            f"| of these with a stale save | {runs[STALE]:,} |",
            f"| of these with a correction of an older version | {runs[REFUSED]:,} |",
            f"| nobody collided | {runs['did not']:,} |",
            "",
            "| Step | How often |",
            "|---|---|",
            *(f"| {step} | {count:,} |" for step, count in sorted(seen.items())),
        ],
    )
