"""Media types by the first bytes of a file, else by its name."""

from __future__ import annotations

import re
from functools import cache

SVG = "image/svg+xml"
UNKNOWN = "application/octet-stream"

_COMMENTS = rb"(?:(?><!--.{0,2000}?-->)\s*+)*+"
"""Comments of XML, each of which ends at its first ``-->``: if one might take in the next, n of them would take 2ⁿ looks."""
_HEADS = {
    "image/png": rb"\x89PNG\r\n\x1a\n",
    "image/jpeg": rb"\xff\xd8\xff",
    "image/gif": rb"GIF8[79]a",
    "image/webp": rb"RIFF....WEBP",
    "image/avif": rb"....ftypavi[fs]",
    "image/heic": rb"....ftyp(?:heic|heix|mif1)",
    "image/bmp": rb"BM.{12}[\x0c\x28\x38\x40\x6c\x7c]\x00\x00\x00",
    "image/tiff": rb"II\*\x00|MM\x00\*",
    "image/x-icon": rb"\x00\x00\x01\x00",
    "image/jxl": rb"\xff\x0a|\x00\x00\x00\x0cJXL \r\n\x87\n",
    SVG: rb"(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]{0,300}\?>\s*+)?%b(?:<!DOCTYPE\s+svg[^>]{0,500}>\s*+)?%b<(?:svg:)?svg[\s>/]"
    % (_COMMENTS, _COMMENTS),
    "application/pdf": rb"%PDF-",
    "text/html": rb"\s*<(?:!doctype\s+html|!DOCTYPE\s+html|html|HTML)\b",
}

_OF_EXTENSION = {".webp": "image/webp", ".avif": "image/avif", ".woff2": "font/woff2", ".md": "text/markdown"}


def media_type_of(data: bytes, name: str) -> str:
    """Return the media type of a file with ``data``: by its first bytes, else by ``name``.

    A name alone makes nothing an image: what is called ``x.png`` and is none is of an unknown type.
    """
    for media_type, head in _HEADS.items():
        if _compiled(head).match(data):
            return media_type
    import mimetypes  # few runs look at a file beside the documents

    extension = name[name.rfind(".") :].lower()
    guessed = _OF_EXTENSION.get(extension) or mimetypes.guess_type("x" + extension, strict=False)[0] or UNKNOWN
    return UNKNOWN if guessed.startswith("image/") else guessed


@cache
def _compiled(head: bytes) -> re.Pattern[bytes]:
    return re.compile(head, re.DOTALL)
