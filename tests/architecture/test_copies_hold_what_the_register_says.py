"""What the register of fields says is in a copy of the record is in it: every field, by its value.

A field that says something about the person, of a table that goes into a copy, is filled with a
value of its own, and found again in the words of a copy. One that stays out says so in the
register, with the reason.
"""

from datetime import date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import models

import clock
from governance import register
from people.models import (
    Address,
    Alert,
    Allocation,
    Authority,
    CommunicationNeed,
    Contact,
    ContactPoint,
    Death,
    Detail,
    Import,
    Imported,
    Involvement,
    InvolvementChange,
    Name,
    Person,
    PersonRole,
    Relationship,
    Sharing,
    TransferOffer,
    WaitingCheck,
)
from records.models import (
    Action,
    ActionChange,
    Addition,
    Attachment,
    Confirmation,
    Entry,
    EntryVersion,
    GuidanceRequest,
    PlannedVisit,
    SignificantMark,
    Statement,
)
from tests.accounts.factories import make_staff, make_team
from tests.disclosure.factories import make_signed, sign_version, words_of_copy
from tests.people.factories import make_person
from ui import formats

pytestmark = pytest.mark.django_db

IN_COPIES = "n a copy of the record"
STAYS_OUT = ("Not in", "What it became")
SAYS_SOMETHING = {"identity", "special", "personal", "text"}
NOT_IN_A_COPY = "Not in a copy"
# What an answer with choices, or a number, is called where it stands.
AS_SHOWN: dict[str, str] = {
    "people.Person.nhs_number": "999 000 0018",
    "people.Person.birth_precision": "about 3 May 1950",
    "people.Person.death_precision": "about 3 March 2026",
    "people.Death.precision": "about 3 March 2026",
    "records.EntryVersion.actions": "actions zq, by 1 May 2026",
    "people.Person.has_care_needs": "Person with care and support needs",
    "people.Person.is_carer": "Carer",
    "people.Relationship.kind": "Person for whom they are deputy",
    "people.Relationship.back": "And the other way round: deputy of the Court of Protection",
    "people.Sharing.extent": "Only this may be shared: matters zq",
    "people.ContactPoint.is_preferred": "They prefer this",
    "records.EntryVersion.values": "values zq",
    "records.EntryVersion.gaps": "gaps zq",
    "records.Statement.details": "details zq",
}


def claimed() -> list[tuple[str, str]]:
    """Return model and field of everything that the register says is in a copy."""
    return [
        (table.model, row.field)
        for table in register.tables()
        if IN_COPIES in table.exported and not table.exported.startswith(STAYS_OUT)
        for row in table.rows
        if row.holds in SAYS_SOMETHING and not row.note.startswith(NOT_IN_A_COPY)
    ]


def test_every_field_that_the_register_promises_is_in_a_copy():
    rows = everything()
    # An alert says why the person was not told of it only in a copy for which that was asked.
    asked = {"includes_restricted": True, "restricted_because": "The officer decided"}
    words = squeezed(words_of_copy(rows.person, **asked))
    promised = claimed()
    assert len(promised) > 80

    missing = []
    for model, field in promised:
        expected = [shown(row, field) for row in rows if row._meta.label == model]
        if not any(each and squeezed(each) in words for each in expected):
            missing.append((model, field, expected))
    assert missing == [], "\n".join(map(str, missing))


def test_what_stays_out_of_a_copy_says_why():
    for table in register.tables():
        for row in table.rows:
            if row.note.startswith(NOT_IN_A_COPY):
                assert row.note.removeprefix(NOT_IN_A_COPY).startswith(": "), row


def shown(row: models.Model, field: str) -> str:
    """Return how the value of a field stands on paper; nothing if this row has none."""
    value = getattr(row, field)
    as_shown = AS_SHOWN.get(f"{row._meta.label}.{field}")
    if as_shown is not None:
        return as_shown if value else ""
    if row._meta.get_field(field).choices:
        return getattr(row, f"get_{field}_display")()
    if isinstance(value, (date, datetime)):
        return formats.day_and_month(value)
    return str(value or "")


def squeezed(text: str) -> str:
    """Return a text without its spaces, in small letters: a sentence may begin with a word."""
    return "".join(text.split()).casefold()


class Rows(list):
    """The rows of one person that a copy is made of."""

    person: Person

    def add(self, model: type[models.Model], **known: Any) -> Any:
        """Make a row whose texts each say where they stand."""
        for field in model._meta.local_concrete_fields:
            if field.name in known or field.choices or field.name == "key" or field.null:
                continue
            if isinstance(field, (models.CharField, models.TextField)):
                text = f"{field.name} zq {model.__name__}"
                known[field.name] = text[: field.max_length] if field.max_length else text
        row = model._base_manager.create(**known)
        self.append(row)
        return row


def everything() -> Rows:
    """Return rows in which every claimed field has a value."""
    rows, now, today, team = Rows(), clock.now(), clock.today(), make_team("Northgate")
    staff, other = make_staff(), make_staff()
    person = rows.person = make_person(
        team=team,
        title="Dr",
        preferred_name="Zaq",
        pronouns="ze",
        nhs_number="9990000018",
        nhs_status="VERIFIED",
        birth_precision="ESTIMATED",
        is_carer=True,
        died_on=date(2026, 3, 3),
        death_precision="ESTIMATED",
        death_source="Hospital or GP",
    )
    rows.append(person)
    about = {"person": person}
    rows.add(Name, kind="ALIAS", source_entry="", **about)
    for kind in ("NEEDS", "CARER"):
        rows.add(PersonRole, kind=kind, retention="asc_general", source_entry="", **about)
    known = {"source_entry": "", **about}
    rows.add(Address, kind="TEMPORARY", safety="AT_TIMES", postcode="ZZ1 4PL", **known)
    rows.add(CommunicationNeed, kind="BSL", **known)
    rows.add(ContactPoint, kind="MOBILE", safety="AT_TIMES", is_preferred=True, **known)
    rows.add(Detail, question="religion", **known)
    rows.add(
        Death,
        since=date(2026, 3, 3),
        precision="ESTIMATED",
        source="HEALTH",
        confirmed_source="NHS",
        confirmed_at=now,
        hold_because="",
        mistake_because="",
        **known,
    )
    rows.add(
        Alert,
        kind="ANIMAL",
        raised_by=staff,
        raised_on=today,
        review_on=today,
        person_told="NOT_TOLD",
        told_on=today,
        told_by=staff,
        ended_on=clock.add_days(today, -1),
        **about,
    )
    contact = rows.add(
        Contact, kind="ADVOCATE", email="zq@example.org", phone="01632 960111", **about
    )
    rows.add(Contact, kind="FRIEND", ended_on=clock.add_days(today, -1), **about)
    ends = {"other": make_person(), "kind": "under_deputy", "back": "deputy"}
    relationship = rows.add(Relationship, **ends, **known)
    held = {"relationship": relationship, "kind": "DEPUTY_MONEY", "evidence": "COPY"}
    rows.add(Authority, **held, seen_on=today, **known)
    rows.add(Sharing, extent="MATTERS", basis="DUTY", contact=contact, **known)
    run = Import.objects.create(kind="PEOPLE", begun_by=staff, begun_at=now)
    rows.add(Imported, person=person, kind="PEOPLE", row=1, brought_in=run, line=1)
    _dealings(rows, person, team, staff, other)
    _entries(rows, person, staff, other)
    return rows


def _dealings(rows: Rows, person: Person, team, staff, other) -> None:
    now, today = clock.now(), clock.today()
    involvement = rows.add(
        Involvement,
        person=person,
        role="CARER",
        state="WAITING",
        opened_at=now,
        urgency="SAME_DAY",
        team=team,
        manager=staff,
        waits_since=today,
        next_check_on=today,
        risk="HIGH",
    )
    under = {"involvement": involvement}
    rows.add(
        InvolvementChange,
        was="TRIAGED",
        became="WAITING",
        changed_by=staff,
        changed_at=now,
        **under,
    )
    rows.add(
        WaitingCheck, risk="MEDIUM", next_check_on=today, checked_by=staff, checked_at=now, **under
    )
    rows.add(
        TransferOffer,
        team=team,
        state="SENT_BACK",
        offered_by=staff,
        offered_at=now,
        answer_by=today,
        **under,
    )
    rows.add(
        Allocation,
        person=person,
        team=team,
        worker=staff,
        starts_on=today,
        introduced_on=today,
        **under,
    )
    rows.add(
        apps.get_model("oversight.GateAnswer"),
        purpose="CLOSE",
        item="summary",
        answered_by=staff,
        answered_at=now,
        **under,
    )
    visit = {"person": person, "worker": staff, "starts_at": now, "planned_at": now}
    rows.add(PlannedVisit, how="OFFICE", status="CANCELLED", planned_by=staff, **visit)
    rows.add(GuidanceRequest, person=person, asked_by=staff, asked_of=other, asked_at=now)


def _entries(rows: Rows, person: Person, staff, other) -> None:
    now = clock.now()
    said = [{"text": "text zq Statement", "details": {"source_detail": "details zq"}}]
    entry = make_signed(
        person,
        author=staff,
        information_provider=other,
        summary="",
        values={"discussion": "values zq"},
        gaps={"identity_checked": {"reason": "The person was away", "detail": "gaps zq"}},
        said=said,
    )
    beside = {"entry": entry}
    rows.add(Addition, kind="PERSON_COMMENT", author=staff, added_at=now, **beside)
    rows.add(SignificantMark, marked_by=staff, marked_at=now, **beside)
    rows.add(
        Attachment,
        person=person,
        field="attachments",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        stored_as="x",
        pages=1,
        added_by=staff,
        added_at=now,
        email={},
        **beside,
    )
    action = rows.add(
        Action,
        person=person,
        due_on=clock.today(),
        status="DONE",
        closed_on=clock.today(),
        closed_by=staff,
        **beside,
    )
    agreed = {"key": action.key, "owner": "", "who": "actions zq", "due_on": "2026-05-01"}
    second = sign_version(
        entry,
        values={"discussion": "Right"},
        reason="reason zq EntryVersion",
        said=said,
        actions=[agreed],
    )
    rows += [entry, *entry.versions.all(), *Statement.objects.filter(version=second)]
    rows.add(ActionChange, action=action, due_on=clock.today(), changed_by=staff, changed_at=now)
    rows.add(
        Confirmation,
        version_number=2,
        provider=other,
        answer="CORRECTED",
        answered_at=now,
        **beside,
    )
    assert {Entry, EntryVersion} <= {type(each) for each in rows}
