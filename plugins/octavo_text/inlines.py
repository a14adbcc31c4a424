"""Inlines as text: marks fall away, and what stands beside the line goes to the end of the document."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from octavo.model import (
    Blocks,
    Code,
    Image,
    Inlines,
    LineBreak,
    Link,
    Math,
    Note,
    Quote,
    RawInline,
    Ruby,
    SoftBreak,
    Subscript,
    Superscript,
)
from octavo.plugin import Context
from octavo.script import is_spaceless
from octavo.url import safe_url
from octavo.walk import children
from octavo_text import Options
from octavo_text.wrapping import clean

_PICTURE = re.compile(
    r"(?:\A|/)([^/]+\.(?:avif|bmp|gif|jpe?g|png|svg|tiff?|webp))(?:[?#].*)?\Z", re.IGNORECASE | re.DOTALL
)
_SCHEME = re.compile(r"\A(?:mailto:|https?://)")
_NOWHERE = ("#", "part:")
"""What the address of a link within the same document begins with."""


@dataclass
class Page:
    """The state of writing one document: the footnotes and addresses collected for its end."""

    options: Options
    context: Context
    endings: list[str | Blocks] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def note(self, blocks: Blocks) -> int:
        """Keep a footnote for the end; return its number."""
        self.endings.append(blocks)
        return len(self.endings)

    def address(self, url: str) -> int:
        """Keep the address of a link for the end; return its number. One address has one number."""
        if url not in self.numbers:
            self.endings.append(url)
            self.numbers[url] = len(self.endings)
        return self.numbers[url]


def write_inlines(nodes: Inlines, page: Page) -> str:
    """Return ``nodes`` as text; its line ends are hard line breaks, and no line begins or ends with a space."""
    if len(nodes) == 1 and type(nodes[0]) is str:
        return clean(nodes[0]).strip(" ")
    text = _write(nodes, page)
    return "\n".join(line.strip(" ") for line in text.split("\n")) if "\n" in text else text.strip(" ")


def write_line(nodes: Inlines, page: Page) -> str:
    """Return ``nodes`` as text without line breaks."""
    return write_inlines(nodes, page).replace("\n", " ")


def _write(nodes: tuple[Any, ...], page: Page) -> str:
    return "".join(
        [clean(node) if type(node) is str else _WRITERS.get(type(node), _children)(node, page) for node in nodes]
    )


def _children(node: Any, page: Page) -> str:
    """Return the words of a node whose mark plain text has no form for."""
    return _write(children(node), page)


def _link(node: Link, page: Page) -> str:
    words = _write(node.children, page)
    url = clean(safe_url(node.url))
    if page.options.links == "none" or not url or url.startswith(_NOWHERE) or _bare(words) == _bare(url):
        return words
    if page.options.links == "inline":
        return f"{words} <{url}>".lstrip(" ")
    return f"{words}[{page.address(url)}]"


def _bare(url: str) -> str:
    """Return ``url`` as people write it: two that are the same need not both be shown."""
    url = url.strip()
    return unquote(_SCHEME.sub("", url) if ":" in url else url).rstrip("/")


def _image(node: Image, _page: Page) -> str:
    """Return what the picture shows in brackets, or else the name of its file."""
    words = clean(node.alt).strip() or clean(node.title).strip() or _file_name(node.url)
    return words if words.startswith("[") and words.endswith("]") else f"[{words}]"


def _file_name(url: str) -> str:
    start = 0 if "?" in url or "#" in url else max(url.rfind("/"), 0)  # the last part of the path begins there
    found = None if url.startswith("data:") else _PICTURE.search(url, start)
    return clean(unquote(found[1])) if found else "image"


def _note(node: Note, page: Page) -> str:
    return f"[{page.note(node.children)}]"


def _ruby(node: Ruby, page: Page) -> str:
    base, annotation = _write(node.base, page), _write(node.annotation, page)
    if not annotation.strip():
        return base
    return f"{base}（{annotation}）" if is_spaceless(base[-1:]) else f"{base}({annotation})"


def _quote(node: Quote, page: Page) -> str:
    words = _children(node, page)
    return f"「{words}」" if is_spaceless(words[:1]) else f"“{words}”"


def _superscript(node: Superscript, page: Page) -> str:
    return _raised("^", _children(node, page))


def _subscript(node: Subscript, page: Page) -> str:
    return _raised("_", _children(node, page))


def _raised(mark: str, words: str) -> str:
    """Return ``words`` as a formula has them: x^2, x^(n+1). What is no formula (1st, TM, [3]) stays as it is."""
    if re.fullmatch(r"[0-9A-Za-z]|\d+", words):
        return mark + words
    return f"{mark}({words})" if re.fullmatch(r"[\w+\-−*/]{1,8}", words) and not words.isalpha() else words


def _raw(node: RawInline, page: Page) -> str:
    if node.format == "text":
        return clean(node.text)
    page.context.notice("raw-dropped", f"text for {node.format} alone is left out")
    return ""


def _code(node: Code, _page: Page) -> str:
    return clean(node.text)


def _math(node: Math, _page: Page) -> str:
    return clean(node.tex)


def _soft_break(_node: SoftBreak, _page: Page) -> str:
    return " "


def _line_break(_node: LineBreak, _page: Page) -> str:
    return "\n"


_WRITERS: Mapping[type, Callable[[Any, Page], str]] = {
    Code: _code,
    Math: _math,
    Link: _link,
    Image: _image,
    Note: _note,
    Ruby: _ruby,
    Quote: _quote,
    Superscript: _superscript,
    Subscript: _subscript,
    SoftBreak: _soft_break,
    LineBreak: _line_break,
    RawInline: _raw,
}
"""The writer of each inline that is more than its words."""
