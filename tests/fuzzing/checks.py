"""What must hold of whatever is read and written, beyond that nothing crashes; AssertionError says what doesn't."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from lxml import etree

from octavo.errors import DecodeError, Notice, ReadError, SourceError
from octavo.model import Document
from octavo.publication import split
from octavo.testing import Bench, check_document, check_notices
from octavo.walk import plain_text

READERS = {
    "markdown": "markdown",
    "text": "text",
    "json": "json",
    "html": "html",
    "xhtml": "html",
    "pandoc": "pandoc",
}
"""Each writer, and the reader that takes what it writes."""
REFUSALS = (ReadError, SourceError, DecodeError)
"""What a reader may raise; any other error is a fault."""
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
"""What a terminal obeys is no text: the writer of text leaves it out."""


@dataclass(frozen=True)
class Attempt:
    """What a reader made of an input: a document, or the reason why not; and what it noticed."""

    document: Document | None
    refusal: str
    notices: tuple[Notice, ...]


def attempt(octavo: Bench, data: str | bytes, format: str, options: dict[str, object] | None = None) -> Attempt:
    """Return what the reader of ``format`` makes of ``data``."""
    here = replace(octavo, notices=[])
    try:
        document = here.read(data, format, options or {})
    except REFUSALS as error:
        return Attempt(None, str(error), tuple(here.notices))
    return Attempt(document, "", tuple(here.notices))


def check_reading(octavo: Bench, data: str | bytes, format: str) -> Attempt:
    """Return what the reader makes of ``data``, which is sound, and the same when it is asked again."""
    first = attempt(octavo, data, format)
    assert first == attempt(octavo, data, format), "two readings differ"
    check_notices(first.notices)
    if first.document is not None:
        check_document(first.document)
    return first


def check_writing(octavo: Bench, document: Document) -> None:
    """Every writer gives the same twice, its own reader takes it, and what words are missing then a notice tells."""
    for target, reader in READERS.items():
        here = replace(octavo, notices=[])
        written = here.write(document, target)
        assert written == octavo.write(document, target), f"two outputs in {target} differ"
        check_notices(here.notices)
        if target == "xhtml":
            check_xml(written.encode())
        again = attempt(octavo, written, reader)
        assert again.document is not None, f"its own {target} is refused: {again.refusal}"
        if not here.notices and not again.notices:
            check_words(plain_text(document.blocks), plain_text(again.document.blocks), target)


def check_binding(octavo: Bench, document: Document) -> None:
    """A book of ``document`` is the same twice, and its reader takes it with all words that no notice tells of."""
    here = replace(octavo, notices=[])
    bound = here.bind(split(document), "epub")
    assert bound == octavo.bind(split(document), "epub"), "two books differ"
    again = attempt(octavo, bound, "epub")
    assert again.document is not None, f"its own book is refused: {again.refusal}"
    if not here.notices and not again.notices:
        shown = again.document.meta.title + plain_text(again.document.blocks)  # a first heading becomes the title
        check_words(plain_text(document.blocks), shown, "epub")


def check_words(before: str, after: str, target: str) -> None:
    """Every letter and digit of ``before`` is in ``after``, in whatever order."""
    lost = _letters(before) - _letters(after)
    assert not lost, f"{target} loses {dict(lost)} of {before!r}, and keeps {after!r}"


def _letters(text: str) -> Counter[str]:
    return Counter(sign for sign in _ESCAPES.sub("", text) if sign.isalnum())


def check_xml(page: bytes) -> None:
    """``page`` is well-formed XML."""
    etree.fromstring(page, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
