"""What becomes of each HTML element: one table, by tag (HTML Standard, section 4)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from lxml import etree

from octavo.model import (
    Attributes,
    BlockQuote,
    Code,
    Div,
    Emphasis,
    ExcerptBreak,
    Figure,
    Heading,
    Highlight,
    Inline,
    Inlines,
    Keyboard,
    Link,
    Note,
    Paragraph,
    Quote,
    Ruby,
    Span,
    Strikethrough,
    Strong,
    Subscript,
    Superscript,
    ThematicBreak,
    Underline,
)
from octavo.url import safe_url
from octavo_html.builder import Builder
from octavo_html.code import visit_pre
from octavo_html.lists import visit_bullet_list, visit_definition_list, visit_input, visit_ordered_list
from octavo_html.mathematics import math_span, visit_math, visit_script
from octavo_html.media import visit_audio, visit_frame, visit_object, visit_video
from octavo_html.pictures import visit_image, visit_noscript, visit_picture
from octavo_html.tables import visit_table
from octavo_html.walking import (
    LONGEST_REMEMBERED,
    NO_ATTRIBUTES,
    as_inlines,
    attributes_of,
    blocks_of,
    holds,
    inlines_of,
    text_of,
    visit,
    visit_element,
)

Handler = Callable[[etree._Element, Builder], None]

_LINE_SEPARATOR = "\u2028"
_SPACES = re.compile(r"[ \t\n\r\f]+")
_MORE = re.compile(r"\s?more\s?\Z", re.IGNORECASE)
_CODE_FIGURE = re.compile(r"\bhighlight\b|(?:^|\s)code(?:\s|$)")
_ADMONITION = re.compile(r"(?:^|\s)(?:admonition|markdown-alert|custom-block|details)(?:\s|$)")
_KIND = re.compile(
    r"\b(?:markdown-alert-)?(admonition|details|note|info|tip|success|important|warning|caution|danger|error|question|bug|example|quote|abstract|todo|failure)\b"
)
_CODE_CLASSES = re.compile(r"\b(?:highlight|codehilite|sourceCode|prism-code)\b")


def visit_unknown(element: etree._Element, builder: Builder) -> None:
    """Take an element that means nothing to the model: its content alone."""
    if builder.page.referenced:
        _mark(element, builder)
    visit(element, builder)


def _wrapped(make: Callable[[Inlines], Inline]) -> Handler:
    def handle(element: etree._Element, builder: Builder) -> None:
        _visit_wrapped(element, make, builder)

    return handle


def _visit_wrapped(element: etree._Element, make: Callable[[Inlines], Inline], builder: Builder) -> None:
    """Take an inline element, whose node ``make`` builds from what it holds."""
    if builder.page.referenced:
        _mark(element, builder)
    builder.open(make)
    visit(element, builder)
    builder.close()


def _mark(element: etree._Element, builder: Builder) -> None:
    """Keep the id of ``element`` if a link refers to it."""
    if builder.page.referenced:
        name = element.get("id") or (element.get("name") if element.tag == "a" else None) or ""
        if name in builder.page.referenced:
            builder.anchor(name)


def _drop(element: etree._Element, builder: Builder) -> None:
    """Take an element that shows no words."""


def _visit_block(element: etree._Element, builder: Builder) -> None:
    if builder.page.marked:
        _visit_marked_block(element, builder)
    elif len(element):
        builder.flush()
        visit(element, builder)
        builder.flush()
    else:
        builder.paragraph(element.text or "")


def _visit_marked_block(element: etree._Element, builder: Builder) -> None:
    builder.flush()
    if builder.page.languages and (element.get("dir") or element.get("lang")):
        _visit_language_block(element, builder)
        return
    if builder.page.referenced:
        _mark(element, builder)
    visit(element, builder)
    builder.flush()


def _visit_language_block(element: etree._Element, builder: Builder) -> None:
    attributes = attributes_of(element)
    if attributes is NO_ATTRIBUTES or attributes == builder.page.language:
        _mark(element, builder)
        visit(element, builder)
        builder.flush()
        return
    outer, builder.page.language = builder.page.language, attributes
    blocks = blocks_of(element, builder)
    builder.page.language = outer
    if blocks:
        _mark(element, builder)
        builder.block(Div(blocks, attributes))


def _visit_admonition(element: etree._Element, builder: Builder) -> None:
    classes = tuple(dict.fromkeys(_KIND.findall((element.get("class") or "").lower())))
    title = element.get("data-title")
    blocks = blocks_of(element, builder)
    builder.flush()
    name = "summary" if classes == ("details",) else "title"
    head = (Paragraph((Span((title,), Attributes(classes=(name,))),)),) if title else ()
    if head or blocks:
        _mark(element, builder)
        marks = classes if classes == ("details",) else ("admonition", *(one for one in classes if one != "admonition"))
        builder.block(Div((*head, *blocks), Attributes(classes=marks)))


def _visit_div(element: etree._Element, builder: Builder) -> None:
    classes = element.get("class")
    role = (_known_role if len(classes) <= LONGEST_REMEMBERED else _role)(classes) if classes else ""
    if role == "admonition":
        _visit_admonition(element, builder)
    elif role == "code" and holds(element, "pre"):
        visit_pre(element, builder)
    else:
        _visit_block(element, builder)


def _role(classes: str) -> str:
    """Return what a ``div`` with these ``classes`` is: "admonition", "code" or ""."""
    return "admonition" if _ADMONITION.search(classes) else "code" if _CODE_CLASSES.search(classes) else ""


_known_role = lru_cache(maxsize=4096)(_role)  # pages repeat a few classes


def _visit_span(element: etree._Element, builder: Builder) -> None:
    classes = element.get("class")
    if classes and math_span(element, classes, builder):
        return
    attributes = attributes_of(element) if builder.page.languages else NO_ATTRIBUTES
    if attributes is not NO_ATTRIBUTES:
        _visit_wrapped(element, lambda children: Span(children, attributes), builder)
        return
    if builder.page.referenced:
        _mark(element, builder)
    visit(element, builder)


MAXIMUM_REPEATED_NOTES = 1000
"""How often notes are read again in one source, for references after the first: each may hold others."""
MAXIMUM_REPEATED_SIZE = 20_000_000
"""How many characters they may have together, an element counting as some."""
_SIZE_OF_ELEMENT = 10


def _visit_link(element: etree._Element, builder: Builder) -> None:
    href = element.get("href")
    if element.get("data-cfemail") or (href and "/cdn-cgi/l/email-protection#" in href):
        _visit_protected_address(element, builder)
        return
    if href is None:
        visit_unknown(element, builder)
        return
    fragment = _fragment_of(href, builder) if "#" in href else ""
    if fragment and fragment in builder.page.notes:
        _visit_note(fragment, element, builder)
        return
    url = safe_url("#" + fragment if fragment else href)
    if not url and href.strip():
        builder.page.notice("unsafe-url", f"a link to {href.strip()[:40]!r} is dropped", element)
        visit_unknown(element, builder)
        return
    title = element.get("title") or ""
    if not len(element) and not (element.text or "").strip() and not url.startswith("#"):
        builder.inline(Link((), url, title))  # it shows nothing but a space, if that, but it is there
        builder.text(element.text or "")
        return
    _visit_wrapped(element, lambda children: Link(children, url, title), builder)


def _visit_note(fragment: str, link: etree._Element, builder: Builder) -> None:
    """Take a reference to a note; of notes that refer to each other in a ring, or without end, the words of the link."""
    page = builder.page
    if fragment in page.open_notes or _is_too_much(builder):
        page.notice("note-not-repeated", "notes refer to each other too often; the words of a reference stay", link)
        visit_unknown(link, builder)
        return
    if fragment in page.read_notes:
        page.repeated_notes += 1
        page.repeated_size += _size(page.notes[fragment])
    page.read_notes.add(fragment)
    page.open_notes.add(fragment)
    builder.inline(Note(blocks_of(page.notes[fragment], Builder(page, depth=builder.depth + 2))))
    page.open_notes.remove(fragment)


def _is_too_much(builder: Builder) -> bool:
    page = builder.page
    return page.repeated_notes >= MAXIMUM_REPEATED_NOTES or page.repeated_size >= MAXIMUM_REPEATED_SIZE


def _size(note: etree._Element) -> int:
    return sum(_SIZE_OF_ELEMENT + len(one.text or "") + len(one.tail or "") for one in note.iter())


def _fragment_of(href: str, builder: Builder) -> str:
    """Return the id that a link to ``href`` leads to within the page, "" for other links."""
    href = href.strip()
    return builder.page.fragments.get(href[1:], href[1:]) if href.startswith("#") else ""


def _visit_protected_address(element: etree._Element, builder: Builder) -> None:
    """Decode an address that a content network hid: hexadecimal, each byte xor the first."""
    hidden = element.get("data-cfemail") or (element.get("href") or "").partition("#")[2]
    try:
        key, *codes = bytes.fromhex(hidden)
    except ValueError:
        visit_unknown(element, builder)
        return
    address = bytes(code ^ key for code in codes).decode("utf-8", "replace")
    builder.inline(Link((address,), "mailto:" + address))


def _visit_superscript(element: etree._Element, builder: Builder) -> None:
    """Take ``sup``; the one around a footnote's number is no more than its look."""
    link = element[0] if len(element) == 1 and not (element.text or "").strip(" [\n") else None
    if link is not None and link.tag == "a" and _fragment_of(link.get("href") or "", builder) in builder.page.notes:
        _visit_link(link, builder)
    else:
        _raised(element, builder)


_raised = _wrapped(Superscript)


def _visit_heading(element: etree._Element, builder: Builder) -> None:
    children = inlines_of(element, builder)
    builder.flush()
    if children:
        builder.block(Heading(int(element.tag[1]), children, element.get("id") or ""))


def _visit_quote(element: etree._Element, builder: Builder) -> None:
    blocks = blocks_of(element, builder)
    builder.flush()
    _mark(element, builder)
    attribution: Inlines = ()
    last = element[-1] if len(element) else None
    if last is not None and last.tag == "footer" and not (last.tail or "").strip():
        attribution = inlines_of(last, builder)
        builder.page.skipped.add(last)
        blocks = blocks_of(element, builder)
    builder.block(BlockQuote(blocks, attribution))


def _visit_figure(element: etree._Element, builder: Builder) -> None:
    if _CODE_FIGURE.search(element.get("class") or "") and holds(element, "pre"):
        visit_pre(element, builder)
        return
    first = next(element.iterchildren("figcaption"), None)
    caption: Inlines = ()
    if first is not None:
        caption = inlines_of(first, builder)
        builder.page.skipped.add(first)
    blocks = blocks_of(element, builder)
    builder.flush()
    _mark(element, builder)
    if not caption:
        for block in blocks:
            builder.block(block)
    elif blocks:
        builder.block(Figure(blocks, caption))
    else:
        builder.block(Paragraph(caption))


def _visit_details(element: etree._Element, builder: Builder) -> None:
    summary = next(element.iterchildren("summary"), None)
    title: Inlines = ()
    if summary is not None:
        title = inlines_of(summary, builder)
        builder.page.skipped.add(summary)
    blocks = blocks_of(element, builder)
    builder.flush()
    _mark(element, builder)
    head = (Paragraph((Span(title, Attributes(classes=("summary",))),)),) if title else ()
    if head or blocks:
        builder.block(Div((*head, *blocks), Attributes(classes=("details",))))


def _visit_code(element: etree._Element, builder: Builder) -> None:
    if len(element) and holds(element, "img"):
        visit_unknown(element, builder)
        return
    _mark(element, builder)
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
    _visit_wrapped(element, lambda children: Span(children, attributes), builder)


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
    **dict.fromkeys(("em", "i", "cite", "dfn"), _wrapped(Emphasis)),
    **dict.fromkeys(("strong", "b"), _wrapped(Strong)),
    **dict.fromkeys(("u", "ins"), _wrapped(Underline)),
    **dict.fromkeys(("s", "del", "strike"), _wrapped(Strikethrough)),
    "mark": _wrapped(Highlight),
    "sup": _visit_superscript,
    "sub": _wrapped(Subscript),
    "kbd": _wrapped(Keyboard),
    "q": _wrapped(Quote),
    **dict.fromkeys(("code", "tt", "samp"), _visit_code),
    "span": _visit_span,
    "a": _visit_link,
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
        _visit_block,
    ),
    "div": _visit_div,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _visit_heading),
    "blockquote": _visit_quote,
    "figure": _visit_figure,
    "details": _visit_details,
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
