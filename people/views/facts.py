"""Facts about a person by kind: the list with its history, and adding, changing and ending one."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from people import access, actions, queries
from people.access import Permission
from people.forms.authority import AuthorityForm
from people.forms.facts import (
    AddressForm,
    CommunicationNeedForm,
    ContactPointForm,
    EndForm,
    EndNameForm,
    FactForm,
    KeptBackForm,
    NameForm,
    ShowForm,
)
from people.forms.relationships import RelationshipForm
from people.forms.sharing import SharingForm, WithdrawForm
from people.guards import person_view
from people.models import Detail, Fact, Name, Person, Relationship, Sharing
from people.page import person_page, said_by_entry

_KNOW = "Staff who work with a person need to know how to reach and understand them."
_KEEP = "Those who work with a person keep what is known about them true."


@dataclass(frozen=True)
class Area:
    """One kind of fact, as its pages call it. ``one`` follows "Add"."""

    key: str
    title: str
    one: str
    form: type[FactForm]
    help: str
    empty: str


AREAS = {
    area.key: area
    for area in (
        Area(
            "names", "Names", "a name", NameForm,
            "Former names stand on this page alone: in no search, letter or copy.",
            "The name on documents and the name to be known by stand here.",
        ),
        Area(
            "communication", "Communication needs", "a need", CommunicationNeedForm,
            "Ask everyone. What is written here stands on top of every page, and decides how "
            "letters and copies are made.",
            "What helps this person to understand and be understood stands here.",
        ),
        Area(
            "reach", "Ways to reach", "a way to reach", ContactPointForm,
            "Say how each is safe to use. Somebody may be in danger if the wrong person answers.",
            "Telephone numbers and email addresses stand here, with how to use them safely.",
        ),
        Area(
            "addresses", "Addresses", "an address", AddressForm,
            "The address before stays here with its dates. A safe one is shown on request only.",
            "Where this person lives, stays or has letters sent stands here.",
        ),
        Area(
            "people", "People around them", "somebody around them", RelationshipForm,
            "Who somebody is to this person, from when and how we know. What is written of two "
            "people who both have a record stands on both.",
            "Family, friends, professionals and organisations around this person stand here.",
        ),
        Area(
            "authority", "Legal authority", "a legal authority", AuthorityForm,
            "Who may decide for this person by law, and what was seen of it. Without evidence it "
            "says so wherever it stands. An authority over money gives none over care.",
            "Attorneys, deputies, appointees and guardians stand here, with the evidence.",
        ),
        Area(
            "sharing", "What may be shared, and with whom", "what may be shared", SharingForm,
            "What the person agreed may be told to each of those around them, or refused. Where "
            "nothing is recorded, ask first. It is their own to give and to take back.",
            "What may be told to family, friends and others stands here, with who said so.",
        ),
        Area(
            "kept-back", "Codes and accounts", "a code or account", KeptBackForm,
            "These stand on no page, print or copy. Each showing is logged with who was shown it.",
            "A key-safe code or bank details would stand here, to be shown on request.",
        ),
    )
}  # fmt: skip


@require_GET
@person_view(Permission.VIEW, verb="people.details_opened", because=_KNOW)
def area(request, person, area_key):
    """Show every fact of one kind: those of today, then those that have ended."""
    found = _area(area_key)
    rows = _rows(request.user, person, found)
    current, past = queries.current(rows), queries.past(rows)
    contacts, ended = [], []
    if found.form is RelationshipForm:
        contacts = list(queries.contacts_of(request.user, person))
        ended = list(queries.contacts_ended(person))
        queries.show_sharing(request.user, person, [*current, *contacts])
    request.shown = (found.key,)
    request.beside = queries.named_beside([*current, *past], person)
    context = {
        **person_page(request, person, tab="about"),
        "area": found,
        "current": current,
        "past": past,
        "names": found.form is NameForm,
        "contacts": contacts,
        "ended": ended,
        "protected": found.form is NameForm and queries.protected_names(request.user, person),
        "may_name": access.decide(request.user, Permission.MANAGE, person).allowed,
    }
    return render(request, "people/facts/area.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="people.details_opened", because=_KEEP)
def add(request, person, area_key):
    """Add a fact."""
    return _record(request, person, _area(area_key), None)


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="people.details_opened", because=_KEEP)
def change(request, person, area_key, fact_key):
    """Put another fact in the place of one, which stays in the history."""
    found = _area(area_key)
    fact = _fact(request, person, found, fact_key)
    # What is kept back is shown before it is changed: on its own page, with its own event.
    if not fact.is_open and found.form is not KeptBackForm:
        raise PermissionDenied("What is kept back is ended, and added anew.")
    return _record(request, person, found, fact)


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="people.details_opened", because=_KEEP)
def end(request, person, area_key, fact_key):
    """End a fact, or say that it was never true."""
    found = _area(area_key)
    fact = _fact(request, person, found, fact_key)
    is_name = isinstance(fact, Name)
    if is_name and fact.kind == Name.Kind.LEGAL:
        raise Http404
    asks_what_becomes = is_name and fact.kind == Name.Kind.PREFERRED
    asked = EndNameForm if asks_what_becomes else EndForm
    if isinstance(fact, Sharing):
        asked = WithdrawForm
    request.shown = (found.key,)
    request.beside = queries.named_beside([fact], person)
    form = asked(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            if asks_what_becomes:
                actions.end_name(
                    name=fact, by=request.user, told=form.told, until=given["until"],
                    before=given["why"],
                )  # fmt: skip
            elif isinstance(fact, Relationship):
                actions.end_relationship(
                    fact, person=person, by=request.user, told=form.told, until=given["until"],
                    was_mistake=form.was_mistake,
                )  # fmt: skip
            else:
                ended = actions.end_fact
                if isinstance(fact, Sharing):
                    ended = actions.withdraw_sharing
                ended(
                    fact, by=request.user, told=form.told, until=given["until"],
                    was_mistake=form.was_mistake,
                )  # fmt: skip
        except ValidationError as wrong:
            form.add_error(None, wrong.messages[0])
        else:
            messages.success(request, f"{fact.called}: ended.")
            return redirect("people:area", person.key, found.key)
    context = {
        **person_page(request, person, tab="about"),
        "area": found,
        "fact": fact,
        "form": form,
    }
    return render(request, "people/facts/end.html", context)


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.WRITE,
    verb="people.kept_back_asked",
    because="What is kept back is shown on request, and each showing is an event of its own.",
)
def show(request, person, area_key, fact_key):
    """Ask why if the role needs a reason, and show what is kept back this one time."""
    fact = _kept_back(request, person, area_key, fact_key)
    decision = access.decide_to_show(request.user, fact).require()
    needs_reason = access.needs_reason_to_be_shown(decision)
    form = ShowForm(request.POST if request.method == "POST" else None, needs_reason=needs_reason)
    words = ""
    if form.is_valid():
        words = actions.show_kept_back(fact, by=request.user, reason=form.cleaned_data["reason"])
        request.looks_again = True  # the showing is the event
    context = {
        **person_page(request, person, tab="about"),
        "fact": fact,
        "form": form,
        "needs_reason": needs_reason,
        "words": words,
        "area_key": area_key,
    }
    return render(request, "people/facts/show.html", context)


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.WRITE,
    verb="people.details_opened",
    shown=("names",),
    because="A former name can out somebody or put them in danger.",
)
def protect(request, person, fact_key):
    """Ask why, and keep a former or other name for named people alone from now on."""
    name = _fact(request, person, AREAS["names"], fact_key)
    if name.kind not in (Name.Kind.FORMER, Name.Kind.ALIAS):
        raise Http404
    form = ShowForm(request.POST if request.method == "POST" else None, needs_reason=True)
    if form.is_valid():
        actions.protect_name(name=name, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, "Protected. Only people who are named see it from now on.")
        return redirect("people:area", person.key, "names")
    context = {**person_page(request, person, tab="about"), "name": name, "form": form}
    return render(request, "people/facts/protect.html", context)


def _record(request, person, found: Area, replaces: Fact | None):
    request.shown = (found.key,)
    form = found.form(
        request.POST if request.method == "POST" else None,
        person=person,
        by=request.user,
        replaces=replaces,
        initial=asked_from(request, person, found.key),
    )
    request.beside = [*queries.named_beside([replaces], person), *_offered(form)]
    if form.is_valid():
        try:
            _save(form, request.user)
        except ValidationError as wrong:
            form.add_error(None, wrong.messages[0])
        else:
            messages.success(request, f"{found.title}: saved. What stood before is in the history.")
            return redirect("people:area", person.key, found.key)
    context = {
        **person_page(request, person, tab="about"),
        "area": found,
        "form": form,
        "replaces": replaces,
    }
    return render(request, "people/facts/record.html", context)


def _offered(form: FactForm) -> list[Person]:
    """Return the other people with a record whom a form names in a list."""
    if isinstance(form, AuthorityForm):
        ends = [row.end_record for row in form.held_by.values()]
        return [each for each in (*ends, *_records(form.others)) if each is not None]
    return _records(form.around) if isinstance(form, SharingForm) else []


def _records(around) -> list[Person]:
    return [each.end for each in around.values() if isinstance(each.end, Person)]


@transaction.atomic
def _save(form: FactForm, user) -> None:
    fact, given = form.fact(), form.cleaned_data
    if isinstance(fact, Name) and fact.kind in (Name.Kind.LEGAL, Name.Kind.PREFERRED):
        actions.name_person(
            person=form.person,
            kind=fact.kind,
            honorific=fact.honorific,
            given_names=fact.given_names,
            family_name=fact.family_name,
            since=fact.since,
            before=given["before"] or actions.KEEP,
            by=user,
            told=form.told,
        )
        return
    if isinstance(form, RelationshipForm):
        actions.record_relationship(
            form.fact(), by=user, told=form.told, contact=form.new_contact(),
            replaces=form.replaces, was_mistake=form.was_mistake,
        )  # fmt: skip
        return
    if isinstance(form, AuthorityForm) and (begun := form.new_relationship()):
        fact.relationship = actions.record_relationship(begun, by=user, told=form.told)
    record = actions.record_sharing if isinstance(fact, Sharing) else actions.record_fact
    record(fact, by=user, told=form.told, replaces=form.replaces, was_mistake=form.was_mistake)


def asked_from(request, person, area_key: str = "") -> dict[str, Any]:
    """Return what a form begins with: whom the address names, and what the entry it names says."""
    whom, entry = (request.GET.get(name, "")[:16] for name in ("with", "entry"))
    asked = {"with_whom": whom} if whom.isalnum() else {}
    if not entry.isalnum():
        return asked
    said = said_by_entry(request.user, person, area_key, entry)
    return asked | {"checked_how": "Written in a signed record"} | said | {"entry": entry}


def _area(key: str) -> Area:
    if key not in AREAS:
        raise Http404
    return AREAS[key]


def _rows(user, person, found: Area):
    if found.form is NameForm:
        return queries.names_shown(user, person)
    if found.form is AuthorityForm:
        return queries.authorities_of(user, person)
    if found.form is RelationshipForm:
        return queries.relationships_of(user, person)
    if found.form is SharingForm:
        return queries.sharings_of(user, person)
    return found.form.model.objects.filter(person=person)


def _fact(request, person, found: Area, key: str) -> Fact:
    fact = queries.current_fact(_rows(request.user, person, found), key)
    if fact is None:
        raise Http404
    return fact


def _kept_back(request, person, area_key: str, key: str) -> Fact:
    """Return a fact that is kept back; as if it were not there to whom it may not be shown."""
    if area_key == "answers":
        rows = Detail.objects.filter(person=person)
    elif area_key == "names":
        rows = queries.protected_names(request.user, person)
    else:
        rows = _rows(request.user, person, _area(area_key))
    fact = rows.select_related("person").filter(key=key).first()
    if fact is None or fact.is_open:
        raise Http404
    return fact
