"""Long copies: laid out in parts side by side, kept, joined; what fails is named."""

import io
import re
from dataclasses import replace

import page
import pikepdf
import pypdfium2
import pytest

import box
import clock
from disclosure import making, pdf
from disclosure.models import Export
from disclosure.pdf import cutting, press, workers
from disclosure.pdf.document import Accounted, Month
from records.files import parts_kept
from tests.disclosure.factories import make_export, make_signed
from tests.disclosure.samples import make_copy, make_entry
from tests.disclosure.test_making import squeezed, text_of
from tests.people.factories import make_person

BROKEN = "word " * 80_000


class Shelf(dict):
    """Keeps parts in memory, and says how often one was there."""

    found = 0

    def get(self, digest):
        self.found += digest in self
        return super().get(digest)

    def put(self, digest, content):
        self[digest] = content


def make_long(entries=34, *, changed=None):
    """A copy of months of 17 entries, each with words of its own; ``changed`` has others."""
    made = [
        replace(make_entry(n), header=(), title=f"Call {n}", sections=(), related=())
        for n in range(1, entries + 1)
    ]
    if changed:
        made[changed - 1] = replace(made[changed - 1], title="Changed")
    months = [
        Month(f"Month {at}", f"month-{at}", tuple(made[at : at + 17]))
        for at in range(0, entries, 17)
    ]
    account = tuple(Accounted(each.day, each.title, each.code, each.anchor) for each in made)
    return make_copy(months=tuple(months), account=account)


@pytest.fixture(scope="module")
def long_copy():
    """A long copy that was laid out, and the shelf with its parts."""
    shelf = Shelf()
    return pdf.render(make_long(), shelf=shelf), shelf


def texts_of(content):
    document = pypdfium2.PdfDocument(content)
    texts = [each.get_textpage().get_text_range() for each in document]
    document.close()
    return texts


def test_the_parts_are_one_document_for_screen_readers(long_copy):
    printed, shelf = long_copy

    assert len(shelf) >= 4
    assert page.validate_pdf_bytes(printed.pdf, profile="ua1").is_compliant
    with pikepdf.open(io.BytesIO(printed.pdf)) as opened, opened.open_outline() as outline:
        titles = [item.title for item in outline.root]
        calls = [each.title for item in outline.root for each in item.children]
        heads = [str(cell.ID) for cell in _cells(opened.Root.StructTreeRoot.K[0]) if "/ID" in cell]
    assert titles == [
        "Case record of Win Clarke",
        *("Contents", "About Win Clarke", "Month 0", "Month 17", "Every entry accounted for"),
    ]
    assert [each for each in calls if "Call" in each][33].endswith("Call 34")
    assert len(heads) == len(set(heads)) > 34


def _cells(element):
    if not isinstance(element, pikepdf.Dictionary):
        return
    if str(element.get("/S", "")) in ("/TH", "/TD"):
        yield element
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        yield from _cells(kid)


def test_links_of_contents_and_account_lead_to_the_page_that_they_name(long_copy):
    printed, _ = long_copy
    texts = texts_of(printed.pdf)

    with pikepdf.open(io.BytesIO(printed.pdf)) as opened:
        places = pikepdf.NameTree(opened.Root.Names.Dests)
        numbers = {each.obj.objgen: at for at, each in enumerate(opened.pages, start=1)}
        named = {}
        for at, each in enumerate(opened.pages):
            for note in each.get("/Annots", ()):
                number = numbers[places[str(note.Dest)][0].objgen]
                named.setdefault(str(note.Dest), set()).add(number)
                assert str(note.Contents) == f"Page {number}"
                assert str(number) in texts[at].split()
    for number in range(1, 35):
        (leads_to,) = named[f"entry-{number}"]
        assert f"Call {number}" in texts[leads_to - 1]
    for at, text in enumerate(texts, start=1):
        assert f"Copy k7m4qx9tzz · Page {at} of {printed.pages}" in text


def test_what_has_not_changed_is_not_laid_out_again(long_copy):
    printed, shelf = long_copy
    kept = len(shelf)
    again = Shelf(shelf)

    same = pdf.render(make_long(), shelf=again)
    changed = pdf.render(make_long(changed=34), shelf=again)

    assert (again.found >= kept, texts_of(same.pdf)) == (True, texts_of(printed.pdf))
    assert "Changed" in "".join(texts_of(changed.pdf))
    # Its month, and the contents and the account that name it.
    assert len(again) == kept + 3


def test_a_later_entry_changes_the_last_parts_alone():
    before, after = (cutting.cut(make_long(count)) for count in (170, 171))

    known = {part.digest() for part in before if part.may_be_kept}
    new = [part.sections for part in after if part.may_be_kept and part.digest() not in known]

    assert new == [("contents",), ("months",), ("account",)]


def test_a_month_that_is_long_is_cut_and_goes_on_under_its_heading():
    entries = tuple(make_entry(number) for number in range(250))
    copy = make_copy(months=(Month("May 2026", "month-2026-05", entries),))

    parts = [part for part in cutting.cut(copy) if part.entries]

    assert [(part.entries, part.goes_on) for part in parts] == [
        (100, False),
        (100, True),
        (50, True),
    ]


@pytest.mark.django_db
def test_one_broken_entry_stops_no_other_and_is_named_with_its_reason(monkeypatch):
    person = make_person()
    texts = [f"Call number {number}" for number in range(3)]
    for text in (*texts, BROKEN):
        make_signed(person, values={"discussion": text})
    small = box.Limits(memory=1024**3, work=3, wait=60)
    monkeypatch.setattr(press, "OF_A_PART", small)
    export = make_export(person)

    making.make_copy(export.key, 1)

    export.refresh_from_db()
    assert (export.failed_because, export.state) == ("", Export.State.READY)
    assert export.not_laid_out == 1
    found = text_of(export)
    assert [text for text in texts if squeezed(text) not in found] == []
    why = "Only its heading is in this copy. It took more work to lay out than it may take."
    assert found.count(squeezed(why)) == 1
    assert found.count(squeezed("The words of this entry could not be laid out")) == 1
    assert found.count(squeezed("1 entry stands here by the heading alone")) == 1


def break_entries(monkeypatch, *, everything=False):
    """Let no entry be laid out that Zqbroken told of; of a machine at fault, nothing at all."""
    printed, asked = workers.Workers._printed, press.printed

    def print_part(self, part):
        entries = [each for month in part.copy.months for each in month.entries]
        if part.entries and any(each.told_by == "Zqbroken" for each in entries):
            raise press.NotPrinted("It is broken.")
        return printed(self, part)

    def print_nothing(*given, **how):
        raise press.NotPrinted("Nothing works.")

    monkeypatch.setattr(workers.Workers, "_printed", print_part)
    monkeypatch.setattr(press, "printed", print_nothing if everything else asked)


def many_broken():
    entries = [make_entry(n, told_by="Zqbroken") for n in range(25)]
    entries += [make_entry(n, title=f"Sound {n}") for n in range(25, 40)]
    months = tuple(
        Month(f"Month {at}", f"month-{at}", tuple(entries[at : at + 5])) for at in range(0, 40, 5)
    )
    return make_copy(*entries, months=months)


def test_many_broken_entries_stop_no_other_and_the_cover_says_how_many(monkeypatch):
    break_entries(monkeypatch)
    monkeypatch.setattr(workers, "MOST_WORKERS", 1)

    printed = pdf.render(many_broken())

    text = squeezed("".join(texts_of(printed.pdf)))
    assert set(printed.failed) == {f"entry-{n}" for n in range(25)}
    assert [n for n in range(25, 40) if f"Sound{n}" not in text] == []
    assert squeezed("25 entries stand here by the heading alone") in text


def test_where_nothing_at_all_can_be_laid_out_no_copy_is_made(monkeypatch):
    break_entries(monkeypatch, everything=True)
    monkeypatch.setattr(workers, "MOST_WORKERS", 1)

    with pytest.raises(pdf.NotPrinted, match="Nothing works"):
        pdf.render(many_broken())


@pytest.mark.django_db
def test_parts_are_kept_encrypted_and_go_when_they_are_old_or_the_record_does(stored_files):
    person, other = make_person(), make_person()
    for each in (person, other):
        parts_kept.Shelf(each.key).put("d", b"She asked for a clock.")

    kept = [path for path in (stored_files / "parts").rglob("*") if path.is_file()]
    stored = [path.read_bytes() for path in kept]
    parts_kept.forget(person.key)

    assert len(stored) == 2
    assert not any(b"clock" in each for each in stored)
    assert parts_kept.Shelf(person.key).get("d") is None
    assert parts_kept.Shelf(other.key).get("d") == b"She asked for a clock."
    assert parts_kept.forget_old() == 0
    assert parts_kept.forget_old(at=clock.add_hours(clock.now(), 31 * 24)) == 1
    assert parts_kept.Shelf(other.key).get("d") is None


@pytest.mark.django_db
def test_a_part_that_was_cut_short_is_made_anew(stored_files):
    shelf = parts_kept.Shelf("k")
    shelf.put("d", b"whole")
    (path,) = (path for path in (stored_files / "parts").rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes()[:40])

    assert shelf.get("d") is None
    shelf.put("d", b"whole again")
    assert shelf.get("d") == b"whole again"


@pytest.mark.django_db
def test_a_copy_whose_worker_was_stopped_goes_on_three_times_and_then_says_so(stored_files):
    export = make_export(state=Export.State.RUNNING, stored_as="copies/half")
    (stored_files / "copies").mkdir(parents=True)
    (stored_files / "copies" / "half").write_bytes(b"half of a copy")

    for attempt in (1, 2, 3):
        assert making.go_on(export.key, attempt).attempt == attempt + 1
        assert making.go_on(export.key, attempt) is None
        Export.objects.update(state=Export.State.RUNNING)
    assert making.go_on(export.key, 4) is None

    export.refresh_from_db()
    assert (export.state, export.stored_as) == (Export.State.FAILED, "")
    assert re.match("The service was stopped each time", export.failed_because)
    assert list((stored_files / "copies").iterdir()) == []


def test_workers_end_with_the_copy():
    with workers.Workers(workers.Nowhere()) as some:
        some.lay_out(cutting.cut(make_copy()), done=lambda count: None)
        standing = some._boxes.get()
        process = standing._process
        some._boxes.put(standing)

    assert standing._process is None
    assert process is None or process.poll() is not None


@pytest.mark.django_db
def test_every_word_of_every_entry_is_in_a_copy_of_many_parts():
    """Each word that was written is found in the text of the PDF, as often as in the entries."""
    person = make_person()
    words = {
        number: f"Wend{number:02}a rang, then zq{number:02}: “tea–time” & <b>won’t</b> {number}%."
        for number in range(36)
    }
    for number, text in words.items():
        said = [{"kind": "opinion", "text": f"Opinion{number:02}x", "details": {"rationale": text}}]
        at = clock.add_hours(clock.now(), -24 * 40 * (36 - number))
        make_signed(person, event_at=at, values={"discussion": text}, said=said)

    export = make_export(person)
    making.make_copy(export.key, 1)

    export.refresh_from_db()
    assert (export.failed_because, export.not_laid_out) == ("", 0)
    found = text_of(export)
    assert len(cutting.cut(making.contents.collect(export, at=clock.now()))) > 4
    for number, text in words.items():
        assert found.count(squeezed(text)) == 2, text
        assert [word for word in text.split() if squeezed(word) not in found] == []
        assert f"Opinion{number:02}x" in found
