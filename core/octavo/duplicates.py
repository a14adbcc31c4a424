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


def without_duplicates(documents: Sequence[Document], dedupe: Dedupe) -> Unique:
    """Return ``documents`` without those that say what another one says; the longest is kept.

    "exact" compares all words; "near" also finds those that share most of their phrases of three
    words. Documents without words are never duplicates. Raises UsageError if the library that
    finds near duplicates is missing.
    """
    if dedupe == "none":
        return Unique(tuple(documents), ())
    words = [_words(document) for document in documents]
    longest_first = sorted((place for place in range(len(words)) if words[place]), key=lambda one: -len(words[one]))
    dropped: dict[int, int] = {}
    finders: list[Same] = [_exactly(words)]
    if dedupe == "near":
        finders.append(_nearly(words))
    for find in finders:
        for place in longest_first:
            if place not in dropped and (kept := find(place)) is not None:
                dropped[place] = kept
    kept_documents = tuple(document for place, document in enumerate(documents) if place not in dropped)
    notices = tuple(
        _notice(documents[place], documents[_root(kept, dropped)]) for place, kept in sorted(dropped.items())
    )
    return Unique(kept_documents, notices)


def _root(place: int, dropped: dict[int, int]) -> int:
    while place in dropped:
        place = dropped[place]
    return place


def _notice(document: Document, kept: Document) -> Notice:
    message = f"{document.meta.title[:60]!r} says what {kept.name} says; the longer one is kept"
    return Notice("duplicate-left-out", message, "info", Position(document.name))


def _words(document: Document) -> list[str]:
    return _WORD.findall(fold(plain_text(document.blocks)))


def _exactly(words: Sequence[list[str]]) -> Same:
    seen: dict[bytes, int] = {}

    def find(place: int) -> int | None:
        digest = hashlib.sha256("\n".join(words[place]).encode("utf-8", "surrogatepass")).digest()
        return None if seen.setdefault(digest, place) == place else seen[digest]

    return find


def _nearly(words: Sequence[list[str]]) -> Same:
    rensa = _library()
    index = rensa.RMinHashLSH(ALIKE - 0.1, _PERMUTATIONS, _BANDS)

    def find(place: int) -> int | None:
        phrases = _phrases(words[place])
        if len(phrases) < _PHRASE:
            return None
        sketch = rensa.RMinHash(_PERMUTATIONS, _SEED)
        sketch.update(sorted(phrases))
        for candidate in sorted(index.query(sketch)):
            if _resemblance(phrases, _phrases(words[candidate])) >= ALIKE:
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
