"""Blocks with attributes, in the form that each dialect has: admonitions, details, tabs, embedded pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from octavo.model import Attributes, Block, Blocks, Div, Embed, Inlines, Link, Paragraph, Span, Strong
from octavo.url import safe_url
from octavo.walk import inline_text
from octavo_markdown.destinations import attribute, braced, braced_id
from octavo_markdown.escaping import escape_html
from octavo_markdown.flow import nested, quoted, write_blocks
from octavo_markdown.inlines import write_inlines
from octavo_markdown.page import Page

_ALERTS = {
    "note": "NOTE",
    "info": "NOTE",
    "tip": "TIP",
    "success": "TIP",
    "important": "IMPORTANT",
    "warning": "WARNING",
    "caution": "CAUTION",
    "danger": "CAUTION",
    "error": "CAUTION",
}
"""The five alerts of GitHub, and the names that other tools have for them."""
_MARKUP = re.compile(r"[<>&\[\]`\\]")
_NOT_IN_NAME = re.compile(r"[^\w-]+")


def _div(block: Div, page: Page) -> str:
    classes = block.attributes.classes
    if "admonition" in classes:
        return _ADMONITIONS[page.dialect.admonitions](block, page)
    if "details" in classes:
        return _details(block, page)
    if "tabs" in classes:
        return _tabs(block, page)
    return _plain(block, page)


def split_title(block: Div, name: str) -> tuple[Inlines, Blocks]:
    """Return the title of an admonition or details (a Span of the class ``name``), and the rest."""
    match block.children[:1]:
        case (Paragraph(children=(Span(children=title, attributes=attributes),)),) if name in attributes.classes:
            return title, block.children[1:]
        case _:
            return (), block.children


def _strong_title(title: Inlines, rest: Blocks) -> Blocks:
    return (Paragraph((Strong(title),)), *rest) if title else rest


def _kind(block: Div) -> str:
    names = [name for name in block.attributes.classes if name not in ("admonition", "title")]
    return _NOT_IN_NAME.sub("-", names[0]) if names else "note"


def _plain(block: Div, page: Page) -> str:
    """Return a Div that only says where it is, or in which language."""
    own = block.attributes
    pairs = (("id", own.id), ("lang", own.language), ("dir", own.direction))
    attributes = "".join(attribute(name, value) for name, value in pairs)
    if page.dialect.classes and (attributes or own.classes):
        return _fenced(block, page)
    text = write_blocks(block.children, page)
    if not attributes or not page.keeps_html("div"):
        return text
    return f"<div{attributes}>\n\n{text}\n\n</div>" if text else f"<div{attributes}></div>"


def _fenced(block: Div, page: Page) -> str:
    own = block.attributes
    words = [name for name in (braced_id(own.id),) if name]
    words += ["." + _NOT_IN_NAME.sub("-", name) for name in own.classes]
    words += [braced(name, value) for name, value in (("lang", own.language), ("dir", own.direction)) if value]
    inner = write_blocks(block.children, page)
    colons = ":" * (3 + max((len(run) for run in re.findall(r"^(:{3,})", inner, re.MULTILINE)), default=2) - 2)
    return f"{colons} {{{' '.join(words)}}}\n{inner}\n{colons}"


def _alert(block: Div, page: Page) -> str:
    """GitHub's alerts have five kinds and no title: another title becomes the first line."""
    kind = _ALERTS.get(_kind(block).lower(), "NOTE")
    title, rest = split_title(block, "title")
    if inline_text(title).upper() != kind:
        rest = _strong_title(title, rest)
    return nested(rest, page, lambda text: quoted(f"[!{kind}]\n{text}".rstrip("\n")))


def _callout(block: Div, page: Page) -> str:
    title, rest = split_title(block, "title")
    words = write_inlines(title, page, "heading").replace("\n", " ") if title else ""
    head = f"[!{_kind(block)}] {words}".rstrip(" ")
    return nested(rest, page, lambda text: quoted(f"{head}\n{text}".rstrip("\n")))


def _tag(block: Div, page: Page) -> str:
    """The tag ``note`` of Hexo's themes."""
    title, rest = split_title(block, "title")
    words = re.sub(r"[%{}]", "", inline_text(title))
    if _MARKUP.search(words):  # the tag takes its title as it stands
        words, rest = "", _strong_title(title, rest)
    inner = write_blocks(rest, page)
    return "{% note " + f"{_kind(block)} {words}".rstrip(" ") + " %}\n\n" + inner + "\n\n{% endnote %}"


def _admonition_element(block: Div, page: Page) -> str:
    title, rest = split_title(block, "title")
    text = write_blocks(_strong_title(title, rest), page)
    if not page.keeps_html("div"):
        return text
    return f'<div class="admonition {_kind(block)}">\n\n{text}\n\n</div>'


def _fenced_admonition(block: Div, page: Page) -> str:
    title, rest = split_title(block, "title")
    head = Div((Paragraph(title),), Attributes(classes=("title",)))
    return _fenced(Div((head, *rest) if title else rest, block.attributes), page)


_ADMONITIONS: Mapping[str, Callable[[Div, Page], str]] = {
    "html": _admonition_element,
    "alert": _alert,
    "callout": _callout,
    "tag": _tag,
    "fenced": _fenced_admonition,
}


def _details(block: Div, page: Page) -> str:
    summary, rest = split_title(block, "summary")
    if not page.keeps_html("details"):
        return write_blocks(_strong_title(summary, rest), page)
    # The summary stands within an HTML block, where Markdown is not read: its words alone.
    head = f"<summary>{escape_html(inline_text(summary))}</summary>\n" if summary else ""
    return f"<details>\n{head}\n{write_blocks(rest, page)}\n\n</details>"


def _tabs(block: Div, page: Page) -> str:
    tabs: list[Block] = []
    for tab in block.children:
        if isinstance(tab, Div) and "tab" in tab.attributes.classes:
            tabs += _strong_title(*split_title(tab, "title"))
        else:
            tabs.append(tab)
    return write_blocks(tuple(tabs), page)


def _embed(block: Embed, page: Page) -> str:
    url = safe_url(block.url)
    if not url:
        page.tell("unsafe-url", f"an embedded {block.kind} is dropped")
        return write_blocks(block.fallback, page)
    if page.dialect.nunjucks and page.html:
        return _element(block, url)
    link = page.writers[Paragraph](Paragraph((Link((block.title or url,), url),)), page)
    fallback = write_blocks(block.fallback, page)
    return f"{link}\n\n{fallback}" if fallback else link


def _element(block: Embed, url: str) -> str:
    """The element itself: what posts for Hexo hold for a video or a framed page."""
    tag = "iframe" if block.kind == "frame" else block.kind
    sizes = (("width", block.width), ("height", block.height))
    attributes = attribute("src", url) + attribute("title", block.title)
    attributes += "".join(attribute(name, str(number)) for name, number in sizes if number)
    extra = " allowfullscreen" if tag == "iframe" else " controls"
    return f"<{tag}{attributes}{extra}></{tag}>"


WRITERS: Mapping[type, Callable[[Any, Page], str]] = {Div: _div, Embed: _embed}
"""The writers of containers with attributes and of what is embedded."""
