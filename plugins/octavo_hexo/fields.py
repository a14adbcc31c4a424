"""Looking up front matter: by name, in any case, and as the words that were written."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from octavo.model import FrontMatter, FrontMatterEntry
from octavo_hexo.front_matter import expand_tabs, unescape_braces
from octavo_hexo.loader import Limits, YamlFailure, load_pairs
from octavo_hexo.scalars import resolve_text


class Fields:
    """The entries of a FrontMatter. A key that says nothing (null, "", an empty list) is as good as absent."""

    def __init__(self, front_matter: FrontMatter | None) -> None:
        """Take the entries; of two with one key the last that says something counts."""
        self.entries: dict[str, FrontMatterEntry] = {}
        self.yaml = front_matter is None or front_matter.format == "yaml"
        for entry in front_matter.entries if front_matter else ():
            if not _is_nothing(entry.value):
                self.entries.pop(entry.key, None)
                self.entries[entry.key] = entry
        self.folded: dict[str, FrontMatterEntry] = {}
        for key, entry in self.entries.items():
            self.folded.setdefault(key.lower(), entry)

    def find(self, *names: str) -> FrontMatterEntry | None:
        """Return the entry of the first of ``names`` that there is, spelt so or in another case."""
        if self.folded.keys().isdisjoint(_folded(names)):  # as most are: one look for all of them
            return None
        for name in names:
            if entry := self._entry(name):
                return entry
        return None

    def find_all(self, *names: str) -> Iterator[FrontMatterEntry]:
        """Yield the entry of each of ``names`` that there is."""
        if self.folded.keys().isdisjoint(_folded(names)):
            return
        yield from (entry for name in names if (entry := self._entry(name)))

    def _entry(self, name: str) -> FrontMatterEntry | None:
        return self.entries.get(name) or self.folded.get(name.lower())

    def words(self, entry: FrontMatterEntry) -> Any:
        """Return the value of ``entry`` with every plain scalar as it was written: ``010`` is "010"."""
        if self.yaml and _has_numbers(entry.value):
            try:
                pairs = load_pairs(expand_tabs(unescape_braces(entry.raw)), Limits(), resolve_text)
            except YamlFailure:
                pairs = None
            if pairs and len(pairs) == 1:
                return pairs[0].value
        return entry.value

    def text(self, *names: str) -> str:
        """Return the words of the first of ``names`` that there is, on one line; "" if there is none."""
        entry = self.find(*names)
        return one_line(as_text(self.words(entry))) if entry else ""


@functools.lru_cache(maxsize=64)
def _folded(names: tuple[str, ...]) -> frozenset[str]:
    """Return ``names`` in lower case; who looks something up has a few sets of names."""
    return frozenset(map(str.lower, names))


def as_text(value: Any) -> str:
    """Return a JSON value as words: a list's items and a mapping's entries parted by commas."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case list():
            return ", ".join(as_text(item) for item in value)
        case dict():
            return ", ".join(f"{key}: {as_text(item)}" for key, item in value.items())
        case _:
            return str(value)


def one_line(text: str) -> str:
    """Return ``text`` with its line ends and surrounding white space made single spaces or nothing."""
    if "\n" not in text:
        return text.strip(" \t\r")
    return " ".join(line for part in text.split("\n") if (line := part.strip(" \t\r")))


def _is_nothing(value: Any) -> bool:
    return not value and not isinstance(value, int | float)


def _has_numbers(value: Any) -> bool:
    """Whether something in ``value`` may have been spelt in another way: a number or a truth value."""
    if isinstance(value, str):
        return False
    stack = [value]
    while stack:
        match stack.pop():
            case list() as items:
                stack.extend(items)
            case dict() as items:
                stack.extend(items.values())
            case str() | None:
                continue
            case _:
                return True
    return False
