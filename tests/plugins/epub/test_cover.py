"""Generated covers: what stands on them, in any script and with any fonts; the same bytes each time."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image as Picture
from PIL import ImageDraw, features

import octavo_epub
import octavo_html
from octavo._choices import Choices
from octavo._context import PipelineContext
from octavo._registry import discover
from octavo.errors import FetchError
from octavo.model import Document, Image, Meta, Paragraph, Publication, Resource, Timestamp
from octavo.publication import gather
from octavo.testing import Bench, bench
from octavo_epub import fonts
from octavo_epub.cover import HEIGHT, WIDTH, Words, make_cover
from octavo_epub.fonts import font_location
from octavo_epub.lettering import Face, Letters, fit, missing_characters


def plugin() -> Bench:
    return bench(octavo_epub, octavo_html)


def machine() -> PipelineContext:
    """Return a Context that finds this machine's fonts, as the bench's own does not."""
    return PipelineContext(discover(octavo_epub, entry_points=False), Choices())


def codes(context: PipelineContext) -> list[str]:
    return [notice.code for notice in context.notices]


def photograph(colour: str = "#3366aa", size: tuple[int, int] = (900, 600)) -> bytes:
    image = Picture.new("RGB", size, colour)
    ImageDraw.Draw(image).ellipse((100, 100, 500, 500), fill="white")
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def drawn(words: Words, *pictures: bytes) -> Picture.Image:
    data = make_cover(words, [lambda one=one: one for one in pictures], "", machine())  # type: ignore[misc]  # a default argument
    return Picture.open(io.BytesIO(data)).convert("RGB")


def near(image: Picture.Image, place: tuple[int, int], colour: str) -> bool:
    wanted = Picture.new("RGB", (1, 1), colour).getpixel((0, 0))
    found = image.getpixel(place)
    assert isinstance(wanted, tuple)
    assert isinstance(found, tuple)
    return all(abs(a - b) < 12 for a, b in zip(wanted, found, strict=True))


def ink(image: Picture.Image, box: tuple[int, int, int, int]) -> int:
    """Return how many dark dots there are in a part of the cover."""
    return sum(image.convert("L").crop(box).histogram()[:90])


def digest(**fields: object) -> Publication:
    stamp = Timestamp("2024-05-01", datetime(2024, 5, 1, tzinfo=UTC))
    documents = [
        Document(Meta(title=title, published=stamp), (Paragraph((title,)),), name=f"{title}.md") for title in "AB"
    ]
    return gather(documents, Meta(title="Both", **fields))  # type: ignore[arg-type]  # fields of Meta


def test_a_digest_has_a_cover_that_old_readers_find_too() -> None:
    archive = zipfile.ZipFile(io.BytesIO(plugin().bind(digest(), "epub")))
    package = etree.fromstring(archive.read("EPUB/content.opf"))
    item = package.find(".//{*}item[@properties='cover-image']")
    meta = package.find(".//{*}meta[@name='cover']")
    assert item is not None
    assert meta is not None
    assert meta.get("content") == item.get("id")
    href = item.get("href") or ""
    with Picture.open(io.BytesIO(archive.read("EPUB/" + href))) as image:
        assert (image.format, image.size) == ("JPEG", (WIDTH, HEIGHT))
    assert href.encode() in archive.read("EPUB/text/cover.xhtml")


@pytest.mark.parametrize(("cover", "expected"), [("auto", 0), ("generated", 1), ("none", 0)])
def test_a_single_article_has_a_cover_when_asked_for(cover: str, expected: int) -> None:
    book = gather([Document(Meta(title="Alone"), (Paragraph(("x",)),))], Meta(title="Alone"))
    archive = zipfile.ZipFile(io.BytesIO(plugin().bind(book, "epub", {"cover": cover})))
    assert len([name for name in archive.namelist() if name == "EPUB/text/cover.xhtml"]) == expected


def test_the_same_words_give_the_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib, octavo_epub; from octavo_epub.cover import Words, make_cover;"
        "from octavo._choices import Choices; from octavo._context import PipelineContext; from octavo._registry import discover;"
        "context = PipelineContext(discover(octavo_epub, entry_points=False), Choices());"
        "words = Words('四季', 'zh', '2024', '2', ('a', 'b'), (1, 2));"
        "print(hashlib.sha256(make_cover(words, [], '', context)).hexdigest())"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, env={"PYTHONHASHSEED": seed})
        for seed in "12"
    ]
    assert runs[0].stdout == runs[1].stdout


def test_sections_give_the_colours() -> None:
    image = drawn(Words("Colours", "en", lines=("One", "Two"), sections=(1, 1)))
    assert near(image, (300, 1500), "#b8402a")
    assert near(image, (1300, 1500), "#1f5f7d")
    mirrored = drawn(Words("Colours", "ar", lines=("One", "Two"), sections=(1, 1)))
    assert near(mirrored, (1300, 1500), "#b8402a")


def test_a_leading_picture_fills_the_middle_and_small_ones_do_not() -> None:
    words = Words("Picture", "en")
    assert near(drawn(words, photograph()), (1500, 2200), "#3366aa")
    for unusable in (photograph(size=(300, 200)), photograph(size=(3000, 400)), b"no picture", photograph()[:300]):
        assert drawn(words, unusable).tobytes() == drawn(words).tobytes()


def test_four_pictures_stand_in_two_rows() -> None:
    colours = ("#aa2222", "#22aa22", "#2222aa", "#aaaa22")
    image = drawn(Words("Four", "en"), *(photograph(colour) for colour in colours))
    assert near(image, (1550, 1100), colours[0])
    assert [near(image, (x, 2390), colour) for x, colour in zip((500, 1040, 1590), colours[1:], strict=True)] == [
        True
    ] * 3


def test_pictures_of_articles_come_to_the_cover() -> None:
    document = Document(Meta(title="A"), (Paragraph((Image("p.png", "p"),)),), (Resource("p.png", data=photograph()),))
    archive = zipfile.ZipFile(io.BytesIO(plugin().bind(gather([document, document], Meta(title="P")), "epub")))
    name = next(name for name in archive.namelist() if name.endswith(".jpg"))
    image = Picture.open(io.BytesIO(archive.read(name))).convert("RGB")
    assert near(image, (1500, 1900), "#3366aa")


TITLES = {
    "zh-CN": "四季周刊",
    "ja": "雪国だより",
    "en": "The Harbour",
    "ar": "مجلة المطر",
    "he": "ירחון",
    "ru": "Времена",
}


@pytest.mark.parametrize(("language", "title"), TITLES.items())
def test_titles_in_any_script_are_drawn_or_told(language: str, title: str) -> None:
    epub = machine()
    data = make_cover(Words(title, language), [], "", epub)
    image = Picture.open(io.BytesIO(data))
    written = ink(image, (0, 160, WIDTH, 900)) > 5_000
    assert written or codes(epub) == ["cover-without-words"]


def test_without_fonts_there_are_no_boxes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_folders", list)
    epub = machine()
    data = make_cover(Words("四季周刊", "zh"), [], "", epub)
    assert codes(epub) == ["cover-without-words"]
    assert ink(Picture.open(io.BytesIO(data)), (0, 160, WIDTH, 230)) == 0
    latin = machine()
    data = make_cover(Words("Harbour 港", "en"), [], "", latin)
    assert codes(latin) == ["cover-without-words"]
    assert ink(Picture.open(io.BytesIO(data)), (0, 160, WIDTH, 700)) > 5_000


def test_scripts_that_need_shaping_are_left_out_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "check", lambda _name: False)
    epub = machine()
    make_cover(Words("مجلة", "ar"), [], "", epub)
    assert codes(epub) == ["cover-without-words"]


def test_a_font_is_found_by_its_characters_and_may_be_named(tmp_path: Path) -> None:
    context = machine()
    with pytest.raises(FetchError, match="no font"):
        context.fetch(Resource("f", location=font_location("\U0010fffd\U000fffff", "en", bold=True)))
    missing = tmp_path / "missing.ttf"
    assert missing_characters(Face(missing), "a b") == {"a", "b"}
    found = [path for path in fonts._installed().values() if path.suffix == ".ttf"]
    if not found:
        pytest.skip("this machine has no font in a file")
    named = next((path for path in found if not missing_characters(Face(path), "abc")), None)
    assert named is not None
    location = context.fetch(Resource("f", location=font_location("abc", "en", bold=True, file=str(named)))).location
    assert location == f"{named.as_uri()}#0"


def test_lines_are_even_and_long_titles_end() -> None:
    letters = Letters("one two three four five six", Face())
    size, lines = fit(letters, 1000, 400, (200, 150, 100))
    assert " ".join(lines) == letters.text
    assert letters.widest(lines, size) <= 1000
    endless = Letters("x" * 400, Face())
    size, lines = fit(endless, 600, 300, (100, 80))
    assert lines[-1].endswith("…")
    assert endless.widest(lines, size) <= 600 + size
    assert endless.shortened(300, 80).endswith("…")


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("四季周刊：城市", 2),
        ("Tides - a year", 2),
        ("Tides: a year", 2),
        ("Time 12:30", 1),
        ("well-made", 1),
        ("雪国だより ― 冬の号", 2),
    ],
)
def test_a_subtitle_stands_smaller(title: str, parts: int) -> None:
    from octavo_epub.cover import _parted

    assert len([one for one in _parted(title) if one]) == parts
