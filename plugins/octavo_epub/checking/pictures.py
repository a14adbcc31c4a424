"""Checks of pictures: they can be decoded, and are of the type that the manifest declares (EPUB 3.3, section 3.2)."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

from octavo.media_types import SVG, media_type_of
from octavo_epub.checking.findings import Finding, error, warning
from octavo_epub.checking.opened import Opened

_CORE = ("image/gif", "image/jpeg", "image/png", SVG, "image/webp")
_LARGEST = 50_000_000
"""Pixels of a picture that is decoded; of a larger one only the head is read."""


def check_pictures(book: Opened) -> Iterator[Finding]:
    """Each picture of the manifest is one, of its type, and of a type that all reading systems know."""
    for item in book.items:
        data = book.read(item.path) if item.media_type.startswith("image/") else None
        if data is None:
            continue
        shown = media_type_of(data, "")
        if shown != item.media_type and shown.startswith("image/"):
            yield error("picture-type", f"it is {shown}, not {item.media_type}", item.path)
        elif item.media_type != SVG and (reason := _reason(data)):
            yield error("picture-broken", f"it can't be decoded: {reason}", item.path)
        elif item.media_type not in _CORE:
            yield warning("picture-foreign", f"many reading systems don't know {item.media_type}", item.path)


def _reason(data: bytes) -> str:
    """Return why ``data`` is no whole picture, "" if it is one."""
    from PIL import Image  # slow to import

    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(data)) as picture:
            warnings.simplefilter("ignore")
            if picture.width * picture.height <= _LARGEST:
                picture.load()
    except Image.DecompressionBombError:
        return "it is too large"
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        IndexError,
        TypeError,
        OverflowError,
        NotImplementedError,
    ) as problem:
        return (str(problem) or type(problem).__name__).splitlines()[0][:80]
    return ""


CHECKS = (check_pictures,)
