"""From the text between the separators to a FrontMatter: every key in order, with its source."""

from __future__ import annotations

import re
from collections import Counter

from octavo.errors import Position, ReadError
from octavo.model import FrontMatter, FrontMatterEntry
from octavo.plugin import Context
from octavo_hexo.json_pairs import json_pairs
from octavo_hexo.loader import Limits, Pair, Refused, YamlFailure, load_pairs
from octavo_hexo.recovery import salvage
from octavo_hexo.splitting import KNOWN_KEYS, Split

_YAML_LINE = re.compile(r"[^\n\x85\u2028\u2029]*(?:[\n\x85\u2028\u2029]|$)")
_MAXIMUM_NOTICES = 50
_LINE_TABS = re.compile(r"^\t+", re.MULTILINE)
_BRACES = {"&#123;": "{", "&#125;": "}", "&#x7b;": "{", "&#x7d;": "}"}
_ESCAPED_BRACE = re.compile("|".join(_BRACES), re.IGNORECASE)


def parse(part: Split, limits: Limits, name: str, context: Context) -> FrontMatter | None:
    """Return the FrontMatter of ``part``, or None if what stands there is no metadata.

    What Hexo would throw at is repaired, with a notice. Raises ReadError where a limit is passed, or code is to be run.
    """
    text = unescape_braces(part.data)
    try:
        pairs = json_pairs(text, limits) if part.json else _yaml_pairs(text, part, limits, context)
    except Refused as refused:
        if part.shape == "prefixless":  # no opener says that it is metadata: it is a text
            return None
        place = Position(name, part.data_line + refused.line - 1, refused.column)
        raise ReadError(f"front matter: {refused.message}", refused.hint, place) from refused
    if pairs is None or not _is_metadata(pairs, part):
        return None
    _warn_of_repetition(pairs, part, context)
    entries = _entries(pairs, part)
    return FrontMatter(part.head, entries, "json" if part.json else "yaml")


def glance(part: Split) -> FrontMatter | None:
    """Return what :func:`parse` would, without a word about it; None also for what it would refuse."""
    if part.shape not in ("prefixed", "prefixless"):
        return None
    try:
        pairs = _pairs_at_a_glance(part, Limits())
    except Refused:
        return None
    if not pairs or not _is_metadata(pairs, part):
        return None
    return FrontMatter(part.head, _entries(pairs, part), "json" if part.json else "yaml")


def _pairs_at_a_glance(part: Split, limits: Limits) -> list[Pair] | None:
    text = unescape_braces(part.data)
    if part.json:
        return json_pairs(text, limits)
    try:
        return load_pairs(expand_tabs(text), limits)
    except Refused:
        raise
    except YamlFailure:
        return list(salvage(expand_tabs(text), limits).pairs)


def unescape_braces(text: str) -> str:
    """Return ``text`` with the braces that aggregators escape (``&#123;``) as they were."""
    return _ESCAPED_BRACE.sub(lambda match: _BRACES[match.group().lower()], text) if "&#" in text else text


def expand_tabs(text: str) -> str:
    """Return ``text`` with each tab at the head of a line made two spaces, as Hexo does; YAML forbids them."""
    return _LINE_TABS.sub(lambda tabs: "  " * len(tabs.group()), text) if "\t" in text else text


def _yaml_pairs(text: str, part: Split, limits: Limits, context: Context) -> list[Pair] | None:
    text = expand_tabs(text)
    try:
        pairs = load_pairs(text, limits)
    except Refused:
        raise
    except YamlFailure as failure:
        return _salvaged(text, part, limits, context, failure)
    if pairs is None and text.strip() and not _is_comment(text):
        return _salvaged(text, part, limits, context, YamlFailure("no mapping"))
    return pairs or []


def _salvaged(text: str, part: Split, limits: Limits, context: Context, failure: YamlFailure) -> list[Pair] | None:
    found = salvage(text, limits)
    if not any(pair.key.lower() in KNOWN_KEYS for pair in found.pairs):
        return None
    offset = part.data_line - 1
    for repair in found.repairs[:_MAXIMUM_NOTICES]:
        message = f"front matter: {repair.key} is not YAML ({repair.message}); read as text"
        place = Position("", offset + repair.line, repair.column)
        context.notice("front-matter-repaired", message, position=place)
    for line in found.strays[:_MAXIMUM_NOTICES]:
        context.notice("front-matter-line", "front matter: a line that is no entry", position=offset + line)
    if not found.repairs and not found.strays:
        place = Position("", offset + failure.line, failure.column)
        context.notice("front-matter-repaired", f"front matter: {failure.message}", position=place)
    return list(found.pairs)


def _is_metadata(pairs: list[Pair], part: Split) -> bool:
    """Without an opener any text over a ``---`` may look like a mapping; a known key must be among it."""
    return part.shape == "prefixed" or any(pair.key.lower() in KNOWN_KEYS for pair in pairs)


def _is_comment(text: str) -> bool:
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.split("\n"))


def _warn_of_repetition(pairs: list[Pair], part: Split, context: Context) -> None:
    if len({pair.key for pair in pairs}) == len(pairs):
        return
    counts = Counter(pair.key for pair in pairs)
    for pair in pairs:
        if counts[pair.key] > 1:
            counts[pair.key] = 0
            message = f"front matter: {pair.key} stands more than once; the last that says something counts"
            context.notice("duplicate-key", message, position=part.data_line + pair.line - 1)


def _entries(pairs: list[Pair], part: Split) -> tuple[FrontMatterEntry, ...]:
    lines = _YAML_LINE.findall(part.data)
    ends = [*(pair.line - 1 for pair in pairs[1:]), len(lines)][: len(pairs)]
    return tuple(
        FrontMatterEntry(pair.key, pair.value, "".join(lines[pair.line - 1 : end]), part.data_line + pair.line - 1)
        for pair, end in zip(pairs, ends, strict=True)
    )
