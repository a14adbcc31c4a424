"""Inlines as Markdown. Emphasis takes the form that the delimiter rules let render (section 6.2)."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from octavo.model import (
    Blocks,
    Code,
    Emphasis,
    Highlight,
    Image,
    Inline,
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
from octavo.walk import plain_text, walk
from octavo_markdown.escaping import (
    Surroundings,
    escape_text,
    is_left_flanking,
    is_punctuation,
    is_right_flanking,
    is_space,
)
from octavo_markdown.page import Page

_AUTOLINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>\x00-\x1f]*\Z")
_TICKS = re.compile(r"`+")
_TAGS: dict[type, str] = {
    Emphasis: "em",
    Strong: "strong",
    Strikethrough: "del",
    Underline: "u",
    Highlight: "mark",
    Superscript: "sup",
    Subscript: "sub",
    Keyboard: "kbd",
    Quote: "q",
}
_EDGE: dict[type, str] = {
    Emphasis: "*",
    Strong: "*",
    Strikethrough: "~",
    Code: "`",
    Link: "[",
    Image: "!",
    Note: "[",
    LineBreak: "\n",
    SoftBreak: "\n",
    Math: "$",
}


def write_inlines(nodes: Inlines, page: Page, *, in_table: bool = False) -> str:
    """Return ``nodes`` as the Markdown of one paragraph; its lines are not escaped at their starts."""
    return _Line(page, _surroundings(nodes, page, in_table)).write(nodes, "", "")


def _surroundings(nodes: Inlines, page: Page, in_table: bool) -> Surroundings:  # noqa: FBT001  # a fact, not a mode
    """Look over a paragraph: which delimiters in its text have a partner."""
    if len(nodes) == 1 and type(nodes[0]) is str:
        text, marks, strikes = nodes[0], False, False
    else:
        kinds = {type(node) for node in walk(nodes)}
        marks = bool(kinds & {Emphasis, Strong})
        strikes = Strikethrough in kinds
        text = plain_text(nodes)
    return Surroundings(
        page.dialect,
        stars=marks or text.count("*") > 1,
        underscores=marks or text.count("_") > 1,
        tildes=strikes or text.count("~") > 1,
        in_table=in_table,
    )


class _Line:
    """Writes the inlines of one paragraph."""

    def __init__(self, page: Page, around: Surroundings) -> None:
        self.page = page
        self.around = around

    def write(self, nodes: Sequence[Inline], before: str, after: str) -> str:
        out = ""
        encode_next = False
        for index, node in enumerate(nodes):
            left = out[-1] if out else before
            right = _first_character(nodes[index + 1]) if index + 1 < len(nodes) else after
            if type(node) is str:
                piece = self._text(node, left, right, encode_next)
            elif type(node) in (Emphasis, Strong, Strikethrough):
                out, piece = self._attention(node, out, left, right, index, nodes)
                following = nodes[index + 1] if index + 1 < len(nodes) else None
                encode_next = type(following) is str and not self._closes(piece, right)
                out += piece
                continue
            else:
                piece = _WRITERS[type(node)](self, node)
            encode_next = False
            out += piece
        return out

    def _text(self, text: str, left: str, right: str, encode: bool) -> str:  # noqa: FBT001  # one place calls it
        if encode and text:
            return _entity(text[0]) + escape_text(text[1:], self.around, ";", right)
        return escape_text(text, self.around, left, right)

    def _closes(self, piece: str, right: str) -> bool:
        """Return whether the closing delimiter at the end of ``piece`` closes before ``right``."""
        body = piece.rstrip("*_~")
        if len(body) == len(piece):
            return True  # an HTML tag
        return is_right_flanking(body[-1:], right) and not (piece[-1] == "_" and right.isalnum())

    def _attention(
        self, node: Any, out: str, left: str, right: str, index: int, nodes: Sequence[Inline]
    ) -> tuple[str, str]:
        """Return the text so far and the emphasised piece; the former's end may need an entity."""
        if type(node) is Strikethrough and not self.page.dialect.strikethrough:
            return out, self._tagged(node)
        for mark in _marks(node, left, right):
            inner = self.write(node.children, mark[0], mark[0])
            if not inner.strip(" "):
                return out, inner
            inner = _without_edge_spaces(inner)
            if inner[0] == mark[0] or inner[-1] == mark[0] or left == mark[0] or right == mark[0]:
                continue
            before = out
            if not is_left_flanking(left, inner[0]) or (mark[0] == "_" and left.isalnum()):
                if not (index and type(nodes[index - 1]) is str) or not out or is_punctuation(out[-1]):
                    continue
                before = out[:-1] + _entity(out[-1])
            if not is_right_flanking(inner[-1], right) or (mark[0] == "_" and right.isalnum()):
                if not (index + 1 < len(nodes) and type(nodes[index + 1]) is str):
                    continue
            return before, mark + inner + mark
        return out, self._tagged(node)

    def _tagged(self, node: Any) -> str:
        """Return an inline that Markdown has no form for as HTML, or its content alone."""
        tag = _TAGS[type(node)]
        if not self.page.keeps_html(tag):
            return self.write(node.children, ">", "<")
        return f"<{tag}>{self.write(node.children, '>', '<')}</{tag}>"

    def _nested(self, nodes: Inlines, before: str, after: str) -> str:
        """Return the text of a link: brackets in it are escaped."""
        return _Line(self.page, replace(self.around, in_link=True)).write(nodes, before, after)

    def _code(self, node: Code) -> str:
        text = node.text.replace("\n", " ")
        if not text.strip():
            return f"<code>{html.escape(text)}</code>" if text else ""
        ticks = "`" * (1 + max((len(run) for run in _TICKS.findall(text)), default=0))
        while ticks != "`" and ticks[:-1] not in _TICKS.findall(text):
            ticks = ticks[:-1]
        pad = " " if text[0] in "` " or text[-1] in "` " else ""
        if self.around.in_table:
            text = text.replace("|", "\\|")
        return ticks + pad + text + pad + ticks

    def _link(self, node: Link) -> str:
        url = safe_url(node.url)
        if not url and not node.url == "":
            self.page.context.notice("unsafe-url", f"a link to {node.url[:40]!r} is dropped")
            return self.write(node.children, "", "")
        if node.children == (url,) and not node.title and _AUTOLINK.match(url) and "|" not in url:
            return f"<{url}>"
        if self.around.in_link:
            return self.write(node.children, "[", "]")
        return f"[{self._nested(node.children, '[', ']')}]({_destination(url)}{_title(node.title)})"

    def _image(self, node: Image) -> str:
        url = safe_url(node.url, image=True)
        alt = _Line(self.page, replace(self.around, in_link=True)).write((node.alt,) if node.alt else (), "[", "]")
        if not url:
            self.page.context.notice("unsafe-url", f"an image at {node.url[:40]!r} is dropped")
            return alt
        return f"![{' '.join(alt.split())}]({_destination(url)}{_title(node.title)})"

    def _note(self, node: Note) -> str:
        if self.page.dialect.footnotes and not self.around.in_link:
            return f"[^{self.page.add_note(node.children)}]"
        return self._inline_note(node.children)

    def _inline_note(self, blocks: Blocks) -> str:
        self.page.notice_once("note-inlined", "the dialect has no footnotes; they stand in the text in brackets")
        return " (" + escape_text(" ".join(plain_text(blocks).split()), self.around, "(", ")") + ")"

    def _line_break(self, _node: LineBreak) -> str:
        return "<br>" if self.around.in_table else "\\\n"

    def _soft_break(self, _node: SoftBreak) -> str:
        return " " if self.around.in_table else "\n"

    def _math(self, node: Math) -> str:
        if self.page.dialect.math and node.tex.strip() and "\n\n" not in node.tex and not self.around.in_table:
            return f"${node.tex.strip()}$"
        return self._code(Code(node.tex))

    def _ruby(self, node: Ruby) -> str:
        base, annotation = self.write(node.base, ">", "<"), self.write(node.annotation, ">", "<")
        if not self.page.keeps_html("ruby"):
            return f"{base}({annotation})"
        return f"<ruby>{base}<rp>(</rp><rt>{annotation}</rt><rp>)</rp></ruby>"

    def _span(self, node: Span) -> str:
        inner = self.write(node.children, "", "")
        attributes = _attributes(node)
        if not attributes or not self.page.keeps_html("span"):
            return inner
        tag = "abbr" if "abbreviation" in node.attributes.classes else "span"
        return f"<{tag}{attributes}>{inner}</{tag}>"

    def _small_capitals(self, node: SmallCaps) -> str:
        return self.write(node.children, "", "")

    def _raw(self, node: RawInline) -> str:
        if node.format == "markdown":
            return node.text
        self.page.context.notice("raw-dropped", f"text for {node.format} alone is left out")
        return ""

    def _highlight(self, node: Highlight) -> str:
        if self.page.dialect.highlight:
            return f"=={self.write(node.children, '=', '=')}=="
        return self._tagged(node)


def _attributes(node: Span) -> str:
    own = node.attributes
    pairs = (("id", own.id), ("lang", own.language), ("dir", own.direction), ("title", own.data.get("title", "")))
    return "".join(f' {name}="{html.escape(value)}"' for name, value in pairs if value)


def _marks(node: Any, left: str, right: str) -> tuple[str, ...]:
    match node:
        case Strikethrough():
            return ("~~",)
        case Strong():
            return ("**", "__")
        case _:
            return ("*", "_")


def _without_edge_spaces(inner: str) -> str:
    """Return ``inner`` with Unicode spaces at its edges as references: delimiters must not touch them."""
    inner = inner.strip(" ")
    if is_space(inner[0]):
        inner = _entity(inner[0]) + inner[1:]
    if is_space(inner[-1]):
        inner = inner[:-1] + _entity(inner[-1])
    return inner


def _first_character(node: Inline) -> str:
    """Return the first character that ``node`` will be written with."""
    match node:
        case str():
            return node[:1]
        case Span() | SmallCaps():
            return _first_character(node.children[0]) if node.children and not _attributes_of(node) else "<"
        case _:
            return _EDGE.get(type(node), "<")


def _attributes_of(node: Span | SmallCaps) -> str:
    return _attributes(node) if isinstance(node, Span) else ""


def _entity(character: str) -> str:
    return f"&#x{ord(character):X};"


def _destination(url: str) -> str:
    """Return ``url`` as a link destination (section 6.3)."""
    url = re.sub(r"[\n\r\t]", "", url)
    url = re.sub(r"\\(?=[!-/:-@\[-`{-~])", r"\\\\", url)
    url = re.sub(r"&(?=#?\w+;)", r"\\&", url)
    if not url or re.search(r"[\s<>\x00-\x1f\x7f]", url) or _unbalanced(url):
        return "<" + url.replace("<", "\\<").replace(">", "\\>") + ">"
    return url


def _unbalanced(url: str) -> bool:
    depth = deepest = 0
    for character in url:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
        if depth < 0:
            return True
    return depth != 0 or deepest > 30


def _title(title: str) -> str:
    if not title:
        return ""
    text = re.sub(r"\\(?=[!-/:-@\[-`{-~])", r"\\\\", " ".join(title.split()))
    text = re.sub(r"&(?=#?\w+;)", r"\\&", text)
    return ' "' + text.replace('"', '\\"') + '"'


_WRITERS: dict[type, Callable[[_Line, Any], str]] = {
    Code: _Line._code,
    Link: _Line._link,
    Image: _Line._image,
    Note: _Line._note,
    LineBreak: _Line._line_break,
    SoftBreak: _Line._soft_break,
    Math: _Line._math,
    Ruby: _Line._ruby,
    Span: _Line._span,
    SmallCaps: _Line._small_capitals,
    RawInline: _Line._raw,
    Highlight: _Line._highlight,
    **dict.fromkeys((Underline, Superscript, Subscript, Keyboard, Quote), _Line._tagged),
}
