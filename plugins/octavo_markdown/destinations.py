"""Where links and images lead: destinations and titles (CommonMark 0.31, section 6.3)."""

from __future__ import annotations

import re

from octavo.model import Inline
from octavo_markdown.escaping import escape_html

_AUTOLINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>\x00-\x20\x7f|{}]*\Z")
_ADDRESS = re.compile(r"mailto:[A-Za-z0-9.!#$%&'*+/=?^_`~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+\Z")
STANDS = re.compile(r"(?:https?://|[/#?])[A-Za-z0-9./:?=#%_,;~+@!$'*-]*\Z")
"""What most URLs are: safe, and a destination as they stand."""
_SIMPLE = re.compile(r"[A-Za-z0-9./:?=#%_,;~+@!$'*&-]+\Z")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_BACKSLASH = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_NOT_IN_ID = re.compile(r"[\s{}\[\]<>()&`\\]")
_PARENTHESIS = re.compile(r"[()]")
_NEEDS_BRACKETS = re.compile(r"[ <>\x00-\x1f\x7f]|\A\Z")


def autolink(words: Inline, url: str) -> str:
    """Return ``<url>`` where that has the same ``words`` and leads to the same place, else ""."""
    if type(words) is not str or not url.endswith(words):
        return ""
    if words == url:
        return f"<{url}>" if _AUTOLINK.match(url) else ""
    return f"<{words}>" if url == f"mailto:{words}" and _ADDRESS.match(url) else ""


def destination(url: str) -> str:
    """Return ``url`` as it stands between the parentheses of a link."""
    if _SIMPLE.match(url) and not ("&" in url and _ENTITY.search(url)):
        return url
    url = url.replace("\n", "").replace("\r", "").replace("\t", "").replace("|", "%7C")
    url = url.replace("{{", "%7B%7B").replace("{%", "%7B%25").replace("{#", "%7B#")
    if "\\" in url or "&" in url:
        url = _ENTITY.sub(r"\\&", _BACKSLASH.sub(r"\\\\", url))
    if _NEEDS_BRACKETS.search(url) or (("(" in url or ")" in url) and not _is_balanced(url)):
        return "<" + url.replace("<", "\\<").replace(">", "\\>") + ">"
    return url


def _is_balanced(url: str) -> bool:
    depth = deepest = 0
    for character in _PARENTHESIS.findall(url):
        depth += 1 if character == "(" else -1
        deepest = max(deepest, depth)
        if depth < 0:
            return False
    return depth == 0 and deepest <= 30


def title(text: str) -> str:
    """Return ``text`` as a link's title with the space before it; "" for none."""
    if not text or not (text := " ".join(text.split())):
        return ""
    text = _ENTITY.sub(r"\\&", _BACKSLASH.sub(r"\\\\", text)).replace('"', '\\"')
    return f' "{text.replace("|", "&#124;").replace("{{", "&#123;{").replace("{%", "&#123;%")}"'


def attribute(name: str, value: str) -> str:
    """Return `` name="value"`` for a start tag; "" when there is no value."""
    return f' {name}="{escape_html(value)}"' if value else ""


def braced(name: str, value: str) -> str:
    """Return ``name="value"`` for Pandoc's attributes, which elsewhere are text and must be no link."""
    return attribute(name, value).strip().replace("[", "&#91;").replace("`", "&#96;")


def braced_id(id: str) -> str:
    """Return ``#id`` for Pandoc's attributes; "" for an id that can't stand there."""
    return "" if not id or _NOT_IN_ID.search(id) else f"#{id}"
