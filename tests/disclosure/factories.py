"""Records and copies for tests: the least that is valid."""

import html
import re
import uuid
from hashlib import sha256

from django.utils.html import strip_tags

import clock
from accounts.models import User
from accounts.roles import Role
from disclosure import contents
from disclosure.models import Export, Letter, Redaction, RequestStep, SubjectRequest
from disclosure.pdf.layout import html_of
from disclosure.redacting.actions import begin_redaction
from disclosure.redacting.left_out import exemptions_of
from disclosure.requests.weighing import unweighed, weighed
from people.models import AccessReason, Person
from records import files
from records.models import Entry, EntryVersion, Statement
from records.signed.digests import digest_of
from tests.accounts.factories import make_staff
from tests.people.factories import make_person

# What the form for a copy for the person is told, where none of these matters.
NO_REQUEST = {"answers": "NONE", "answers__reason": "She reads it with her worker."}


def make_officer(person: Person | None = None, **fields) -> User:
    """A records officer; one who said today why they need the record of ``person``."""
    officer = make_staff(Role.RECORDS_OFFICER, job_title="Records officer", **fields)
    if person is not None:
        say_why(person, officer)
    return officer


def say_why(person: Person, officer: User) -> None:
    """A records officer said today why they need a record."""
    AccessReason.objects.create(
        person=person,
        user=officer,
        basis=AccessReason.Basis.REQUEST,
        words="Subject access request",
        given_at=clock.add_hours(clock.now(), -1),
        expires_at=clock.add_hours(clock.now(), 8),
    )


def make_signed(person: Person, *, author: User | None = None, said=(), **fields) -> Entry:
    """A signed telephone call of a week ago. ``said``: statements as dicts; ``values``: answers."""
    at = clock.add_hours(clock.now(), -7 * 24)
    values = fields.pop("values", {})
    if "type_key" not in fields:
        call = {"direction": "Incoming", "reason_for_call": "The clock"}
        values = call | {"discussion": "She asked for a clock."} | values
    gaps = fields.pop("gaps", {})
    given = {
        "person": person,
        "type_key": "phone_call",
        "event_at": at,
        "author": author or make_staff(),
        "signed_at": clock.add_hours(at, 24),
        "submission": uuid.uuid4(),
    }
    entry = Entry.objects.create(**given | fields)
    sign_version(entry, values=values, gaps=gaps, said=said, at=entry.signed_at)
    return entry


def make_decision(person: Person, *, values=None, **fields) -> Entry:
    """A signed decision that something of the record should be shared with a hospital."""
    given = {
        "direction": "We shared",
        "with_whom": {"name": "Dr Noor Ali", "role": "Ward sister, North Tyne Hospital"},
        "what": "The care plan of May",
        "how": "Secure email",
        "must_should_may_not": "Should: needed for our duty or to keep someone safe",
        "lawful_basis": ["Public task (Article 6(1)(e))"],
        "special_category_condition": "Health or social care purposes (Schedule 1 paragraph 2)",
        "person_agreement": "Agreed",
        "told_person_of_decision": "Yes",
        "reason": "She goes home on Friday.",
        "decided_by": [{"kind": "staff", "key": "N1", "name": "Ros Hale", "role": "Manager"}],
        "caldicott_asked": "Not needed",
    }
    kind = "information_sharing_decision"
    return make_signed(person, type_key=kind, values=given | (values or {}), **fields)


def sign_version(
    entry: Entry, *, values, said=(), gaps=None, reason="", actions=(), at=None
) -> EntryVersion:
    """The next version of an entry, with its digest."""
    version = EntryVersion(
        entry=entry,
        number=entry.versions.count() + 1,
        values=values,
        gaps=gaps or {},
        actions=list(actions),
        signed_by=entry.author,
        signed_at=at or clock.now(),
        reason=reason,
    )
    rows = [
        Statement(
            version=version,
            field=each.get("field", "statements"),
            position=position,
            kind=each.get("kind", "fact"),
            text=each["text"],
            details=each.get("details", {}),
            about_someone_else=each.get("about_someone_else", False),
        )
        for position, each in enumerate(said)
    ]
    version.digest = digest_of(version, statements=rows)
    version.save()
    for row in rows:
        row.version = version
    Statement.objects.bulk_create(rows)
    return version


def make_export(person: Person | None = None, **fields) -> Export:
    """A copy that somebody asked for and nobody has begun."""
    person = person or make_person()
    given = {
        "person": person,
        "asked_at": clock.now(),
        "moved_at": clock.now(),
        "purpose": Export.Purpose.PERSON,
        "recipient": "Ama Okafor, by hand",
    }
    given |= fields
    given.setdefault("asked_by", make_officer(person))
    return Export.objects.create(**given)


def words_of_copy(person: Person, **fields) -> str:
    """The words of a copy of the record, before it is typeset, each space a single one."""
    laid_out = html_of(contents.collect(make_export(person, **fields), at=clock.now()))
    words = html.unescape(strip_tags(laid_out[laid_out.index("</style>") :]))
    return re.sub(r"\s+", " ", words)


def make_redaction(person: Person, officer: User, **fields) -> Redaction:
    """A redaction that ``officer`` began for a request, with what the first pass proposed."""
    given = {"purpose": "PERSON", "recipient": "Ama Okafor, by hand"} | fields
    if "request" not in given:
        kind = "ACCESS" if given["purpose"] == "PERSON" else "SHARE"
        kind = "AFTER_DEATH" if person.has_died else kind
        other = {"made_by": "OTHER", "asker": "The court"} if kind != "ACCESS" else {}
        given["request"] = make_request(person, officer, kind=kind, **other)
    return begin_redaction(person=person, by=officer, submission=uuid.uuid4(), **given)


def find_out_all(case: Redaction, by: User) -> None:
    """Say of each exemption for which something is left out that it applies, with advice on it."""
    for key in exemptions_of(case):
        make_step(case.request, by, "EXEMPT", choice=key, outcome="APPLIES", about="Dr Osei")
        make_step(case.request, by, "ADVICE", choice=key)


def weigh_all(asked: SubjectRequest, by: User, outcome: str = "HOLD", **fields) -> None:
    """Weigh what the record says of everybody who is not weighed yet."""
    for each in unweighed(weighed(asked, asked.steps.all())):
        given = {"about": each.other.described, "choice": "UNASKED", "outcome": outcome}
        make_step(asked, by, "THIRD", whom=each.other.key, **given | fields)


def make_delivered(person: Person, officer: User, **fields) -> Export:
    """A finished copy that somebody outside the council has since today."""
    given = {"delivered_on": clock.today(), "delivered_how": "By hand", "delivered_by": officer}
    return make_ready(person, officer, **given | fields)


def make_ready(person: Person, officer: User, content: bytes = b"%PDF-1.7 a copy", **fields):
    """A finished copy whose file is ``content``."""
    return make_export(
        person,
        asked_by=officer,
        state=Export.State.READY,
        finished_at=clock.now(),
        stored_as=files.store(content, folder="copies"),
        size=len(content),
        sha256=sha256(content).hexdigest(),
        **fields,
    )


def make_request(person: Person, by: User, **fields) -> SubjectRequest:
    """A subject access request that the person made a week ago."""
    given = {
        "kind": "ACCESS",
        "made_by": "SELF",
        "how": "LETTER",
        "words": "I want to see everything you have about me.",
        "received_on": clock.add_days(clock.today(), -7),
        "received_by": by,
        "registered_at": clock.now(),
    }
    return SubjectRequest.objects.create(person=person, **given | fields)


def make_step(asked: SubjectRequest, by: User, kind: str, **fields) -> RequestStep:
    """A step taken today about a request."""
    given = {"words": "As it was.", "on": clock.today(), "added_by": by, "added_at": clock.now()}
    return RequestStep.objects.create(request=asked, kind=kind, **given | fields)


def make_letter(person: Person, by: User, **fields) -> Letter:
    """An e-mail to the person that did not go."""
    now = clock.now()
    given = {
        "person": person,
        "written_by": by,
        "written_at": now,
        "moved_at": now,
        "goes": "EMAIL",
        "template": "blank",
        "to": {"kind": "person", "key": person.key, "name": person.name, "role": ""},
        "address": "ama@example.org",
        "subject": f"{person.council_reference}: meeting you",
        "body": "Dear Ama\n\nWe meet on Friday.",
        "route": "Secure email",
        "state": Letter.State.FAILED,
        "failed_because": "The mail server did not answer.",
        "stored_as": "letters/none",
        "sha256": "0" * 64,
    }
    return Letter.objects.create(**given | fields)
