"""Inlines as text: marks fall away, and what stands beside the line goes to the end of the document."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from octavo.model import (
    AnyNode,
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

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
"""What an address begins with that leads somewhere from a text file; relative ones don't."""


@dataclass
class Page:
    """The state of writing one document: what is collected for its end."""

    options: Options
    context: Context
    endings: list[str | Blocks] = field(default_factory=list)

    def number(self, ending: str | Blocks) -> int:
        """Keep an address or a footnote for the end; return its number. One address has one number."""
        if isinstance(ending, str) and ending in self.endings:
            return self.endings.index(ending) + 1
        self.endings.append(ending)
        return len(self.endings)


def inline_text(nodes: Inlines, page: Page) -> str:
    """Return ``nodes`` as text; its line ends are hard line breaks."""
    return "".join(_piece(node, page) for node in nodes)


def _piece(node: AnyNode, page: Page) -> str:
    match node:
        case str() | Code() | Math() | Image() | SoftBreak() | LineBreak() | RawInline():
            return _leaf(node, page)
        case Link():
            return _link(node, page)
        case Note(children=blocks):
            return f"[{page.number(blocks)}]"
        case Ruby(base=base, annotation=annotation):
            words = inline_text(base, page)
            left, right = "（）" if is_spaceless(words[-1:]) else "()"
            return f"{words}{left}{inline_text(annotation, page)}{right}"
        case Quote(children=inner):
            words = inline_text(inner, page)
            return f"「{words}」" if is_spaceless(words[:1]) else f"“{words}”"
        case Superscript(children=inner) | Subscript(children=inner):
            return _script("^" if isinstance(node, Superscript) else "_", inline_text(inner, page))
        case _:
            return "".join(_piece(child, page) for child in children(node))


def _leaf(node: AnyNode, page: Page) -> str:
    match node:
        case str(text) | Code(text=text) | Math(tex=text):
            return clean(text).replace("\n", " ")
        case Image(alt=alt):
            return f"[{clean(alt)}]".replace("\n", " ") if alt else ""
        case LineBreak():
            return "\n"
        case RawInline(format=format):
            page.context.notice("raw-dropped", f"text for {format} alone is left out")
            return ""
        case _:
            return " "


def _script(mark: str, words: str) -> str:
    """Return a raised or lowered text: x^2, x^(n+1); words that are no formula stay as they are."""
    if len(words) == 1 or words.isdigit():
        return mark + words
    return f"{mark}({words})" if words and len(words) < 6 and " " not in words else words


def _link(node: Link, page: Page) -> str:
    words = inline_text(node.children, page)
    url = clean(safe_url(node.url))
    if (
        page.options.links == "none"
        or not url
        or url.startswith("#")
        or words.strip() in (url, url.removeprefix("mailto:"))
    ):
        return words
    if page.options.links == "inline":
        return f"{words} <{url}>"
    return f"{words}[{page.number(url)}]"
