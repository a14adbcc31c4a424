"""Heading ids: those that a link of the same source refers to, by GitHub's rule or Hexo's.

Renderers give headings ids made of their words, each by a rule of its own, and posts link to them.
So a heading takes the id that a link uses for it, if one does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_HTML_REFERENCE = re.compile(r"""\bhref\s*=\s*["']?#([^"'\s>]+)""", re.IGNORECASE)
_GITHUB_DROPS = re.compile(r"[^\w\- ]")
_HEXO_PARTS = re.compile(r"[\s~`!@#$%^&*()\-_+=[\]{}|\\;:\"'“”‘’<>,.?/]+")
_ESCAPED = re.compile(r"\\\{#[^\s{}]+\}[ \t]*$")
_EXPLICIT = re.compile(r"(?<![ \t])[ \t]*+\{#([^\s{}]+)\}[ \t]*$")


def mark_headings(state: StateCore) -> None:
    """Give headings of ``state`` the ids that links refer to, and those written as ``{#id}``."""
    references = {fragment.casefold(): fragment for fragment in _references(state.tokens)}
    seen: dict[str, int] = {}
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type != "heading_open":
            continue
        explicit = _take_explicit(inline)
        name = explicit or next((references[slug] for slug in _slugs(inline, seen) if slug in references), "")
        if name:
            opening.attrSet("id", name)


def _references(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "html_block":
            yield from (unquote(found) for found in _HTML_REFERENCE.findall(token.content))
        for child in token.children or ():
            href = str(child.attrGet("href") or "")
            if href.startswith("#"):
                yield unquote(href[1:])
            elif child.type == "html_inline":
                yield from (unquote(found) for found in _HTML_REFERENCE.findall(child.content))


def _take_explicit(inline: Token) -> str:
    """Take ``{#id}`` off the end of a heading, and return the id."""
    last = inline.children[-1] if inline.children else None
    match = _EXPLICIT.search(last.content) if last is not None and last.type == "text" else None
    if last is None or match is None or _ESCAPED.search(inline.content):
        return ""
    last.content = last.content[: match.start()]
    return match.group(1)


def _slugs(inline: Token, seen: dict[str, int]) -> list[str]:
    """Return the ids that renderers would give a heading, a repeated one with its number."""
    words = "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline"))
    github = _GITHUB_DROPS.sub("", words.strip().casefold()).replace(" ", "-")
    hexo = _HEXO_PARTS.sub("-", words).strip("-").casefold()
    found = []
    for slug in dict.fromkeys((github, hexo)):
        count = seen.get(slug, 0)
        seen[slug] = count + 1
        found.append(f"{slug}-{count}" if count else slug)
    return found
