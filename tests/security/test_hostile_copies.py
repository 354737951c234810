"""Words that would make a typesetter fetch, read or run something: in a copy they are words."""

import errno
import io
import os
import socket
from dataclasses import fields, is_dataclass, replace
from threading import Event, Thread

import pikepdf
import pypdfium2
import pytest

from box import Limits
from box.standing import Standing
from disclosure import pdf
from disclosure.pdf import press
from disclosure.pdf.document import (
    Accounted,
    Chronology,
    Enclosure,
    Line,
    Month,
    Openers,
    Opening,
)
from tests.disclosure.samples import make_copy, make_entry

# {web}: an address that somebody listens at; {file}: a file that says when it is opened.
PAYLOADS = [
    '<img src="{web}">',
    '<img src="file://{file}">',
    '<img srcset="{web} 2x" src="">',
    '<img src="ftp://127.0.0.1/x">',
    '<img src="//127.0.0.1/x">',
    '<img src="data:text/html,<script>1</script>">',
    '<img src="jar:{web}!/x">',
    '<img src="\\\\127.0.0.1\\x">',
    '<image src="file://{file}" />',
    '<picture><source srcset="{web}"><img src="{web}"></picture>',
    '<link rel="stylesheet" href="{web}">',
    '<link rel="stylesheet" href="file://{file}">',
    '<link rel="attachment" href="file://{file}">',
    '<a rel="attachment" href="file://{file}">x</a>',
    '<a href="javascript:alert(1)">x</a>',
    '<base href="{web}"><img src="x">',
    '<style>@import url("{web}");</style>',
    "<style>@import 'file://{file}';</style>",
    '<style>body {{ background: url("{web}") }}</style>',
    "<style>@font-face {{ font-family: x; src: url({web}) }} p {{ font-family: x }}</style><p>x",
    "<style>@font-face {{ font-family: x; src: local({file}) }}</style>",
    "<style>@page {{ @top-left {{ content: url({web}) }} }}</style>",
    "<style>p::before {{ content: url(file://{file}) }}</style><p>x",
    "<style>li {{ list-style-image: url({web}) }}</style><li>x",
    "<style>p {{ border-image: url({web}) 1 }}</style><p>x",
    "<style>@color-profile --x {{ src: url({web}) }} p {{ color: color(--x 1 1 1) }}</style>",
    '<p style="background-image: url({web})">x</p>',
    '<object data="{web}"></object>',
    '<object data="file://{file}" type="text/html"></object>',
    '<embed src="{web}">',
    '<iframe src="{web}"></iframe>',
    '<video poster="{web}" src="{web}"></video>',
    '<input type="image" src="{web}">',
    '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="{web}"/></svg>',
    '<svg><use href="file://{file}#x"/></svg>',
    '<svg><style>@import url("{web}");</style></svg>',
    '<svg><feImage href="{web}"/></svg>',
    '<meta http-equiv="refresh" content="0;url={web}">',
    '<?xml-stylesheet href="{web}"?>',
    '<!DOCTYPE x [<!ENTITY y SYSTEM "file://{file}">]>&y;',
    '<script src="{web}"></script><script>fetch("{web}")</script>',
    '<form action="{web}"><input name="x"></form>',
]
assert len(PAYLOADS) >= 40


class Watched:
    """A place that counts who comes: a socket somebody listens at, and a pipe that is no file."""

    def __init__(self, folder):
        self.came, self.read, self._over = 0, 0, Event()
        self.file = folder / "secret"
        os.mkfifo(self.file)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(0.1)
        self.web = f"http://127.0.0.1:{self._listening.getsockname()[1]}/x"
        self._threads = [Thread(target=each) for each in (self._listen, self._wait)]

    def __enter__(self):
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *error):
        self._over.set()
        for each in self._threads:
            each.join()
        self._listening.close()

    def _listen(self):
        while not self._over.is_set():
            try:
                connection, _ = self._listening.accept()
            except TimeoutError:
                continue
            self.came += 1
            connection.close()

    def _wait(self):
        """Whoever opens the pipe waits until somebody writes: then it is known that they did."""
        while not self._over.wait(0.02):
            try:
                os.close(os.open(self.file, os.O_WRONLY | os.O_NONBLOCK))
            except OSError as error:
                if error.errno != errno.ENXIO:
                    raise
                continue
            self.read += 1

    def made_of(self, payload):
        return payload.format(web=self.web, file=self.file)


@pytest.fixture
def watched(tmp_path):
    """The place, watched while the test runs."""
    with Watched(tmp_path) as place:
        yield place


def test_the_place_sees_who_comes(watched):
    port = int(watched.web.split(":")[2].split("/")[0])
    socket.create_connection(("127.0.0.1", port)).close()
    watched.file.read_bytes()
    watched.__exit__()

    assert (watched.came >= 1, watched.read >= 1) == (True, True)


# What the product writes itself, or what names a place: nobody types it.
NOT_TYPED = ("anchor", "kind", "language", "code", "number", "where")


def filled(value, words):
    """Return a value of a copy with ``words`` in every text that somebody may have typed."""
    if isinstance(value, str):
        return words
    if isinstance(value, tuple | list):
        return type(value)(filled(each, words) for each in value)
    if is_dataclass(value):
        typed = [each.name for each in fields(value) if each.name not in NOT_TYPED]
        return replace(value, **{name: filled(getattr(value, name), words) for name in typed})
    return value


def test_what_people_wrote_is_words_whatever_it_looks_like(watched):
    written = [watched.made_of(each) for each in PAYLOADS]
    entries = tuple(filled(make_entry(n), each) for n, each in enumerate(written, start=1))
    account = tuple(Accounted(each, each, each, f"entry-{n}") for n, each in enumerate(written, 1))
    opening = Opening("3 May", "Who", "did", "why")
    openers = Openers("between", "released", (opening,))
    every = filled(
        make_copy(openers=openers, also_left_out=("left out",), cannot_be_drawn=("a letter",)),
        written[0],
    )
    copies = [
        replace(every, months=(Month(written[1], "month-1", entries),), account=account),
        replace(every, months=(), account=(), chronology=_chronology(written)),
    ]

    for copy in copies:
        printed = pdf.render(copy)

        assert printed.failed == {}
        assert (watched.came, watched.read) == (0, 0)
        document = pypdfium2.PdfDocument(printed.pdf)
        text = "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
        document.close()
        text = text.replace("\ufffe", "")
        assert [each for each in written if "".join(each.split()) not in text] == []
        assert _does(printed.pdf) == []


def _chronology(written):
    lines = (
        Line(f"line-{n}", each, each, each, each, each, enclosures=(Enclosure(each, each),))
        for n, each in enumerate(written, start=1)
    )
    return Chronology(*[written[0]] * 4, tuple(lines))


@pytest.fixture(scope="module")
def typesetter():
    """The boxed typesetter alone, with nothing before it that escapes."""
    standing = Standing(press.PROGRAM, Limits(memory=1024**3, work=20, wait=20))
    yield standing
    standing.close()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_typesetter_itself_fetches_and_reads_nothing(payload, watched, typesetter):
    html = f"<html lang=en><title>T</title><body><p>Words</p>{watched.made_of(payload)}"

    refused, content = "", b""
    try:
        content = press.printed(typesetter.ask, html).pdf
    except press.NotPrinted as why:
        refused = str(why)

    assert "too long" not in refused  # as it would be if it waited for somebody to answer
    assert not content or _does(content, links=False) == []
    assert (watched.came, watched.read) == (0, 0)


def _does(content, *, links=True):
    """Return what a PDF would do besides being read: programs, files within, ways out."""
    found = []
    with pikepdf.open(io.BytesIO(content)) as opened:
        if opened.attachments:
            found.append("holds files")
        for each in opened.objects:
            if not isinstance(each, pikepdf.Dictionary):
                continue
            kind = str(each.get("/S", ""))
            if kind in ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR"):
                found.append(kind)
            if "/EF" in each or "/OpenAction" in each or "/AA" in each:
                found.append("acts")
            action = each.get("/A")
            if links and isinstance(action, pikepdf.Dictionary) and "/URI" in action:
                found.append("leads out")
    return found
