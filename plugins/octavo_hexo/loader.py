"""YAML to JSON values, from PyYAML's events, within bounds.

PyYAML's own composers recurse (the C one dies by 30,000 nested brackets) and share the nodes of
aliases (a few lines grow to gigabytes when written). Its event streams do neither: the values
are built here on a stack, and what passes the limits is refused before anything is built.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import yaml

from octavo.simple_yaml import Entry, simple_entries
from octavo_hexo.scalars import WORDS, Scalar, resolve

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAGS = {"tag:yaml.org,2002:" + name for name in ("str", "int", "float", "bool", "null", "seq", "map", "timestamp")}
_CODE = re.compile(r"(?:tag:yaml\.org,2002:|!)(?:python|ruby|js|perl|php|java|javax|com\.sun)[/:.]")
_STRING = "tag:yaml.org,2002:str"


class YamlFailure(Exception):
    """The text is not YAML as Hexo reads it; ``line`` and ``column`` count from 1."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


class Refused(YamlFailure):
    """The text is not to be repaired: it asks for what no post needs."""

    hint: str = "front matter holds texts, numbers, lists and mappings"


class LimitPassed(Refused):
    """The text nests deeper, or its aliases grow larger, than ``option`` of the reader allows."""

    def __init__(self, message: str, option: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message, line, column)
        self.hint = f"raise it by -R hexo:{option}=N"


class Limits(msgspec.Struct, frozen=True):
    """How deep collections may nest, and how many values aliases may stand for in all."""

    depth: int = 32
    aliases: int = 10_000


Pair = Entry
"""An entry of the outermost mapping."""

LIMITS = Limits()
"""Those that hold unless somebody asks for others."""


class _Frame(msgspec.Struct):
    """A collection that is being built; ``size`` counts the values in it, ``key`` waits for its value."""

    value: Any
    anchor: str | None
    size: int = 1
    key: str | None = None
    lines: list[int] = msgspec.field(default_factory=list)
    pairs: list[Pair] = msgspec.field(default_factory=list)


def load(text: str, limits: Limits = LIMITS, scalar: Callable[[str], Scalar] = resolve) -> Any:
    """Return the JSON value that the YAML document ``text`` holds; None for an empty one.

    Raises YamlFailure, Refused for what would run code, and LimitPassed for what is too deep or too large.
    """
    return _Builder(limits, scalar).build(text).value


def load_pairs(text: str, limits: Limits = LIMITS, scalar: Callable[[str], Scalar] = resolve) -> list[Pair] | None:
    """Return the entries of the mapping ``text`` in order, repeated keys too; None if it is no mapping.

    Raises YamlFailure, and LimitPassed for what is too deep or too large.
    """
    entries = simple_entries(text, scalar) if limits.depth > 1 else None
    if entries:
        for entry in entries:
            if entry.key in WORDS:
                entry.key = _key_text(scalar(entry.key))
        return entries
    root = _Builder(limits, scalar).build(text)
    return root.pairs if isinstance(root.value, dict) else None


class _Builder:
    """Builds one document from events; the innermost open collection is the last of ``stack``."""

    def __init__(self, limits: Limits, scalar: Callable[[str], Scalar]) -> None:
        self.limits = limits
        self.scalar = scalar
        self.root = _Frame(None, None)
        self.stack: list[_Frame] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.aliased = 0

    def build(self, text: str) -> _Frame:
        documents = 0
        for event in _events(text):
            match event:
                case yaml.ScalarEvent():
                    self.add(self.scalar_value(event), event.anchor, event)
                case yaml.SequenceStartEvent():
                    self.open([], event)
                case yaml.MappingStartEvent():
                    self.open({}, event)
                case yaml.CollectionEndEvent():
                    self.close(event)
                case yaml.AliasEvent():
                    self.add_alias(event)
                case yaml.DocumentStartEvent():
                    documents += 1
                    _require(documents == 1, "a second document begins", event)
        return self.root

    def scalar_value(self, event: Any) -> Scalar:
        plain, _ = event.implicit
        tag = event.tag
        if tag in (None, "!") or tag == _STRING:
            return self.scalar(event.value) if plain and tag is None else str(event.value)
        _require_tag(event)
        return self.scalar(event.value)

    def open(self, value: Any, event: Any) -> None:
        _require_tag(event)
        if len(self.stack) >= self.limits.depth:
            raise LimitPassed(f"collections nest deeper than {self.limits.depth}", "front_matter_depth", *_place(event))
        _require(not self.awaits_key(), "a collection can't be a key", event)
        self.stack.append(_Frame(value, event.anchor))

    def awaits_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None

    def close(self, event: Any) -> None:
        frame = self.stack.pop()
        if self.stack:
            self.add(frame.value, frame.anchor, event, frame.size)
        else:
            self.root = frame

    def add(self, value: Any, anchor: str | None, event: Any, size: int = 1) -> None:
        if anchor:
            self.anchors[anchor] = (value, size)
        if not self.stack:
            self.root = _Frame(value, anchor)
            return
        frame = self.stack[-1]
        frame.size += size
        if isinstance(frame.value, list):
            frame.value.append(value)
        elif frame.key is None:
            frame.key = _key_text(value)
            frame.lines.append(event.start_mark.line + 1)
        else:
            self.add_pair(frame, value)

    def add_pair(self, frame: _Frame, value: Any) -> None:
        key, frame.key = frame.key or "", None
        if key == "<<" and isinstance(value, dict):
            frame.value.update({name: one for name, one in value.items() if name not in frame.value})
        else:
            frame.value[key] = value
        if len(self.stack) == 1:
            frame.pairs.append(Pair(key, value, frame.lines[-1]))

    def add_alias(self, event: Any) -> None:
        _require(event.anchor in self.anchors, f"unknown alias *{event.anchor}", event)
        value, size = self.anchors[event.anchor]
        _require(not (self.awaits_key() and isinstance(value, list | dict)), "a collection can't be a key", event)
        self.aliased += size
        if self.aliased > self.limits.aliases:
            message = f"aliases stand for more than {self.limits.aliases} values"
            raise LimitPassed(message, "front_matter_aliases", *_place(event))
        self.add(value, None, event, size)


def _events(text: str) -> Iterator[Any]:
    try:
        yield from yaml.parse(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise YamlFailure(str(error.problem or error.context), line, column) from error
    except yaml.YAMLError as error:  # a character that YAML forbids, told by its offset only
        raise YamlFailure(str(error).splitlines()[0]) from error


def _require(condition: object, message: str, event: Any) -> None:
    if not condition:
        raise YamlFailure(message, *_place(event))


def _require_tag(event: Any) -> None:
    """Raise Refused for a tag that would make a loader call something, YamlFailure for another that is unknown."""
    if event.tag and _CODE.match(event.tag):
        raise Refused(f"the tag {event.tag[:60]!r} asks for code to be run", *_place(event))
    _require(event.tag in (None, "!") or event.tag in _TAGS, f"unknown tag {event.tag}", event)


def _place(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _key_text(value: Any) -> str:
    """A key as JavaScript would name it."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)
