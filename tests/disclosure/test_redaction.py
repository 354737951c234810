"""Redacted copies: what is proposed, decided by two, and gone from every byte."""

import io
import uuid

import pikepdf
import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from audit.models import Event
from disclosure import making
from disclosure.models import Export, RedactedEntry, Redaction, RedactionMark
from disclosure.redacting import actions, decided_files, queries
from disclosure.redacting.against import Weighing
from disclosure.redacting.pieces import Cut, Piece, cut
from disclosure.redacting.proposing import places_of, propose
from disclosure.redacting.reasons import reasons
from disclosure.redacting.terms import Terms
from disclosure.scope import Scope
from people.models import Contact, Person
from records import files
from records.actions import add_to_entry
from records.models import Addition, Entry, EntryLink
from tests.accounts.factories import make_staff
from tests.disclosure.factories import (
    find_out_all,
    make_officer,
    make_redaction,
    make_request,
    make_signed,
    sign_version,
    weigh_all,
)
from tests.people.factories import make_contact, make_person, make_worker_of

pytestmark = pytest.mark.django_db


def row_of(case, entry=None):
    return queries.row_of(case, entry.key if entry else "about")


def marked(case, officer):
    """Every mark that counts, as (words, reason, rule)."""
    texts = {
        (part.key, piece.path): piece.text
        for part in queries.parts_of(officer, case)
        for piece in part.pieces
    }
    return [
        (
            texts[mark.of.entry.key if mark.of.entry else "about", mark.path][
                mark.start : mark.end
            ],
            mark.reason,
            mark.found_by,
        )
        for mark in RedactionMark.objects.filter(of__redaction=case, replaced_at=None)
    ]


def remove_all(case, officer):
    """Accept what was proposed, and say of each part that it is done."""
    for row in RedactedEntry.objects.filter(redaction=case):
        key = row.entry.key if row.entry else "about"
        row = queries.row_of(case, key)
        answers = {
            mark.key: ("REMOVE", mark.reason, "")
            for mark in row.marks.filter(decision="UNDECIDED", replaced_at=None)
        }
        actions.decide_marks(row=row, by=officer, answers=answers)
        if row.proposed and not row.whole:
            actions.decide_whole(
                row=row, by=officer, whole="WITHHOLD", reason=row.proposed, because="Weighed"
            )
        left_out = decided_files.Answer("LEAVE_OUT", "OTHER_PERSON")
        shown = decided_files.files_of(row, Weighing(case.person, queries.weighed_for(case)))
        undecided = [each.file.key for each in shown if not each.decided]
        decided_files.decide_files(row=row, by=officer, answers=dict.fromkeys(undecided, left_out))
    for row in RedactedEntry.objects.filter(redaction=case):
        actions.finish_entry(row=row, by=officer)


def checked(case, officer, second):
    weigh_all(case.request, officer)
    find_out_all(case, officer)
    actions.send_to_check(redaction=case, by=officer)
    actions.answer_check(redaction=case, by=second, agrees=True)
    case.refresh_from_db()


def made(case, officer):
    export = actions.make_redacted_copy(redaction=case, by=officer, submission=uuid.uuid4())
    making.make_copy(export.key, export.attempt)
    export.refresh_from_db()
    return export


def everything_in(pdf):
    """Every text that can be got out of a PDF: pages, objects, streams, names and metadata."""
    document = pypdfium2.PdfDocument(pdf)
    found = ["".join(page.get_textpage().get_text_range() for page in document)]
    document.close()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for item in opened.objects:
            found.append(_text_of(item))
            if isinstance(item, pikepdf.Stream):
                found.append(item.read_bytes().decode("latin-1"))
        found += [str(value) for value in opened.docinfo.values()]
        with opened.open_outline() as outline:
            found += _titles(outline.root)
        found += list(opened.attachments)
    return "".join("".join(found).split())


def _text_of(item):
    if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        return " ".join(f"{key} {_deeper(value)}" for key, value in item.items())
    if isinstance(item, pikepdf.Array):
        return " ".join(_deeper(value) for value in item)
    return str(item)


def _deeper(item):
    """An object that is only pointed to is read where it stands itself."""
    return "" if getattr(item, "is_indirect", False) else _text_of(item)


def _titles(items):
    return [title for item in items for title in (item.title, *_titles(item.children))]


@pytest.fixture
def person():
    return make_person(preferred_name="Ama Okafor", nhs_number="9990000018")


@pytest.fixture
def officer(person):
    return make_officer(person, name="Helen Park")


def test_what_structure_and_names_tell_is_proposed_and_staff_are_named(person, officer):
    make_contact(person, name="Efua Mensah", kind=Contact.Kind.FAMILY, phone="01632 960 001")
    make_contact(person, name="Dr Iqbal Shah", kind=Contact.Kind.PROFESSIONAL)
    make_signed(
        person,
        author=make_staff(name="Fola Adeyemi"),
        said=[
            {"text": "Her neighbour drinks", "about_someone_else": True},
            {"text": "She eats little", "details": {"source": "Third party"}},
        ],
        values={
            "discussion": "Fola Adeyemi and Dr Iqbal Shah spoke to EFUA  MENSAH. Efua’s number is "
            "01632 960001, her mail efua@example.org. Ama will ring 07700 900 123."
        },
    )

    words = marked(make_redaction(person, officer), officer)

    said = [each[0] for each in words]
    assert ("Her neighbour drinks", "OTHER_PERSON", "third_party") in words
    assert ("She eats little", "TOLD_BY_OTHER", "told_by_other") in words
    for expected in ("EFUA  MENSAH", "Efua", "01632 960001", "efua@example.org", "07700 900 123"):
        assert expected in said
    assert not any("Adeyemi" in each or "Shah" in each or each == "Ama" for each in said)


def test_own_words_are_never_proposed(person, officer):
    make_contact(person, name="Efua Mensah", kind=Contact.Kind.FAMILY)
    own = "My sister Efua Mensah has 07700 900 123 and drinks"
    said = [{"kind": "person_words", "text": own, "details": {"original_words": f"{own} too"}}]
    entry = make_signed(person, said=said)
    sign_version(
        entry,
        values={"discussion": "x"},
        said=[{"kind": "person_words", "text": "Other words"}],
        reason="Wrong words",
    )

    case = make_redaction(person, officer)

    assert not RedactionMark.objects.filter(of__redaction=case, of__entry=entry).exists()


def test_what_the_person_said_of_an_entry_is_never_proposed(person, officer):
    """In a comment, when it was read back, in a record of their comment; what staff add is."""
    make_contact(person, name="Efua Mensah", kind=Contact.Kind.FAMILY)
    own = "My sister Efua Mensah has 07700 900 123 and drinks"
    worker = make_worker_of(person)
    entry = make_signed(person, author=worker, said=[{"text": own, "about_someone_else": True}])
    said = {"said_by": "Ama Okafor", "received_on": clock.today()}
    for kind, more in (
        ("PERSON_COMMENT", said),
        ("READ_BACK", {**said, "shown_how": "READ_ALOUD"}),
        ("MORE_DETAIL", {}),
    ):
        add_to_entry(entry=entry, by=worker, kind=kind, text=own, about_text=own, **more)
    comment = make_signed(
        person,
        type_key="person_comment",
        said=[{"kind": "person_words", "text": own, "field": "persons_own_words"}],
    )
    EntryLink.objects.create(
        source=comment, target=entry, kind="COMMENTS_ON", version=comment.versions.get()
    )

    case = make_redaction(person, officer)

    (part,) = queries.parts_of(officer, case, only=entry.key)
    (theirs,) = queries.parts_of(officer, case, only=comment.key)
    beside = [each for each in part.pieces if ".beside." in each.path and each.text == own]
    proposed = set(row_of(case, entry).marks.values_list("path", flat=True))
    untouched = {each.path for each in beside} - proposed
    assert untouched == {each.path for each in beside if each.own}
    assert len(untouched) == 3
    own_ones = {each.path for each in theirs.pieces if each.text == own}
    assert own_ones.isdisjoint(row_of(case, comment).marks.values_list("path", flat=True))


@pytest.mark.parametrize(
    ("said_by", "is_theirs"),
    [
        ("Ama Okafor", True),
        ("ama  okafor", True),
        ("Ama", True),
        ("The person", True),
        ("Ama Okafor, by telephone", True),
        ("Ama (in writing)", True),
        ("Ama Okafor, by her daughter", False),
        ("Adaeze Okafor, daughter", False),
        ("Adaeze for Ama Okafor", False),
        ("Okafor", False),
    ],
)
def test_what_somebody_else_said_of_an_entry_is_proposed(person, officer, said_by, is_theirs):
    worker = make_worker_of(person)
    entry = make_signed(person, author=worker)
    given = {"said_by": said_by, "received_on": clock.today()}
    add_to_entry(entry=entry, by=worker, kind="PERSON_COMMENT", text="She forgets", **given)
    given |= {"shown_how": "PAPER"}
    add_to_entry(entry=entry, by=worker, kind="READ_BACK", text="She cannot say", **given)

    found = marked(make_redaction(person, officer), officer)

    told = [each[0] for each in found if each[1:] == ("TOLD_BY_OTHER", "told_by_other")]
    assert told == ([] if is_theirs else ["She forgets", "She cannot say"])


@pytest.mark.parametrize(
    ("title", "beside", "said_by", "is_theirs"),
    [
        ("Mrs", "Kofi Mensah", "Mrs Okafor", True),
        ("Mrs", "Kofi Mensah", "mrs. okafor, by telephone", True),
        ("Mrs", "Kofi Mensah", "Mr Okafor", False),
        ("Mrs", "Kofi Mensah", "Mrs Okafor’s daughter", False),
        ("Mrs", "Adaeze Okafor", "Mrs Okafor", False),
        ("", "Kofi Mensah", "Mrs Okafor", False),
    ],
)
def test_title_and_surname_are_the_persons_where_nobody_else_has_the_surname(
    person, officer, title, beside, said_by, is_theirs
):
    Person.objects.filter(pk=person.pk).update(title=title)
    person.refresh_from_db()
    make_contact(person, name=beside)
    worker = make_worker_of(person)
    entry = make_signed(person, author=worker)
    given = {"said_by": said_by, "received_on": clock.today()}
    add_to_entry(entry=entry, by=worker, kind="PERSON_COMMENT", text="I sleep", **given)

    found = marked(make_redaction(person, officer), officer)

    told = [each[0] for each in found if each[1:] == ("TOLD_BY_OTHER", "told_by_other")]
    assert told == ([] if is_theirs else ["I sleep"])


def test_words_of_others_in_a_record_of_a_comment_are_proposed(person, officer):
    make_contact(person, name="Dr Iqbal Shah", kind=Contact.Kind.PROFESSIONAL)
    entry = make_signed(person)

    def said(text, kind, name, **more):
        speaker = [{"kind": kind, "key": "x", "name": name, "role": ""}]
        given = {"kind": "person_words", "field": "persons_own_words", "text": text}
        return given | {"details": {"speaker": speaker}} | more

    comment = make_signed(
        person,
        type_key="person_comment",
        said=[
            said("I sleep well", "person", "Ama Okafor"),
            said("She forgets", "other", "Kofi"),
            said("He took it", "person", "Ama Okafor", about_someone_else=True),
        ],
    )
    EntryLink.objects.create(
        source=comment, target=entry, kind="COMMENTS_ON", version=comment.versions.get()
    )
    make_signed(person, said=[said("She is well", "contact", "Dr Iqbal Shah")])

    found = marked(make_redaction(person, officer), officer)

    whole = [each for each in found if each[0] in ("She forgets", "He took it")]
    assert sorted(whole) == sorted(
        [
            ("He took it", "OTHER_PERSON", "third_party"),
            ("She forgets", "TOLD_BY_OTHER", "told_by_other"),
        ]
        * 2
    )
    assert not {"I sleep well", "She is well"} & {words for words, *_ in found}
    (part,) = queries.parts_of(officer, make_redaction(person, officer), only=entry.key)
    kinds = [each.text for each in part.pieces if each.path.endswith(".kind")]
    assert kinds[1] == "The person’s comment on this record. Words of Kofi"


def test_what_they_said_of_somebody_else_is_proposed_where_it_stood_before(person, officer):
    own = {"kind": "person_words", "text": "He took it", "about_someone_else": True}
    entry = make_signed(person, said=[own])
    sign_version(entry, values={"discussion": "x"}, said=[], reason="Wrong")

    found = marked(make_redaction(person, officer), officer)

    assert [each for each in found if each[0] == "He took it"] == [
        ("He took it", "OTHER_PERSON", "third_party")
    ]


@pytest.mark.parametrize("number", range(20))
def test_the_first_pass_takes_nothing_out_of_own_words(number):
    """Whatever they say, and whatever rules would find in them."""
    words = ["Efua Mensah", "07700 900123", "x@example.org", "AB1 2CD", "999 000 0018", "drinks"]
    text = " ".join(words[(number + step) % len(words)] for step in range(number % 7 + 1))
    terms = Terms(frozenset(["Efua Mensah", "Efua", text]), frozenset(), frozenset())

    assert propose([Piece(".a", text, own=True)], terms, [text]) == []
    assert propose([Piece(".a", text)], terms, [text]) != []


def test_another_officer_checks_and_never_the_one_who_decided(person, officer, second):
    make_signed(person)
    case = make_redaction(person, officer)
    with pytest.raises(ValidationError, match="Decide every mark"):
        actions.send_to_check(redaction=case, by=officer)
    remove_all(case, officer)
    actions.send_to_check(redaction=case, by=officer)

    with pytest.raises(PermissionDenied, match="Another officer"):
        actions.answer_check(redaction=case, by=officer, agrees=True)
    with pytest.raises(ValidationError):
        actions.make_redacted_copy(redaction=case, by=officer, submission=uuid.uuid4())
    with pytest.raises(ValidationError, match="looked at again"):
        actions.answer_check(redaction=case, by=second, agrees=False)
    actions.answer_check(redaction=case, by=second, agrees=False, comment="Her sister too")
    case.refresh_from_db()
    assert (case.state, case.comment) == ("DECIDING", "Her sister too")

    checked(case, officer, second)
    assert made(case, officer).state == Export.State.READY
    assert Event.objects.filter(verb="disclosure.redaction_agreed").count() == 1


def test_who_marked_any_words_does_not_check(person, officer, second):
    entry = make_signed(person, values={"discussion": "A gun in the shed"})
    case = make_redaction(person, officer)
    piece = next(
        each
        for each in queries.parts_of(second, case, only=entry.key)[0].pieces
        if "gun" in each.text
    )
    actions.add_mark(
        row=row_of(case, entry), by=second, path=piece.path, words="gun", reason="CRIME"
    )
    remove_all(case, officer)
    find_out_all(case, officer)
    actions.send_to_check(redaction=case, by=officer)

    with pytest.raises(PermissionDenied):
        actions.answer_check(redaction=case, by=second, agrees=True)


SECRETS = [f"Zqvx{number:03}qz" for number in range(12)]


def planted(person, secrets):
    """Entries that hold secrets wherever words may stand: titles, additions, corrections, files."""
    entries = []
    for secret in secrets:
        entry = make_signed(
            person,
            said=[
                {"text": f"Fact of {secret}", "details": {"source_detail": f"from {secret}"}},
                {"text": f"Third {secret}", "about_someone_else": True},
            ],
            values={"discussion": f"Before {secret} after", "reason_for_call": secret},
            summary=f"Call of {secret}",
        )
        sign_version(
            entry,
            values={"discussion": f"Now {secret} other", "reason_for_call": "The clock"},
            reason=f"It was {secret}",
        )
        Addition.objects.create(
            entry=entry,
            kind=Addition.Kind.MORE_DETAIL,
            text=f"Later {secret}",
            about_text=f"of {secret}",
            author=entry.author,
            added_at=clock.now(),
        )
        entries.append(entry)
    return entries


def search_for(person, officer, second, secrets):
    """Make a copy from which one contact per secret was removed; return it and what is left."""
    planted(person, secrets)
    for secret in secrets:
        make_contact(person, name=secret, kind=Contact.Kind.FRIEND)
    case = make_redaction(person, officer)
    remove_all(case, officer)
    checked(case, officer, second)
    export = made(case, officer)
    assert export.failed_because == ""
    pdf = files.read(export.stored_as)
    text = everything_in(pdf)
    raw = pdf.decode("latin-1")
    wide = {secret: "".join(f"\0{letter}" for letter in secret) for secret in secrets}
    return export, text, [s for s in secrets if s in text or s in raw or wide[s] in text]


def test_nothing_removed_is_in_the_bytes(person, officer, second):
    _, text, left = search_for(person, officer, second, SECRETS)

    assert left == []
    assert "[removed:nameordetailsofanotherperson]" in text
    assert "[removed:aboutanotherperson]" in text
    assert "".join(reasons()["WHO_OTHER"].meaning.split()) in text
    assert "wordsremoved" in text


def test_the_search_finds_what_is_there(person, officer, second):
    """The search of the tests above would see a secret that was kept."""
    planted(person, SECRETS[:1])
    case = make_redaction(person, officer)
    remove_all(case, officer)
    checked(case, officer, second)
    assert SECRETS[0] in everything_in(files.read(made(case, officer).stored_as))


def test_a_withheld_entry_is_accounted_for_and_not_named(person, officer, second):
    entry = make_signed(person, summary="Zqvx999qz", values={"discussion": "Zqvx998qz"})
    make_signed(person, values={"discussion": "Kept words"})
    case = make_redaction(person, officer)
    row = row_of(case, entry)
    with pytest.raises(ValidationError, match="in your words"):
        actions.decide_whole(row=row, by=officer, whole="WITHHOLD", reason="SERIOUS_HARM")
    actions.decide_whole(
        row=row, by=officer, whole="WITHHOLD", reason="SERIOUS_HARM", because="Dr Shah’s opinion"
    )
    remove_all(case, officer)
    checked(case, officer, second)
    text = everything_in(files.read(made(case, officer).stored_as))

    assert "Zqvx999qz" not in text
    assert "Zqvx998qz" not in text
    assert "Keptwords" in text
    assert "Withheld:couldcauseseriousharm" in text
    assert "1entryiswithheldwhole" in text
    assert "Shah’sopinion" not in text


def test_a_restricted_entry_goes_only_if_somebody_says_so(person, officer, second):
    entry = make_signed(person, author=officer, sensitivity=Entry.Sensitivity.RESTRICTED)
    case = make_redaction(person, officer)
    row = row_of(case, entry)
    assert row.proposed == "RESTRICTED"
    with pytest.raises(ValidationError, match="Decide every mark"):
        actions.finish_entry(row=row, by=officer)
    actions.decide_whole(row=row, by=officer, whole="GIVE", because="It is about them alone")
    remove_all(case, officer)
    actions.send_to_check(redaction=case, by=officer)
    with pytest.raises(PermissionDenied, match="may not open 1 entry"):
        actions.answer_check(redaction=case, by=second, agrees=True)


def test_what_its_maker_may_not_open_is_decided_by_an_officer_who_may(
    client, person, officer, second
):
    make_signed(person)
    make_signed(person, event_at=clock.add_hours(clock.now(), -9 * 24), sensitivity="RESTRICTED")
    since = Scope(since=clock.add_days(clock.today(), -8))
    closed = make_signed(person, author=second, sensitivity="RESTRICTED")
    case = make_redaction(person, officer, scope=since)
    remove_all(case, officer)
    weigh_all(case.request, officer)
    here = reverse("disclosure:redaction", args=[person.key, case.key])
    client.force_login(officer)

    assert "You may not open 1 entry of it" in client.get(here).text
    refused = client.post(here, {"act": "send", "says": "REASONS"}).text
    assert "You may not open 1 entry of it" in refused
    case.refresh_from_db()
    assert case.state == Redaction.State.DECIDING
    actions.look_again(redaction=case, by=second)
    row = row_of(case, closed)
    actions.decide_whole(
        row=row, by=second, whole="WITHHOLD", reason="RESTRICTED", because="An order"
    )
    for row in case.entries.filter(done_at=None):
        actions.finish_entry(row=row, by=second)
    assert "You may not open" not in client.get(here).text
    find_out_all(case, officer)
    actions.send_to_check(redaction=case, by=officer)
    actions.answer_check(redaction=case, by=make_officer(person), agrees=True)
    case.refresh_from_db()
    make_signed(person, sensitivity="RESTRICTED")
    with pytest.raises(ValidationError, match="You may not open 1 entry of it"):
        made(case, officer)


def test_what_changed_since_is_looked_at_again(person, officer, second):
    make_contact(person, name="Efua Mensah", kind=Contact.Kind.FAMILY)
    entry = make_signed(person, values={"discussion": "A gun. Efua rang."})
    case = make_redaction(person, officer)
    piece = next(
        each
        for each in queries.parts_of(officer, case, only=entry.key)[0].pieces
        if "gun" in each.text
    )
    actions.add_mark(
        row=row_of(case, entry), by=officer, path=piece.path, words="gun", reason="CRIME"
    )
    remove_all(case, officer)
    checked(case, officer, second)
    asked = actions.make_redacted_copy(redaction=case, by=officer, submission=uuid.uuid4())
    sign_version(entry, values={"discussion": "A gun, he said. Efua rang."}, reason="Wrong")

    making.make_copy(asked.key, asked.attempt)
    asked.refresh_from_db()
    assert (asked.state, "changed since" in asked.failed_because) == ("FAILED", True)
    with pytest.raises(ValidationError, match="changed since"):
        actions.make_redacted_copy(redaction=case, by=officer, submission=uuid.uuid4())

    actions.look_again(redaction=case, by=officer)
    case.refresh_from_db()
    again = row_of(case, entry)
    assert case.state == "DECIDING"
    assert again.version == 2
    assert again.done_at is None
    found = marked(case, officer)
    assert ("gun", "CRIME", "marked_before") in found
    assert RedactionMark.objects.filter(of=again, replaced_at__isnull=False).exists()
    remove_all(case, officer)
    checked(case, officer, second)
    assert made(case, officer).state == Export.State.READY


def test_words_removed_by_hand_are_proposed_in_every_place_once_the_entry_changed(
    person, officer, second
):
    given = {"reason_for_call": "Tiggy", "discussion": "Tiggy rang. Then Tiggy came."}
    own = {"kind": "person_words", "text": "Tiggy is my cat"}
    entry = make_signed(person, values=given, said=[{"text": "Tiggy drinks"}, own])
    case = make_redaction(person, officer)

    def pieces():
        (part,) = queries.parts_of(officer, case, only=entry.key)
        return [each for each in part.pieces if "Tiggy" in each.text]

    (first, *_) = [each for each in pieces() if "rang" in each.text]
    row = row_of(case, entry)
    actions.add_mark(row=row, by=officer, path=first.path, words="Tiggy", reason="WHO_OTHER")
    remove_all(case, officer)
    said = [{"text": "Tiggy drinks"}, own]
    sign_version(entry, values=given | {"direction": "Outgoing"}, said=said, reason="Wrong")

    actions.look_again(redaction=case, by=officer)

    marks = RedactionMark.objects.filter(of=row, replaced_at=None)
    places = sorted((mark.path, mark.start) for mark in marks if mark.found_by == "marked_before")
    expected = [
        (piece.path, start)
        for piece in pieces()
        if not piece.own
        for start, _ in places_of("Tiggy", piece.text)
    ]
    assert places == sorted(expected)
    assert len(places) >= 4
    assert {mark.decision for mark in marks} == {"UNDECIDED"}
    remove_all(case, officer)
    checked(case, officer, second)
    content = everything_in(files.read(made(case, officer).stored_as))
    assert content.count("Tiggy") == content.count("Tiggyismycat")


def test_words_removed_by_hand_are_proposed_in_what_is_signed_later(person, officer):
    make_contact(person, name="Kofi Gates", kind=Contact.Kind.FRIEND)
    mine = {"kind": "person_words", "text": "I like the blue gates"}
    entry = make_signed(person, values={"discussion": "Behind the blue gates"})
    case = make_redaction(person, officer)
    (part,) = queries.parts_of(officer, case, only=entry.key)
    piece = next(each for each in part.pieces if "blue" in each.text)
    actions.add_mark(
        row=row_of(case, entry), by=officer, path=piece.path, words="the blue", reason="CRIME"
    )
    remove_all(case, officer)

    for discussion in ("Behind THE BLUE door", "In the blue shed, with Kofi Gates"):
        later = make_signed(person, values={"discussion": discussion}, said=[mine])
        said = {"discussion": f"Behind the blue gates: {later.pk}"}
        sign_version(entry, values=said, reason="Wrong")
        actions.look_again(redaction=case, by=officer)

        here = row_of(case, later).marks.order_by("start")
        assert [(mark.reason, mark.found_by) for mark in here] == [
            ("CRIME", "same_words"),
            *([("WHO_OTHER", "name")] if "Kofi" in discussion else []),
        ]
        remove_all(case, officer)


def test_a_hand_removal_is_not_lost_within_a_text_that_is_proposed_whole(person, officer):
    said = [{"text": "Tiggy and Bo drink", "about_someone_else": True}]
    entry = make_signed(person, said=said)
    case = make_redaction(person, officer)
    (part,) = queries.parts_of(officer, case, only=entry.key)
    piece = next(each for each in part.pieces if each.text == "Tiggy and Bo drink")
    row = row_of(case, entry)
    actions.add_mark(row=row, by=officer, path=piece.path, words="Tiggy and", reason="CRIME")
    sign_version(entry, values={"discussion": "Another clock"}, said=said, reason="Wrong")

    actions.look_again(redaction=case, by=officer)

    here = [each[0] for each in marked(case, officer) if "Tiggy" in each[0]]
    assert sorted(here) == ["Tiggy and", "Tiggy and Bo drink"]


@pytest.mark.parametrize("change", ["added", "new", "restricted"])
def test_no_copy_after_an_addition_a_new_entry_or_a_restriction(person, officer, second, change):
    entry = make_signed(person)
    case = make_redaction(person, officer)
    remove_all(case, officer)
    checked(case, officer, second)
    if change == "added":
        Addition.objects.create(
            entry=entry,
            kind=Addition.Kind.MORE_DETAIL,
            text="More",
            author=entry.author,
            added_at=clock.now(),
        )
    elif change == "new":
        make_signed(person)
    else:
        Entry.objects.filter(pk=entry.pk).update(sensitivity=Entry.Sensitivity.RESTRICTED)

    with pytest.raises(ValidationError):
        actions.make_redacted_copy(redaction=case, by=officer, submission=uuid.uuid4())


def test_words_marked_once_are_proposed_wherever_else_they_stand(person, officer):
    first = make_signed(person, values={"discussion": "The Falcon pub, and the falcon again"})
    other = make_signed(person, values={"reason_for_call": "Met at the Falcon"})
    case = make_redaction(person, officer)
    remove_all(case, officer)
    piece = next(
        each
        for each in queries.parts_of(officer, case, only=first.key)[0].pieces
        if "Falcon" in each.text
    )
    with pytest.raises(ValidationError, match="stand there 2 times"):
        actions.add_mark(
            row=row_of(case, first),
            by=officer,
            path=piece.path,
            words="falcon",
            which=3,
            reason="CRIME",
        )
    actions.add_mark(
        row=row_of(case, first),
        by=officer,
        path=piece.path,
        words="falcon",
        which=2,
        reason="CRIME",
    )

    rules = [(words, rule) for words, _, rule in marked(case, officer)]
    assert ("falcon", "") in rules
    assert rules.count(("Falcon", "same_words")) >= 2
    assert row_of(case, other).done_at is None


def test_overlapping_marks_leave_nothing_between_them():
    assert cut("abcdefgh", {"": [Cut(1, 5, "[x]"), Cut(3, 7, "[y]")]}) == "a[x]h"
    assert places_of("Ab", "ab AB") == [(0, 2), (3, 5)]


def test_the_pages_work_without_scripts(client, person, officer, second):
    make_contact(person, name="Efua Mensah", kind=Contact.Kind.FAMILY)
    entry = make_signed(person, values={"discussion": "Efua rang about <b>the</b> gun."})
    client.force_login(officer)
    asked = make_request(person, officer)
    start = reverse("disclosure:redactions", args=[person.key]) + f"?request={asked.key}"
    assert client.post(start, {"submission": str(uuid.uuid4())}).status_code == 400
    given = {"submission": str(uuid.uuid4()), "purpose": "PERSON", "recipient": "Ama"}
    case_url = client.post(start, given).headers["Location"]
    case = Redaction.objects.get()
    page_url = reverse("disclosure:redact-entry", args=[person.key, case.key, entry.key])

    body = client.get(page_url).content.decode()
    assert "redact__mark--undecided" in body
    assert "&lt;b&gt;the" in body
    mark = RedactionMark.objects.get(of__entry=entry)
    kept = {"act": "decide", f"{mark.key}-decision": "KEEP", f"{mark.key}-reason": "WHO_OTHER"}
    refused = client.post(page_url, kept)
    assert refused.status_code == 400
    assert "Enter why these words are kept" in refused.content.decode()
    client.post(page_url, kept | {f"{mark.key}-because": "They wrote it themselves"})
    mark.refresh_from_db()
    assert (mark.decision, mark.because) == ("KEEP", "They wrote it themselves")

    path = mark.path
    add = {"act": "add", "add-path": path, "add-which": "1", "add-reason": "CRIME"}
    assert "Enter the words" in client.post(page_url, add).content.decode()
    missing = client.post(page_url, add | {"add-words": "sword"}).content.decode()
    assert "Enter words as they stand" in missing
    assert "sword" in missing
    client.post(page_url, add | {"add-words": "gun"})
    assert "[removed: could hinder an investigation]" in client.get(page_url).content.decode()
    assert client.post(page_url, {"act": "done"}).status_code == 302
    about = reverse("disclosure:redact-entry", args=[person.key, case.key, "about"])
    client.post(about, {"act": "as-proposed"})
    client.post(about, {"act": "done"})
    assert "Weigh first what it says of these people" in client.get(case_url).text
    weigh_all(asked, officer, "PART")
    find_out_all(case, officer)
    assert "Send it to be checked" in client.get(case_url).content.decode()
    client.post(case_url, {"act": "send", "says": "REASONS"})
    assert "Another officer checks it" in client.get(case_url).content.decode()

    client.force_login(second)
    assert client.post(case_url, {"act": "return"}).status_code == 400
    client.post(case_url, {"act": "agree"})
    answer = client.post(case_url, {"act": "make", "submission": str(uuid.uuid4())})
    assert "/copies/" in answer.headers["Location"]
    listed = client.get(f"{case_url}list/").content.decode()
    assert "They wrote it themselves" in listed
    assert client.get(case_url.replace(case.key, "nosuchkey")).status_code == 404


def test_the_log_names_only_whom_a_redacted_copy_still_names(person, officer, second):
    neighbour = make_person(given_names="Zadie", family_name="Quartermaine")
    make_contact(person, name=neighbour.name, record=neighbour)
    case = make_redaction(person, officer)
    remove_all(case, officer)
    checked(case, officer, second)

    export = made(case, officer)

    assert export.state == Export.State.READY
    assert Event.objects.filter(verb="disclosure.export_made", target=export.key).exists()
    assert not Event.objects.filter(verb="disclosure.copy_names", target=export.key).exists()


def test_what_a_second_officer_typed_stays_where_somebody_answered_meanwhile(
    client, person, officer, second
):
    make_signed(person)
    case = make_redaction(person, officer)
    remove_all(case, officer)
    weigh_all(case.request, officer)
    find_out_all(case, officer)
    actions.send_to_check(redaction=case, by=officer)
    first = {"redaction": case, "agrees": False, "comment": "Look at the cover"}
    actions.answer_check(by=make_officer(person), **first)
    client.force_login(second)
    page = reverse("disclosure:redaction", args=[person.key, case.key])

    answers = [
        client.post(page, {"act": act, "comment": "Her sister is named"})
        for act in ("return", "agree")
    ]

    for answer in answers:
        assert answer.status_code == 400
        assert "Her sister is named" in answer.text
    case.refresh_from_db()
    assert case.comment == "Look at the cover"


@pytest.mark.parametrize("act", ["decide", "whole"])
def test_reasons_stay_where_what_is_decided_was_sent_to_be_checked_meanwhile(
    client, person, officer, act
):
    make_contact(person, name="Efua Mensah", kind=Contact.Kind.FAMILY)
    entry = make_signed(person, values={"discussion": "Efua rang."})
    case = make_redaction(person, officer)
    mark = RedactionMark.objects.filter(of__entry=entry).first()
    remove_all(case, officer)
    weigh_all(case.request, officer)
    find_out_all(case, officer)
    actions.send_to_check(redaction=case, by=officer)
    client.force_login(officer)
    typed = {
        "decide": {f"{mark.key}-decision": "KEEP", f"{mark.key}-because": "She wrote it herself"},
        "whole": {
            "whole-whole": "WITHHOLD",
            "whole-reason": "OTHER_PERSON",
            "whole-because": "She wrote it herself",
        },
    }[act]
    if act == "decide":
        typed[f"{mark.key}-reason"] = mark.reason

    page = reverse("disclosure:redact-entry", args=[person.key, case.key, entry.key])
    answer = client.post(page, {"act": act, **typed})

    assert answer.status_code == 400
    assert "She wrote it herself" in answer.text
    assert "There is a problem" in answer.text
    mark.refresh_from_db()
    assert mark.decision == "REMOVE"
