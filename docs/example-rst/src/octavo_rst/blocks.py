"""Blocks as reStructuredText: each is written by a small function, found by the type of its node."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from textwrap import indent
from typing import Any

import msgspec
from pygments.lexers import get_all_lexers

from octavo import model
from octavo_rst.inlines import Page, clean, image_directive, write_inlines, write_line
from octavo_rst.lines import class_names, directive, start, width
from octavo_rst.tables import lay_out

_ADMONITIONS = {"attention", "caution", "danger", "error", "hint", "important", "note", "tip", "warning"}
_NUMBERS = {"lower-alpha": "a", "upper-alpha": "A", "lower-roman": "i", "upper-roman": "I"}


_LEXERS = {alias for _, aliases, *_ in get_all_lexers(plugins=False) for alias in aliases}
"""The languages of code that docutils can colour; it warns of any other."""


def write_blocks(blocks: Iterable[model.Block], page: Page) -> str:
    """Return ``blocks``; an empty comment parts a quote, or two lists, from what stands before."""
    written, last = [], None
    for block in blocks:
        text = _WRITERS[type(block)](block, page)
        targets = "\n".join(page.targets)
        page.targets.clear()
        if text and (isinstance(block, model.BlockQuote) or last is type(block) in _LISTS):
            written.append("..")
        written += filter(None, (targets, text))
        last = type(block) if text else last
        page.last = last if not page.depth else page.last
    return "\n\n".join(written)


def write_inner(blocks: Iterable[model.Block], page: Page) -> str:
    """Return ``blocks`` that stand within another block."""
    page.depth += 1
    text = write_blocks(blocks, page)
    page.depth -= 1
    return text


def _paragraph(block: model.Paragraph, page: Page) -> str:
    match block.children:
        case (model.Image() | model.Link() as picture,) if text := image_directive(picture, "image", page):
            return text
    text = write_inlines(block.children, page)
    return "\n".join(f"| {line}" for line in text.split("\n")) if "\n" in text else start(text)


def _heading(block: model.Heading, page: Page) -> str:
    text = start(write_line(block.children, page))
    page.place(block.id)
    page.lose(page.depth, "heading-lowered", "a heading within another block is a line that stands out")
    if page.depth or not text:
        return text and directive("rubric", text)
    page.sections = [level for level in page.sections if level < block.level] + [block.level]
    return f"{text}\n{'=-~^+:'[len(page.sections) - 1] * max(width(text), 4)}"


def _code(block: model.CodeBlock, page: Page) -> str:
    page.lose(block.highlighted, "highlight-dropped", "marked lines of code are not marked")
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]", "", block.text.expandtabs(4)).strip("\n")
    known = block.language.lower() in _LEXERS
    named = class_names([block.language])
    page.lose(block.language and not known and not named, "language-dropped", "the name of code's language is left out")
    options = [f":class: {named}"] if named and not known else [":class: code"] if text[:1].isspace() else []
    code = directive("code-block", block.language if known else "", options, text) if text.strip() else ""
    return "\n\n".join(filter(None, (start(write_line(block.caption, page)), code)))


def _math(block: model.MathBlock, _page: Page) -> str:
    text = re.sub(r"\n\s*\n", "\n", clean(block.tex).strip())
    return directive("math", content=text) if text else ""


def _quote(block: model.BlockQuote, page: Page) -> str:
    text = write_inner(block.children, page)
    by = write_line(block.attribution, page)
    return indent("\n\n".join(filter(None, (text, f"-- {by}" if text and by else by))), "   ")


def _list(items: Iterable[tuple[str, model.Blocks]], page: Page) -> str:
    """Return ``items``, each a mark and what stands behind it."""
    written = [(mark, write_inner(children, page)) for mark, children in items]
    lines = [f"{mark} {indent(text, ' ' * (len(mark) + 1)).lstrip(' ')}".rstrip() for mark, text in written]
    is_short = all(text and "\n" not in text for _, text in written)
    return ("\n" if is_short else "\n\n").join(lines)


def _bullet_list(block: model.BulletList, page: Page) -> str:
    return _list((("*", _checked(item)) for item in block.items), page)


def _checked(item: model.ListItem) -> model.Blocks:
    """Return what stands in ``item``, that of a task behind a box."""
    box = "" if item.checked is None else "☑ " if item.checked else "☐ "
    match item.children:
        case (model.Paragraph(children=words), *rest) if box:
            return (model.Paragraph((box, *words)), *rest)
        case _:
            return (model.Paragraph((box,)), *item.children) if box else item.children


def _ordered_list(block: model.OrderedList, page: Page) -> str:
    """Return a list; letters and Roman numbers begin with the first, since v. and x. could be either."""
    first = _NUMBERS.get(block.numbering, "") if block.start == 1 else ""
    page.lose(block.numbering != "decimal" and not first, "numbering-changed", "letters or Roman numbers are decimal")
    marks = (
        f"{first if index == 0 else '#'}." if first else f"{block.start + index}." for index in range(len(block.items))
    )
    return _list(zip(marks, map(_checked, block.items), strict=True), page)


def _definition_list(block: model.DefinitionList, page: Page) -> str:
    return "\n\n".join(filter(None, (_definition(item, page) for item in block.items)))


def _definition(item: model.DefinitionItem, page: Page) -> str:
    page.lose(
        len(item.terms) > 1 or len(item.definitions) > 1, "definitions-joined", "there is one term, and one definition"
    )
    terms = ", ".join(filter(None, (write_line(term.children, page) for term in item.terms))).replace(" : ", " \\: ")
    text = write_inner((block for one in item.definitions for block in one.children), page) or ".."
    return f"{start(terms)}\n{indent(text, '   ')}" if terms else text


def _table(block: model.Table, page: Page) -> str:
    grid = lay_out([*block.head, *block.body, *block.foot], page)
    widths = [str(round((column.width or 0) * 100)) for column in block.columns]
    heads = len(block.head) if block.body or block.foot else 0
    options = [f":header-rows: {heads}"] if heads else []
    if grid and len(widths) == len(grid[0]) and "0" not in widths:
        options.append(f":widths: {' '.join(widths)}")
    rows = ["\n".join(indent(_list([("-", cell)], page), "  ") for cell in row) for row in grid]
    caption = write_line(block.caption, page)
    return directive("list-table", caption, options, "\n".join("*" + row[1:] for row in rows)) if rows else caption


def _figure(block: model.Figure, page: Page) -> str:
    caption = write_line(block.caption, page)
    match block.children:
        case (model.Paragraph(children=(model.Image() | model.Link() as picture,)),) if text := image_directive(
            picture, "figure", page
        ):
            return text + (f"\n\n{indent(start(caption), '   ')}" if caption else "")
    content = "\n\n".join(filter(None, (write_inner(block.children, page), start(caption))))
    return directive("container", "figure", content=content) if content else ""


def _div(block: model.Div, page: Page) -> str:
    """Return an admonition, or a container with the classes of ``block``; blocks alone if it has none."""
    classes = [one for one in block.attributes.classes if one != "admonition"]
    kind = next((one for one in classes if one in _ADMONITIONS), "") if "admonition" in block.attributes.classes else ""
    named = class_names(classes)
    text = write_inner(block.children, page) if kind or named else write_blocks(block.children, page)
    page.attribute(msgspec.structs.replace(block.attributes, classes=() if named or kind else block.attributes.classes))
    if not text or not (kind or named):
        return text
    return directive(kind, content=text) if kind else directive("container", named, content=text)


def _thematic_break(_block: model.ThematicBreak, page: Page) -> str:
    """Return a line, where there may be one: between two blocks of a section."""
    refused = bool(page.depth) or page.last in (None, model.Heading, model.ThematicBreak)
    page.lose(refused, "break-dropped", "a break that stands at no place for it is left out")
    return "" if refused else "----"


def _embed(block: model.Embed, page: Page) -> str:
    page.lose(block, "embed-flattened", f"a {block.kind} is a link")
    link = model.Paragraph((model.Link((block.title or block.url,), block.url),))
    return write_blocks((link, *block.fallback), page)


def _raw(block: model.RawBlock, page: Page) -> str:
    page.lose(block.format != "rst", "raw-dropped", f"a block for {block.format} alone is left out")
    return block.text.strip("\n") if block.format == "rst" else ""


_LISTS = (model.BulletList, model.OrderedList, model.DefinitionList)
_WRITERS: Mapping[type, Callable[[Any, Page], str]] = {
    model.Paragraph: _paragraph,
    model.Heading: _heading,
    model.CodeBlock: _code,
    model.MathBlock: _math,
    model.BlockQuote: _quote,
    model.BulletList: _bullet_list,
    model.OrderedList: _ordered_list,
    model.DefinitionList: _definition_list,
    model.Table: _table,
    model.Figure: _figure,
    model.Div: _div,
    model.ThematicBreak: _thematic_break,
    model.Embed: _embed,
    model.RawBlock: _raw,
    model.ExcerptBreak: lambda block, page: ".. more",
}
"""The writer of each block: it is given the node and the page."""
