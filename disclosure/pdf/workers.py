"""Lays out the parts of a copy side by side, each in a box, and keeps what is made.

A part that cannot be laid out is halved until it is known which entry it is: that one stands there
by its heading alone, and the others are not held up.
"""

import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Protocol

from box.standing import Standing
from disclosure.pdf import press
from disclosure.pdf.annex import PaperPart, Undrawn
from disclosure.pdf.cutting import MONTHS, Part
from disclosure.pdf.layout import html_of_part

MOST_WORKERS = 4
# Where so many fail, it is asked whether anything can be laid out at all.
_MANY_FAILED = 20
_ANYTHING = "<!DOCTYPE html><html lang=en-GB><title>Test</title><p>Test"


class Shelf(Protocol):
    """Keeps parts that were laid out, by their digest."""

    def get(self, digest: str) -> bytes | None:
        """Return what was kept, or nothing."""

    def put(self, digest: str, content: bytes) -> None:
        """Keep it."""


class Nowhere:
    """Keeps nothing."""

    def get(self, digest: str) -> bytes | None:
        """Return nothing."""
        return None

    def put(self, digest: str, content: bytes) -> None:
        """Do nothing."""


@dataclass
class Laid:
    """A part as it was laid out, in one or more PDFs, and the entries that are not in it."""

    sheets: list[tuple[bytes, bool]] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)

    def __add__(self, other: "Laid") -> "Laid":
        return Laid(
            self.sheets + other.sheets, self.missing | other.missing, self.failed | other.failed
        )


class Workers(AbstractContextManager["Workers"]):
    """As many boxes as there are processors, and a shelf for what they make."""

    def __init__(self, shelf: Shelf, *, variant: str = "") -> None:
        self._shelf, self._variant = shelf, variant
        self._number = min(MOST_WORKERS, os.cpu_count() or 1)
        self._boxes: SimpleQueue[Standing] = SimpleQueue()
        self._open = ExitStack()
        self._failed = 0
        self._works = False

    def __enter__(self) -> "Workers":
        for _ in range(self._number):
            standing = Standing(press.PROGRAM, press.OF_A_PART)
            self._open.callback(standing.close)
            self._boxes.put(standing)
        self._threads = self._open.enter_context(ThreadPoolExecutor(self._number))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._open.close()

    def lay_out(self, parts: list[Part], *, done: Callable[[int], None]) -> list[Laid]:
        """Return the parts laid out, in their order; tells ``done`` of the entries in each.

        Raises ``NotPrinted`` if one fails that is no entry, or nothing can be laid out at all.
        """
        begun = {self._threads.submit(self._laid, part): part for part in parts}
        for each in as_completed(begun):
            each.result()
            done(begun[each].entries)
        return [each.result() for each in begun]

    def _laid(self, part: Part) -> Laid:
        """Return one part laid out, from the shelf if it is there."""
        digest = part.digest(self._variant) if part.may_be_kept else ""
        kept = self._shelf.get(digest) if digest else None
        if kept is not None:
            head, _, pdf = kept.partition(b"\n")
            return Laid([(pdf, part.goes_on)], set(json.loads(head)))
        try:
            sheet = self._printed(part)
        except press.NotInstalled:
            raise
        except press.NotPrinted as why:
            return self._in_pieces(part, str(why))
        self._works = True
        if digest:
            head = json.dumps(sorted(sheet.missing)).encode()
            self._shelf.put(digest, head + b"\n" + sheet.pdf)
        return Laid([(sheet.pdf, part.goes_on)], set(sheet.missing))

    def _in_pieces(self, part: Part, why: str) -> Laid:
        halves = part.halves()
        if halves is not None:
            return self._laid(halves[0]) + self._laid(halves[1])
        if isinstance(part, PaperPart):
            return Laid(failed={part.given.anchor: why})
        if part.sections != (MONTHS,):
            raise press.NotPrinted(why)
        self._failed += 1
        if self._failed > _MANY_FAILED and not self._works:
            self._ensure_it_works()
        month = part.copy.months[0]
        entry = month.entries[0].heading_alone(why)
        months = (replace(month, entries=(entry,)),)
        alone = replace(part, copy=replace(part.copy, months=months))
        return Laid([(self._printed(alone).pdf, part.goes_on)], failed={entry.anchor: why})

    def _ensure_it_works(self) -> None:
        """Lay out a line of ours. Raises ``NotPrinted`` if that fails too: no entry is at fault."""
        with self._a_box() as standing:
            press.printed(standing.ask, _ANYTHING)
        self._works = True

    def _printed(self, part: Part) -> press.Printed:
        html = html_of_part(part)
        try:
            given: dict[str, Any] = {"variant": self._variant, "pictures": part.pictures()}
        except Undrawn as why:
            raise press.NotPrinted(str(why)) from None
        with self._a_box() as standing:
            sheet = press.printed(standing.ask, html, **given)
            if not sheet.missing:
                return sheet
            # A second time, with boxes for what the fonts could not draw.
            again = press.printed(standing.ask, html, boxes_for=sheet.missing, **given)
        return replace(again, missing=sheet.missing)

    @contextmanager
    def _a_box(self) -> Iterator[Standing]:
        standing = self._boxes.get()
        try:
            yield standing
        finally:
            self._boxes.put(standing)
