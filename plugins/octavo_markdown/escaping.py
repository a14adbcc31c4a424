"""Escaping: text that looks like Markdown comes back as that text, and prose gets no backslash.

Each rule names the construct of CommonMark 0.31 (or GFM 0.29) that it prevents. Whether a run of
``*``, ``_`` or ``~`` could be a delimiter is decided by the rules of the specification itself
(section 6.2), and only where the same paragraph holds a partner for it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from octavo_markdown.dialects import Dialect

_SPECIAL = re.compile(r"[\\`*_\[\]<&~!$|{=^@:#]|www\.")
_RUN = re.compile(r"\*+|_+|~+")
_PLAIN = {
    "backslash": re.compile(r"\\(?=[!-/:-@\[-`{-~]|$)"),
    "code": re.compile(r"`+"),
    "tag": re.compile(r"<(?=[A-Za-z/!?])"),
    "entity": re.compile(r"&(?=#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)"),
    "link": re.compile(r"\](?=\()"),
    "brackets": re.compile(r"[\[\]]"),
    "note": re.compile(r"\[(?=\^)"),
    "url": re.compile(r"(?i)\b((?:https?|ftp|mailto|xmpp):)(?=//|[^\s/])"),
    "www": re.compile(r"(?i)\bwww\.(?=[\w-])"),
    "address": re.compile(r"(?<=[\w.+-])@(?=[\w-]+\.[\w-])"),
}
_LINE_STARTS = (
    (re.compile(r"(#{1,6})(?=[ \t]|$)"), r"\\\1"),
    (re.compile(r">"), r"\\>"),
    (re.compile(r"([-+*])(?=[ \t]|$)"), r"\\\1"),
    (re.compile(r"(\d{1,9})([.)])(?=[ \t]|$)"), r"\1\\\2"),
    (re.compile(r"(?=(?:[-_*=][ \t]*){2,}$)(?!\\)|(?=-+[ \t]*$|=+[ \t]*$)"), r"\\"),
    (re.compile(r"(~~~)"), r"\\\1"),
    (re.compile(r"(?=[-:|][-:| \t]*$)(?=.*-)(?!\\)"), r"\\"),
    (re.compile(r"\[(?=[^\]]+\]:)"), r"\\["),
    (re.compile(r"(?=:{3,})"), r"\\"),
)
_MAY_START = re.compile(r"[#>\-+*\d=_~:|\[]")


@dataclass(frozen=True)
class Surroundings:
    """What decides how text is escaped beyond its own characters."""

    dialect: Dialect
    stars: bool = False
    underscores: bool = False
    tildes: bool = False
    notes: bool = False
    in_link: bool = False
    in_table: bool = False


def escape_text(text: str, around: Surroundings, before: str, after: str) -> str:
    """Return ``text`` escaped for the middle of a line; ``before`` and ``after`` are its neighbours."""
    if not _SPECIAL.search(text):
        return text
    dialect = around.dialect
    text = _PLAIN["backslash"].sub(r"\\\\", text)
    text = _PLAIN["code"].sub(lambda run: "\\`" * len(run.group()), text)
    if "*" in text or "_" in text or "~" in text:
        text = _escape_runs(text, around, before, after)
    text = _PLAIN["tag"].sub(r"\\<", text)
    text = _PLAIN["entity"].sub(r"\\&", text)
    if around.in_link:
        text = _PLAIN["brackets"].sub(r"\\\g<0>", text)
    elif "[" in text or "]" in text:
        text = _PLAIN["link"].sub(r"\\]", text)
        text = _PLAIN["note"].sub(r"\\[", text) if dialect.footnotes else text
    if dialect.bare_urls and not around.in_link:
        text = _PLAIN["url"].sub(lambda match: match.group(1)[:-1] + "\\:", text)
        text = _PLAIN["www"].sub(lambda match: match.group()[:-1] + "\\.", text)
        text = _PLAIN["address"].sub(r"\\@", text)
    if after == "[" and text.endswith("!") and not text.endswith("\\!"):
        text = text[:-1] + "\\!"
    return _escape_extensions(text, around)


def _escape_extensions(text: str, around: Surroundings) -> str:
    dialect = around.dialect
    if dialect.math and text.count("$") > 1:
        text = text.replace("$", "\\$")
    if dialect.highlight:
        text = text.replace("==", "\\=\\=")
    if dialect.wiki_links:
        text = text.replace("[[", "\\[\\[")
    if dialect.scripts:
        text = re.sub(r"(?<!\[)\^", r"\\^", text)
    if dialect.nunjucks:
        text = re.sub(r"\{(?=[{%#])", "&#123;", text)
    return text.replace("|", "\\|") if around.in_table else text


def escape_line_start(line: str) -> str:
    """Return ``line`` so that it begins no block: no heading, list, quote, rule, table or definition."""
    if not line or not _MAY_START.match(line):
        return line
    for pattern, replacement in _LINE_STARTS:
        escaped, count = pattern.subn(replacement, line, count=1) if pattern.match(line) else (line, 0)
        if count:
            return escaped
    return line


def _escape_runs(text: str, around: Surroundings, before: str, after: str) -> str:
    def escape(match: re.Match[str]) -> str:
        run = match.group()
        partner = {"*": around.stars, "_": around.underscores, "~": around.tildes}[run[0]]
        if not partner or (not around.dialect.strikethrough and run[0] == "~"):
            return run
        left = text[match.start() - 1] if match.start() else before
        right = text[match.end()] if match.end() < len(text) else after
        if run[0] == "~" and len(run) > 2:
            return run
        return "".join("\\" + character for character in run) if _delimits(run[0], left, right) else run

    return _RUN.sub(escape, text)


def _delimits(character: str, left: str, right: str) -> bool:
    """Return whether a run between ``left`` and ``right`` could open or close emphasis."""
    opens, closes = is_left_flanking(left, right), is_right_flanking(left, right)
    if character != "_":
        return opens or closes
    return (opens and (not closes or is_punctuation(left))) or (closes and (not opens or is_punctuation(right)))


def is_left_flanking(left: str, right: str) -> bool:
    """Return whether a delimiter run between the two characters is left-flanking (section 6.2)."""
    if is_space(right):
        return False
    return not is_punctuation(right) or is_space(left) or is_punctuation(left)


def is_right_flanking(left: str, right: str) -> bool:
    """Return whether a delimiter run between the two characters is right-flanking (section 6.2)."""
    if is_space(left):
        return False
    return not is_punctuation(left) or is_space(right) or is_punctuation(right)


def is_space(character: str) -> bool:
    """Return whether ``character`` is Unicode white space, or the edge of a line ("")."""
    return not character or character in "\t\n\f\r" or unicodedata.category(character) == "Zs"


@lru_cache(maxsize=4096)
def is_punctuation(character: str) -> bool:
    """Return whether ``character`` is Unicode punctuation or a symbol."""
    return bool(character) and unicodedata.category(character)[0] in "PS"
