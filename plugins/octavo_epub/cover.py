"""A cover for a book that was given none: its title, dates and sections, and the pictures it leads with."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from octavo.errors import FetchError
from octavo.model import Resource
from octavo.plugin import Context
from octavo.script import direction
from octavo_epub.lettering import Face, Letters, can_be_set, fit, missing_characters, shaping

WIDTH, HEIGHT = 1600, 2400
COLOURS = ("#b8402a", "#1f5f7d", "#c58a1e", "#47744a", "#6a4885", "#a8496a", "#394c88", "#75583b")
"""The sections' colours, in order: apart in hue, and dark enough on paper."""
_PAPER, _INK, _GREY = "#f7f3ea", "#1a1a1e", "#5d5a55"
_MARGIN = 120
_SIZES = (330, 290, 255, 225, 198, 174, 153, 135, 118, 104, 92)
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff\ufffe\uffff]")
_SUBTITLE = re.compile(r"(?<!\s)\s*+(?:――|——|[：｜|])\s*|:\s+|(?<!\s)\s++[―—–-]\s*")
_SUNS = (
    ("#1f3a5f", "#e8a33d", "#2f6f8f"),
    ("#b8402a", "#f2c14e", "#7d2a1c"),
    ("#f2c879", "#c8452f", "#2d5d62"),
    ("#2d5d4f", "#f0b75e", "#1c3f36"),
    ("#51386b", "#ef8a62", "#33234a"),
    ("#d9d2c0", "#c1432e", "#3b4a52"),
)
"""Skies, suns and seas."""
_LONGEST = 300
"""No cover has room for a longer line."""
_LARGEST_PICTURE = 60_000_000
_STRIP = 200
"""How many rows of the cover are drawn at once."""


@dataclass(frozen=True)
class Words:
    """What a cover says: ``lines`` are the sections' names, or the titles of the first articles."""

    title: str
    language: str
    dates: str = ""
    count: str = ""
    lines: tuple[str, ...] = ()
    sections: tuple[int, ...] = ()
    """How many articles each section has; none when the lines are titles."""


@dataclass
class _Page:
    """The cover as it is drawn."""

    image: Any
    draw: Any
    words: Words
    choose: Callable[[str, bool], Letters | None]
    start: str = field(init=False)

    def __post_init__(self) -> None:
        self.start = "right" if direction(self.words.language) == "rtl" else "left"

    def write(
        self, text: str, letters: Letters, size: int, y: int, fill: str, *, side: str = "", inset: int = 0
    ) -> None:
        """Write one line whose base line is at ``y``, at the side where lines start unless ``side`` says else."""
        side = side or self.start
        x, anchor = (_MARGIN + inset, "ls") if side == "left" else (WIDTH - _MARGIN - inset, "rs")
        font = letters.face.at(size)
        self.draw.text(
            (x, y), text, font=font, fill=fill, anchor=anchor, **shaping(letters.face, text, self.words.language)
        )


def make_cover(words: Words, pictures: Iterable[Callable[[], bytes]], font: str, context: Context) -> bytes:
    """Return a JPEG of 1600 by 2400 dots; ``font`` is the file of the font that the user wants, or "".

    What no font of this machine has is left out, with a notice: never are there empty boxes.
    """
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    page = _Page(image, ImageDraw.Draw(image), words, _Chooser(words.language, font, context).choose)
    top = _masthead(page)
    bottom = _foot(page)
    _middle(page, top, bottom, _leading(pictures))
    target = io.BytesIO()
    image.save(target, "JPEG", quality=88, optimize=True, subsampling=0)
    return target.getvalue()


@dataclass
class _Chooser:
    """Finds faces for texts by way of the Context."""

    language: str
    font: str
    context: Context
    told: bool = False

    def choose(self, text: str, bold: bool) -> Letters | None:  # noqa: FBT001  # the two weights there are
        """Return ``text``, as far as it can be drawn, with a face that has it; None if nothing can."""
        from octavo_epub.fonts import font_location

        text = " ".join(_UNSEEN.sub("", text[:_LONGEST]).split())
        if not text:
            return None
        face = Face()
        location = font_location(text, self.language, bold=bold, file=self.font)
        with suppress(FetchError):  # Pillow's own face has Latin letters; what it lacks is told below
            face = _face_at(self.context.fetch(Resource("font", location=location)).location)
        missing = missing_characters(face, text)
        drawn = "".join(one for one in text if one not in missing) if can_be_set(text) else ""
        drawn = " ".join(drawn.split())
        if drawn != text:
            self._tell(text)
        return Letters(drawn, face, self.language) if any(one.isalnum() for one in drawn) else None

    def _tell(self, text: str) -> None:
        if not self.told:
            message = f"no font here can draw all of {text[:40]!r}; the cover leaves it out (-W font=FILE names one)"
            self.context.notice("cover-without-words", message, severity="info")
        self.told = True


def _face_at(location: str) -> Face:
    from pathlib import Path
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    parts = urlsplit(location)
    return Face(Path(url2pathname(parts.path)), int(parts.fragment or 0))


# The three parts of the page, from the top


def _masthead(page: _Page) -> int:
    """Write the title, the dates and the number of articles; return where the part ends."""
    words, y = page.words, 130
    accent = COLOURS[_seed(words.title) % len(COLOURS)]
    side = 0 if page.start == "left" else WIDTH - _MARGIN * 2 - 220
    page.draw.rectangle((_MARGIN + side, y, _MARGIN + side + 219, y + 17), fill=accent)
    title, subtitle = _parted(words.title)
    for text, bold, height, sizes in ((title, True, 680, _SIZES), (subtitle, False, 350, _SIZES[-4:])):
        letters = page.choose(text, bold)
        if letters is None:
            continue
        size, lines = fit(letters, WIDTH - 2 * _MARGIN, height, sizes)
        y += 40 if bold else 0
        for line in lines:
            y += round(size * 1.17)
            page.write(line, letters, size, y, _INK)
        y += round(size * 0.32)
    y += 74
    other = "right" if page.start == "left" else "left"
    for text, place in ((words.dates, page.start), (words.count, other)):
        label = page.choose(text, False)
        if label is not None:
            page.write(label.shortened(WIDTH / 2 - _MARGIN, 46), label, 46, y, _GREY, side=place)
    return y + 62


def _parted(title: str) -> tuple[str, str]:
    """Return the title and the subtitle that follows its colon or dash; "" when there is none."""
    match = _SUBTITLE.search(title)
    if match is None or min(match.start(), len(title) - match.end()) < 2:
        return title, ""
    return title[: match.start()], title[match.end() :].rstrip(" ―—～~」")


def _foot(page: _Page) -> int:
    """Write the sections with their colours, or the first titles, from the bottom up; return where the part begins."""
    chosen = [(number, page.choose(line, True)) for number, line in enumerate(page.words.lines)]
    lines = [(number, letters) for number, letters in chosen if letters is not None]
    if not lines:
        return HEIGHT
    size, step = (58, 92) if len(lines) < 5 else (48, 76)
    top = HEIGHT - _MARGIN - step * len(lines)
    inset = 70 if page.words.sections else 0
    for row, (number, letters) in enumerate(lines):
        y = top + step * (row + 1) - 14
        if inset:
            x = _MARGIN if page.start == "left" else WIDTH - _MARGIN - 38
            page.draw.rectangle((x, y - 38, x + 37, y - 1), fill=COLOURS[number % len(COLOURS)])
        page.write(letters.shortened(WIDTH - 2 * _MARGIN - inset, size), letters, size, y, _INK, inset=inset)
    return top - 46


def _middle(page: _Page, top: int, bottom: int, pictures: Sequence[Any]) -> None:
    """Fill the room between with the pictures, or with the sections' colours."""
    from PIL import ImageOps

    if not pictures:
        _bars(page, top, bottom)
        return
    small = pictures[1:4] if len(pictures) > 2 and bottom - top > 900 else []
    gap = 14
    width = (WIDTH - gap * (len(small) - 1)) // len(small) if small else 0
    strip = round(width * 0.72) if len(small) > 1 else 0
    height = bottom - top - (strip + gap if strip else 0)
    page.image.paste(ImageOps.fit(pictures[0], (WIDTH, height), centering=(0.5, 0.4)), (0, top))
    for number, picture in enumerate(small if strip else []):
        last = number == len(small) - 1
        x = number * (width + gap)
        size = (WIDTH - x if last else width, strip)
        page.image.paste(ImageOps.fit(picture, size, centering=(0.5, 0.4)), (x, bottom - strip))


def _bars(page: _Page, top: int, bottom: int) -> None:
    """Draw a field of colour for each section, as wide as its share; without sections, a sun over a sea."""
    seed = _seed(page.words.title)
    shares = page.words.sections[: len(page.words.lines)]
    if len(shares) < 2:
        _sun(page, top, bottom, seed)
        return
    weights = [max(share, sum(shares) / 20) for share in shares]
    x = 0.0
    for number, weight in enumerate(weights):
        end = x + WIDTH * weight / sum(weights)
        box = (round(x), top, WIDTH - 1 if number == len(weights) - 1 else round(end) - 1, bottom - 1)
        page.draw.rectangle(_turned(box, page.start), fill=COLOURS[number % len(COLOURS)])
        x = end


def _turned(box: tuple[int, int, int, int], start: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = box
    return box if start == "left" else (WIDTH - 1 - right, top, WIDTH - 1 - left, bottom)


def _sun(page: _Page, top: int, bottom: int, seed: int) -> None:
    from PIL import Image, ImageDraw

    ground, sun, sea = _SUNS[seed % len(_SUNS)]
    height = bottom - top
    radius = min(height, WIDTH) * 0.7
    across, down = WIDTH * (1.3 if seed % 2 else 0.7), height * 1.05
    rows = [(height * (1.42 + row * 0.12), 1 - row * 0.16, 1 - row * 0.2) for row in range(5)]
    glints = [(across - radius * left, y, across + radius * right, y + 10) for y, left, right in rows]
    # In strips, since all of it takes 30 MB, and twice as large, for smooth edges.
    for start in range(0, height, _STRIP):
        end = min(start + _STRIP, height)
        field = Image.new("RGB", (WIDTH * 2, (end - start) * 2), ground)
        draw = ImageDraw.Draw(field)
        draw.ellipse(_lifted((across - radius, down - radius, across + radius, down + radius), start * 2), fill=sun)
        draw.rectangle(_lifted((0, height * 1.35, WIDTH * 2, height * 2), start * 2), fill=sea)
        for glint in glints:
            draw.rectangle(_lifted(glint, start * 2), fill=sun)
        page.image.paste(field.reduce(2), (0, top + start))


def _lifted(box: tuple[float, float, float, float], by: int) -> tuple[int, int, int, int]:
    left, top, right, bottom = map(int, box)
    return left, top - by, right, bottom - by


def _seed(text: str) -> int:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()[0]


# Pictures


def _leading(pictures: Iterable[Callable[[], bytes]], enough: int = 4, tried: int = 16) -> list[Any]:
    """Return the first pictures that are large, lively and of a usual shape."""
    found: list[Any] = []
    for _, read in zip(range(tried), pictures, strict=False):
        picture = _usable(read)
        if picture is not None:
            found.append(picture)
        if len(found) == enough:
            break
    return found


def _usable(read: Callable[[], bytes]) -> Any:
    from PIL import Image, ImageOps, ImageStat

    try:
        with Image.open(io.BytesIO(read())) as opened:
            width, height = opened.size
            if min(width, height) < 360 or not 0.4 < width / height < 2.6 or width * height > _LARGEST_PICTURE:
                return None
            opened.draft("RGB", (WIDTH, WIDTH))
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, FetchError):
        return None  # a picture that can't be drawn is told of where it stands in its article
    lively = ImageStat.Stat(picture.convert("L").resize((32, 32))).stddev[0] > 16
    picture.thumbnail((WIDTH * 2, WIDTH * 2))
    return picture if lively else None
