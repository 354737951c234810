"""What was removed from a copy is nowhere in it: a campaign of planted secrets.

Each secret stands in every place that people can write in: answers, statements and what they rest
on, an entry's line, additions and what they speak of, what stood there before a correction and why
it was corrected, actions and who does them, gaps, and on the pages beside the entries. It stands in
the name of a picture that may go, which becomes a title, a line of the outline and a row of the
list of files, and in a letter that may not: its name, its words, which would be the alternative
text of its page, and the page itself. Beside it, in words that are removed whole, stands a short
form that would be in the glossary. Afterwards each is looked for in the text, in every object and
stream of the file and in what the file says of itself, and in the same copy as a PDF for archives,
web page, plain text and JSON.
"""

import uuid
from collections import Counter
from dataclasses import dataclass

import pytest

import clock
from disclosure import making
from disclosure.models import Export, RedactedEntry, RedactionMark
from disclosure.redacting import actions, queries
from disclosure.redacting.decided_files import Answer, decide_files
from people.models import Contact
from records import files
from records.models import Action, Addition
from records.quality.words import words as word_lists
from tests import assurance
from tests.disclosure.factories import make_officer, make_redaction, make_signed, sign_version
from tests.disclosure.test_annex import attach, said_in_pictures
from tests.disclosure.test_redaction import checked, everything_in, remove_all
from tests.people.factories import make_contact, make_person
from tests.records.papers import pdf, picture

pytestmark = pytest.mark.django_db
WHOLE, A_RECORD, SAMPLE = 1000, 50, 8
KINDS = ("a name", "a telephone number", "an email address", "words that an officer marks")
FORMATS = tuple(Export.MadeAs)
SHORT_FORMS = sorted(each for each in word_lists().acronyms if each.isalpha() and len(each) > 3)


@dataclass(frozen=True)
class Secret:
    """Words that may not leave, of one of KINDS, and what is searched for."""

    kind: str
    words: str
    short: str

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
        made.append(Secret(kind, words, SHORT_FORMS[number % len(SHORT_FORMS)]))
    return made


def plant(person, secret, *, mine):
    """Put a secret into every place of one entry, beside words of the person about themselves."""
    said = secret.words
    entry = make_signed(
        person,
        said=[
            {"text": f"Fact of {said}", "details": {"source_detail": f"from {said}"}},
            {"text": f"Third {said}, of the {secret.short}", "about_someone_else": True},
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
    attach_files(entry, said)
    if secret.kind == KINDS[0]:
        make_contact(person, name=said, kind=Contact.Kind.FRIEND, note=f"Note on {said}")
    elif secret.kind == KINDS[1]:
        make_contact(person, name="A neighbour", kind=Contact.Kind.FRIEND, phone=said)
    elif secret.kind == KINDS[2]:
        make_contact(person, name="A cousin", kind=Contact.Kind.FAMILY, email=said)
    return entry


def attach_files(entry, said):
    """Put words into a letter and its name, and into the name of a picture that holds no words."""
    letter, shown = pdf(f"Dear {said}"), picture()
    named = {"source": said, "filename": f"{said}.pdf"}
    words = f"A letter\nDear {said}"
    title = f"Letter of {said}"
    attach(entry, title, letter, "application/pdf", pages=1, text=words, **named)
    attach(entry, f"Picture of {said}", shown, "image/png", **named)


def give_pictures(case, officer, entries):
    """Decide that each picture may go, and no letter."""
    answers = {
        "image/png": Answer("GIVE", because="It shows nobody"),
        "application/pdf": Answer("LEAVE_OUT", "OTHER_PERSON"),
    }
    for entry in entries:
        decide_files(
            row=queries.row_of(case, entry.key),
            by=officer,
            answers={each.key: answers[each.media_type] for each in entry.attachments.all()},
        )


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


def words_of(content, made_as):
    """All words of a file without their spaces, however it is looked through."""
    if made_as in Export.PAGED:
        return everything_in(content)
    return "".join(content.decode().split())


def left_in(content, text, secrets):
    """Return the secrets that a file still holds; ``text`` is all its words."""
    raw = content.decode("latin-1")
    wide = "\0".join
    return [
        each
        for each in secrets
        if each.found_as in text
        or each.words in raw
        or wide(each.words) in text
        or each.words.encode().hex() in text.lower()
    ]


def explained_in(text, secrets):
    """Return the short forms beside secrets whose meaning the glossary of a file tells."""
    terms = {each.short: word_lists().acronyms[each.short][0].term for each in secrets}
    return [short for short, term in terms.items() if "".join(term.split()) in text]


@dataclass(frozen=True)
class Found:
    """What one record came to: by format the secrets left, short forms told, own words lost.

    ``taken``: places in own words that the first pass proposed; ``places``: what was removed.
    """

    secrets: list
    left: dict
    told: dict
    lost: dict
    taken: list
    places: int


def run(numbers, formats=FORMATS):
    """Plant, decide, check and make the copies of one record; return what is left in each."""
    person = make_person(preferred_name="Ama Okafor")
    officer, second = make_officer(person), make_officer(person)
    secrets = secrets_of(numbers)
    mine = [f"I sleep badly since number {number}" for number in numbers]
    entries = [
        plant(person, secret, mine=words) for secret, words in zip(secrets, mine, strict=True)
    ]
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
    give_pictures(case, officer, entries)
    remove_all(case, officer)
    for row in RedactedEntry.objects.filter(redaction=case, done_at=None):
        actions.finish_entry(row=row, by=officer)
    checked(case, officer, second)
    left, told, lost = {}, {}, {}
    for made_as in formats:
        export = actions.make_redacted_copy(
            redaction=case, by=officer, submission=uuid.uuid4(), made_as=made_as
        )
        making.make_copy(export.key, export.attempt)
        export.refresh_from_db()
        assert export.failed_because == ""
        if made_as in Export.PAGED:
            one_each = ["Page 1 of 1. No words of it are known."] * len(secrets)
            assert said_in_pictures(export) == one_each
        content = files.read(export.stored_as)
        text = words_of(content, made_as)
        left[made_as] = left_in(content, text, secrets)
        told[made_as] = explained_in(text, secrets)
        lost[made_as] = [words for words in mine if "".join(words.split()) not in text]
    places = RedactionMark.objects.filter(of__redaction=case, decision="REMOVE").count()
    return Found(secrets, left, told, lost, own, places)


def test_what_was_removed_is_nowhere_and_own_words_stay():
    found = run(range(SAMPLE))

    nothing = {made_as: [] for made_as in FORMATS}
    assert (found.left, found.told, found.lost) == (nothing, nothing, nothing)
    assert found.taken == []
    assert found.places > SAMPLE * 8


def test_the_search_finds_a_secret_of_each_kind_that_was_kept():
    person = make_person(preferred_name="Ama Okafor")
    officer = make_officer(person)
    secrets = secrets_of(range(len(KINDS)))
    kept_words = ". ".join(f"{each.words}, of the {each.short}" for each in secrets)
    make_signed(person, values={"discussion": kept_words})
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
        content = files.read(export.stored_as)
        text = words_of(content, made_as)
        assert left_in(content, text, secrets) == secrets
        assert explained_in(text, secrets) == [each.short for each in secrets]


@pytest.mark.assurance
def test_a_thousand_secrets_are_nowhere_in_any_format():
    planted, kept = Counter(), {made_as: Counter() for made_as in FORMATS}
    marks = taken = told = 0
    gone: list[str] = []
    for begin in range(0, WHOLE, A_RECORD):
        found = run(range(begin, begin + A_RECORD))
        planted.update(each.kind for each in found.secrets)
        for made_as, left in found.left.items():
            kept[made_as].update(each.kind for each in left)
        gone += [words for some in found.lost.values() for words in some]
        told += sum(len(some) for some in found.told.values())
        taken, marks = taken + len(found.taken), marks + found.places
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
            f"With each secret came two files. {WHOLE:,} letters held it in their words and were",
            f"left out. {WHOLE:,} pictures held it in their names alone and were given: they stand",
            "in both kinds of PDF as pages with alternative texts, and what is left of their names",
            "stands in the outline and in the list of files. No copy has a file attached. Of",
            f"{WHOLE:,} short forms in words that were removed whole, {told} were explained in the",
            "glossary of a copy.",
        ],
    )
    assert not any(kept.values())
    assert (gone, taken, told) == ([], 0, 0)
