"""What becomes of each HTML element: one table, by tag (HTML Standard, section 4)."""

from __future__ import annotations

import re

from lxml import etree

from octavo.model import (
    Attributes,
    Code,
    Emphasis,
    ExcerptBreak,
    Highlight,
    Inline,
    Keyboard,
    Quote,
    Ruby,
    Span,
    Strikethrough,
    Strong,
    Subscript,
    ThematicBreak,
    Underline,
)
from octavo_html.blocks import visit_block, visit_details, visit_div, visit_figure, visit_heading, visit_quote
from octavo_html.builder import Builder
from octavo_html.code import visit_pre
from octavo_html.links import visit_link, visit_superscript
from octavo_html.lists import visit_bullet_list, visit_definition_list, visit_input, visit_ordered_list
from octavo_html.mathematics import math_span, visit_math, visit_script
from octavo_html.media import visit_audio, visit_frame, visit_object, visit_video
from octavo_html.pictures import visit_image, visit_noscript, visit_picture
from octavo_html.tables import visit_table
from octavo_html.walking import (
    NO_ATTRIBUTES,
    Handler,
    as_inlines,
    attributes_of,
    holds,
    inlines_of,
    mark,
    text_of,
    visit,
    visit_element,
    visit_unknown,
    visit_wrapped,
    wrapped,
)

_LINE_SEPARATOR = "\u2028"
_SPACES = re.compile(r"[ \t\n\r\f]+")
_MORE = re.compile(r"\s?more\s?\Z", re.IGNORECASE)


def _drop(element: etree._Element, builder: Builder) -> None:
    """Take an element that shows no words."""


def _visit_span(element: etree._Element, builder: Builder) -> None:
    classes = element.get("class")
    if classes and math_span(element, classes, builder):
        return
    attributes = attributes_of(element) if builder.page.languages else NO_ATTRIBUTES
    if attributes is not NO_ATTRIBUTES:
        visit_wrapped(element, lambda children: Span(children, attributes), builder)
        return
    if builder.page.referenced:
        mark(element, builder)
    visit(element, builder)


def _visit_code(element: etree._Element, builder: Builder) -> None:
    if len(element) and holds(element, "img"):
        visit_unknown(element, builder)
        return
    mark(element, builder)
    for number, line in enumerate(_code_lines(element)):
        if number:
            builder.line_break()
        _inline_code(line, builder)


def _code_lines(element: etree._Element) -> list[str]:
    """Return the text of ``element``, parted at its line breaks, which no code within a line can hold."""
    for line_break in element.iter("br") if len(element) else ():
        line_break.text = _LINE_SEPARATOR
    return text_of(element).split(_LINE_SEPARATOR)


def _inline_code(text: str, builder: Builder) -> None:
    collapsed = _SPACES.sub(" ", text).strip(" ")
    builder.text(text[:1] if text[:1] in " \t\n" else "")
    if collapsed:
        builder.inline(Code(collapsed))
    builder.text(text[-1:] if text[-1:] in " \t\n" else "")


def _visit_ruby(element: etree._Element, builder: Builder) -> None:
    base: list[Inline] = []
    inner = Builder(builder.page, depth=builder.depth + 2)
    if element.text:
        inner.text(element.text)
    for child in element:
        if child.tag in ("rt", "rtc"):
            base = list(as_inlines(inner.finish()))
            annotation = inlines_of(child, builder)
            if base and annotation:
                builder.inline(Ruby(tuple(base), annotation))
            else:
                for node in (*base, *annotation):
                    builder.inline(node)
            inner = Builder(builder.page, depth=builder.depth + 2)
        elif child.tag != "rp":
            visit_element(child, inner)
        if child.tail:
            inner.text(child.tail)
    for node in as_inlines(inner.finish()):
        builder.inline(node)


def _visit_abbreviation(element: etree._Element, builder: Builder) -> None:
    title = element.get("title")
    if not title:
        visit_unknown(element, builder)
        return
    attributes = Attributes(classes=("abbreviation",), data={"title": title})
    visit_wrapped(element, lambda children: Span(children, attributes), builder)


def _visit_comment(element: etree._Element, builder: Builder) -> None:
    if _MORE.match(element.text or ""):
        builder.block(ExcerptBreak())


def _visit_line_break(element: etree._Element, builder: Builder) -> None:
    builder.line_break()
    if element.text or len(element):  # <br>text</br> and its like
        visit(element, builder)


def _visit_image_element(element: etree._Element, builder: Builder) -> None:
    visit_image(element, builder)
    visit(element, builder)  # browsers take it for img, which holds nothing; libxml2 puts what follows into it


def _visit_rule(element: etree._Element, builder: Builder) -> None:
    if "footnotes-sep" not in (element.get("class") or ""):
        builder.block(ThematicBreak())


HANDLERS: dict[object, Handler] = {
    **dict.fromkeys(("em", "i", "cite", "dfn"), wrapped(Emphasis)),
    **dict.fromkeys(("strong", "b"), wrapped(Strong)),
    **dict.fromkeys(("u", "ins"), wrapped(Underline)),
    **dict.fromkeys(("s", "del", "strike"), wrapped(Strikethrough)),
    "mark": wrapped(Highlight),
    "sup": visit_superscript,
    "sub": wrapped(Subscript),
    "kbd": wrapped(Keyboard),
    "q": wrapped(Quote),
    **dict.fromkeys(("code", "tt", "samp"), _visit_code),
    "span": _visit_span,
    "a": visit_link,
    "img": visit_image,
    "image": _visit_image_element,
    "picture": visit_picture,
    "noscript": visit_noscript,
    "br": _visit_line_break,
    "ruby": _visit_ruby,
    "abbr": _visit_abbreviation,
    "acronym": _visit_abbreviation,
    "math": visit_math,
    "script": visit_script,
    **dict.fromkeys(
        [
            "address",
            "article",
            "aside",
            "body",
            "center",
            "dd",
            "dir",
            "div",
            "dt",
            "fieldset",
            "figcaption",
            "footer",
            "form",
            "header",
            "hgroup",
            "html",
            "legend",
            "li",
            "main",
            "menu",
            "nav",
            "noframes",
            "option",
            "optgroup",
            "p",
            "search",
            "section",
            "summary",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "tr",
            "caption",
            "textarea",
        ],
        visit_block,
    ),
    "div": visit_div,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), visit_heading),
    "blockquote": visit_quote,
    "figure": visit_figure,
    "details": visit_details,
    **dict.fromkeys(("pre", "xmp", "listing", "plaintext"), visit_pre),
    **dict.fromkeys(("ul", "menu", "dir"), visit_bullet_list),
    "ol": visit_ordered_list,
    "dl": visit_definition_list,
    "table": visit_table,
    "hr": _visit_rule,
    "input": visit_input,
    "video": visit_video,
    "audio": visit_audio,
    "iframe": visit_frame,
    **dict.fromkeys(("object", "embed"), visit_object),
    **dict.fromkeys(("style", "head", "meta", "link", "base", "title", "template"), _drop),
    etree.Comment: _visit_comment,
    etree.ProcessingInstruction: _drop,
    etree.Entity: _drop,
}
