"""What was removed from a copy is nowhere in it: a campaign of planted secrets.

Each secret stands in every place that people can write in: answers, statements and what they rest
on, an entry's line, additions and what they speak of, what stood there before a correction and why
it was corrected, actions and who does them, gaps, the names of files and where they came from, and
on the pages beside the entries. What becomes the copy's titles, contents, outline and account is
made of these. Afterwards each is looked for in the text, in every object and stream of the file and
in what the file says of itself, and in the same copy as web page, plain text and JSON.
"""

import uuid
from collections import Counter
from dataclasses import dataclass

import pytest

import clock
from disclosure import making
from disclosure.models import Export, RedactedEntry, RedactionMark
from disclosure.redacting import actions, queries
from people.models import Contact
from records import files
from records.models import Action, Addition, Attachment
from tests import assurance
from tests.disclosure.factories import make_officer, make_redaction, make_signed, sign_version
from tests.disclosure.test_redaction import checked, everything_in, remove_all
from tests.people.factories import make_contact, make_person

pytestmark = pytest.mark.django_db
WHOLE, A_RECORD, SAMPLE = 1000, 50, 8
KINDS = ("a name", "a telephone number", "an email address", "words that an officer marks")
FORMATS = (Export.MadeAs.PDF, Export.MadeAs.HTML, Export.MadeAs.TEXT, Export.MadeAs.JSON)


@dataclass(frozen=True)
class Secret:
    """Words that may not leave, of one of KINDS, and what is searched for."""

    kind: str
    words: str

    @property
    def found_as(self) -> str:
        """The words without their spaces: a layout may part them anywhere."""
        return "".join(self.words.split())


def secrets_of(numbers):
    """One secret for each number, the kinds in turn."""
    made = []
    for number in numbers:
        kind = KINDS[number % len(KINDS)]
        words = {
            KINDS[0]: f"Zqvx{number:04}qz Wexford",
            KINDS[1]: f"07700 90{number:04}",
            KINDS[2]: f"zq{number:04}@example.org",
            KINDS[3]: f"the blue gate at Zqgate{number:04}",
        }[kind]
        made.append(Secret(kind, words))
    return made


def plant(person, secret, *, mine):
    """Put a secret into every place of one entry, beside words of the person about themselves."""
    said = secret.words
    entry = make_signed(
        person,
        said=[
            {"text": f"Fact of {said}", "details": {"source_detail": f"from {said}"}},
            {"text": f"Third {said}", "about_someone_else": True},
            {"kind": "opinion", "text": f"I think {said}", "details": {"rationale": f"as {said}"}},
            {"kind": "person_words", "text": mine},
        ],
        values={"discussion": f"Before {said} after", "reason_for_call": said},
        gaps={"who_was_present": f"not known to {said}"},
        summary=f"Call of {said}"[:200],
    )
    sign_version(
        entry,
        values={"discussion": f"Now {said} other", "reason_for_call": "The clock"},
        said=[{"kind": "person_words", "text": mine}],
        reason=f"It was {said}",
    )
    Addition.objects.create(
        entry=entry,
        kind=Addition.Kind.MORE_DETAIL,
        text=f"Later {said}",
        about_text=f"of {said}",
        author=entry.author,
        added_at=clock.now(),
    )
    Action.objects.create(
        person=person,
        entry=entry,
        text=f"Ring {said}",
        owner_name=said,
        due_on=clock.today(),
    )
    Attachment.objects.create(
        person=person,
        entry=entry,
        field="files",
        title=f"Letter of {said}"[:150],
        source=said,
        filename=f"{said}.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        stored_as="none",
        added_by=entry.author,
        added_at=clock.now(),
    )
    if secret.kind == KINDS[0]:
        make_contact(person, name=said, kind=Contact.Kind.FRIEND, note=f"Note on {said}")
    elif secret.kind == KINDS[1]:
        make_contact(person, name="A neighbour", kind=Contact.Kind.FRIEND, phone=said)
    elif secret.kind == KINDS[2]:
        make_contact(person, name="A cousin", kind=Contact.Kind.FAMILY, email=said)
    return entry


def mark_by_hand(case, officer, person, secrets):
    """Mark what no rule can know, once: the same words elsewhere are then proposed."""
    for secret in secrets:
        if secret.kind != KINDS[3]:
            continue
        for part in queries.parts_of(officer, case):
            place = next((each for each in part.pieces if secret.words in each.text), None)
            if place is not None:
                actions.add_mark(
                    row=queries.row_of(case, part.key),
                    by=officer,
                    path=place.path,
                    words=secret.words,
                    reason="CRIME",
                )
                break


def left_in(content, secrets, made_as):
    """Return the secrets that a file still holds, however it is looked through."""
    raw = content.decode("latin-1")
    if made_as == Export.MadeAs.PDF:
        text = everything_in(content)
    else:
        text = "".join(content.decode().split())
    wide = "\0".join
    return [
        each
        for each in secrets
        if each.found_as in text
        or each.words in raw
        or wide(each.words) in text
        or each.words.encode().hex() in text.lower()
    ]


def run(numbers, formats=FORMATS):
    """Plant, decide, check and make the copies of one record; return what is left in each."""
    person = make_person(preferred_name="Ama Okafor")
    officer, second = make_officer(person), make_officer(person)
    secrets = secrets_of(numbers)
    mine = [f"I sleep badly since number {number}" for number in numbers]
    for secret, words in zip(secrets, mine, strict=True):
        plant(person, secret, mine=words)
    case = make_redaction(person, officer)
    own = [
        mark
        for part in queries.parts_of(officer, case)
        for piece in part.pieces
        if piece.own
        for mark in RedactionMark.objects.filter(of__redaction=case, path=piece.path)
        if mark.of.entry and mark.of.entry.key == part.key
    ]
    mark_by_hand(case, officer, person, secrets)
    remove_all(case, officer)
    for row in RedactedEntry.objects.filter(redaction=case, done_at=None):
        actions.finish_entry(row=row, by=officer)
    checked(case, officer, second)
    left, lost = {}, {}
    for made_as in formats:
        export = actions.make_redacted_copy(
            redaction=case, by=officer, submission=uuid.uuid4(), made_as=made_as
        )
        making.make_copy(export.key, export.attempt)
        export.refresh_from_db()
        assert export.failed_because == ""
        content = files.read(export.stored_as)
        left[made_as] = left_in(content, secrets, made_as)
        text = everything_in(content) if made_as == Export.MadeAs.PDF else content.decode()
        text = "".join(text.split())
        lost[made_as] = [words for words in mine if "".join(words.split()) not in text]
    places = RedactionMark.objects.filter(of__redaction=case, decision="REMOVE").count()
    return secrets, left, lost, own, places


def test_what_was_removed_is_nowhere_and_own_words_stay():
    _, left, lost, own, places = run(range(SAMPLE))

    assert left == {made_as: [] for made_as in FORMATS}
    assert lost == {made_as: [] for made_as in FORMATS}
    assert own == []
    assert places > SAMPLE * 8


def test_the_search_finds_a_secret_of_each_kind_that_was_kept():
    person = make_person(preferred_name="Ama Okafor")
    officer = make_officer(person)
    secrets = secrets_of(range(len(KINDS)))
    make_signed(person, values={"discussion": ". ".join(each.words for each in secrets)})
    case = make_redaction(person, officer)
    for row in RedactedEntry.objects.filter(redaction=case):
        kept = {
            mark.key: ("KEEP", mark.reason, "It is known to them")
            for mark in row.marks.filter(decision="UNDECIDED")
        }
        actions.decide_marks(row=row, by=officer, answers=kept)
        actions.finish_entry(row=row, by=officer)
    checked(case, officer, make_officer(person))

    for made_as in FORMATS:
        export = actions.make_redacted_copy(
            redaction=case, by=officer, submission=uuid.uuid4(), made_as=made_as
        )
        making.make_copy(export.key, export.attempt)
        export.refresh_from_db()
        assert left_in(files.read(export.stored_as), secrets, made_as) == secrets


@pytest.mark.assurance
def test_a_thousand_secrets_are_nowhere_in_any_format():
    planted, kept = Counter(), {made_as: Counter() for made_as in FORMATS}
    marks = taken = 0
    gone: list[str] = []
    for begin in range(0, WHOLE, A_RECORD):
        secrets, left, lost, own, places = run(range(begin, begin + A_RECORD))
        planted.update(each.kind for each in secrets)
        for made_as, found in left.items():
            kept[made_as].update(each.kind for each in found)
        gone += [words for some in lost.values() for words in some]
        taken, marks = taken + len(own), marks + places
    assurance.write(
        "secrets",
        "Secrets planted and removed: a run of the campaign",
        [
            f"In {WHOLE // A_RECORD} records {sum(planted.values()):,} secrets were planted,",
            "each in every place of an entry that people write in and on the pages beside the",
            f"entries; {marks:,} places were marked and removed, and checked by a second",
            "officer. Then each was looked for in the copy: in its text, in each object and",
            "stream of the PDF, in its outline and in what the file says of itself, and in the",
            "other formats.",
            "",
            "| Secret | Planted | " + " | ".join(f"Left in {each}" for each in FORMATS) + " |",
            "|---|---|" + "---|" * len(FORMATS),
            *(
                f"| {kind} | {planted[kind]:,} | "
                + " | ".join(str(kept[each][kind]) for each in FORMATS)
                + " |"
                for kind in KINDS
            ),
            "",
            f"Of what the persons said of themselves, in {WHOLE:,} statements,",
            f"the first pass proposed {taken} to be removed, and {len(gone)} were missing from a",
            "copy.",
            "",
            "A copy holds no pictures and no files, so it has no alternative texts and no",
            "attachments; the names of files stand in it as words, and are among the places.",
        ],
    )
    assert not any(kept.values())
    assert (gone, taken) == ([], 0)
