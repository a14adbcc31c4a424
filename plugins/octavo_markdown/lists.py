"""Lists: markers, task boxes, tight and loose (CommonMark 0.31, sections 5.2 and 5.3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from octavo.model import Blocks, BulletList, CodeBlock, DefinitionList, ListItem, OrderedList, Paragraph
from octavo_markdown.elements import write_definition_element
from octavo_markdown.escaping import escape_html
from octavo_markdown.flow import MAXIMUM_DEPTH, as_lines, indented, may_touch, nested, tell_depth, write_blocks
from octavo_markdown.inlines import write_inlines
from octavo_markdown.page import Page

_TASK = re.compile(r"\[[ xX]\](?=\s|\Z)")


def _bullet_list(block: BulletList, page: Page) -> str:
    marker = "* " if page.other_marker else "- "
    return _list([(marker, item) for item in block.items], page, tight=block.tight)


def _ordered_list(block: OrderedList, page: Page) -> str:
    delimiter = ") " if page.other_marker else ". "
    start = block.start if block.start >= 0 and block.start + len(block.items) < 1_000_000_000 else 1
    numbered = [(f"{number}{delimiter}", item) for number, item in enumerate(block.items, start)]
    return _list(numbered, page, tight=block.tight)


def _list(items: list[tuple[str, ListItem]], page: Page, *, tight: bool) -> str:
    if page.depth + 2 > MAXIMUM_DEPTH:
        tell_depth(page)
        return "\n\n".join(filter(None, (write_blocks(item.children, page) for _, item in items)))
    tight = tight and all(len(item.children) < 2 or _is_tight(item.children) for _, item in items)
    marker, in_list = page.other_marker, page.in_list
    page.depth, page.in_list = page.depth + 2, True
    written = [_item(marker, item, page, tight=tight) for marker, item in items]
    page.depth, page.in_list, page.other_marker = page.depth - 2, in_list, marker
    return ("\n" if tight else "\n\n").join(written)


def _is_tight(blocks: Blocks) -> bool:
    return all(may_touch(before, block) for before, block in pairwise(blocks))


def _item(marker: str, item: ListItem, page: Page, *, tight: bool) -> str:
    page.other_marker = False
    text = _preformatted(item, page) or write_blocks(item.children, page, tight=tight)
    if item.checked is not None:
        text = _checked(item, text, page)
    elif text.startswith("[") and _TASK.match(text):
        text = "\\" + text
    return indented(text, marker, len(marker))


def _preformatted(item: ListItem, page: Page) -> str:
    """Return an item that is one line of preformatted text as it was; a fence would make it code, and three lines."""
    match item.children:
        case (CodeBlock(text=text, caption=(), preformatted=True),) if page.html and text.strip() and "\n" not in text:
            return f"<pre>{escape_html(text)}</pre>"
        case _:
            return ""


def _checked(item: ListItem, text: str, page: Page) -> str:
    plain = bool(item.children) and isinstance(item.children[0], Paragraph)
    if page.dialect.tasks and plain:
        return f"[{'x' if item.checked else ' '}] {text}"
    box = "☑" if item.checked else "☐"
    return f"{box} {text}" if plain else f"{box}\n\n{text}".rstrip("\n")


def _definition_list(block: DefinitionList, page: Page) -> str:
    if not page.dialect.definitions:
        return write_definition_element(block, page)
    written = []
    for item in block.items:
        lines = (write_inlines(term.children, page, "heading").replace("\n", " ") for term in item.terms)
        terms = "\n".join(as_lines(line, page) for line in lines)
        definitions = [nested(one.children, page, _definition) for one in item.definitions]
        written.append("\n\n".join([terms, *definitions]))
    return "\n\n".join(written)


def _definition(text: str) -> str:
    return indented(text, ":   ", 4)


WRITERS: Mapping[type, Callable[[Any, Page], str]] = {
    BulletList: _bullet_list,
    OrderedList: _ordered_list,
    DefinitionList: _definition_list,
}
"""The writer of each kind of list."""
