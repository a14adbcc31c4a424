"""Documents that say the same: told by their words, exactly or nearly.

Near duplicates are looked for by MinHash (Broder, "On the resemblance and containment of documents",
1997) with the library rensa, which is an extra (``octavo[dedupe]``). What it proposes is judged by the
words themselves, so that the result is the same with every version of it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal

import msgspec

from octavo.errors import Notice, Position, UsageError
from octavo.model import Document
from octavo.query import fold
from octavo.walk import plain_text

Dedupe = Literal["none", "exact", "near"]

ALIKE = 0.8
"""How large a part of their phrases two documents must share to be near duplicates."""

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]|[^\W_]+")
_PHRASE = 3
_PERMUTATIONS = 128
_BANDS = 32
_SEED = 42


class Unique(msgspec.Struct, frozen=True):
    """The ``documents`` that are left, in their order, and a notice for each that is not."""

    documents: tuple[Document, ...]
    notices: tuple[Notice, ...]


Same = Callable[[int], "int | None"]
"""Finds what document (by its place) says the same as this one, among those asked about before."""


class _Words(msgspec.Struct, frozen=True):
    """What is kept of a document's words: how many they are, their hash, and a sketch of their phrases, if it has one."""

    count: int
    digest: bytes
    sketch: Any = None


def without_duplicates(documents: Sequence[Document], dedupe: Dedupe) -> Unique:
    """Return ``documents`` without those that say what another one says; the longest is kept.

    "exact" compares all words; "near" also finds those that share most of their phrases of three
    words. Documents without words are never duplicates. Raises UsageError if the library that
    finds near duplicates is missing. The words of no more than two documents are held at a time.
    """
    if dedupe == "none":
        return Unique(tuple(documents), ())
    sketch = _sketching() if dedupe == "near" else _no_sketch
    known = [_known(document, sketch) for document in documents]
    longest_first = sorted(
        (place for place in range(len(known)) if known[place].count), key=lambda one: -known[one].count
    )
    dropped: dict[int, int] = {}
    finders: list[Same] = [_exactly(known)]
    if dedupe == "near":
        finders.append(_nearly(documents, known))
    for find in finders:
        for place in longest_first:
            if place not in dropped and (kept := find(place)) is not None:
                dropped[place] = kept
    kept_documents = tuple(document for place, document in enumerate(documents) if place not in dropped)
    notices = tuple(
        _notice(documents[place], documents[_root(kept, dropped)]) for place, kept in sorted(dropped.items())
    )
    return Unique(kept_documents, notices)


def _known(document: Document, sketch: Callable[[list[str]], Any]) -> _Words:
    words = _words(document)
    digest = hashlib.sha256("\n".join(words).encode("utf-8", "surrogatepass")).digest()
    return _Words(len(words), digest, sketch(words))


def _no_sketch(_words: list[str]) -> None:
    """Make none, where documents are compared exactly."""


def _root(place: int, dropped: dict[int, int]) -> int:
    while place in dropped:
        place = dropped[place]
    return place


def _notice(document: Document, kept: Document) -> Notice:
    message = f"{document.meta.title[:60]!r} says what {kept.name} says; the longer one is kept"
    return Notice("duplicate-left-out", message, "info", Position(document.name))


def _words(document: Document) -> list[str]:
    return _WORD.findall(fold(plain_text(document.blocks)))


def _exactly(known: Sequence[_Words]) -> Same:
    seen: dict[bytes, int] = {}

    def find(place: int) -> int | None:
        kept = seen.setdefault(known[place].digest, place)
        return None if kept == place else kept

    return find


def _sketching() -> Callable[[list[str]], Any]:
    """Return the function that makes a sketch of a document's words; None of those that have too few phrases."""
    rensa = _library()

    def sketch(words: list[str]) -> Any:
        phrases = _phrases(words)
        if len(phrases) < _PHRASE:
            return None
        made = rensa.RMinHash(_PERMUTATIONS, _SEED)
        made.update(sorted(phrases))
        return made

    return sketch


def _nearly(documents: Sequence[Document], known: Sequence[_Words]) -> Same:
    index = _library().RMinHashLSH(ALIKE - 0.1, _PERMUTATIONS, _BANDS)

    def find(place: int) -> int | None:
        sketch = known[place].sketch
        if sketch is None:
            return None
        if candidates := sorted(index.query(sketch)):
            phrases = _phrases(_words(documents[place]))
            for candidate in candidates:
                if _resemblance(phrases, _phrases(_words(documents[candidate]))) >= ALIKE:
                    return int(candidate)
        index.insert(place, sketch)
        return None

    return find


def _library() -> Any:
    try:
        import rensa
    except ImportError as error:
        raise UsageError("near duplicates need the library rensa", "pip install 'octavo[dedupe]'") from error
    return rensa


def _phrases(words: list[str]) -> set[str]:
    return set(_runs(words))


def _runs(words: list[str]) -> Iterator[str]:
    return (" ".join(words[start : start + _PHRASE]) for start in range(len(words) - _PHRASE + 1))


def _resemblance(one: Iterable[str], other: Iterable[str]) -> float:
    """Return the part of all phrases of both that they share (Jaccard's coefficient)."""
    one, other = set(one), set(other)
    return len(one & other) / (len(one | other) or 1)
