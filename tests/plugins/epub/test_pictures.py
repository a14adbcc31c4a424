"""Pictures in books: what stays as it is, what is made anew, and what becomes of broken ones."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from PIL import Image as Picture
from PIL import ImageCms

import octavo_epub
import octavo_html
from octavo.model import Document, Image, Meta, Paragraph, Resource
from octavo.publication import split
from octavo.testing import Bench, bench

SVG = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><script>x</script><path d='M0 0h9'/></svg>"


def drawn(kind: str, size: tuple[int, int] = (3, 2), mode: str = "RGB", **settings: Any) -> bytes:
    """Return a picture drawn by Pillow: two halves, red above blue."""
    image = Picture.new("RGB", size, "red")
    image.paste("blue", (0, size[1] // 2, size[0], size[1]))
    target = io.BytesIO()
    image.convert(mode).save(target, kind, **settings)
    return target.getvalue()


def photograph(kind: str, size: tuple[int, int] = (64, 48), **settings: Any) -> bytes:
    """Return a picture of many colours."""
    across, down = Picture.linear_gradient("L").resize(size), Picture.radial_gradient("L").resize(size)
    target = io.BytesIO()
    Picture.merge("RGB", (across, down, across.transpose(Picture.Transpose.ROTATE_180))).save(target, kind, **settings)
    return target.getvalue()


def moving(kind: str) -> bytes:
    target = io.BytesIO()
    frames = [Picture.new("RGB", (9, 9), colour) for colour in ("red", "lime", "blue")]
    frames[0].save(target, kind, save_all=True, append_images=frames[1:], duration=100, loop=0)
    return target.getvalue()


def turned(data: bytes) -> bytes:
    """Return the JPEG ``data`` as one that is to be shown turned by 90 degrees."""
    exif = Picture.Exif()
    exif[0x0112] = 6
    target = io.BytesIO()
    Picture.open(io.BytesIO(data)).save(target, "JPEG", exif=exif, quality=95)
    return target.getvalue()


def bound(data: bytes, epub: Bench | None = None, **options: Any) -> list[tuple[str, bytes]]:
    """Return the names and bytes of the pictures in a book that shows ``data``."""
    document = Document(Meta(title="P"), (Paragraph((Image("wrong-name.xyz", "words"),)),))
    document = Document(document.meta, document.blocks, (Resource("wrong-name.xyz", data=data),), name="p.md")
    archive = zipfile.ZipFile(
        io.BytesIO((epub or plugin()).bind(split(document), "epub", {"cover": "none", **options}))
    )
    return [(name, archive.read(name)) for name in archive.namelist() if "/images/" in name]


def plugin() -> Bench:
    return bench(octavo_epub, octavo_html)


def shown(data: bytes, **options: Any) -> Any:
    """Return the one picture of a book that shows ``data``, as Pillow opens it."""
    [(_, stored)] = bound(data, **options)
    return Picture.open(io.BytesIO(stored))


@pytest.mark.parametrize(
    "data",
    [
        drawn("JPEG"),
        drawn("PNG"),
        drawn("GIF"),
        photograph("JPEG", (1600, 90)),
        drawn("PNG", mode="P"),
        moving("GIF"),
        moving("WEBP"),
        moving("PNG"),
    ],
    ids=["jpeg", "png", "gif", "wide", "palette", "moving-gif", "moving-webp", "moving-png"],
)
def test_what_every_reader_shows_and_what_moves_stays_byte_for_byte(data: bytes) -> None:
    assert [stored for _, stored in bound(data)] == [data]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (photograph("WEBP"), "JPEG"),
        (photograph("AVIF"), "JPEG"),
        (photograph("TIFF"), "JPEG"),
        (photograph("BMP"), "JPEG"),
        (drawn("WEBP", lossless=True), "PNG"),
        (drawn("BMP"), "PNG"),
        (drawn("ICO", (16, 16)), "PNG"),
        (drawn("WEBP", mode="RGBA", lossless=True), "PNG"),
        (drawn("TIFF", mode="CMYK"), "PNG"),
        (drawn("JPEG", mode="CMYK"), "JPEG"),
    ],
)
def test_other_types_become_jpeg_or_png(data: bytes, kind: str) -> None:
    [(name, stored)] = bound(data)
    image = Picture.open(io.BytesIO(stored))
    assert (image.format, image.size) == (kind, Picture.open(io.BytesIO(data)).size)
    assert image.mode != "CMYK"
    assert name.endswith({"JPEG": ".jpg", "PNG": ".png"}[kind])


def test_webp_is_kept_if_that_is_wanted() -> None:
    data = photograph("WEBP")
    [(name, stored)] = bound(data, webp="keep")
    assert (name[-5:], stored) == (".webp", data)


@pytest.mark.parametrize(
    ("size", "limit", "smaller"),
    [
        ((2000, 1000), 1600, (1600, 800)),
        ((1000, 2000), 1600, (1000, 2000)),
        ((400, 8000), 600, (120, 2400)),
        ((2000, 1000), 0, (2000, 1000)),
    ],
)
def test_pictures_are_no_wider_than_the_screen(size: tuple[int, int], limit: int, smaller: tuple[int, int]) -> None:
    assert shown(drawn("JPEG", size), max_image=limit).size == smaller
    assert shown(drawn("PNG", size), max_image=limit).size == smaller


def test_palettes_and_transparency_survive_being_made_smaller() -> None:
    palette = shown(drawn("PNG", (300, 200), "P"), max_image=30)
    assert (palette.format, palette.mode) == ("PNG", "P")
    glass = Picture.new("RGBA", (300, 200), (255, 0, 0, 100))
    target = io.BytesIO()
    glass.save(target, "PNG")
    assert shown(target.getvalue(), max_image=30).getpixel((9, 9)) == (255, 0, 0, 100)


def test_grey_is_grey_and_what_is_grey_already_stays() -> None:
    assert shown(photograph("JPEG"), greyscale=True).mode == "L"
    assert shown(drawn("PNG"), greyscale=True).mode == "L"
    grey = drawn("PNG", mode="L")
    assert [stored for _, stored in bound(grey, greyscale=True)] == [grey]


def test_what_its_exif_data_turns_is_stored_upright() -> None:
    image = shown(turned(drawn("JPEG", (60, 40))))
    assert (image.size, dict(image.getexif())) == ((40, 60), {})
    left, right = image.getpixel((3, 30)), image.getpixel((36, 30))
    assert left[2] > 200 > 50 > left[0]  # blue was below, and is at the left
    assert right[0] > 200 > 50 > right[2]


def test_colours_of_another_profile_become_those_of_srgb() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    assert shown(drawn("JPEG", (60, 40), icc_profile=profile), max_image=30).info.get("icc_profile") is None
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red = shown(drawn("PNG", (60, 40), icc_profile=srgb), max_image=30).getpixel((9, 3))
    assert red[0] > 250
    assert max(red[1:]) < 5


def test_an_svg_is_stored_without_what_runs() -> None:
    [(name, stored)] = bound(SVG)
    assert name.endswith(".svg")
    assert b"script" not in stored
    assert b"<path" in stored


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>",
        drawn("PNG")[:20],
        drawn("JPEG")[:20],
        photograph("WEBP")[:60],
        photograph("AVIF")[:300],
        b"<svg>",
    ],
    ids=["empty", "html", "png", "jpeg", "webp", "avif", "svg"],
)
def test_what_is_no_picture_is_reported_and_leaves_its_words(data: bytes) -> None:
    epub = plugin()
    assert bound(data, epub) == []
    assert epub.codes()[0] == "image-broken"


def test_a_broken_picture_is_named() -> None:
    epub = plugin()
    bound(photograph("WEBP")[:60], epub)
    [notice] = [notice for notice in epub.notices if notice.code == "image-broken"]
    assert (notice.message[:16], str(notice.position)) == ("wrong-name.xyz: ", "p.md")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_damaged_picture_stays_and_is_reported(kind: str) -> None:
    data = photograph(kind, (400, 300))[:-2000]
    epub = plugin()
    assert [stored for _, stored in bound(data, epub, max_image=100)] == [data]
    assert "image-damaged" in epub.codes()


@pytest.mark.parametrize(("size", "stored"), [((100, 100), 1), ((101, 100), 0)])
def test_the_dots_of_a_picture(monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], stored: int) -> None:
    monkeypatch.setattr(Picture, "MAX_IMAGE_PIXELS", 10_000)
    assert len(bound(photograph("JPEG", size), plugin())) == stored


def test_a_picture_with_too_many_dots_is_refused() -> None:
    target = io.BytesIO()
    Picture.new("1", (10_000, 10_000)).save(target, "PNG")
    epub = plugin()
    assert bound(target.getvalue(), epub) == []
    assert [notice.message for notice in epub.notices if notice.code == "image-broken"] == [
        "wrong-name.xyz: it has too many dots; its words or a link stand in its place"
    ]


@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "TIFF", "BMP", "PNG", "JPEG"])
def test_the_same_picture_makes_the_same_bytes(kind: str) -> None:
    data = photograph(kind, (90, 60))
    assert bound(data, max_image=40) == bound(data, max_image=40)
