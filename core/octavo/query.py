"""Queries: which documents somebody is looking for, in one line of words.

``rain wind`` wants both words, ``rain OR wind`` either, ``-rain`` none; ``"heavy rain"`` wants them
together. ``title:rain`` looks into one field only: title, tag, category, author, language, name, url or text.
AND binds more than OR. Case and width don't count, and a word may be a part of a longer one, as
there are no spaces in Chinese.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from octavo.errors import UsageError
from octavo.model import Document
from octavo.walk import plain_text

_TERM = re.compile(r'(?P<no>-?)(?:(?P<field>[a-z]+):)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_HINT = 'write words, "phrases", -without, title:word and OR'

_FIELDS: dict[str, Callable[[Document], str]] = {
    "title": lambda document: document.meta.title,
    "tag": lambda document: "\n".join(document.meta.tags),
    "category": lambda document: "\n".join("/".join(path) for path in document.meta.categories),
    "author": lambda document: "\n".join(author.name for author in document.meta.authors),
    "language": lambda document: document.meta.language,
    "name": lambda document: document.name,
    "url": lambda document: document.meta.source_url,
    "text": lambda document: plain_text(document.blocks),
}


@dataclass(frozen=True)
class Term:
    """One thing that is wanted, or not: ``words`` in ``field`` ("": the title or the text)."""

    words: str
    field: str = ""
    wanted: bool = True

    def holds(self, document: Document) -> bool:
        """Return whether ``document`` is as this term wants it."""
        fields = (self.field,) if self.field else ("title", "text")
        return any(self.words in fold(_FIELDS[field](document)) for field in fields) is self.wanted


@dataclass(frozen=True)
class Query:
    """What is looked for: all terms of any of the ``alternatives``."""

    alternatives: tuple[tuple[Term, ...], ...]

    def holds(self, document: Document) -> bool:
        """Return whether ``document`` is looked for."""
        return any(all(term.holds(document) for term in terms) for terms in self.alternatives)


def parse_query(text: str) -> Query:
    """Return the query that ``text`` is; raises UsageError for one that looks for nothing."""
    alternatives: list[list[Term]] = [[]]
    place = 0
    while rest := text[place:].lstrip():
        place = len(text) - len(rest)
        match = _TERM.match(text, place)
        if match is None:
            raise UsageError(f"the query {text!r} is not understood at {rest[:20]!r}", _HINT)
        place = match.end()
        if match[0] == "OR":
            alternatives.append([])
        elif match[0] != "AND":
            alternatives[-1].append(_term(match))
    if not all(alternatives):
        raise UsageError(f"the query {text!r} looks for nothing", _HINT)
    return Query(tuple(map(tuple, alternatives)))


def fold(text: str) -> str:
    """Return ``text`` without what does not count when it is compared: case, width, surrounding space."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _term(match: re.Match[str]) -> Term:
    words = match["word"] if match["phrase"] is None else match["phrase"]
    field = match["field"] or ""
    if field and field not in _FIELDS:  # a colon within a word, as in 12:30 or https://…
        words, field = f"{field}:{words}", ""
    return Term(fold(words), field, not match["no"])
