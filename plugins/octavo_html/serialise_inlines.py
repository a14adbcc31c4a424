"""Inlines as markup, each kind of node by a function."""

from __future__ import annotations

from typing import Any

from octavo.model import (
    Code,
    Emphasis,
    Highlight,
    Image,
    Inlines,
    Keyboard,
    LineBreak,
    Link,
    Math,
    Note,
    Quote,
    RawInline,
    Ruby,
    SmallCaps,
    SoftBreak,
    Span,
    Strikethrough,
    Strong,
    Subscript,
    Superscript,
    Underline,
)
from octavo.walk import walk
from octavo_html.markup import attribute, encode_url, escape
from octavo_html.sheet import (
    NodeWriter,
    Sheet,
    attributes_of,
    mathml_of,
    write_inlines,
    write_raw,
)

_ELEMENTS: dict[type, tuple[str, str]] = {
    Emphasis: ("<em>", "</em>"),
    Strong: ("<strong>", "</strong>"),
    Underline: ("<u>", "</u>"),
    Strikethrough: ("<s>", "</s>"),
    Highlight: ("<mark>", "</mark>"),
    Superscript: ("<sup>", "</sup>"),
    Subscript: ("<sub>", "</sub>"),
    Keyboard: ("<kbd>", "</kbd>"),
    Quote: ("<q>", "</q>"),
}


def _element(node: Any, sheet: Sheet) -> None:
    start, end = _ELEMENTS[type(node)]
    sheet.out.append(start)
    write_inlines(node.children, sheet)
    sheet.out.append(end)


def _span(node: Span, sheet: Sheet) -> None:
    name = "abbr" if "abbreviation" in node.attributes.classes else "span"
    attributes = attributes_of(node.attributes, sheet)
    if not attributes:
        write_inlines(node.children, sheet)
        return
    sheet.out.append(f"<{name}{attributes}>")
    write_inlines(node.children, sheet)
    sheet.out.append(f"</{name}>")


def _small_capitals(node: SmallCaps, sheet: Sheet) -> None:
    sheet.out.append('<span class="small-caps">')
    write_inlines(node.children, sheet)
    sheet.out.append("</span>")


def _code(node: Code, sheet: Sheet) -> None:
    sheet.out.append(f"<code{sheet.code_way}>{escape(node.text)}</code>")


def _math(node: Math, sheet: Sheet) -> None:
    sheet.out.append(mathml_of(node, sheet) or f'<span class="math inline"{sheet.code_way}>{escape(node.tex)}</span>')


def _link(node: Link, sheet: Sheet) -> None:
    href = _href(node.url, sheet)
    if not href or sheet.in_link or (sheet.epub and not _is_seen(node.children)):
        write_inlines(node.children, sheet)
        return
    sheet.out.append(f"<a{attribute('href', href)}{attribute('title', node.title)}>")
    sheet.in_link = True
    write_inlines(node.children, sheet)
    sheet.in_link = False
    sheet.out.append("</a>")


def _is_seen(nodes: Inlines) -> bool:
    """Return whether ``nodes`` show anything; a link that shows nothing can be neither clicked nor read aloud."""
    if nodes and type(nodes[0]) is str and not nodes[0].isspace() and nodes[0]:  # most do
        return True
    return any(
        isinstance(node, Image | Math | Code) or (isinstance(node, str) and node.strip()) for node in walk(nodes)
    )


def _href(url: str, sheet: Sheet) -> str:
    """Return what ``href`` holds for ``url``, or "" when the link leads nowhere."""
    if url.startswith("#"):
        fragment = url[1:]
        if fragment in sheet.targets:
            return "#" + sheet.name(fragment)
        if fragment:
            sheet.context.notice(
                "dead-fragment", f"nothing has the id {fragment[:60]!r}; the link is dropped", severity="info"
            )
        return ""
    encoded = encode_url(url)
    if not encoded and url:
        sheet.context.notice("unsafe-url", f"a link to {url[:40]!r} is dropped")
    return encoded


def _image(node: Image, sheet: Sheet) -> None:
    source = encode_url(node.url, image=True)
    if not source:
        sheet.context.notice("unsafe-url", f"an image at {node.url[:40]!r} is dropped")
        sheet.out.append(escape(node.alt))
        return
    size = (f' width="{node.width}"' if node.width else "") + (f' height="{node.height}"' if node.height else "")
    alt = attribute("alt", node.alt) or ' alt=""'
    sheet.out.append(f"<img{attribute('src', source)}{alt}{attribute('title', node.title)}{size}/>")


def _note(node: Note, sheet: Sheet) -> None:
    sheet.notes.append(node.children)
    number = len(sheet.notes)
    sheet.used.update((f"note-{number}", f"note-reference-{number}"))
    if sheet.in_link:
        sheet.out.append(f"<sup>{number}</sup>")
        return
    sheet.linked.add(number)
    kind = ' epub:type="noteref"' if sheet.epub else ""
    sheet.out.append(
        f'<sup class="note"><a href="#note-{number}" id="note-reference-{number}"{kind} role="doc-noteref">{number}</a></sup>'
    )


def _ruby(node: Ruby, sheet: Sheet) -> None:
    before, after = ("", "") if sheet.epub else ("<rp>(</rp>", "<rp>)</rp>")  # EPUB 3.3 discourages rp
    sheet.out.append("<ruby>")
    write_inlines(node.base, sheet)
    sheet.out.append(f"{before}<rt>")
    write_inlines(node.annotation, sheet)
    sheet.out.append(f"</rt>{after}</ruby>")


def _soft_break(_node: SoftBreak, sheet: Sheet) -> None:
    sheet.out.append("\n")


def _line_break(_node: LineBreak, sheet: Sheet) -> None:
    sheet.out.append("<br/>")


INLINES: dict[type, NodeWriter] = {
    **dict.fromkeys(_ELEMENTS, _element),
    Span: _span,
    SmallCaps: _small_capitals,
    Code: _code,
    Math: _math,
    Link: _link,
    Image: _image,
    Note: _note,
    Ruby: _ruby,
    SoftBreak: _soft_break,
    LineBreak: _line_break,
    RawInline: write_raw,
}
