"""Whether a metadata block is one that every safe loader reads: YAML 1.1's (PyYAML's) and 1.2's (js-yaml's).

YAML is judged by its events, which need no recursion and build nothing, so that a block made to break
loaders breaks nothing here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

import msgspec
import yaml

from octavo.model import FrontMatter
from octavo.simple_yaml import simple_entries

MAXIMUM_LENGTH = 262_144
"""A longer block is not looked at; the reader of Hexo posts refuses it too, unless it is told otherwise."""

MAXIMUM_DEPTH = 32
MAXIMUM_ALIASES = 16
"""With more, loaders that copy what an alias stands for may grow without end."""

LONGEST_INTEGER = 1_000
"""Characters; loaders take ever longer for each digit, most of all for those by sixties (YAML 1.1: ``1:30:00``)."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER: Any = yaml.resolver.Resolver()
_CORE = "tag:yaml.org,2002:"
_STRING, _INTEGER = _CORE + "str", _CORE + "int"
_MADE = frozenset(_CORE + name for name in ("int", "float", "bool", "null", "timestamp"))
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_ORDINARY = re.compile(
    r"|[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])(?: (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)?", re.ASCII
)
"""Nothing, and days and times that are in every calendar: nobody need try to make them."""
_BLOCK = re.compile(r"\s*+(?:(?P<mark>-{3,}|;{3,})[ \t]*\n)?(?P<data>.*?)^(?:-{3,}|;{3,})[ \t]*\n*\Z", re.DOTALL | re.M)
_SEPARATOR = re.compile(r"^(?:---|\.\.\.|;;;)", re.MULTILINE)


def is_plain(block: FrontMatter) -> bool:
    """Return whether the text of ``block``, with its separators, can be read by whatever reads posts."""
    if block.format == "yaml" and _is_simple(block.text):
        return True
    match = _BLOCK.match(block.text) if len(block.text) <= MAXIMUM_LENGTH else None
    if match is None or _SEPARATOR.search(match["data"]):
        return False
    if block.format == "json":
        return not _CONTROL.search(block.text) and _is_json("{" + match["data"] + "}")
    return block.format == "yaml" and keys_of(match["data"]) is not None


def _is_simple(text: str) -> bool:
    """Return whether ``text`` is simple entries between two lines of three hyphens, as most blocks are."""
    text = text.strip("\n")
    if len(text) > MAXIMUM_LENGTH or not (text.startswith("---\n") and text.endswith("\n---")):
        return False
    try:
        return bool(_keys_of_simple(text[4:-3]))
    except (ValueError, OverflowError):  # a number or date that can't be made
        return False


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def keys_of(text: str) -> tuple[str, ...] | None:
    """Return the keys of the YAML mapping ``text``; None if it is none, or one that not every loader reads."""
    if len(text) > MAXIMUM_LENGTH or _CONTROL.search(text):
        return None
    judge = _Judge()
    try:
        if keys := _keys_of_simple(text):
            return keys
        plain = judge.accepts(yaml.parse(text, Loader=_Loader))
    except (yaml.YAMLError, ValueError, OverflowError):  # the latter two: a number or date that can't be made
        return None
    return tuple(judge.keys) if plain else None


def _keys_of_simple(text: str) -> tuple[str, ...]:
    """Return the keys of ``text`` if no loader need look at it, else ().

    What begins with a letter, as keys do here, is a text or a word for yes, no or nothing: it can always be made.
    """
    scalars: list[str] = []
    entries = simple_entries(text, scalars.append) or ()
    keys = dict.fromkeys([entry.key for entry in entries])
    if len(keys) < len(entries):
        return ()
    for scalar in scalars:
        if not (scalar[:1].isalpha() or _ORDINARY.fullmatch(scalar) or _is_made(scalar)):
            return ()
    return tuple(keys)


def _is_made(text: str) -> bool:
    """Return whether every loader makes something of ``text`` without quotes; raises ValueError as PyYAML does."""
    tag = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))
    if tag == _INTEGER and len(text) > LONGEST_INTEGER:
        return False
    if tag in _MADE:
        yaml.constructor.SafeConstructor().construct_object(yaml.ScalarNode(tag, text))
    return tag in _MADE or tag == _STRING


class _Open(msgspec.Struct):
    """A collection that is open: the keys of a mapping, in order, and how many nodes it has so far."""

    keys: dict[str, None] | None
    count: int = 0

    @property
    def awaits_key(self) -> bool:
        return self.keys is not None and self.count % 2 == 0


class _Judge:
    """Follows the events of one document until the first that a loader may stumble over."""

    def __init__(self) -> None:
        self.stack: list[_Open] = []
        self.keys: dict[str, None] = {}
        self.anchors: set[str] = set()
        self.aliases = self.documents = 0

    def accepts(self, events: Iterable[Any]) -> bool:
        return all(self._accepts(event) for event in events)

    def _accepts(self, event: Any) -> bool:
        match event:
            case yaml.ScalarEvent():
                return self._holds(event)
            case yaml.DocumentStartEvent():
                self.documents += 1
                return self.documents == 1 and not event.version and not event.tags
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                return self._opens(event)
            case yaml.CollectionEndEvent():
                self.stack.pop()
                return True
            case yaml.AliasEvent():
                return self._refers(event)
            case _:
                return True

    def _opens(self, event: Any) -> bool:
        """Take a collection: one without a tag that is no key, and at the top a mapping."""
        keys: dict[str, None] | None = {} if isinstance(event, yaml.MappingStartEvent) else None
        fits = event.tag in (None, "!") and len(self.stack) < MAXIMUM_DEPTH and not self._awaits_key
        fits = fits and (bool(self.stack) or keys is not None)
        if keys is not None and not self.stack:
            self.keys = keys
        self._take(event)
        self.stack.append(_Open(keys))
        return fits

    def _refers(self, event: Any) -> bool:
        self.aliases += 1
        fits = event.anchor in self.anchors and self.aliases <= MAXIMUM_ALIASES and not self._awaits_key
        if self.stack:
            self.stack[-1].count += 1
        return fits

    def _holds(self, event: Any) -> bool:
        """Take a scalar: a text, or what a loader makes a number, a date or the like of; raises ValueError as PyYAML does."""
        plain, _ = event.implicit
        fits = event.tag in (None, "!", _STRING) and self._fits_here(event.value)
        self._take(event)
        return fits and (not plain or _is_made(event.value))

    def _fits_here(self, text: str) -> bool:
        """Return whether a scalar may stand here: no merge key, no key twice, and at the top nothing but emptiness."""
        if not self.stack:
            return not text.strip()
        keys = self.stack[-1].keys
        if keys is None or not self.stack[-1].awaits_key:
            return True
        new = text != "<<" and text not in keys
        keys[text] = None
        return new

    @property
    def _awaits_key(self) -> bool:
        return bool(self.stack) and self.stack[-1].awaits_key

    def _take(self, event: Any) -> None:
        if self.stack:
            self.stack[-1].count += 1
        if event.anchor:
            self.anchors.add(event.anchor)
