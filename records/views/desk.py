"""The writing desk: what the page of a form needs, whether begun, resumed, refused or corrected."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

import clock
from accounts.models import User
from people import queries as people_queries
from people.models import Alert, IncomingContact, Person
from people.page import person_page
from records import queries
from records.catalogue import Problem, RecordType
from records.drafting import writing
from records.drafting.meeting import READ
from records.drafting.pasted import PASTED
from records.forms.beside import CorrectionForm
from records.forms.entry import EntryForm
from records.forms.token import FormToken
from records.models import Attachment, Draft, EntryVersion, GuidanceRequest
from records.rules.events import is_of_one_person
from records.rules.kept_pages import address_of
from records.shown import procedures, times
from records.views import filing
from ui.formats import time12

# Written after being in somebody's home, and before going there again.
VISITS = ("visit_face_to_face", "missed_visit")
_REFERRAL = "referral_made"
_UNPLACED = "Place the answers of the kind it was before, or say that they are not needed"


@dataclass
class Desk:
    """One form on the page, with where it is sent and how it is kept."""

    form: EntryForm
    token_of: FormToken
    action: str
    version: int = 0
    saved_at: str = ""
    notice: str = ""
    refusal: str = ""
    about: str = ""
    question: GuidanceRequest | None = None
    received: IncomingContact | None = None
    guidance: list[Any] = field(default_factory=list)
    correction: CorrectionForm | None = None
    newer: EntryVersion | None = None
    colleagues: list[queries.Begun] = field(default_factory=list)
    unfinished: list[Draft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unplaced: list[dict[str, str]] = field(default_factory=list)
    suggested: list[RecordType] = field(default_factory=list)

    @property
    def record_type(self) -> RecordType:
        """The type that is written."""
        return self.form.record_type

    @property
    def title(self) -> str:
        """The heading of the page."""
        if self.correction is not None:
            return f"Correct: {self.record_type.title}"
        return self.record_type.title

    @property
    def read_version(self) -> Any:
        """The signed version that a correction began from; nothing where nobody said."""
        return (self.form.data if self.form.is_bound else self.form.given).get(READ, "")

    @property
    def pasted(self) -> list[str]:
        """What was pasted so far, as the page says it."""
        return self.form.data.getlist(PASTED) if self.form.is_bound else []

    @property
    def may_concern_others(self) -> bool:
        """Say whether a text of the same event may be begun for somebody else."""
        is_new = self.correction is None and self.question is None
        return is_new and not is_of_one_person(self.record_type)

    @property
    def newer_url(self) -> str:
        """Where the correction is put together with the version signed meanwhile."""
        return reverse("records:compare-newest", args=[self.token_of.person, self.token_of.draft])

    @property
    def begun_before(self) -> list[tuple[Draft, writing.DraftAge, str]]:
        """The drafts to go on with instead, each with its age and first words."""
        return [
            (each, writing.age_of(each.started_at), writing.begins(each))
            for each in self.unfinished
        ]

    @property
    def token(self) -> str:
        """The signed token that stands in the form."""
        return self.token_of.sealed()

    @property
    def save_url(self) -> str:
        """Where the page saves itself."""
        return save_url(self.token_of)

    @property
    def mistakes(self) -> list[dict[str, str]]:
        """Everything that is wrong, refusal first, then what stops signing, as the page goes."""
        found = [{"text": self.refusal, "target": ""}] if self.refusal else []
        if self.correction is not None and self.correction.is_bound:
            found += [
                {"text": text, "target": f"id_correction-{name}" + ("_0" if name == "kind" else "")}
                for name, texts in self.correction.errors.items()
                for text in texts
            ]
        if self.unplaced and not self.form.quiet:
            found.append({"text": _UNPLACED, "target": "unplaced"})
        return found + self.form.summary.with_problems(self.problems)


def show(request: Any, person: Any, desk: Desk, *, status: int = 200) -> Any:
    """Render the desk."""
    request.beside = desk.form.known.beside
    return render(
        request,
        "records/write/desk.html",
        {
            **person_page(request, person, tab="record"),
            "desk": desk,
            "times": times.beside_form(desk.record_type, person, desk.form.days_so_far)
            if desk.correction is None
            else None,
            "adulthood": times.days_to_adulthood(desk.record_type, person),
            "procedures": procedures.beside(desk.record_type),
            "closed_parts": people_queries.parts_closed(request.user, person),
            "needs_to_tell": people_queries.needs_of(person)
            if desk.record_type.key == _REFERRAL
            else [],
            "unread_alerts": unread_alerts(request.user, person, desk.record_type),
        },
        status=status,
    )


def unread_alerts(user: User, person: Person, record_type: RecordType) -> list[Alert]:
    """Return the alerts to read before a visit is written, or an action for the next one."""
    if record_type.key not in VISITS:
        return []
    found = people_queries.alerts_to_read(user, person)
    return [alert for alert in found if alert.read_at is None]  # type: ignore[attr-defined]


def wants_json(request: Any) -> bool:
    """Say whether a page sends a file by itself and goes on being written."""
    return (
        request.POST.get("act") == "attach" and request.headers.get("Accept") == "application/json"
    )


def files_as_json(
    request: Any, person: Any, desk: Desk, draft: Draft, *, refused: dict[str, list[str]], note: str
) -> Any:
    """Answer a page that sent a file: the draft as it was saved, and its files as they stand."""
    html = {
        item.name: render_to_string(
            "records/write/files.html", {"item": item, "person": person}, request
        )
        for section in desk.form.sections
        for item in section.all_items
        if item.file is not None
    }
    return JsonResponse({**kept(draft, desk.token_of, note), "html": html, "refused": refused})


def file_came_late(request: Any, file: Attachment, refused: dict[str, list[str]]) -> Any:
    """Lead to the correction that keeps a file whose draft was signed while it was being added."""
    url, words = edit_url(file.draft), filing.LATE.format(title=file.title)
    if wants_json(request):
        return JsonResponse({"saved": False, "late": {"url": url, "words": words}})
    messages.warning(request, words)
    for text in [text for texts in refused.values() for text in texts]:
        messages.error(request, text)
    return redirect(url)


def kept(draft: Draft, fresh: FormToken, note: str) -> dict[str, Any]:
    """Return what a page has to know of the draft that it was saved as."""
    return {
        "saved": True,
        "version": draft.version,
        "at": saved_at(draft),
        "message": note,
        "token": fresh.sealed(),
        "save_url": save_url(fresh),
        "edit_url": edit_url(draft),
    }


def save_url(token: FormToken) -> str:
    """Return where a form saves itself."""
    return reverse("records:save-draft", args=[token.person, token.draft])


def edit_url(draft: Draft) -> str:
    """Return where a draft is gone on with; words of a small form, on their page."""
    if draft.page is not None:
        return address_of(draft.page, draft.person, kept=str(draft.key)) or reverse(
            "records:delete-kept", args=[draft.person.key, draft.key]
        )
    return reverse("records:edit-draft", args=[draft.person.key, draft.key])


def saved_at(draft: Draft) -> str:
    """Return the time of the last save as the page says it, with the day if it was not today."""
    at = clock.local(draft.saved_at)
    day = "" if at.date() == clock.today() else f"{at.day} {at:%B}, "
    return f"{day}{time12(at)}"
