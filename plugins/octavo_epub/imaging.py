"""Pictures as reading systems can show them: functions from bytes to bytes.

What every reader shows and a device's screen has room for stays as it is, byte for byte. The rest is
made anew as JPEG or PNG: other types, what is larger than the screen, what is turned by its Exif data,
what is in the colours of print.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import msgspec

from octavo.media_types import SVG as SVG_TYPE
from octavo.media_types import media_type_of
from octavo.svg import clean_svg

TALLEST = 4
"""How many times the width a picture may be high: strips of comics and screenshots stay legible."""

_FEW_COLOURS = 256
_ORIENTATION = 0x0112
_READ = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "TIFF", "BMP", "DIB", "ICO", "JPEG2000")
"""What Pillow may open: no type that starts another program."""


class PictureType(msgspec.Struct, frozen=True):
    """A core media type of EPUB 3.3 (section 3.2) for images."""

    media_type: str
    extension: str


PNG, JPEG, GIF, WEBP, SVG = (
    PictureType("image/png", "png"),
    PictureType("image/jpeg", "jpg"),
    PictureType("image/gif", "gif"),
    PictureType("image/webp", "webp"),
    PictureType(SVG_TYPE, "svg"),
)
_SHOWN = {"PNG": PNG, "JPEG": JPEG, "MPO": JPEG, "GIF": GIF}
"""What readers of EPUB 2 show too, by Pillow's names; MPO is a JPEG with more behind it."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How pictures are to be: at most ``width`` dots wide (0: as wide as they are), ``grey``, WebP kept or not."""

    width: int = 1600
    grey: bool = False
    webp: bool = False


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What becomes of a picture: its type in the book, and whether it is made anew. ``damage`` is why it may show in part."""

    type: PictureType
    anew: bool = False
    animated: bool = False
    damage: str = ""


class UnfitPicture(ValueError):
    """Bytes that no reading system shows, and that can't be turned into a picture; the message says why."""


def examine(data: bytes, wish: Wish) -> Plan:
    """Return what is to become of the picture ``data``, all of which is decoded once.

    Raises UnfitPicture for what is none, is of a type that can't be read here, or would be too large.
    """
    found = media_type_of(data, "")
    if found == SVG_TYPE:
        _cleaned(data)
        return Plan(type=SVG, anew=True)
    if not found.startswith("image/"):
        raise UnfitPicture("it is no picture" if data else "it is empty")
    with _opened(data, found) as image:
        kept = WEBP if image.format == "WEBP" and wish.webp else _SHOWN.get(image.format)
        animated = image.format in ("GIF", "PNG", "WEBP") and bool(getattr(image, "is_animated", False))
        if animated:  # what moves would stand still
            return Plan(type=kept or WEBP, animated=True)
        try:
            anew = kept is None or _must_change(image, wish)  # which decodes a PNG, whose Exif data may be at its end
            if image.format == "JPEG":
                image.draft("L", (max(1, image.width // 8), max(1, image.height // 8)))
            image.load()
        except Exception as error:  # the decoders raise all kinds
            if kept is None:
                raise
            return Plan(type=kept, damage=_reason(error))
        return Plan(type=_made_as(image, kept), anew=True) if anew else Plan(type=kept or PNG)


def render(data: bytes, plan: Plan, wish: Wish) -> bytes:
    """Return the picture ``data`` as ``plan`` says; the same arguments give the same bytes."""
    if not plan.anew:
        return data
    if plan.type is SVG:
        return _cleaned(data)
    with _opened(data, "") as image:
        shown = _turned_size(image)
        size = _fitting(*shown, wish.width)
        if image.format == "JPEG":  # decoded no larger than needed
            image.draft(image.mode, size if shown == image.size else size[::-1])
        return _saved(_coloured(image, wish).resize(size, _lanczos()), plan.type, palette=image.mode == "P")


def _cleaned(data: bytes) -> bytes:
    """Return an SVG without what runs or leads elsewhere, whatever the host did about that already."""
    try:
        return clean_svg(data).data
    except ValueError as error:
        raise UnfitPicture(_reason(error)) from error


@contextmanager
def _opened(data: bytes, media_type: str) -> Iterator[Any]:
    """Give Pillow's image; whatever is raised while it is used becomes UnfitPicture."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # Half of what Pillow refuses it only warns of; see docs/security.md.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=_READ)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of tags that say nothing about the dots
            yield image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnfitPicture("it has too many dots") from error
    except UnidentifiedImageError as error:
        raise UnfitPicture(f"{media_type} can't be shown or converted") from error
    except Exception as error:  # a broken file makes decoders raise all kinds; each is told
        raise UnfitPicture(_reason(error)) from error


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:100] or type(error).__name__


def _must_change(image: Any, wish: Wish) -> bool:
    """Return whether a picture of a type that readers show can't stay as it is."""
    width, height = _turned_size(image)
    return (
        _fitting(width, height, wish.width) != (width, height)
        or image.mode not in ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "I;16", "I;16B")
        or image.getexif().get(_ORIENTATION, 1) != 1
        or (wish.grey and image.mode not in ("1", "L", "LA"))
    )


def _turned_size(image: Any) -> tuple[int, int]:
    """Return the width and height as they are shown: Exif orientations from 5 on lie on their side."""
    width, height = image.size
    return (height, width) if image.getexif().get(_ORIENTATION, 1) in (5, 6, 7, 8) else (width, height)


def _fitting(width: int, height: int, limit: int) -> tuple[int, int]:
    """Return the size at which a picture is at most ``limit`` wide, and TALLEST times that high."""
    if not limit or (width <= limit and height <= limit * TALLEST):
        return width, height
    scale = min(limit / width, limit * TALLEST / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _made_as(image: Any, kept: PictureType | None) -> PictureType:
    """Return the type that a picture is made anew as: photographs JPEG, drawings and what is transparent PNG."""
    if kept in (JPEG, PNG):
        return kept or PNG
    if kept is GIF or image.has_transparency_data:
        return PNG
    return PNG if image.convert("RGB").getcolors(_FEW_COLOURS) else JPEG


def _coloured(image: Any, wish: Wish) -> Any:
    """Return ``image`` upright, in sRGB or grey, with its transparency."""
    from PIL import ImageOps

    profile = image.info.get("icc_profile")
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):  # 16 bits a dot
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    transparent = image.has_transparency_data
    if image.mode in ("1", "L", "LA"):
        return image.convert("LA" if transparent else "L")
    image = image if image.mode == "CMYK" else image.convert("RGBA" if transparent else "RGB")
    image = _in_srgb(image, profile)
    return image.convert("LA" if transparent else "L") if wish.grey else image


def _in_srgb(image: Any, profile: bytes | None) -> Any:
    """Return ``image`` with the colours of ``profile`` in sRGB, which readers that know no profiles take for granted."""
    from PIL import ImageCms

    mode = "RGB" if image.mode == "CMYK" else image.mode
    if not profile:
        return image.convert(mode)
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, target, outputMode=mode) or image.convert(mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):  # a profile of another kind says nothing of these
        return image.convert(mode)


def _saved(image: Any, kind: PictureType, *, palette: bool) -> bytes:
    """Return ``image`` as a file of ``kind`` without Exif data or profile; with a ``palette`` if it had one."""
    image.info.clear()
    target = io.BytesIO()
    if kind is JPEG:
        image.convert("L" if image.mode in ("L", "LA") else "RGB").save(target, "JPEG", quality=85, optimize=True)
        return target.getvalue()
    if palette and image.mode in ("RGB", "RGBA"):
        image = image.quantize(_FEW_COLOURS, method=_octree())
    image.save(target, "PNG")
    return target.getvalue()


def _lanczos() -> Any:
    from PIL import Image

    return Image.Resampling.LANCZOS


def _octree() -> Any:
    from PIL import Image

    return Image.Quantize.FASTOCTREE
