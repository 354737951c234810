"""Words typed in a small form on a page: kept while they are typed, given back, let go when sent.

A page keeps its form with three lines: ``kept = keeping.of(...)``; ``if kept.saves: return
kept.save()``; ``kept.sent()`` once it has done what was asked. It saves itself by a request to its
own address, so whatever opens the page opens the keeping, and nothing else does.
"""

import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from people.models import Person
from records import actions, queries
from records.forms.token import BoundToken, TokenRefused
from records.forms.typed import as_posted, typed_of
from records.models import Draft, Entry
from records.rules.kept_pages import Page, address_of, is_same_place
from records.views import desk, receiving
from ui.fields import LongTextField

SALT = "records.kept"
_ASKED = "keep"
_OPENED = "kept"
APART = (
    "What was kept here was changed, sent or deleted somewhere else since this page was opened. "
    "What you type now is kept apart from it, so that nothing is lost."
)


@dataclass(frozen=True, kw_only=True)
class KeptToken(BoundToken):
    """What a form is bound to: whose words, about whom, on which page, as which draft."""

    page: Page
    beside: str = ""
    salt = SALT


def of(
    request: Any,
    person: Person,
    form: forms.BaseForm,
    title: str,
    *,
    beside: Entry | None = None,
    part: str = "",
    query: dict[str, str] | None = None,
) -> "Kept":
    """Keep what is typed in ``form``; show in it what was kept, unless it shows what was sent.

    ``title`` says in lists what it is. ``part`` tells the forms of one page apart; ``query`` is
    what of the address says what the page is about.
    """
    return Kept(request, person, form, title, beside, part, query or {})


def saving(forms: Iterable["Kept"]) -> "Kept | None":
    """Return which of a page's forms saves what is being typed; None if it is not asked to."""
    asked = [each for each in forms if each.saves]
    return next((each for each in asked if each.is_sent_here), next(iter(asked), None))


class Kept:
    """The words of one form, as its page knows them."""

    def __init__(
        self,
        request: Any,
        person: Person,
        form: forms.BaseForm,
        title: str,
        beside: Entry | None,
        part: str,
        query: dict[str, str],
    ) -> None:
        self.request, self.person, self.form, self.beside = request, person, form, beside
        match = request.resolver_match
        self.page: Page = {
            "view": match.view_name,
            "names": {n: str(value) for n, value in match.kwargs.items() if n != "person_key"},
            "query": query,
            "part": part,
            "title": title,
            "labels": {
                form.add_prefix(name): str(form.fields[name].label) for name in _in_words(form)
            },
        }
        self.note = ""
        self.draft: Draft | None = None
        self.others: list[Draft] = []
        if not form.is_bound and not self.saves:
            self._give_back()

    @property
    def saves(self) -> bool:
        """Say whether the page saves what is being typed, and does nothing else."""
        return self.request.method == "POST" and _ASKED in self.request.GET

    @property
    def is_sent_here(self) -> bool:
        """Say whether what was sent was typed in this form."""
        return self._posted is not None and is_same_place(self._posted.page, self.page)

    def save(self) -> JsonResponse:
        """Keep what was posted, and answer the script as a draft's page does."""
        self.request.looks_again = True  # nothing is shown
        try:
            self._keep(self._token())
        except TokenRefused as refused:
            return JsonResponse({"saved": False, "message": str(refused)}, status=409)
        except ValidationError as wrong:
            return JsonResponse({"saved": False, "message": wrong.messages[0]}, status=422)
        return JsonResponse(
            {
                "saved": True,
                "version": self.version,
                "at": self.saved_at,
                "message": self.note,
                "token": self.token,
                "save_url": self._save_url,
                "edit_url": address_of(self.page, self.person),
            }
        )

    def shown(self) -> "Kept":
        """Keep what was sent and could not be done, as without scripts nothing else would."""
        if self.form.is_bound:
            # What cannot be kept is on the page, with its mistakes beside it.
            with suppress(TokenRefused, ValidationError):
                self._keep(self._token())
        return self

    def sent(self) -> None:
        """Let go of what was kept: it was sent. Words of another window stay."""
        if self._posted is None or not self.is_sent_here:
            return
        mine = queries.unsent_about(self.request.user, self.person)
        draft = mine.filter(key=self._posted.key).first()
        if draft is not None and draft.version == receiving.version_said(self.request):
            actions.let_go_of_text(draft=draft, by=self.request.user)

    @property
    def token(self) -> str:
        """The signed token that stands in the form."""
        key = self.draft.key if self.draft else uuid.uuid4()
        about = self.beside.key if self.beside else ""
        return KeptToken(
            user=self.request.user.staff_number,
            person=self.person.key,
            draft=str(key),
            page=self.page,
            beside=about,
        ).sealed()

    @property
    def version(self) -> int:
        """The version of what is kept; 0 for nothing."""
        return self.draft.version if self.draft else 0

    @property
    def saved_at(self) -> str:
        """When it was kept, in words."""
        return desk.saved_at(self.draft) if self.draft else ""

    @property
    def is_given_back(self) -> bool:
        """Say whether the form shows what was kept before."""
        return self.draft is not None and not self.form.is_bound

    @property
    def other_texts(self) -> list[tuple[str, str]]:
        """The other texts kept of this form: when, and where they are shown in it."""
        here = [
            (desk.saved_at(each), address_of(self.page, self.person, **{_OPENED: str(each.key)}))
            for each in self.others
        ]
        return here if self.is_given_back else []

    @property
    def attributes(self) -> SafeString:
        """What the form says of itself to the script that saves it."""
        return attributes_of(self._save_url, self.saved_at)

    @property
    def _save_url(self) -> str:
        return address_of(self.page, self.person, **{_ASKED: "yes"})

    @cached_property
    def _posted(self) -> KeptToken | None:
        try:
            return read(
                self.request.POST.get("form_token", ""),
                person=self.person,
                user=self.request.user,
            )
        except TokenRefused:
            return None

    def _token(self) -> KeptToken:
        token = read(
            self.request.POST.get("form_token", ""), person=self.person, user=self.request.user
        )
        if not is_same_place(token.page, self.page):
            raise TokenRefused("This form belongs to another page, so nothing was saved")
        return token

    def _keep(self, token: KeptToken) -> None:
        user, typed = self.request.user, typed_of(self.request.POST)
        version = receiving.version_said(self.request)
        if not says_something(self.form, typed):
            # Nothing is typed in it any more: nothing is left behind.
            found = queries.unsent_about(user, self.person)
            draft = found.filter(key=token.key, version=version).first()
            if draft is not None:
                actions.throw_away_draft(draft=draft, by=user)
            return
        self.draft = actions.keep_text(
            person=self.person,
            by=user,
            key=token.key,
            page=self.page,
            typed=typed,
            version=version,
            because=self.request.access,
            beside=self.beside,
        )
        self.note = APART if self.draft.key != token.key else ""

    def _give_back(self) -> None:
        found = [each for each in _kept_here(self) if is_same_place(each.page, self.page)]
        wanted = self.request.GET.get(_OPENED, "")
        self.draft = next((each for each in found if str(each.key) == wanted), None) or next(
            iter(found), None
        )
        if self.draft is None:
            return
        self.others = [each for each in found if each is not self.draft]
        self.request.shown = (*getattr(self.request, "shown", ()), "draft")
        give_back(self.form, self.draft.typed)


def attributes_of(save_url: str, saved_at: str) -> SafeString:
    """Return what a form that is kept says of itself to the script that saves it."""
    return format_html(
        'data-module="draft" data-save-url="{}" data-csrf-url="{}" data-saved-at="{}"',
        save_url,
        reverse("records:csrf"),
        saved_at,
    )


def says_something(form: forms.BaseForm, typed: dict[str, list[str]]) -> bool:
    """Say whether words were typed in a form that did not stand there when it was opened."""
    for name in _in_words(form):
        text = "\n".join(typed.get(form.add_prefix(name), []))
        before = form.get_initial_for_field(form.fields[name], name) or ""
        if text.strip() and text != before:
            return True
    return False


def give_back(form: forms.BaseForm, typed: dict[str, list[str]]) -> None:
    """Have a form begin with what was typed in it."""
    data = as_posted(typed)
    for name, field in form.fields.items():
        html_name = form.add_prefix(name)
        if field.widget.is_hidden or field.widget.value_omitted_from_data(data, {}, html_name):
            continue
        form.initial[name] = field.widget.value_from_datadict(data, {}, html_name)


def _in_words(form: forms.BaseForm) -> list[str]:
    """Return the names of the questions that are answered in words."""
    return [name for name, field in form.fields.items() if isinstance(field, LongTextField)]


def read(text: str, *, person: Person, user: User) -> KeptToken:
    """Return the token of a form sent about ``person`` by ``user``.

    Raises ``TokenRefused`` if it is not ours, or was made for another record or another colleague.
    """
    return KeptToken.read(
        text,
        person=person,
        user=user,
        unknown="This form could not be recognised, so nothing was saved",
        of_colleague="This form was opened by a colleague, so nothing was saved",
        of_other_record="This form was opened for someone else’s record: nothing was saved",
    )


def keep_for_manager(request: Any, user: User, person_key: str) -> bool:
    """Keep a form of somebody whose account has ended. Returns False if it is none of these."""
    return receiving.keep_sent(request, user, person_key, read=read, kind=_kind_of)


def _kind_of(person: Person, token: KeptToken) -> dict[str, Any]:
    beside = Entry.objects.filter(person=person, key=token.beside).first()
    return {"page": token.page, "beside": beside}


def _kept_here(kept: Kept) -> list[Draft]:
    """Return the viewer's kept words about this person, read once for all forms of a page."""
    request = kept.request
    found = getattr(request, "kept_texts", None)
    if found is None:
        found = list(queries.unsent_about(request.user, kept.person))
        request.kept_texts = found
    return found
