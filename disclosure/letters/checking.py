"""What the record says against sending a letter, or what its writer has to think of first.

What stops is changed before it can go; what warns is answered with one reason, kept with the
letter. The coach looks at the words of the letter as at those of the entry that it becomes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher
from typing import Any, cast

import clock
from accounts.models import User
from disclosure.about import named_among
from disclosure.letters import enclosing
from disclosure.letters.models import Letter
from disclosure.letters.recipients import (
    NOT_SAFE,
    OTHER,
    Recipient,
    Way,
    barred_ways,
    has_safe_address,
    our_domain,
    plain,
    recipient_for,
)
from disclosure.letters.signing import becomes, format_of
from disclosure.sharing.queries import Decided, decisions_to_share
from people import queries as people_queries
from people.models import CommunicationNeed, Person, Sharing
from people.models.reaching import Safety
from people.naming import is_named, names_of, pattern_of, words_of
from records.catalogue import catalogue
from records.drafting.references import Reference
from records.models import Attachment
from records.quality import Finding
from records.rules.formats import REASONS, unmet_formats
from ui import formats

FORMAT_REASONS = REASONS
INSIDE = "Inside the council"
ORDINARY = "Ordinary email (no personal details)"
# As the kind of record asks it; a portal and a locked attachment are not sent from here.
ROUTES = (INSIDE, "Secure email", ORDINARY)
STALE_MONTHS = 12
_ANEW = "Write it anew"
_Kind = CommunicationNeed.Kind
_HOW_TO_REACH = (_Kind.EMAIL, _Kind.TEXT, _Kind.CONTACT)
_GAP = re.compile(r"\[[^\]\n]{1,120}\]")
_NHS = re.compile(r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b")


@dataclass(frozen=True)
class Written:
    """What is to be checked: to whom it goes, where, and what it says."""

    person: Person
    by: User
    recipient: Recipient
    goes: str
    address: str
    way: Way | None
    subject: str
    body: str
    route: str = ""
    decision: Decided | None = None
    print_size: int = 0
    enclosed: tuple[Attachment, ...] = ()
    basis: str = ""
    marks: dict[str, str] = field(default_factory=dict)

    @property
    def kept_as(self) -> dict[str, Any]:
        """The fields of the letter that it becomes."""
        return {
            "goes": self.goes,
            "to": self.recipient.reference,
            "address": self.address,
            "subject": self.subject,
            "body": self.body,
            "route": self.route,
            "basis": self.basis,
            "marks": self.marks,
            "decision": self.decision and self.decision.entry,
            "print_size": self.print_size,
            "enclosed": enclosing.as_kept(self.enclosed),
        }


@dataclass
class Looked:
    """What came of it. ``notes`` ask nothing; each of the coach's ``findings`` has its answer."""

    stops: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    other_format: list[str] = field(default_factory=list)
    named: list[Person] = field(default_factory=list)


def look(written: Written) -> Looked:
    """Look a letter over before it goes."""
    found = Looked()
    letter = Letter(person=written.person, written_by=written.by, **written.kept_as)
    found.stops += _stops(written)
    found.warnings += _about_address(written)
    found.warnings += _about_files(written)
    if (way := written.way) is not None and way.note and way.safety != Safety.AT_TIMES:
        found.notes.append(f"{way.value}: {way.note}")
    if written.recipient.is_own:
        found.warnings += _about_needs(written)
        found.other_format += _other_format(letter)
    else:
        found.warnings += _about_sharing(written)
    if people_queries.restriction_of(written.person) is not None:
        found.warnings.append("This record is restricted. Send no more than this recipient needs")
    if before := _sent_lately(written):
        day = formats.day_and_month(clock.day_of(before.sent_at))
        found.warnings.append(f"One with this subject went to them on {day} already")
    texts = [text for each in written.enclosed for text in (each.title, each.text)]
    found.named = named_among(written.person, [written.subject, written.body, *texts])
    for each in found.named:
        if each != written.recipient.record:
            found.warnings.append(f"It names {each.name}, who has a record of their own")
    found.warnings = list(dict.fromkeys(found.warnings))
    found.findings = becomes(letter, at=clock.now()).findings
    return found


def why_not_now(letter: Letter) -> str:
    """Return why a finished letter may not go as it is, as the record stands now; blank if it may.

    What is warned of now, and was not answered when it was finished, stops it as well.
    """
    if (written := _written_again(letter)) is None:
        return (
            "The record does not name any more to whom it goes, or why they may have it. " + _ANEW
        )
    warned = (*_about_address(written), *_about_sharing(written))
    found = [*_stops(written), *(each for each in warned if each not in letter.warned)]
    return f"{found[0]}. {_ANEW}" if found else ""


def _written_again(letter: Letter) -> Written | None:
    """Return what is to be checked of a finished letter; None if its reader or decision is gone."""
    person, by, to = letter.person, letter.written_by, letter.to
    around = people_queries.everybody_around(by, person)
    # Somebody who has a record is named without its key.
    named = (key for key, each in around.items() if each.name == to["name"])
    key = to["key"] or next(named, OTHER)
    recipient = recipient_for(by, person, key, letter.goes, around=around)
    decisions = {each.entry.pk: each for each in decisions_to_share(by, person) if each.lets_share}
    decision = decisions.get(letter.decision_id or 0)
    if recipient is None or (letter.decision_id and decision is None):
        return None
    sent_with = {each["key"] for each in letter.enclosed}
    return Written(
        person=person,
        by=by,
        recipient=replace(recipient, reference=cast(Reference, to)),
        goes=letter.goes,
        address=letter.address,
        way=recipient.way_typed(letter.address),
        subject=letter.subject,
        body=letter.body,
        route=letter.route,
        decision=decision,
        print_size=letter.print_size,
        enclosed=tuple(each for each in enclosing.may_go(by, person) if each.key in sent_with),
    )


def _stops(written: Written) -> Iterator[str]:
    person, way = written.person, written.way
    if way is not None and way.safety == Safety.NOT_SAFE:
        yield f"{way.value} {NOT_SAFE}"
    barred: dict[str, str] = {}
    if way is None and written.address:
        records = filter(None, (written.recipient.record, person))
        barred = {k: why for each in records for k, why in barred_ways(each).items()}
    if why_not := barred.get(plain(written.address)):
        yield f"{written.address} {why_not}"
    if gaps := _GAP.findall(f"{written.subject}\n{written.body}"):
        yield f"Fill in or take out what is still in brackets: {', '.join(dict.fromkeys(gaps))}"
    if not written.body.strip():
        yield "Write the letter"
    if written.recipient.is_own:
        for each in written.enclosed:
            if enclosing.is_kept_from_person(each):
                yield f"“{each.title}” came with what is not to be shown to them without advice"
    if _is_email(written):
        yield from _stops_email(written)
    around, decision = written.recipient.around, written.decision
    if decision is not None:
        to = written.recipient.reference
        key = around.key if around else ""
        if why_not := decision.why_not_with(f"{to['name']} {to['role']}", key):
            yield f"{why_not}. Choose one about {to['name']}, or none"
    elif around is not None:
        nothing = around.stands is not None and around.stands.extent == Sharing.Extent.NOTHING
        if nothing or (around.stands is None and around.withdrawn is not None):
            yield (
                f"{around.name}: {around.shared}. Record a decision to share first, and choose it"
            )


def _stops_email(written: Written) -> Iterator[str]:
    if _names(written.person, written.subject):
        yield "The subject of an email can be read on its way. Give the reference, and no name"
    if sum(each.size for each in written.enclosed) > enclosing.AT_MOST:
        yield "The files are too large for an email. Take some out, or send them on paper"
    if written.route == INSIDE and not _is_inside(written.address):
        yield f"{written.address} is not inside the council. Choose how it is kept safe outside"


def _about_address(written: Written) -> Iterator[str]:
    way, name = written.way, written.recipient.name
    if way is None and written.address:
        yield f"{written.address} is not on the record. Check it letter by letter"
        for each in written.recipient.ways:
            alike = SequenceMatcher(None, plain(each.value), plain(written.address)).ratio()
            if alike > 0.85:
                yield f"It is nearly, but not quite, what the record has: {each.value}"
    if way is not None and way.note and way.safety == Safety.AT_TIMES:
        yield f"{way.value}: {way.note}"
    if way is not None and way.known_on and _is_stale(way.known_on):
        day = formats.day_and_month(way.known_on)
        yield f"{way.value} was recorded on {day}. Check that it is still theirs"
    goes_home = written.recipient.is_own and written.address and not _is_email(written)
    if goes_home and has_safe_address(written.person):
        yield f"An address of {name} is kept back. Make sure that nobody else reads this letter"
    if written.route == ORDINARY and _names(written.person, written.body):
        yield "Ordinary email is for what names nobody, and this names somebody"


def _about_files(written: Written) -> Iterator[str]:
    for each in written.enclosed:
        if enclosing.is_about_others(each):
            yield f"“{each.title}” came with what is private to somebody else, says its writer"
    if written.enclosed and written.route == ORDINARY:
        yield "Files of the record go by ordinary email, which others can read on its way"


def _about_needs(written: Written) -> Iterator[str]:
    for need in people_queries.needs_of(written.person):
        if need.kind not in _HOW_TO_REACH:
            continue
        if need.kind == _Kind.EMAIL and _is_email(written):
            continue
        yield f"{written.person.name} asks for: {need.words}"


def _other_format(letter: Letter) -> Iterator[str]:
    """Return each format that they need and that this is not in."""
    kind = catalogue().get("letter_sent")
    assert kind is not None
    values = {"recipients": [letter.to], "format_sent": format_of(letter)}
    for problem in unmet_formats(kind, letter.person, values, on=clock.today()):
        yield problem.rule


def _about_sharing(written: Written) -> Iterator[str]:
    around = written.recipient.around
    if around is None or around.may_have_all:
        return
    yield f"{around.name}: {around.shared}"


def _names(person: Person, text: str) -> bool:
    """Say whether a text has a name of the person, or a word of one, or a number of the NHS."""
    terms = {each for name in names_of([person]) for each in (name, *words_of(name))}
    return is_named(pattern_of(terms), text) or _NHS.search(text) is not None


def _sent_lately(written: Written) -> Letter | None:
    since = clock.add_hours(clock.now(), -24 * 7)
    sent = Letter.objects.filter(
        person=written.person,
        subject=written.subject,
        to__name=written.recipient.name,
        sent_at__gte=since,
    )
    return sent.first()


def _is_stale(day: date) -> bool:
    return day < clock.add_months(clock.today(), -STALE_MONTHS)


def _is_inside(address: str) -> bool:
    return address.rpartition("@")[2].casefold() == our_domain().casefold()


def _is_email(written: Written) -> bool:
    return written.goes == Letter.Goes.EMAIL
