"""Blocks as Markdown: each is written by a small function, found by the type of its node."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from octavo.model import (
    BlockQuote,
    CodeBlock,
    ExcerptBreak,
    Figure,
    Heading,
    Image,
    Inlines,
    Link,
    MathBlock,
    Paragraph,
    RawBlock,
    ThematicBreak,
)
from octavo.url import safe_url
from octavo.walk import inline_text
from octavo_markdown.destinations import attribute, braced_id
from octavo_markdown.escaping import escape_html, is_formula, without_markup
from octavo_markdown.flow import as_lines, indented, nested, quoted, write_blocks
from octavo_markdown.inlines import write_inlines
from octavo_markdown.page import Page

_FENCE = re.compile(r"^ {0,3}(`{3,})", re.MULTILINE)
_ALERT = re.compile(r"\[![^\[\]\n]+\]")
"""What at the head of a block quote makes it an alert; ``[![picture](...)](...)`` does not."""
_CLOSING_MARK = re.compile(r"(?:\A|(?<=[ \t]))#+\Z")
_ID = re.compile(r"(?<!\\)\{(?=#[^\s{}]+\}\Z)")
"""It would be the id of the heading that it ends."""
_NOT_IN_SLUG = re.compile(r"[^\w\- ]")
_INFO = re.compile(r"[\s`]+")


def _paragraph(block: Paragraph, page: Page) -> str:
    """Return a paragraph with the starts of its lines escaped."""
    children = block.children
    if len(children) == 1 and type(children[0]) is str and page.whole.match(children[0]):
        return children[0]
    text = write_inlines(children, page)
    if len(children) == 1 and type(children[0]) is Image and page.dialect.classes:
        return text + "\\"  # an image alone would become a figure
    return as_lines(text, page)


def _heading(block: Heading, page: Page) -> str:
    text = " ".join(write_inlines(block.children, page, "heading").split("\n")).strip(" \t")
    text = _CLOSING_MARK.sub(r"\\\g<0>", text) if text.endswith("#") else text
    text = _ID.sub(r"\\\g<0>", text) if text.endswith("}") else text
    if block.id:
        anchor = _anchor(block, page)
        text = f"{text} {anchor}".strip(" ") if page.dialect.classes else anchor + text
    return ("#" * min(max(block.level, 1), 6) + " " + text).rstrip(" ")


def _anchor(block: Heading, page: Page) -> str:
    """Return what makes the id of ``block`` a target, where a link needs it and the words don't give it."""
    if page.dialect.classes:
        name = braced_id(block.id) if needs_anchor(block) else ""
        return f"{{{name}}}" if name else ""
    page.headings.append(block)
    if block.id not in page.wanted or not needs_anchor(block) or not page.keeps_html("span"):
        return ""
    return f"<span{attribute('id', block.id)}></span>"


def needs_anchor(block: Heading) -> bool:
    """Return whether renderers give ``block`` another id than its own: they make it of the words."""
    return block.id != _slug(inline_text(block.children))


def _slug(text: str) -> str:
    """Return the id that renderers give a heading (GitHub's rule, which most follow)."""
    return _NOT_IN_SLUG.sub("", text.lower()).replace(" ", "-")


def _code_block(block: CodeBlock, page: Page) -> str:
    text = block.text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in block.text else block.text
    fence = "`" * (1 + max((len(one) for one in _FENCE.findall(text)), default=2)) if "```" in text else "```"
    info = re.sub(r"\\(?=[!-/:-@\[-`{-~])|&(?=#?\w+;)", r"\\\g<0>", _INFO.sub("-", block.language.strip()))
    caption = inline_text(block.caption) if block.caption else ""
    if page.dialect.nunjucks and info:
        info, caption = _hexo_info(info, _hexo_caption(block.caption), block.highlighted), ""
    code = f"{fence}{info}\n{text}\n{fence}" if text else f"{fence}{info}\n{fence}"
    return f"{as_lines(write_inlines(block.caption, page), page)}\n\n{code}" if caption else code


def _hexo_info(language: str, caption: str, highlighted: tuple[int, ...]) -> str:
    """Return what stands behind a fence in Hexo: language, caption, marked lines."""
    marked = "mark:" + ",".join(map(str, highlighted)) if highlighted else ""
    return " ".join(word for word in (language, caption, marked) if word)


def _hexo_caption(caption: Inlines) -> str:
    """Return ``caption`` as Hexo takes it behind a fence: words, an address, its words; it puts all into its page unescaped,
    but for what is behind an equals sign, which it leaves out.
    """
    pieces = [inline_text(caption)]
    match caption:
        case (*words, Link(children=children, url=url)) if words and url.startswith(("http://", "https://")):
            pieces = [inline_text(tuple(words)), url, inline_text(children)]
    return escape_html(" ".join(" ".join(pieces).split())).replace("`", "'").replace("=", "&#61;")


def _math_block(block: MathBlock, page: Page) -> str:
    tex = without_markup(re.sub(r"\n\s*\n", "\n", block.tex.strip()) + "\n").strip()
    if page.dialect.math and "$$" not in tex and is_formula(block.tex):
        return f"$$\n{tex}\n$$"
    return _code_block(CodeBlock(block.tex, "math"), page)


def _quote(block: BlockQuote, page: Page) -> str:
    children = block.children
    if block.attribution:
        children = (*children, Paragraph(("— ", *block.attribution)))
    return nested(children, page, _quoted)


def _quoted(text: str) -> str:
    alert = _ALERT.match(text)
    if alert is None:
        return quoted(text)
    is_link = text.startswith("(", alert.end())
    return quoted("[\\" + text[1:] if is_link else "\\" + text)


def _figure(block: Figure, page: Page) -> str:
    body = write_blocks(block.children, page)
    caption = as_lines(write_inlines(block.caption, page), page)
    return "\n\n".join(piece for piece in (body, caption) if piece)


def _thematic_break(_block: ThematicBreak, page: Page) -> str:
    # Dashes would be a heading under a line, an item's mark in a list, front matter at the head of a
    # file; stars would be an item's mark where a list has stars.
    return "___" if page.in_list else "***"


def _raw(block: RawBlock, page: Page) -> str:
    if block.format == "markdown" or (block.format == "html" and page.html):
        return block.text.strip("\n")
    page.tell("raw-dropped", f"a block for {block.format} alone is left out")
    return ""


def _excerpt_break(_block: ExcerptBreak, page: Page) -> str:
    return "<!-- more -->" if page.html else ""


def write_notes(page: Page) -> str:
    """Return the definitions of all footnotes, those of footnotes in footnotes too."""
    written: list[str] = []
    while len(written) < len(page.notes):
        text = _no_destination(write_blocks(page.notes[len(written)], page))
        written.append(indented(text, f"[^{len(written) + 1}]: ", 4))
    return "\n\n".join(written)


def _no_destination(text: str) -> str:
    """Return ``text``, a footnote's: renderers without footnotes take the definition for one of a link to its first word."""
    from html import unescape  # it brings 2,231 names, and few documents have notes

    word = re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", unescape(re.split(r"[ \t\n]", text.lstrip("<"), maxsplit=1)[0]))
    return text if safe_url(word) or not word else f"&#8288;{text}"


WRITERS: Mapping[type, Callable[[Any, Page], str]] = {
    Paragraph: _paragraph,
    Heading: _heading,
    CodeBlock: _code_block,
    MathBlock: _math_block,
    BlockQuote: _quote,
    Figure: _figure,
    ThematicBreak: _thematic_break,
    RawBlock: _raw,
    ExcerptBreak: _excerpt_break,
}
"""The writer of each block that has a form in every dialect."""
