"""HTML: read into the typed model, written as a page or as well-formed XHTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from octavo import Detection, Reader, Source, Writer, hookimpl, lazy, option

_PAGE = re.compile(
    rb"(?>\s*<!--.*?-->)*+\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_FRAGMENT = re.compile(rb"\s*<(?:div|p|h[1-6]|article|section|table|ul|ol|blockquote|figure|main)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class ReaderOptions:
    """What a user may choose of the HTML reader."""

    maximum_bytes: int = option(50_000_000, help="refuse a source larger than this")
    maximum_tags: int = option(5_000_000, help="refuse a source of more tags")
    maximum_depth: int = option(150, help="keep as text what nests in more elements; at most 150")
    maximum_attribute: int = option(1_000_000, help="leave out an attribute of more characters, if it is no picture")
    maximum_attributes: int = option(
        1_000, help="leave out the further attributes of an element, in a source of over 100,000 characters"
    )
    maximum_cells: int = option(
        1_000_000, help="how many places of a table's grid its cells may take by spanning others"
    )
    anchors: str = option("", help="ids, parted by spaces, that are kept though nothing in the source links to them")
    tidy: bool = option(
        False,
        help="mend what scraped articles suffer from: paragraphs told by <br><br> or blank lines alone, "
        "empty paragraphs, code that was not escaped, the words of copy buttons in it",
    )


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


@dataclass(frozen=True, kw_only=True)
class WriterOptions:
    """What a user may choose of the HTML writer."""

    fragment: bool = option(False, help="write the body alone, without a page around it")
    highlight: bool = option(False, help="put the tokens of code in spans, for colours")
    mathml: bool = option(False, help="write formulas as MathML, not as TeX")


@dataclass(frozen=True, kw_only=True)
class XhtmlOptions:
    """What a user may choose of the XHTML writer."""

    fragment: bool = option(False, help="write the body alone, without a page around it")
    epub: bool = option(False, help="mark footnotes by epub:type, and leave out what EPUB readers lack")
    highlight: bool = option(False, help="put the tokens of code in spans, for colours")
    mathml: bool = option(False, help="write formulas as MathML, not as TeX")


@hookimpl
def octavo_writers() -> Iterable[Writer[Any]]:
    """Write a page or a fragment."""
    yield Writer(
        name="html",
        description="HTML, a page that reads well by itself",
        extensions=(".html", ".htm"),
        media_type="text/html",
        options=WriterOptions,
        copies_resources=True,
        write=lazy("octavo_html.writer:write_html"),
    )
    yield Writer(
        name="xhtml",
        description="HTML as well-formed XML",
        extensions=(".xhtml",),
        media_type="application/xhtml+xml",
        options=XhtmlOptions,
        copies_resources=True,
        write=lazy("octavo_html.writer:write_xhtml"),
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
