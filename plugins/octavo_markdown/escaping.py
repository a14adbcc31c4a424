"""Escaping: text that looks like Markdown comes back as that text, and prose gets no backslash.

Each rule names the construct of CommonMark 0.31, GFM 0.29 or a dialect that it prevents. Runs of
``*``, ``_`` and ``~`` are no matter of these rules: :mod:`octavo_markdown.emphasis` judges them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from octavo.url import safe_url
from octavo_markdown.dialects import DIALECTS, Dialect

PAIRED = frozenset("`$")
"""What means something only where the paragraph holds a second one."""

_PUNCTUATION = r"!-/:-@\[-`{-~"
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|([A-Za-z][A-Za-z0-9]{1,31}));")
_EVERYWHERE = (
    ("\\", rf"(?=[{_PUNCTUATION}\0]|[ \t]*(?:\n|\Z))"),
    ("<", r"(?=[A-Za-z/!?]|[0-9.#$%&'*+=^_`{|}~-][\w.!#$%&'*+/=?^`{|}~-]*@)"),
    ("&", r"(?=#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)"),
)
"""Characters that are escaped, and what has to be around each: a regular expression for where it ends."""
_BARE_URLS = (
    (":", r"(?:(?<=http:)|(?<=https:)|(?<=ftp:))(?=//)"),
    (":", r"(?:(?<=mailto:)|(?<=xmpp:))(?=[\w.+-])"),
    (".", r"(?<=www\.)(?=[\w-])"),
    ("@", r"(?<=[\w.+-]@)(?=[\w-]+\.[\w-])"),
)
_NOTES = (("[", r"(?=\^)"), ("^", r"(?=\[)"))
_WIKI = (("[", r"(?=\[)"), ("=", r"(?==)"), ("=", r"(?<===)"), ("%", r"(?=%)"), ("#", r"(?<!\S#)(?=[^\s#\d])"))
_PANDOC_INLINE = (("\\", ""), ("]", r"(?=[\[{])"), ("^", ""), ("@", r"(?<!\w@)(?=\w)"), ("{", r"(?<=[`)\]]\{)"))
_SPECIAL, _RARE = r"\\`*_\[\]<&~$|^@\r", "={%#"
"""What may mean something within a line or end it, in all dialects and in those that have more constructs."""
_RUN = re.compile(r"\*+|_+|~+")
_MARKUP = re.compile(r"</[A-Za-z]|<[A-Za-z][\w-]*\s+[\w:-]+\s*=")
_START_TAG = re.compile(r"<[A-Za-z][\w-]*\s*/?>")
_TAG = re.compile(r"\{(?=[{%#])")
_SEAM = re.compile(r"<(?=/?[A-Za-z][A-Za-z0-9-]*[\s/>]|[!?]|[A-Za-z][A-Za-z0-9+.-]*:)|\](?=\()")
_ADDRESS = re.compile(r"\\(?:href|url|includegraphics)\s*\{([^}]*+)(?:\}|\Z)")


@lru_cache(maxsize=16)
def special_of(dialect: str) -> re.Pattern[str]:
    """Return what finds the characters that may mean something within a line."""
    special = _characters(DIALECTS[dialect])
    return re.compile(rf"[:.{special}](?:(?<=[{special}])|(?<=:)(?=//)|(?<=www\.))")


@lru_cache(maxsize=16)
def whole_of(dialect: str) -> re.Pattern[str]:
    """Return what matches a text that is a paragraph as it stands: one line, nothing in it means anything."""
    if DIALECTS[dialect].classes:
        return re.compile("(?!)")  # Pandoc's marks of blocks begin with letters, too
    others = rf"[^:.\n{_characters(DIALECTS[dialect])}]"
    return re.compile(rf"(?![ \t\d#>=|:~+-]|\s*\Z){others}*+(?:[:.](?<!www\.)(?!(?<=:)//){others}*+)*+(?<![ \t])\Z")


def _characters(dialect: Dialect) -> str:
    return _SPECIAL + _RARE if dialect.wiki_links or dialect.nunjucks or dialect.classes else _SPECIAL


@lru_cache(maxsize=64)
def _escaped(dialect: str, in_link: bool, in_table: bool, pairs: str) -> re.Pattern[str]:  # noqa: FBT001  # a cache takes no keywords only
    """Return what is escaped by a backslash in a text that stands so; ``dialect`` is named, since names hash sooner.

    Each match is one character. All that may match are asked for first, so that others are passed over at once.
    """
    rules = _rules(DIALECTS[dialect], in_link=in_link, in_table=in_table, pairs=pairs)
    characters = re.escape("".join(sorted({character for character, _ in rules})))
    around = "|".join(f"(?<={re.escape(character)}){condition}" for character, condition in rules)
    return re.compile(f"[{characters}](?:{around})")


def _rules(dialect: Dialect, *, in_link: bool, in_table: bool, pairs: str) -> list[tuple[str, str]]:
    rules = list(_EVERYWHERE)
    rules += [(character, "") for character in pairs if character == "`" or dialect.math]
    rules += [("[", ""), ("]", "")] if in_link else [("]", r"(?=\()")]
    if dialect.footnotes or dialect.nunjucks:  # plugins of Hexo have them
        rules += _NOTES
    if dialect.bare_urls and not in_link:
        rules += _BARE_URLS
    if dialect.wiki_links:
        rules += _WIKI
    if dialect.classes:
        rules += _PANDOC_INLINE
    if in_table:
        rules.append(("|", r"(?<!\\\|)"))
    return rules


def holds_markup(tex: str) -> bool:
    """Return whether ``tex`` holds tags of HTML, which no formula does."""
    if "<" not in tex:
        return False
    return _MARKUP.search(tex) is not None or _START_TAG.search(tex, 0, max(tex.rfind("</"), 0)) is not None


def is_formula(tex: str) -> bool:
    """Return whether ``tex`` may stand between dollars: without tags of HTML or addresses that run code."""
    return not holds_markup(tex) and all(safe_url(url) or not url.strip() for url in _ADDRESS.findall(tex))


def without_markup(tex: str) -> str:
    """Return ``tex`` so that nothing in it is a tag or a link where formulas are not known; TeX passes the spaces over."""
    return _SEAM.sub(lambda match: match.group() + " ", tex) if "<" in tex or "](" in tex else tex


def escape_text(text: str, dialect: Dialect, *, in_link: bool, in_table: bool, pairs: str) -> str:
    """Return ``text`` with all but runs of emphasis escaped; ``pairs`` are those of PAIRED that have a partner."""
    if in_table:
        text = text.replace("\\|", "\\\0")  # a pipe behind a backslash can't be escaped by one
    escaped = _escaped(dialect.name, in_link, in_table, pairs).sub(_escape, text)
    if in_table:
        escaped = escaped.replace("\0", "&#124;")
    if dialect.nunjucks and "{" in escaped:
        escaped = _TAG.sub("&#123;", escaped)
    return escaped


def _is_name(name: str) -> bool:
    """Return whether HTML has a character of this name: 2,231 have one, and few texts have any."""
    from html.entities import html5

    return f"{name};" in html5


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    if character == "&":
        entity = _ENTITY.match(match.string, match.start())
        if entity and entity.group(1) and not _is_name(entity.group(1)):
            return character
    return "\\" + character


def split_runs(text: str) -> list[str]:
    """Return ``text`` (escaped) as pieces, of which each second one is a run of ``*``, ``_`` or ``~``.

    Runs that follow a backslash of an escape can't occur: those characters are not escaped before.
    """
    if not ("*" in text or "_" in text or "~" in text):
        return [text]
    pieces: list[str] = []
    end = 0
    for match in _RUN.finditer(text):
        pieces += [text[end : match.start()], match.group()]
        end = match.end()
    return [*pieces, text[end:]]


_HTML = re.compile(r"[&<>\"|\n{]")


def escape_html(text: str) -> str:
    """Return ``text`` for HTML within Markdown: an attribute's value or the content of a plain element."""
    if not _HTML.search(text):
        return text
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("|", "&#124;")):
        text = text.replace(character, entity)
    return text.replace("\n", "&#10;").replace("{{", "&#123;{").replace("{%", "&#123;%")


_NEW_BLOCK = (
    (re.compile(r"#{1,6}(?=[ \t]|\Z)"), 0),
    (re.compile(r">"), 0),
    (re.compile(r"[-+*](?=[ \t]|\Z)"), 0),
    (re.compile(r"\d{1,9}(?=[.)](?:[ \t]|\Z))"), None),
    (re.compile(r"(?:-[ \t]*){2,}\Z|(?:\*[ \t]*){2,}\Z|(?:_[ \t]*){3,}\Z"), 0),
    (re.compile(r"~{3,}|`{3,}(?=[^`]*\Z)"), 0),
    (re.compile(r"\[[^\]]+\](?=:)"), None),
    (re.compile(r":{3,}|[:~](?=[ \t])"), 0),
)
"""What begins a block, and where its backslash stands: before it, or (None) behind it."""
_LATER_LINE = (
    (re.compile(r"(?:=+|-+)[ \t]*\Z"), 0),
    (re.compile(r"\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+(?:\|[ \t]*+)?\Z"), 0),
)
_PANDOC = (
    (re.compile(r"\(?(?:[A-Za-z]|[ivxlcdmIVXLCDM]+|\d+|#|@[\w-]*)(?=[.)](?:[ \t]|\Z))"), None),
    (re.compile(r"\(@[\w-]*\)(?=[ \t])|\|(?=[ \t])|%(?=[ \t])|[-=+|:][-=+|: ]+\Z"), 0),
)
_MAY_START = re.compile(r"[#>\-+*\d_~`\[=|:]")


def escape_line_start(line: str, dialect: Dialect, *, first: bool = True) -> str:
    """Return ``line`` so that it begins no block: no heading, list, quote, rule, table, definition.

    ``first`` says that no line of the same paragraph stands before it.
    """
    if not dialect.classes and not _MAY_START.match(line):
        return line
    rules = _NEW_BLOCK if first else (*_NEW_BLOCK, *_LATER_LINE)
    for pattern, place in (*rules, *_PANDOC) if dialect.classes else rules:
        match = pattern.match(line)
        if match:
            at = match.end() if place is None else 0
            return line[:at] + "\\" + line[at:]
    return line
