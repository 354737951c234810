"""Files sent to do harm are refused with a reason, or kept without what would do it."""

import io
import zipfile

import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from records.files import accepted as accepted_files
from records.files import names as file_names
from records.models import Attachment
from tests.records.papers import mail, pdf, picture, word
from tests.security.clamd import EICAR, scanner
from tests.security.hostile import CASES


@pytest.fixture(scope="module")
def address():
    with scanner() as address:
        yield address


@pytest.mark.parametrize("case", CASES)
def test_a_file_that_could_do_harm_is_refused_with_a_reason(case, settings, address):
    settings.CLAMD = address
    name, content, words = CASES[case]

    with pytest.raises(accepted_files.FileRefused) as refused:
        accepted_files.accept(content, filename=name)

    assert words in str(refused.value)


def test_a_photograph_loses_its_place_and_keeps_its_side_up():
    exif = Image.Exif()
    exif[Base.Orientation] = 6
    exif[Base.Make] = "Phone"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitudeRef] = "N"
    sent = picture("JPEG", size=(40, 30), exif=exif)

    kept = accepted_files.accept(sent, filename="a.jpg")

    with Image.open(io.BytesIO(kept.content)) as opened:
        assert opened.size == (30, 40)
        assert dict(opened.getexif()) == {}
    assert kept.received_as == "image/jpeg"
    assert len(kept.received_sha256) == 64


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_what_is_hidden_behind_a_picture_is_not_kept(kind):
    hidden = io.BytesIO()
    with zipfile.ZipFile(hidden, "w") as archive:
        archive.writestr("run.js", "alert(1)")
    sent = picture(kind) + hidden.getvalue()

    kept = accepted_files.accept(sent, filename="a.png")

    assert b"run.js" not in kept.content
    assert not zipfile.is_zipfile(io.BytesIO(kept.content))


@pytest.mark.parametrize(
    ("name", "kept_as"),
    [
        ("../../etc/passwd", "passwd.txt"),
        ("C:\\Users\\x\\note.txt", "note.txt"),
        ("invoice\u202efdp.exe", "invoicefdp.txt"),
        ("a\u2066b\u2069\u200f.txt", "ab.txt"),
        ("x\r\nSet-Cookie: a=b.txt", "xSet-Cookie a=b.txt"),
        ("a" * 300 + ".txt", "a" * file_names.LONGEST + ".txt"),
        ("Llythyr Siân – tŷ.txt", "Llythyr Siân – tŷ.txt"),
        ("\x00...", "file.txt"),
        ("", "file.txt"),
    ],
)
def test_a_name_leads_nowhere_and_shows_as_it_is(name, kept_as):
    assert accepted_files.accept(b"Dear Win", filename=name).filename == kept_as


def test_without_a_scanner_a_file_says_that_it_was_not_scanned(settings):
    settings.CLAMD = ""

    assert accepted_files.accept(b"hello", filename="a.txt").scan == Attachment.Scan.NOT_SCANNED


@pytest.mark.parametrize("content", [b"hello", b"x" * 600_000, pdf(), word(), mail()])
def test_a_scanner_that_finds_nothing_is_believed(settings, address, content):
    settings.CLAMD = address

    assert accepted_files.accept(content, filename="a.eml").scan == Attachment.Scan.CLEAN


@pytest.mark.parametrize(
    "answer",
    [
        b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0",
        b"INSTREAM size limit exceeded. ERROR\0",
    ],
)
def test_what_the_scanner_could_not_look_at_whole_is_refused(settings, answer):
    with scanner(answer) as settings.CLAMD, pytest.raises(accepted_files.FileRefused) as refused:
        accepted_files.accept(b"hello", filename="a.txt")

    assert "could not look at all of it" in str(refused.value)


@pytest.mark.parametrize("answer", [b"stream: perhaps\0", b"\0", b"OK\0", b"stream: OK and more\0"])
def test_an_answer_that_is_not_known_holds_a_file_back(settings, answer):
    with scanner(answer) as settings.CLAMD:
        kept = accepted_files.accept(b"hello", filename="a.txt")

    assert kept.scan == Attachment.Scan.WAITING


def test_a_scanner_that_is_down_holds_a_file_back(settings):
    settings.CLAMD = "unix:/nowhere/clamd.ctl"

    assert accepted_files.accept(EICAR, filename="a.txt").scan == Attachment.Scan.WAITING
