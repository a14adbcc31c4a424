"""Blocks as Markdown: each is written by a small function, found by the type of its node."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

from octavo.errors import UnknownFormat
from octavo.model import (
    Block,
    BlockQuote,
    Blocks,
    BulletList,
    CodeBlock,
    DefinitionList,
    Div,
    Document,
    Embed,
    ExcerptBreak,
    Figure,
    Heading,
    Inlines,
    LineBreak,
    Link,
    ListItem,
    MathBlock,
    OrderedList,
    Paragraph,
    RawBlock,
    SoftBreak,
    Span,
    Strong,
    Table,
    ThematicBreak,
)
from octavo.url import safe_url
from octavo.walk import inline_text, rewrite
from octavo_markdown.escaping import escape_line_start
from octavo_markdown.inlines import write_inlines
from octavo_markdown.page import Page
from octavo_markdown.tables import write_pipe_table

MAXIMUM_DEPTH = 17
"""markdown-it's CommonMark preset drops what nests over 20 levels; leave room for inlines."""

_FENCE = re.compile(r"^ {0,3}(`{3,})", re.MULTILINE)
_CALLOUTS = {
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


def write_blocks(blocks: Blocks, page: Page, *, tight: bool = False) -> str:
    """Return ``blocks`` as Markdown without a final line end; "" if nothing is to be seen."""
    pieces: list[str] = []
    before: Block | None = None
    for block in blocks:
        text = _write_after(before, block, page)
        if not text:
            continue
        if pieces:
            pieces.append("\n" if tight and _may_follow(block) else "\n\n")
        pieces.append(text)
        before = block
    return "".join(pieces)


def _write_after(before: Block | None, block: Block, page: Page) -> str:
    """Return ``block`` as Markdown; a list right after a list of its kind takes the other marker."""
    if isinstance(block, BulletList | OrderedList) and type(before) is type(block):
        page.other_marker = not page.other_marker
    elif isinstance(block, BulletList | OrderedList):
        page.other_marker = False
    return _WRITERS[type(block)](block, page)


def _may_follow(block: Block) -> bool:
    """Return whether ``block`` can interrupt a paragraph without a blank line (section 4 and 5)."""
    match block:
        case BulletList() | BlockQuote() | CodeBlock() | Heading() | ThematicBreak():
            return True
        case OrderedList(start=start):
            return start == 1
        case _:
            return False


def _paragraph(block: Paragraph, page: Page) -> str:
    return _lines(write_inlines(block.children, page))


def _lines(text: str) -> str:
    """Return a paragraph with each line's start escaped; a trailing backslash would break the next block."""
    lines = [escape_line_start(line.strip(" \t")) for line in text.split("\n")]
    while lines and lines[-1] in ("", "\\"):
        lines.pop()
    while lines and lines[0] in ("", "\\"):
        lines.pop(0)
    text = "\n".join(line for line in lines if line)
    return text[:-1] if text.endswith("\\") and not text.endswith("\\\\") else text


def _heading(block: Heading, page: Page) -> str:
    children = rewrite(block.children, _without_breaks)
    text = " ".join(write_inlines(children, page).split("\n")).strip(" \t")
    text = re.sub(r"(?:^|(?<=[ \t]))(#+)$", r"\\\1", text)
    return ("#" * min(max(block.level, 1), 6) + " " + text).rstrip(" ")


def _without_breaks(node: Any) -> Any:
    return " " if isinstance(node, SoftBreak | LineBreak) else node


def _code_block(block: CodeBlock, page: Page) -> str:
    longest = max((len(fence) for fence in _FENCE.findall(block.text)), default=2)
    fence = "`" * (longest + 1)
    language = re.sub(r"[\s`]+", "-", block.language)
    code = f"{fence}{language}\n{block.text}\n{fence}" if block.text else f"{fence}{language}\n{fence}"
    caption = write_inlines(block.caption, page).replace("\n", " ") if block.caption else ""
    if not caption:
        return code
    if page.dialect.nunjucks and "`" not in caption and language:
        return f"{fence}{language} {inline_text(block.caption)}" + code[len(fence) + len(language) :]
    return _lines(caption) + "\n\n" + code


def _math_block(block: MathBlock, page: Page) -> str:
    if page.dialect.math:
        return f"$$\n{_without_blank_lines(block.tex.strip())}\n$$"
    return f"```math\n{block.tex}\n```"


def _without_blank_lines(text: str) -> str:
    return re.sub(r"\n\s*\n", "\n", text)


def _quote(block: BlockQuote, page: Page) -> str:
    children = block.children
    if block.attribution:
        children = (*children, Paragraph(("— ", *block.attribution)))
    return _nested(children, page, lambda text: _prefixed(text, "> "))


def _nested(blocks: Blocks, page: Page, frame: Callable[[str], str]) -> str:
    """Write ``blocks`` one level deeper, or without their frame where renderers would lose them."""
    if page.depth >= MAXIMUM_DEPTH:
        page.notice_once("nesting-flattened", f"containers over {MAXIMUM_DEPTH} deep are unwrapped")
        return write_blocks(blocks, page)
    page.depth += 1
    marker, page.other_marker = page.other_marker, False
    text = frame(write_blocks(blocks, page))
    page.depth -= 1
    page.other_marker = marker
    return text


def _prefixed(text: str, prefix: str) -> str:
    return "\n".join((prefix + line).rstrip(" ") if not line else prefix + line for line in text.split("\n"))


def _indented(text: str, prefix: str, indent: int) -> str:
    pad = " " * indent
    first, *rest = text.split("\n")
    return "\n".join(
        [(prefix + first).rstrip(" ") if not first else prefix + first, *(pad + line if line else "" for line in rest)]
    )


def _bullet_list(block: BulletList, page: Page) -> str:
    marker = "* " if page.other_marker else "- "
    return _list([(marker, item) for item in block.items], block.tight, page)


def _ordered_list(block: OrderedList, page: Page) -> str:
    delimiter = ") " if page.other_marker else ". "
    numbers = range(block.start, block.start + len(block.items))
    if block.start + len(block.items) > 999_999_999:
        numbers = range(1, 1 + len(block.items))
    return _list(
        [(f"{number}{delimiter}", item) for number, item in zip(numbers, block.items, strict=True)], block.tight, page
    )


def _list(items: list[tuple[str, ListItem]], tight: bool, page: Page) -> str:  # noqa: FBT001  # the model's own field
    if page.depth + 2 > MAXIMUM_DEPTH:
        page.notice_once("nesting-flattened", f"containers over {MAXIMUM_DEPTH} deep are unwrapped")
        return "\n\n".join(write_blocks(item.children, page) for _, item in items)
    tight = tight and all(_fits_tight(item) for _, item in items)
    written = [_item(marker, item, tight, page) for marker, item in items]
    return ("\n" if tight else "\n\n").join(written)


def _fits_tight(item: ListItem) -> bool:
    return all(_may_follow(block) for block in item.children[1:])


def _item(marker: str, item: ListItem, tight: bool, page: Page) -> str:  # noqa: FBT001  # the model's own field
    page.depth += 2
    other, page.other_marker = page.other_marker, False
    text = write_blocks(item.children, page, tight=tight)
    page.other_marker = other
    page.depth -= 2
    if item.checked is not None and page.dialect.tasks:
        text = f"[{'x' if item.checked else ' '}] {text}"
    elif item.checked is not None:
        text = f"{'☑' if item.checked else '☐'} {text}"
    elif re.match(r"\[[ xX]\](?:\s|$)", text):
        text = "\\" + text
    return _indented(text, marker, len(marker))


def _definition_list(block: DefinitionList, page: Page) -> str:
    if not page.dialect.definitions:
        return _as_html(block, page)
    items = []
    for item in block.items:
        terms = "\n".join(" ".join(_lines(write_inlines(term.children, page)).split("\n")) for term in item.terms)
        definitions = [_indented(_nested(one.children, page, str), ":   ", 4) for one in item.definitions]
        items.append("\n\n".join([terms, *definitions]))
    return "\n\n".join(items)


def _table(block: Table, page: Page) -> str:
    written = write_pipe_table(block, page) if page.dialect.tables else None
    return written if written is not None else _as_html(block, page)


def _as_html(block: Block, page: Page) -> str:
    """Return a block that Markdown has no form for as one HTML block, or its content alone."""
    if page.html:
        try:
            written = page.context.write(Document(blocks=(block,)), "html", {"fragment": True}).decode()
            return re.sub(r"\n(?=[ \t]*\n)", "&#10;", written.strip("\n"))
        except UnknownFormat:
            pass  # without a plugin for HTML only the content can be written
    page.notice_once("html-stripped", f"the dialect has no form for a {type(block).__name__}; its content is kept")
    return write_blocks(_content(block), page)


def _content(block: Block) -> Blocks:
    match block:
        case Table(head=head, body=body, foot=foot, caption=caption):
            rows = [child for row in (*head, *body, *foot) for cell in row.cells for child in cell.children]
            return (Paragraph(caption), *rows) if caption else tuple(rows)
        case DefinitionList(items=items):
            found: list[Block] = []
            for item in items:
                found.extend(Paragraph((Strong(term.children),)) for term in item.terms if term.children)
                found.extend(child for definition in item.definitions for child in definition.children)
            return tuple(found)
        case Div(children=children):
            return children
        case _:
            return ()


def _figure(block: Figure, page: Page) -> str:
    body = write_blocks(block.children, page)
    caption = _lines(write_inlines(block.caption, page))
    return "\n\n".join(piece for piece in (body, caption) if piece)


def _thematic_break(_block: ThematicBreak, _page: Page) -> str:
    return "---"


def _div(block: Div, page: Page) -> str:
    classes = block.attributes.classes
    if "admonition" in classes and page.dialect.callouts:
        return _callout(block, page)
    if "details" in classes and page.html:
        return _details(block, page)
    if page.dialect.fenced_divs and classes:
        return f"::: {{{' '.join('.' + name for name in classes)}}}\n{write_blocks(block.children, page)}\n:::"
    text = write_blocks(block.children, page)
    attributes = _div_attributes(block)
    if not attributes or not text or not page.keeps_html("div"):
        return text
    return f"<div{attributes}>\n\n{text}\n\n</div>"


def _div_attributes(block: Div) -> str:
    own = block.attributes
    pairs = (("id", own.id), ("lang", own.language), ("dir", own.direction))
    return "".join(f' {name}="{html.escape(value)}"' for name, value in pairs if value)


def _callout(block: Div, page: Page) -> str:
    kind = next((_CALLOUTS[name] for name in block.attributes.classes if name in _CALLOUTS), "NOTE")
    title, rest = split_title(block, "title")
    words = inline_text(title)
    if words and words.upper() != kind:
        rest = (Paragraph((Strong(title),)), *rest)
    return _nested(rest, page, lambda text: _prefixed(f"[!{kind}]\n{text}".rstrip("\n"), "> "))


def _details(block: Div, page: Page) -> str:
    summary, rest = split_title(block, "summary")
    text = write_blocks(rest, page)
    head = f"<summary>{write_inlines(summary, page)}</summary>\n" if summary else ""
    return f"<details>\n{head}\n{text}\n\n</details>"


def split_title(block: Div, name: str) -> tuple[Inlines, Blocks]:
    """Return the title of an admonition or details (a Span of the class ``name``), and the rest."""
    match block.children[:1]:
        case (Paragraph(children=(Span(children=title, attributes=attributes),)),) if name in attributes.classes:
            return title, block.children[1:]
        case _:
            return (), block.children


def _embed(block: Embed, page: Page) -> str:
    url = safe_url(block.url)
    if not url:
        page.context.notice("unsafe-url", f"an embedded {block.kind} is dropped")
        return write_blocks(block.fallback, page)
    link = Link((block.title or url,), url)
    text = _paragraph(Paragraph((link,)), page)
    fallback = write_blocks(block.fallback, page)
    return f"{text}\n\n{fallback}" if fallback else text


def _raw(block: RawBlock, page: Page) -> str:
    if block.format == "markdown":
        return block.text.strip("\n")
    page.context.notice("raw-dropped", f"a block for {block.format} alone is left out")
    return ""


def _excerpt_break(_block: ExcerptBreak, page: Page) -> str:
    return "<!-- more -->" if page.html else ""


_WRITERS: dict[type, Callable[[Any, Page], str]] = {
    Paragraph: _paragraph,
    Heading: _heading,
    CodeBlock: _code_block,
    MathBlock: _math_block,
    BlockQuote: _quote,
    BulletList: _bullet_list,
    OrderedList: _ordered_list,
    DefinitionList: _definition_list,
    Table: _table,
    Figure: _figure,
    ThematicBreak: _thematic_break,
    Div: _div,
    Embed: _embed,
    RawBlock: _raw,
    ExcerptBreak: _excerpt_break,
}


def write_notes(page: Page) -> str:
    """Return the definitions of all footnotes, those of footnotes in footnotes too."""
    written: list[str] = []
    while len(written) < len(page.notes):
        number = len(written) + 1
        text = write_blocks(page.notes[number - 1], page)
        written.append(_indented(text, f"[^{number}]: ", 4))
    return "\n\n".join(written)
