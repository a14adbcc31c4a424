"""What a browser would make of a page, by html5lib: what in it is active, and which text it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import html5lib
from markdown_it import MarkdownIt

ACTIVE = frozenset(
    [
        "script",
        "iframe",
        "frame",
        "frameset",
        "object",
        "embed",
        "applet",
        "base",
        "form",
        "portal",
        "style",
        "svg",
        "math",
        "link",
        "meta",
        "template",
        "noscript",
    ]
)
OWN = frozenset({"style", "meta", "link"})
"""What stands in the head of octavo's own pages; nothing of a post gets there."""

_ADDRESSES = frozenset(
    ["href", "src", "action", "formaction", "data", "poster", "background", "cite", "ping", "srcset", "longdesc"]
)
_SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.\x00-\x20-]*):", re.I | re.A)
_HARMLESS = frozenset({"http", "https", "mailto", "tel", "ftp", "part", "script"})
"""``script`` is what a sequence of pictures makes of an address that is broken in two; no browser knows it."""
_STYLE = re.compile(r"(?:text-align: (?:left|right|center))?\Z")
_HIDDEN = frozenset({"script", "style", "title", "head", "template", "noscript"})


def rendered(markdown: str) -> str:
    """Return ``markdown`` (its front matter apart) as HTML, with raw HTML let through."""
    body = re.sub(r"\A---\n.*?^---\n", "", markdown, count=1, flags=re.DOTALL | re.MULTILINE)
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005  # a renderer that checks nothing
    return str(parser.render(body))


def dangers(page: str) -> list[str]:
    """Return what in ``page`` could run, fetch or submit something."""
    root = html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)
    found: list[str] = []
    head = root.find("head")
    for element in _elements(root):
        name = element.tag.rpartition("}")[2].lower()
        own = name in OWN and head is not None and element in head and not element.get("http-equiv")
        if name in ACTIVE and not own:
            found.append(f"<{name}>")
        found += _attributes(element, name)
    return found


def _elements(root: Any) -> Iterator[Any]:
    return (element for element in root.iter() if isinstance(element.tag, str))


def _attributes(element: Any, name: str) -> Iterator[str]:
    for key, value in element.attrib.items():
        key = str(key).rpartition("}")[2].lower()
        if key.startswith("on") or key in ("srcdoc", "ping", "formaction"):
            yield f"{name} {key}"
        if key == "style" and not _STYLE.match(value):
            yield f"{name} style={value}"
        scheme = _SCHEME.match(value) if key in _ADDRESSES else None
        picture = name == "img" and re.match(r"data:image/(?:png|jpeg|gif|webp)[;,]", value)
        if scheme and re.sub(r"[\x00-\x20]", "", scheme.group(1)).lower() not in _HARMLESS and not picture:
            yield f"{name} {key}={value[:40]}"


def shown(page: str) -> str:
    """Return the text that ``page`` shows."""
    root = html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)
    return "".join(_text(root))


def _text(element: Any) -> Iterator[str]:
    if isinstance(element.tag, str) and element.tag not in _HIDDEN:
        yield element.text or ""
        for child in element:
            yield from _text(child)
            yield child.tail or ""
