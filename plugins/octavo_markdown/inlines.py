"""Inlines as Markdown: a line is gathered as pieces, then its emphasis is settled."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
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
from octavo.url import safe_url
from octavo.walk import plain_text
from octavo_markdown.destinations import STANDS, attribute, autolink, braced, braced_id, destination, title
from octavo_markdown.edges import SPACES
from octavo_markdown.escaping import is_formula, without_markup
from octavo_markdown.line import Line, Place, Root
from octavo_markdown.page import Page

_TICKS = re.compile(r"`+")
_TAGS: dict[type, str] = {
    Underline: "u",
    Highlight: "mark",
    Superscript: "sup",
    Subscript: "sub",
    Keyboard: "kbd",
    Quote: "q",
    SmallCaps: "small",
}
_CLASSES: dict[type, str] = {Underline: "underline", Highlight: "mark", SmallCaps: "smallcaps", Keyboard: "kbd"}
"""Pandoc's names for what stands in brackets."""


def write_inlines(nodes: Inlines, page: Page, place: Place = "paragraph") -> str:
    """Return ``nodes`` as Markdown; the starts of its lines are not escaped, and hard breaks end in a backslash."""
    if text := page.plain_text(nodes):
        return text
    end = len(nodes)
    while end and type(nodes[end - 1]) is LineBreak:  # it breaks nothing, and it would look like a neighbour
        end -= 1
    nodes = nodes[:end]
    return Line(page, place, Root(nodes)).write(nodes)


def _emphasis(line: Line, node: Emphasis) -> None:
    line.wish(node.children, "em")


def _strong(line: Line, node: Strong) -> None:
    line.wish(node.children, "strong")


def _strikethrough(line: Line, node: Strikethrough) -> None:
    line.wish(node.children, "del")


def _code(line: Line, node: Code) -> None:
    text = node.text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
    if not text:
        return
    line.flush()
    in_cell = line.place == "cell"
    if (in_cell and "\\|" in text) or (line.pieces and line.pieces[-1].endswith("`")):
        line.tagged((text,), "code")  # ticks side by side would be one run, and a cell can't hold this pipe
        return
    if in_cell:
        text = text.replace("|", "\\|")
    padded = text[0] == "`" or text[-1] == "`" or (text[0] == text[-1] == " " and text.strip(" "))
    ticks, pad = _ticks(text) if "`" in text else "`", " " if padded else ""
    line.atom(f"{ticks}{pad}{text}{pad}{ticks}")


def _ticks(text: str) -> str:
    """Return the shortest run of ticks that is not in ``text``."""
    lengths = {len(run) for run in _TICKS.findall(text)}
    return "`" * next(number for number in range(1, len(lengths) + 2) if number not in lengths)


def _link(line: Line, node: Link) -> None:
    as_is = STANDS.match(node.url)
    url = node.url if as_is else safe_url(node.url)
    if (not url and node.url) or line.in_link:
        if not line.in_link:
            line.page.tell("unsafe-url", f"a link to {node.url[:40]!r} is dropped")
        line.add(node.children)
        return
    if url.startswith("#"):
        line.page.targets.add(url[1:])
    short = "" if node.title or len(node.children) != 1 else autolink(node.children[0], url)
    line.atom(short or f"[{line.nested(node.children)}]({url if as_is else destination(url)}{title(node.title)})")


def _image(line: Line, node: Image) -> None:
    as_is = STANDS.match(node.url)
    url = node.url if as_is else safe_url(node.url, image=True)
    alt = " ".join(line.nested((node.alt,)).split("\n")) if node.alt else ""
    if not url and node.url:
        line.page.tell("unsafe-url", f"an image at {node.url[:40]!r} is dropped")
        line.add((node.alt,) if node.alt else ())
        return
    size = ""
    if line.page.dialect.wiki_links and node.width:
        alt += f"\\|{node.width}" if line.place == "cell" else f"|{node.width}"
    elif line.page.dialect.classes and (node.width or node.height):
        size = (
            "{"
            + " ".join(f"{key}={value}" for key, value in (("width", node.width), ("height", node.height)) if value)
            + "}"
        )
    line.atom(f"![{alt}]({url if as_is else destination(url)}{title(node.title)}){size}")


def _note(line: Line, node: Note) -> None:
    if line.page.dialect.footnotes and not line.in_link:
        line.atom(f"[^{line.page.add_note(node.children)}]")
        return
    line.page.tell("note-inlined", "there are no footnotes here; they stand in the text in brackets")
    words = " ".join(plain_text(node.children).split())
    line.add((f" ({words})",))


def _line_break(line: Line, _node: LineBreak) -> None:
    if line.place == "paragraph":
        line.atom("\\\n")
    else:
        line.atom("<br>" if line.page.html else " ")


def _soft_break(line: Line, _node: SoftBreak) -> None:
    line.text("\n" if line.place == "paragraph" else " ")


def _math(line: Line, node: Math) -> None:
    tex = without_markup(" ".join(node.tex.split()))
    kept = not set("$`") & set(tex) and not (line.place == "cell" and "|" in tex) and is_formula(node.tex)
    if line.page.dialect.math and tex and kept:
        line.atom(f"${tex}$")
        return
    if not line.page.dialect.math:
        line.page.tell("math-as-code", "there are no formulas here; they stand as code")
    _code(line, Code(node.tex))


def _ruby(line: Line, node: Ruby) -> None:
    if not line.page.keeps_html("ruby"):
        line.add((*node.base, "(", *node.annotation, ")"))
        return
    line.atom("<ruby>")
    line.add(node.base)
    line.atom("<rp>(</rp><rt>")
    line.add(node.annotation)
    line.atom("</rt><rp>)</rp></ruby>")


def _span(line: Line, node: Span) -> None:
    own = node.attributes
    pairs = (("id", own.id), ("lang", own.language), ("dir", own.direction), ("title", own.data.get("title", "")))
    written = "".join(attribute(name, value) for name, value in pairs)
    if not written:
        line.add(node.children)
    elif line.page.dialect.classes:
        words = (braced_id(own.id), *(braced(*pair) for pair in pairs[1:]))
        line.bracketed(node.children, " ".join(word for word in words if word))
    else:
        line.tagged(node.children, "abbr" if "abbreviation" in own.classes else "span", written)


def _raw(line: Line, node: RawInline) -> None:
    if node.format == "markdown" or (node.format == "html" and line.page.html):
        line.atom(node.text)
        return
    line.page.tell("raw-dropped", f"text for {node.format} alone is left out")


def _other(line: Line, node: Any) -> None:
    """Take what few dialects have a form for."""
    kind = type(node)
    if line.page.dialect.highlight and kind is Highlight:
        line.atom(f"=={_apart(line, node.children)}==")
    elif line.page.dialect.classes and kind in (Superscript, Subscript):
        mark = "^" if kind is Superscript else "~"
        line.atom(mark + re.sub(r"(?<!\\) ", r"\\ ", _apart(line, node.children)) + mark)
    elif line.page.dialect.classes and kind in _CLASSES:
        line.bracketed(node.children, "." + _CLASSES[kind])
    elif kind is Quote and not line.page.html:
        line.add(("“", *node.children, "”"))
    elif kind is SmallCaps:
        line.page.tell("small-capitals-dropped", "Markdown has no small capitals; they are plain letters")
        line.add(node.children)
    else:
        line.tagged(node.children, _TAGS[kind])


def _apart(line: Line, nodes: Inlines) -> str:
    inner = Line(line.page, line.place, line.root, in_link=line.in_link)
    return inner.write(nodes).strip(SPACES)


WRITERS: Mapping[type, Callable[[Line, Any], None]] = {
    Emphasis: _emphasis,
    Strong: _strong,
    Strikethrough: _strikethrough,
    Code: _code,
    Link: _link,
    Image: _image,
    Note: _note,
    LineBreak: _line_break,
    SoftBreak: _soft_break,
    Math: _math,
    Ruby: _ruby,
    Span: _span,
    RawInline: _raw,
    **dict.fromkeys((Underline, Highlight, Superscript, Subscript, Keyboard, Quote, SmallCaps), _other),
}
"""The writer of each inline but for text."""
