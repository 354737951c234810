"""Files that came with entries, as pages of a copy, each present or listed with its reason."""

import io
from hashlib import sha256
from pathlib import Path

import page
import pikepdf
import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError

import clock
from disclosure import making
from disclosure.models import Export
from people.keys import new_key
from records import files
from records.actions import begin_chronology, describe_line, freeze_chronology, pick_entries
from records.models import Attachment, Entry
from tests.disclosure.factories import make_export, make_signed, sign_version
from tests.disclosure.test_making import squeezed, text_of
from tests.people.factories import make_person, make_worker_of
from tests.records.papers import pdf, picture, word

pytestmark = pytest.mark.django_db
IMAGE = pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def attach(entry, title, content, media_type, **fields):
    return Attachment.objects.create(
        person=entry.person,
        entry=entry,
        field="attachments",
        title=title,
        media_type=media_type,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        added_by=entry.author,
        added_at=clock.now(),
        **{"filename": "file", "stored_as": files.store(content, folder="attachments")} | fields,
    )


def copied(person, **fields):
    export = make_export(person, **fields)
    making.make_copy(export.key, 1)
    export.refresh_from_db()
    assert (export.failed_because, export.state) == ("", Export.State.READY)
    return export


def said_in_pictures(export):
    """What a screen reader says in place of each picture of a finished copy."""
    with pikepdf.open(io.BytesIO(files.read(export.stored_as))) as opened:
        return sorted(
            str(each.Alt)
            for each in opened.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"
        )


@pytest.fixture
def with_files():
    """A person whose entry came with five files."""
    person = make_person()
    entry = make_signed(person)
    attach(entry, "Clinic letter", pdf(), "application/pdf", pages=1, text="Dear Win,")
    attach(entry, "Photo of the step", picture("JPEG", size=(400, 300)), "image/jpeg")
    attach(entry, "Care plan", word(), WORD)
    waiting = Attachment.Scan.WAITING
    attach(entry, "Late letter", pdf(), "application/pdf", pages=1, scan=waiting)
    broken = attach(entry, "Torn letter", pdf(), "application/pdf", pages=1)
    files.remove(broken.stored_as)
    return person


@pytest.mark.parametrize(("made_as", "profile"), [("PDF", "ua1"), ("ARCHIVE", "3a")])
def test_pictures_and_pdfs_stand_as_pages_and_all_else_has_its_reason(with_files, made_as, profile):
    export = copied(with_files, with_files=True, made_as=made_as)

    found = text_of(export)
    for words in (
        "Files that came with entries",
        "Care plan Not in this copy. A file of this kind (Word document) has no pages.",
        "Late letter Not in this copy. It was not yet checked for viruses.",
        "Torn letter Not in this copy. Its file is missing from the store.",
        "5 files at the end",
    ):
        assert squeezed(words) in found
    content = files.read(export.stored_as)
    with pikepdf.open(io.BytesIO(content)) as opened:
        places = set(pikepdf.NameTree(opened.Root.Names.Dests).keys())
        with opened.open_outline() as outline:
            (listing,) = (item for item in outline.root if item.title.startswith("Files that"))
            under = [item.title for item in listing.children]
    assert said_in_pictures(export) == [
        "Page 1 of 1. No words of it are known.",
        "Page 1 of 1. Words on it: Dear Win,",
    ]
    assert under == ["Clinic letter", "Photo of the step"]
    assert sum(place.startswith("file-") for place in places) == 2
    assert export.not_laid_out == 0
    assert page.validate_pdf_bytes(content, profile=profile).is_compliant


def test_a_file_that_cannot_be_read_at_all_stops_nothing_else(with_files):
    entry = with_files.entries.get()
    in_the_way = attach(entry, "Odd letter", pdf(), "application/pdf", pages=1)
    files.remove(in_the_way.stored_as)
    Path(default_storage.path(in_the_way.stored_as)).mkdir()
    attach(entry, "Letter without its file", pdf(), "application/pdf", pages=1, stored_as="")

    found = text_of(copied(with_files, with_files=True))

    for words in (
        "Odd letter Not in this copy. Its stored file is damaged.",
        "Letter without its file Not in this copy. Its file is missing from the store.",
        "Photo of the step",
    ):
        assert squeezed(words) in found


def test_without_being_asked_for_files_are_listed_alone(with_files):
    found = text_of(copied(with_files))

    assert squeezed("Clinic letter") in found
    assert squeezed("5 files listed") in found
    assert squeezed("Files that came with entries") not in found


def test_a_file_begins_on_the_page_that_says_what_it_is():
    entry = make_signed(make_person())
    told = "Zqleaf, the letter in which the ward says on which day she may go home, and who comes"
    named = {"source": "Ward sister, North Tyne Hospital, Elderly care", "filename": f"{told}.pdf"}
    attach(entry, told, pdf(), "application/pdf", pages=1, text="Dear Win,", **named)

    export = copied(entry.person, with_files=True)

    document = pypdfium2.PdfDocument(files.read(export.stored_as))
    pictures = [page for page in document if any(each.type == IMAGE for each in page.get_objects())]
    said = [squeezed(page.get_textpage().get_text_range()) for page in pictures]
    document.close()
    assert len(said) == 1
    assert "Zqleaf" in said[0]


@pytest.fixture
def in_two_versions():
    """An entry that named one file when it was signed, and another when it was corrected."""
    first, later = new_key(), new_key()
    entry = make_signed(make_person(), values={"attachments": [first]}, summary="Fell in the hall")
    at = clock.add_hours(entry.signed_at, 1)
    sign_version(entry, values={"attachments": [first, later]}, reason="More came", at=at)
    for key, said in ((first, "At first"), (later, "Later")):
        attach(entry, "A letter", pdf(), "application/pdf", pages=1, text=said, key=key)
    return entry


def test_a_copy_as_known_has_the_files_that_were_known_then(in_two_versions):
    entry = in_two_versions
    known_at = clock.add_hours(entry.signed_at, 0.5)

    then = copied(entry.person, with_files=True, known_at=known_at)
    now = copied(entry.person, with_files=True)

    assert said_in_pictures(then) == ["Page 1 of 1. Words on it: At first"]
    assert said_in_pictures(now) == [
        "Page 1 of 1. Words on it: At first",
        "Page 1 of 1. Words on it: Later",
    ]


def test_the_files_of_the_entries_of_a_chronology_stand_after_its_lines(in_two_versions):
    entry, person = in_two_versions, in_two_versions.person
    hidden = make_signed(person, sensitivity=Entry.Sensitivity.RESTRICTED)
    attach(hidden, "Hidden letter", pdf(), "application/pdf", pages=1, text="Hidden")
    worker = make_worker_of(person)
    frozen = begin_chronology(person=person, by=worker, title="Falls, TIA", purpose="For court")
    pick_entries(chronology=frozen, by=worker, entries=[entry, hidden])
    describe_line(line=frozen.lines.get(entry=entry), by=worker, event="Ama 𒀀 fell", impact="")
    freeze_chronology(chronology=frozen, by=worker)
    frozen.refresh_from_db()

    export = copied(person, with_files=True, chronology=frozen)

    found = text_of(export)
    order = [
        found.index(squeezed(each)) for each in ("For court", "Files that came", "Short forms")
    ]
    assert order == sorted(order)
    assert squeezed("1 line, 2 files at the end") in found
    assert squeezed("Characters that could not be drawn") in found
    assert "Hidden" not in found
    assert len(said_in_pictures(export)) == 2
    assert page.validate_pdf_bytes(files.read(export.stored_as), profile="ua1").is_compliant


def test_files_are_pages_of_a_pdf_alone():
    with pytest.raises(IntegrityError):
        make_export(with_files=True, made_as=Export.MadeAs.TEXT)
