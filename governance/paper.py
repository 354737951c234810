"""Paper: who may do what with it now, what waits for whom, and how it stands in words.

The steps that can be taken are data: ``paper_steps.toml``.
"""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

import clock
from accounts import local
from accounts.models import User
from accounts.roles import Role
from governance.models import PaperItem, PaperStep
from people.access import findable_people, line_below
from people.models import Person
from records import ending
from records.models import Entry
from records.shown.panels import Panel
from ui import formats

PER_PAGE = 50
_FILE = Path(__file__).with_name("paper_steps.toml")
_State = PaperItem.State
_HAD = (_State.OUT, _State.IN_USE, _State.FULL, _State.BACK)
_TO_RETURN = (_State.OUT, _State.IN_USE, _State.FULL)


@dataclass(frozen=True)
class StepKind:
    """One kind of step: how it is called and asked, when it can be taken, and what comes of it."""

    key: str
    title: str
    does: str
    ask: str
    when: tuple[str, ...]
    help: str = ""
    of: str = ""
    becomes: str = ""
    choose: str = ""
    choices: dict[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    then: str = ""


@cache
def step_kinds() -> dict[str, StepKind]:
    """Return the kinds of step, in the order in which they are usually taken."""
    return {
        key: StepKind(key=key, **{**row, **{name: tuple(row.get(name, ())) for name in _LISTS}})
        for key, row in tomllib.loads(_FILE.read_text(encoding="utf-8")).items()
    }


_LISTS = ("when", "needs")


@dataclass(frozen=True)
class Step:
    """A step in words."""

    row: PaperStep
    kind: StepKind

    @property
    def chosen(self) -> str:
        """The words of what was chosen."""
        return self.kind.choices.get(self.row.choice, "")


def told(item: PaperItem) -> list[Step]:
    """Return what was done with an item, the last first."""
    rows = item.steps.select_related("added_by", "second").order_by("-added_at", "-pk")
    return [Step(row, step_kinds()[row.kind]) for row in rows]


def before_it_was_lost(item: PaperItem) -> str:
    """Return the state in which a notebook was until it was lost."""
    states = [step.kind.becomes for step in told(item) if step.kind.becomes]
    return next((state for state in states if state != _State.LOST), _State.IN_USE)


def may_take(viewer: User, item: PaperItem, kind: StepKind) -> bool:
    """Say whether ``viewer``, who may open the record or has the notebook, may take a step now."""
    if item.state not in kind.when or kind.of == ("file" if item.is_notebook else "notebook"):
        return False
    match kind.key:
        case "KNOWN":
            return not item.manager_knows and _manages(viewer, item.held_by_id)
        case "VERIFIED":
            waits = item.scanned_by_id is not None and not item.is_verified
            return waits and item.scanned_by_id != viewer.pk
        case "SCANNED":
            return item.scanned_by_id is None
        case "HANDED_BACK":
            receives = viewer.has_role(Role.MANAGER, Role.RECORDS_OFFICER)
            return receives and item.held_by_id != viewer.pk
        case "DESTROYED":
            return may_be_destroyed(viewer, item)
        case "GIVEN_BACK":
            return _may_be_given_back(item)
    return True


def _may_be_given_back(item: PaperItem) -> bool:
    """Say whether it may leave: what waits for an answer has the scan, where that was compared."""
    if item.person is None:
        return False
    return not ending.is_held(item.person, by_questions=not item.is_verified)


def may_be_destroyed(viewer: User, item: PaperItem) -> bool:
    """Say whether it may go: its scan was compared long enough ago; never if held.

    Of paper whose scan nobody compared, a records officer decides.
    """
    if item.person is None:
        return True
    if item.is_verified:
        decides = past_its_time(PaperItem.objects.filter(pk=item.pk)).exists()
    else:
        decides = viewer.has_role(Role.RECORDS_OFFICER)
    return decides and not ending.is_held(item.person)


def past_its_time(items: QuerySet[PaperItem], *, before: date | None = None) -> QuerySet[PaperItem]:
    """Return those whose scan was compared longer ago than the schedule keeps an original.

    Else those whose scan was compared ``before`` a day.
    """
    before = before or ending.begun_before("paper_original")
    said = PaperStep.objects.filter(item=OuterRef("pk"), kind="VERIFIED").order_by("-pk")
    items = items.annotate(compared_on=Subquery(said.values("happened_on")[:1]))
    return items.filter(is_verified=True, compared_on__lt=before)


def count_compared(before: date) -> int:
    """Return how many originals are here whose scan was compared before a day."""
    here = PaperItem.objects.filter(person__isnull=False, state__in=("IN", "OUT"))
    return past_its_time(here, before=before).count()


def _manages(viewer: User, staff: int | None) -> bool:
    return viewer.has_role(Role.MANAGER) and staff in line_below(viewer, clock.today()).staff


def due_back(*, on: date) -> date:
    """Return by when paper that is taken out is back, unless another day is said."""
    return clock.add_working_days(on, local.settings_value("paper.due_back_working_days"))


def pages_due(*, on: date) -> date:
    """Return by when whoever has a notebook says that its pages were seen to."""
    return clock.add_working_days(on, local.settings_value("paper.pages_working_days"))


# --- What is shown of it ------------------------------------------------------------------------


def of_person(person: Person) -> list[PaperItem]:
    """Return the paper that there is, or was, about a person."""
    return list(PaperItem.objects.filter(person=person).select_related("held_by", "scanned_by"))


def item_of(person: Person, key: str) -> PaperItem | None:
    """Return one item of a person's paper, or None."""
    rows = PaperItem.objects.filter(person=person, key=key.replace("\x00", ""))
    return rows.select_related("person", "held_by", "scanned_by").first()


def open_to(viewer: User) -> QuerySet[PaperItem]:
    """Return the paper of which ``viewer`` is told: what they have, and what their staff have.

    Records officers are told of all. Of a person who is restricted, nobody is told here.
    """
    theirs = Q(held_by=viewer)
    if viewer.has_role(Role.RECORDS_OFFICER):
        theirs = Q(pk__gt=0)  # every one
    elif viewer.has_role(Role.MANAGER):
        theirs |= Q(held_by__in=line_below(viewer, clock.today()).staff)
    findable = Q(person=None) | Q(person__in=findable_people(viewer))
    rows = PaperItem.objects.filter(theirs & findable)
    return rows.select_related("person", "held_by", "scanned_by")


def out(viewer: User) -> QuerySet[PaperItem]:
    """Return the paper that somebody has, of which ``viewer`` is told, first due first."""
    return open_to(viewer).filter(state__in=_HAD).order_by(F("due_on").asc(nulls_last=True), "pk")


def notebook_of(viewer: User, key: str) -> PaperItem | None:
    """Return a notebook that ``viewer`` or their staff have, or None."""
    return open_to(viewer).filter(person=None, key=key.replace("\x00", "")).first()


def waiting_for(viewer: User) -> QuerySet[PaperItem]:
    """Return what waits for ``viewer``: to bring back, to know of as a manager, to be late."""
    today = clock.today()
    mine = Q(held_by=viewer, state="OUT")
    mine |= Q(held_by=viewer, state__in=("IN_USE", "FULL"), due_on__lte=today)
    if viewer.has_role(Role.MANAGER):
        below = line_below(viewer, today).staff
        late = Q(manager_knows=False) | Q(due_on__lt=today)
        mine |= Q(held_by__in=below, state__in=_TO_RETURN) & late
    return open_to(viewer).filter(mine).order_by("due_on", "pk")


def count_files_with(user: User) -> int:
    """Return how many files somebody has out, and is still to bring back."""
    return PaperItem.objects.filter(held_by=user, state=_State.OUT).count()


def said_of_paper_with(user: User) -> list[str]:
    """Return in words what paper somebody has with them, and when it is due; whose, is not said."""
    rows = PaperItem.objects.filter(held_by=user, state__in=_TO_RETURN).order_by("due_on", "pk")
    return [
        f"{'A notebook, to be seen to' if item.is_notebook else 'A file, due back'}"
        f" by {formats.short_date(item.due_on)}"
        for item in rows
    ]


def count_notebooks_with(user: User) -> int:
    """Return how many notebooks somebody hands back before they leave, or hands on."""
    return PaperItem.objects.filter(held_by=user, person=None, state__in=_HAD).count()


def to_verify(viewer: User) -> QuerySet[PaperItem]:
    """Return scans that wait for a second look by somebody else than who scanned them."""
    rows = PaperItem.objects.filter(
        scanned_by__isnull=False, is_verified=False, person__in=findable_people(viewer)
    ).exclude(scanned_by=viewer)
    if not viewer.has_role(Role.RECORDS_OFFICER):
        return rows.none()
    return rows.exclude(state__in=("LOST", "DESTROYED", "GIVEN_BACK")).select_related(
        "person", "scanned_by"
    )


def panels_for(viewer: User, entry: Entry) -> list[Panel]:
    """Ask whoever signed an entry, and has a notebook, what became of the pages behind it.

    It stands until they say so; nobody else is asked.
    """
    if entry.author_id != viewer.pk:
        return []
    of_it = Q(steps__kind="PAGES", steps__added_at__gt=entry.signed_at)
    books = PaperItem.objects.filter(
        person=None,
        held_by=viewer,
        state__in=("IN_USE", "FULL"),
        registered_at__lte=entry.signed_at,
    )
    return [
        Panel(
            title="Was it in your notebook?",
            texts=("Take the pages out and destroy them, and say so.",),
            by=f"Notebook {book.called}",
            at=entry.signed_at,
            url=reverse("governance:notebook-step", args=[book.key, "pages"]),
        )
        for book in books.exclude(pk__in=PaperItem.objects.filter(of_it).values("pk"))
    ]


def not_where_it_belongs(person: Person) -> list[str]:
    """Say which files of a person are out or lost, and whose notebook may hold notes about them.

    It may, from an entry that its holder signed until they say what became of the pages.
    """
    said = PaperStep.objects.filter(item=OuterRef("pk"), kind="PAGES").order_by("-added_at")
    written = Entry.objects.standing().filter(
        person=person, author=OuterRef("held_by"), signed_at__gt=OuterRef("seen_to_at")
    )
    files = Q(person=person, state__in=("OUT", "LOST"))
    books = Q(Exists(written), person=None, state__in=("IN_USE", "FULL"))
    found = PaperItem.objects.annotate(
        seen_to_at=Coalesce(Subquery(said.values("added_at")[:1]), F("registered_at"))
    ).filter(files | books)
    return [_where(each) for each in found.select_related("held_by")]


def _where(item: PaperItem) -> str:
    holder = item.held_by.name if item.held_by else ""
    if item.is_notebook:
        return f"pages of the notebook of {holder} are not said to be written up and destroyed"
    if item.state == _State.LOST:
        return f"“{item.called}” is lost"
    return f"“{item.called}” is with {holder}, due back {formats.short_date(item.due_on)}"


def keeps_the_record(person: Person) -> list[str]:
    """Say which paper is to be destroyed by hand before the record is: nobody would know of it."""
    there = PaperItem.objects.filter(person=person, state__in=("IN", "OUT")).count()
    return [f"Paper is on the register that was not destroyed yet: {there}."] if there else []
