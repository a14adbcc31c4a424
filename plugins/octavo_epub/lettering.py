"""Letters on a cover: which a face has, how wide they run, where lines break, how large they may be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from unicodedata import category

from octavo.script import SPACELESS, direction

_NOWHERE = Path()
_TOKEN = re.compile(
    f"[（「『《〈【“‘]*[{SPACELESS}][、。，．：；！？）」』》〉】”’…—ー々]*|[^\\s{SPACELESS}]+\\s*|\\s+"
)
_SHAPED = re.compile("[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Scripts whose letters join, stack or run from right to left: they need a shaping engine."""


@dataclass(frozen=True)
class Face:
    """A face of a font file; one without a path is the face that Pillow has in itself, Latin alone."""

    path: Path = _NOWHERE
    index: int = 0

    def at(self, size: int) -> Any:
        """Return Pillow's font of this face in ``size``."""
        return _font(self, size)


@lru_cache(maxsize=16)  # a cover is written in a few fonts, each again and again
def _font(face: Face, size: int) -> Any:
    from PIL import ImageFont

    if face.path == _NOWHERE:
        return ImageFont.load_default(size)
    return ImageFont.truetype(str(face.path), size, face.index)


@dataclass(frozen=True)
class Letters:
    """A text to draw in one face."""

    text: str
    face: Face
    language: str = ""

    @cached_property
    def _widths(self) -> dict[str, float]:
        """Widths in size 100 that were asked for: lines are tried in many measures and sizes."""
        return {}

    def width(self, text: str, size: int) -> float:
        """Return how wide ``text`` runs in ``size``."""
        if text not in self._widths:
            way = shaping(self.face, text, self.language)
            self._widths[text] = float(self.face.at(100).getlength(text, **way))
        return self._widths[text] * size / 100

    def lines(self, width: float, size: int) -> list[str]:
        """Return the text in lines of at most ``width``, as even as can be; a word too long stands alone."""
        lines = self._filled(width, size)
        narrow, wide = width * 0.4, width
        while wide - narrow > size / 4:  # the narrowest measure that takes no more lines
            middle = (narrow + wide) / 2
            if len(self._filled(middle, size)) > len(lines):
                narrow = middle
            else:
                wide = middle
        even = self._filled(wide, size)
        return even if self.widest(even, size) <= width else lines

    def widest(self, lines: Sequence[str], size: int) -> float:
        """Return the width of the widest of ``lines``."""
        return max((self.width(line, size) for line in lines), default=0)

    def _filled(self, width: float, size: int) -> list[str]:
        lines = [""]
        for token in _TOKEN.findall(self.text):
            if lines[-1] and self.width((lines[-1] + token).rstrip(), size) > width:
                lines.append("")
            lines[-1] += token if lines[-1] else token.lstrip()
        return [line.rstrip() for line in lines if line.strip()]

    def shortened(self, width: float, size: int) -> str:
        """Return the text in one line of at most ``width``, its end cut off if need be."""
        if self.width(self.text, size) <= width:
            return self.text
        text = self.text
        while text and self.width(text.rstrip() + "…", size) > width:
            text = text[:-1]
        return text.rstrip() + "…"


def fit(letters: Letters, width: float, height: float, sizes: Sequence[int]) -> tuple[int, list[str]]:
    """Return the largest of ``sizes`` in which the text takes no more than ``width`` and ``height``, and its lines.

    In the smallest the text is cut off where the room ends.
    """
    for size in sizes:
        lines = letters.lines(width, size)
        if letters.widest(lines, size) <= width and len(lines) * size * 1.2 <= height:
            return size, lines
    size = sizes[-1]
    room = max(1, int(height / (size * 1.2)))
    lines = list(_broken(letters, width, size))
    return size, lines if len(lines) <= room else [*lines[: room - 1], lines[room - 1][:-1].rstrip() + "…"]


def _broken(letters: Letters, width: float, size: int) -> Iterator[str]:
    """Yield lines of at most ``width``; words that are too long are broken anywhere."""
    for line in letters.lines(width, size):
        rest = line
        while letters.width(rest, size) > width and len(rest) > 1:
            end = next(n for n in range(len(rest) - 1, 0, -1) if n == 1 or letters.width(rest[:n], size) <= width)
            yield rest[:end]
            rest = rest[end:]
        yield rest


def shaping(face: Face, text: str, language: str) -> dict[str, str]:
    """Return how Pillow is to set ``text``: its direction, where a shaping engine is there to care."""
    from PIL import features

    if face.path == _NOWHERE or not features.check("raqm"):
        return {}
    return {"direction": "rtl" if _SHAPED.search(text) and direction(language) == "rtl" else "ltr"}


def can_be_set(text: str) -> bool:
    """Return whether Pillow can set ``text`` as it must look: some scripts need a shaping engine."""
    from PIL import features

    return not _SHAPED.search(text) or bool(features.check("raqm"))


@lru_cache(maxsize=64)
def missing_characters(face: Face, text: str) -> frozenset[str]:
    """Return the characters of ``text`` that ``face`` has no glyph for; all, when it is no font."""
    characters = frozenset(one for one in text if not one.isspace() and category(one) != "Cf")
    try:
        font = face.at(40)
        nothing = _drawn(font, "\U0010fffe")
        return frozenset(one for one in characters if _drawn(font, one) == nothing)
    except OSError:
        return characters


def _drawn(font: Any, character: str) -> bytes:
    mask = font.getmask(character)
    return bytes(f"{mask.size}", "ascii") + bytes(mask)


@lru_cache(maxsize=16)
def names_of_faces(path: Path) -> tuple[str, ...]:
    """Return the names of the faces in a collection, in order."""
    from PIL import ImageFont

    names = []
    for index in range(64):
        try:
            names.append(" ".join(str(name) for name in ImageFont.truetype(str(path), 20, index).getname()))
        except OSError:
            break
    return tuple(names)
