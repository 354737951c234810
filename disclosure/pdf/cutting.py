"""A copy cut into parts that are laid out apart: what has not changed is not laid out again."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings

from disclosure.pdf.document import Accounted, Copy, Month

COVER, CONTENTS, ABOUT, MONTHS = "cover", "contents", "about", "months"
ANNEX, OPENERS, GLOSSARY, ACCOUNT = "annex", "openers", "glossary", "account"
CHRONOLOGY = "chronology"
# In which order they stand in a copy.
_ORDER = (COVER, CHRONOLOGY, CONTENTS, ABOUT, MONTHS, ANNEX, OPENERS, GLOSSARY, ACCOUNT)
# A copy with so few entries is one part.
FEW = 30
_ENTRIES, _LINES = 40, 300
_MOST = 100
AT_MOST_PICTURES = 20
_OURS = ("disclosure", "ui", "templates/disclosure", "templates/components", "package-lock.json")


@dataclass(frozen=True)
class Part:
    """Some sections of a copy that is cut to what stands in them.

    ``whole`` has the numbers of the whole copy. One that ``goes_on`` has its heading in the part
    before; ``is_last`` says that its sections end with it. ``files`` are what it lists of them.
    """

    copy: Copy
    whole: Copy
    sections: tuple[str, ...]
    goes_on: bool = False
    is_last: bool = True
    files: tuple[Any, ...] = ()

    def pictures(self) -> dict[str, bytes]:
        """Return the pictures in it by the address that the layout names."""
        return {}

    @property
    def entries(self) -> int:
        """How many entries are laid out in it."""
        return self.copy.entries if MONTHS in self.sections else 0

    @property
    def stands(self) -> int:
        """Where it stands in the whole; parts that stand alike follow each other as they came."""
        return _ORDER.index(self.sections[0])

    @property
    def may_be_kept(self) -> bool:
        """Say whether another copy may have the same part: the first page is of one copy alone."""
        return COVER not in self.sections

    def digest(self, *more: object) -> str:
        """Return a digest of all that decides how it looks, but not of what may not differ."""
        cover = self.whole.cover
        said = (
            self.sections,
            self.goes_on,
            self.is_last,
            (cover.council, cover.who, cover.reference, self.whole.title, cover.known_at),
            self.copy.print_size,
            [_lines(month) for month in self.copy.months]
            if MONTHS not in self.sections
            else self.copy.months,
            self.copy.about,
            self.copy.openers,
            self.copy.account,
            self.copy.cannot_be_drawn,
            (self.whole.entries, self.whole.accounted, self.whole.compared)
            if ACCOUNT in self.sections
            else (),
            (bool(self.whole.openers), bool(self.whole.glossary))
            if CONTENTS in self.sections
            else (),
            self.copy.glossary,
            self.copy.also_left_out,
            self.files,
            more,
        )
        return sha256(f"{product_digest()}{said!r}".encode()).hexdigest()

    def halves(self) -> "tuple[Part, Part] | None":
        """Return the same entries in two parts, if there are two."""
        entries = [(month, each) for month in self.copy.months for each in month.entries]
        if self.sections != (MONTHS,) or len(entries) < 2:
            return None
        middle = len(entries) // 2
        first, second = (_of_months(some) for some in (entries[:middle], entries[middle:]))
        cut = entries[middle - 1][0].anchor == entries[middle][0].anchor
        return (
            replace(self, copy=replace(self.copy, months=first)),
            replace(self, copy=replace(self.copy, months=second), goes_on=cut),
        )


def cut(copy: Copy, *, few: int = FEW, files: tuple[Any, ...] = ()) -> list[Part]:
    """Return the parts of a copy in their order. ``files`` are listed after the entries."""
    glossary = (GLOSSARY,) if copy.glossary else ()
    if copy.chronology:
        if not files:
            return [Part(copy, copy, (COVER, CHRONOLOGY, *glossary))]
        bare = replace(copy, glossary=())
        parts = [Part(bare, copy, (COVER, CHRONOLOGY)), Part(bare, copy, (ANNEX,), files=files)]
        return parts + ([Part(copy, copy, glossary)] if glossary else [])
    account = (*((OPENERS,) if copy.openers else ()), *glossary, ACCOUNT)
    about = (ABOUT,) if copy.about else ()
    if copy.entries <= few:
        return [Part(copy, copy, (COVER, CONTENTS, *about, MONTHS, *account))]
    bare = replace(
        copy,
        about=(),
        months=(),
        account=(),
        openers=None,
        also_left_out=(),
        cannot_be_drawn=(),
        glossary=(),
    )
    parts = [Part(bare, copy, (COVER,))]
    runs = _runs(copy.months, size=lambda month: len(month.entries), most=_LINES)
    for number, months in enumerate(runs):
        parts.append(
            Part(
                replace(bare, months=months, about=copy.about if not number else ()),
                copy,
                (CONTENTS,),
                goes_on=number > 0,
                is_last=number == len(runs) - 1,
                files=files if number == len(runs) - 1 else (),
            )
        )
    if copy.about:
        parts.append(Part(replace(bare, about=copy.about), copy, (ABOUT,)))
    for months in _runs(_slices(copy.months), size=lambda each: len(each.entries), most=_ENTRIES):
        goes_on = len(parts) > 0 and _goes_on(parts[-1], months[0])
        parts.append(Part(replace(bare, months=months), copy, (MONTHS,), goes_on=goes_on))
    if files:
        parts.append(Part(bare, copy, (ANNEX,), files=files))
    if copy.openers:
        parts.append(Part(replace(bare, openers=copy.openers), copy, (OPENERS,)))
    if copy.glossary:
        parts.append(Part(replace(bare, glossary=copy.glossary), copy, (GLOSSARY,)))
    lines = [copy.account[at : at + _LINES] for at in range(0, len(copy.account), _LINES)] or [()]
    for number, some in enumerate(lines):
        is_last = number == len(lines) - 1
        ends = {"also_left_out": copy.also_left_out, "cannot_be_drawn": copy.cannot_be_drawn}
        parts.append(
            Part(
                replace(bare, account=some, **(ends if is_last else {})),
                copy,
                (ACCOUNT,),
                goes_on=number > 0,
                is_last=is_last,
            )
        )
    return parts


def accounted(account: Iterable[Accounted], failed: dict[str, str]) -> tuple[Accounted, ...]:
    """Return the account with the reason at each entry that could not be laid out."""
    return tuple(
        Accounted(line.day, "", left_out=f"Only its heading is in this copy. {failed[line.anchor]}")
        if line.anchor in failed
        else line
        for line in account
    )


def _goes_on(before: Part, month: Month) -> bool:
    return MONTHS in before.sections and before.copy.months[-1].anchor == month.anchor


def _runs(
    months: Sequence[Month], *, size: Callable[[Month], int], most: int
) -> list[tuple[Month, ...]]:
    """Put months together until they are enough: a later month changes none but the last run."""
    runs: list[tuple[Month, ...]] = []
    held = most + 1
    for month in months:
        if held + size(month) > most:
            runs.append(())
            held = 0
        runs[-1] += (month,)
        held += size(month)
    return runs


def _slices(months: Iterable[Month]) -> list[Month]:
    """Cut months that are too long to be laid out at once."""
    return [
        replace(month, entries=month.entries[at : at + _MOST])
        for month in months
        for at in range(0, len(month.entries), _MOST)
    ]


def _of_months(entries: list[tuple[Month, Any]]) -> tuple[Month, ...]:
    found: list[Month] = []
    for month, entry in entries:
        if found and found[-1].anchor == month.anchor:
            found[-1] = replace(found[-1], entries=(*found[-1].entries, entry))
        else:
            found.append(replace(month, entries=(entry,)))
    return tuple(found)


def _lines(month: Month) -> tuple[object, ...]:
    lines = tuple((each.day, each.title, each.anchor) for each in month.entries)
    return (month.title, month.anchor, lines)


@cache
def product_digest() -> str:
    """Digest whatever else decides how a page looks: our own files, and the typesetter."""
    digest = sha256(version("weasyprint").encode())
    for name in _OURS:
        place = Path(settings.BASE_DIR) / name
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for file in files:
            if file.suffix in (".py", ".html", ".css", ".toml", ".json"):
                digest.update(file.read_bytes())
    return digest.hexdigest()
