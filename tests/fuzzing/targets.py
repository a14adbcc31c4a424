"""What fuzzers give their bytes to: each target makes an input of them, and checks what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from hypothesis import given

from books import healthy, pack
from effort import effort
from fuzzing.checks import Attempt, check_binding, check_reading, check_words, check_writing
from fuzzing.pieces import PIECES, WORDS, text_of
from octavo.model import Document
from octavo.testing import Bench, bench
from octavo.walk import plain_text
from strategies import documents

Target = Callable[[bytes], None]
_BOUND = 16
"""Every so many documents one is bound too, as the length of its input tells: that takes ten times as long."""


@cache
def _octavo() -> Bench:
    return bench(entry_points=True)


def read(data: str | bytes, format: str) -> Attempt:
    """Check what becomes of ``data`` when it is read as ``format`` and written as everything."""
    read = check_reading(_octavo(), data, format)
    if read.document is not None:
        check_writing(_octavo(), read.document)
        if len(data) % _BOUND == 0:
            check_binding(_octavo(), read.document)
    return read


def front_matter(data: bytes) -> None:
    """Bytes as the front matter of a post; its body stays, whatever stands before it but a comment of HTML."""
    found = read(b"---\n" + data + b"\n---\nBody.\n", "hexo")
    is_guessed = any(notice.code == "encoding-guessed" for notice in found.notices)
    if found.document is not None and b"<" not in data and not is_guessed:
        assert "Body." in plain_text(found.document.blocks), "the body is lost"


def front_matter_pieces(data: bytes) -> None:
    """Pieces of YAML as the front matter of a post."""
    front_matter(text_of(data, "front matter").encode("utf-8", "surrogatepass"))


def words(data: bytes) -> None:
    """Elements that show what they hold, in any order and nesting, with words between: none of them may be lost."""
    shown_words(text_of(data, "words"))


def shown_words(text: str) -> None:
    """All of WORDS that stand in ``text``, a page, are read."""
    found = read(text, "html")
    shown = " ".join(word for word in WORDS if word in text)
    if found.document is not None and not found.notices:
        check_words(shown, plain_text(found.document.blocks), "reading")


def epub(data: bytes) -> None:
    """A file of a healthy book with the bytes put into it, or the bytes as they are."""
    entries = healthy()
    paths = sorted(entries)
    if len(data) < 3 or data[0] >= len(paths) * 8:
        read(data, "epub")
        return
    path, where = paths[data[0] % len(paths)], data[1] * 256 + data[2]
    content = entries[path]
    place = where % (len(content) + 1)
    entries[path] = content[:place] + data[3:] + content[place + data[0] // 8 :]
    read(pack(entries), "epub")


@effort(100)
@given(documents())
def _write(document: Document) -> None:
    check_writing(_octavo(), document)


def writers(data: bytes) -> None:
    """Documents that Hypothesis makes of the bytes, written as everything and read again."""
    _write.hypothesis.fuzz_one_input(data)  # type: ignore[attr-defined]  # Hypothesis adds it


def _reader(format: str) -> Target:
    def target(data: bytes) -> None:
        read(data, format)

    return target


def _pieces(format: str) -> Target:
    def target(data: bytes) -> None:
        read(text_of(data, format), format)

    return target


TARGETS: dict[str, Target] = {
    **{kind: _reader(kind) for kind in ("html", "markdown", "hexo", "json", "pandoc", "text")},
    **{f"{kind}-pieces": _pieces(kind) for kind in PIECES if kind not in ("words", "front matter")},
    "front-matter": front_matter,
    "front-matter-pieces": front_matter_pieces,
    "words": words,
    "epub": epub,
    "writers": writers,
}
"""Targets of bytes find what parsers stumble over, targets of pieces what becomes of sound markup in unsound order."""


def replay(kind: str, data: bytes) -> None:
    """Check what was found once, kept as what was read: of a format, front matter, or a page with words to show."""
    match kind:
        case "words":
            shown_words(data.decode())
        case "front-matter":
            front_matter(data)
        case _:
            read(data, kind)
