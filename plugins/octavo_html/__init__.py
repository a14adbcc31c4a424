"""HTML: read into the typed model, written as a page or as well-formed XHTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from octavo import Detection, Reader, Source, hookimpl, lazy, option

_PAGE = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_FRAGMENT = re.compile(rb"\s*<(?:div|p|h[1-6]|article|section|table|ul|ol|blockquote|figure|main)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class ReaderOptions:
    """What a user may choose of the HTML reader."""

    maximum_bytes: int = option(50_000_000, help="refuse a source larger than this")


@hookimpl
def octavo_readers() -> Iterable[Reader[Any]]:
    """Read HTML."""
    yield Reader(
        name="html",
        description="HTML, a page or a fragment",
        extensions=(".html", ".htm", ".xhtml"),
        media_types=("text/html", "application/xhtml+xml"),
        options=ReaderOptions,
        read=lazy("octavo_html.reader:read"),
    )


@hookimpl
def octavo_detect(source: Source) -> Detection | None:
    """Recognise a page by its first tag, a fragment by a block tag, and either by the name."""
    data = source.data[:2048]
    head = data.encode("utf-8", "replace") if isinstance(data, str) else data
    if _PAGE.match(head.removeprefix(b"\xef\xbb\xbf")):
        return Detection(0.8, "html", "it begins as an HTML page")
    if _FRAGMENT.match(head):
        return Detection(0.6, "html", "it begins with an HTML block")
    if source.extension in (".html", ".htm", ".xhtml"):
        return Detection(0.4, "html", f"its name ends in {source.extension}")
    return None
