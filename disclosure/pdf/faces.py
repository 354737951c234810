"""The fonts of a copy: which of those that are installed its text needs, and how it names them.

A copy is set in one font, and in others for what that one cannot draw: the writing of the languages
that people in England speak. A package says in ``unicode.json`` which of its files draw what, so
that a copy carries only what it uses. Add a script here and in ``package.json``.
"""

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from disclosure.pdf.boxes import font_of

_OWN = "@fontsource/atkinson-hyperlegible"
_EMOJI = "noto-emoji"
_OTHERS = {
    "noto-sans": ("latin-ext", "vietnamese", "cyrillic", "cyrillic-ext", "greek", "greek-ext"),
    "vazirmatn": ("arabic",),  # Urdu and Farsi too; its shapes lead back to their letters
    "noto-sans-hebrew": ("hebrew",),
    "noto-sans-bengali": ("bengali",),
    "noto-sans-devanagari": ("devanagari",),
    "noto-sans-gujarati": ("gujarati",),
    "noto-sans-gurmukhi": ("gurmukhi",),
    "noto-sans-tamil": ("tamil",),
    "noto-sans-sc": (),  # Chinese, in a hundred files
    _EMOJI: (),
}
_OF_THE_MACHINE = ("DejaVu Sans", "Noto Sans", "Noto Sans Symbols", "Noto Emoji")
_BOXES = "font:boxes"
_ORDINARY = range(0x80)


@dataclass(frozen=True)
class Face:
    """One font file as the stylesheet names it."""

    family: str
    address: str
    weight: int
    style: str
    path: Path | None

    @property
    def rule(self) -> str:
        """The rule that makes it known."""
        return (
            f'@font-face {{ font-family: "{self.family}"; src: url("{self.address}");'
            f" font-weight: {self.weight}; font-style: {self.style}; }}"
        )


def stylesheet(text: str, boxes_for: Iterable[str] = ()) -> tuple[str, dict[str, bytes]]:
    """Return the rules about fonts for ``text``, and the fonts by the address that they name.

    ``boxes_for`` are characters that no font has, for which a box is drawn.
    """
    faces = [*_own_faces(), *_faces_for(text)]
    fonts = {face.address: _read(face.path, face.weight) for face in faces if face.path}
    families = list(dict.fromkeys(face.family for face in faces)) + list(_OF_THE_MACHINE)
    if boxes_for:
        fonts[_BOXES] = font_of(boxes_for)
        faces.append(Face("Copy boxes", _BOXES, 400, "normal", None))
        families.append("Copy boxes")
    named = ", ".join(f'"{family}"' for family in families)
    rules = [face.rule for face in faces]
    rules.append(f"html {{ font-family: {named}, sans-serif; }}")
    rules.append(f"@page {{ font-family: {named}, sans-serif; }}")
    return "\n".join(rules), fonts


def _own_faces() -> list[Face]:
    found = []
    for part, family in (("latin", "Copy"), ("latin-ext", "Copy more")):
        for weight in (400, 700):
            for style in ("normal", "italic"):
                name = f"atkinson-hyperlegible-{part}-{weight}-{style}"
                path = _package(_OWN) / "files" / f"{name}.woff2"
                found.append(Face(family, f"font:{name}", weight, style, path))
    return [face for face in found if face.path and face.path.exists()]


def _faces_for(text: str) -> list[Face]:
    """Return the other faces that ``text`` needs: each character from the first that draws it."""
    left = {ord(each) for each in set(text)} - set(_ORDINARY)
    for face in _own_faces()[::4]:
        left -= _drawn_by(face.path)
    found = []
    for name, parts in _OTHERS.items():
        package = _package(f"@fontsource-variable/{name}")
        for part, ranges in _parts(package, parts):
            path = package / "files" / f"{name}-{part}-wght-normal.woff2"
            if not left & ranges or not left & _drawn_by(path):
                continue
            left -= _drawn_by(path)
            found += [
                Face(f"Copy {name} {part}", f"font:{name}-{part}-{weight}", weight, "normal", path)
                for weight in ((400,) if name == _EMOJI else (400, 700))
            ]
    return found


def _package(name: str) -> Path:
    return Path(settings.BASE_DIR) / "node_modules" / name


@cache
def _parts(package: Path, parts: tuple[str, ...]) -> tuple[tuple[str, frozenset[int]], ...]:
    """Return the files of a package with what they may draw, all if none are named.

    A package that is not there has none.
    """
    try:
        given = json.loads((package / "unicode.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    ranges = {part.strip("[]"): found for part, found in given.items()}
    parts = parts or tuple(part for part in ranges if part.isdecimal())
    return tuple((part, _points(ranges[part])) for part in parts)


def _points(ranges: str) -> frozenset[int]:
    """Return the characters of "U+0964-0965,U+20B9"."""
    points: set[int] = set()
    for each in ranges.split(","):
        first, _, last = each.strip().upper().removeprefix("U+").partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(points)


@cache
def _drawn_by(path: Path) -> frozenset[int]:
    with TTFont(path) as font:
        return frozenset(font.getBestCmap())


@cache
def _read(path: Path, weight: int) -> bytes:
    """Return a font; of one that can have any weight, the one weight.

    The typesetter measures such a font in another weight than it prints, so it gets none.
    """
    with TTFont(path) as font:
        if "fvar" not in font:
            return path.read_bytes()
        written = io.BytesIO()
        instantiateVariableFont(font, {"wght": weight}, inplace=True, static=True)
        font.flavor = None
        font.save(written)
        return written.getvalue()
