"""Blocks one after another and one within another: blank lines, prefixes, indents."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import dropwhile

from octavo.model import (
    Block,
    BlockQuote,
    Blocks,
    BulletList,
    CodeBlock,
    Heading,
    OrderedList,
    Paragraph,
    ThematicBreak,
)
from octavo_markdown.dialects import Dialect
from octavo_markdown.escaping import escape_line_start
from octavo_markdown.page import Page

MAXIMUM_DEPTH = 19
"""markdown-it's CommonMark preset drops what nests over 20 levels: a list with its items is two of them."""

_LABEL = re.compile(r"\A[ \t\n]*\[[^\]\n]*\n[^\]]*\](?=:)")
"""A label of a link's definition over several lines; within one, it is a start of a line."""
_MARK = r"[ \t\n#>=|:~+-]|\s*\\?\Z|\s+\\?\n|\d{1,9}[.)]|```|\*[ \t]|[*_][*_ \t]*(?:\n|\Z)|\[[^\]\n]*(?:\]:|\n|\Z)"
_BEGINS = re.compile(_MARK)
_TAME = re.compile(rf"(?!\\\n)(?:(?!{_MARK})[^\n]++(?<![ \t])\n?)++(?<![\n\\])\Z")
"""Lines of a paragraph that stay as they are: no mark of a block begins one, no blank ends one, no break all of them."""
_LOOSE = " \t\\"
"""What is taken away, or is a hard break, at the end of a paragraph."""
_LINE_STARTS = re.compile(r"\n(?!\n|\Z)")
_INTERRUPTS = (BlockQuote, CodeBlock, Heading, ThematicBreak)
"""What may stand under the line of another block without a blank line (CommonMark 0.31, sections 4 and 5)."""
_ENDS = (CodeBlock, Heading, ThematicBreak)
"""What ends by itself, so that anything may follow it at once."""


def write_blocks(blocks: Blocks, page: Page, *, tight: bool = False) -> str:
    """Return ``blocks`` as Markdown without a final line end; "" if nothing is to be seen.

    With ``tight`` no blank line parts those that need none.
    """
    pieces: list[str] = []
    before: Block | None = None
    writers = page.writers
    for block in blocks:
        kind = type(block)
        if kind is BulletList or kind is OrderedList:
            page.other_marker = type(before) is kind and not page.other_marker
        if text := writers[kind](block, page):
            if tight and before is not None:
                pieces.append("\n" if may_touch(before, block) else "\n\n")
            pieces.append(text)
            before = block
    return ("" if tight else "\n\n").join(pieces)


def may_touch(before: Block, block: Block) -> bool:
    """Return whether ``block`` may follow ``before`` without a blank line and stay itself."""
    if isinstance(before, _ENDS):
        return isinstance(block, (*_INTERRUPTS, Paragraph, BulletList, OrderedList))
    if isinstance(block, BulletList | OrderedList):
        starts = getattr(block, "start", 1) == 1 and bool(block.items and block.items[0].children)
        return starts and isinstance(before, Paragraph)
    if isinstance(before, BlockQuote) and isinstance(block, BlockQuote):
        return False
    return isinstance(block, _INTERRUPTS) and isinstance(before, Paragraph | BulletList | OrderedList | BlockQuote)


def as_lines(text: str, page: Page) -> str:
    """Return ``text``, the inlines of one paragraph, so that each of its lines is no more than that."""
    if "\n" not in text:
        return _as_line(text, page.dialect)
    if _TAME.match(text) and not page.dialect.classes:
        return text
    text = _LABEL.sub(r"\g<0>\\", text, count=1)
    written = filter(None, (_refer_blanks(line.strip(" \t")) for line in text.split("\n")))
    lines = list(dropwhile("\\".__eq__, written))
    while lines and (lines[-1] == "\\" or not lines[-1]):
        del lines[-1]
    if not lines:
        return ""
    lines[-1] = _without_break(lines[-1])
    first, *rest = lines
    later = [escape_line_start(line, page.dialect, first=False) for line in rest]
    return "\n".join((escape_line_start(first, page.dialect), *later))


def _as_line(text: str, dialect: Dialect) -> str:
    if text[-1:] not in _LOOSE and (text[0].isalpha() or not _BEGINS.match(text)) and not dialect.classes:
        return text
    return escape_line_start(_refer_blanks(_without_break(text.strip(" \t"))), dialect)


def _refer_blanks(line: str) -> str:
    """Return ``line``, if it is of blanks other than spaces, as references: some renderers take it for an empty line."""
    blanks = line.removesuffix("\\")
    if not line or blanks.strip():
        return line
    return "".join("&nbsp;" if blank == "\u00a0" else f"&#{ord(blank)};" for blank in blanks) + line[len(blanks) :]


def _without_break(line: str) -> str:
    """Return ``line`` without the hard break at its end; a literal backslash there is two."""
    if not line.endswith("\\"):
        return line
    trailing = len(line) - len(line.rstrip("\\"))
    return line[:-1].rstrip(" \t") if trailing % 2 else line


def quoted(text: str) -> str:
    """Return ``text`` with the mark of a block quote before each line."""
    return "\n".join("> " + line if line else ">" for line in text.split("\n"))


def nested(blocks: Blocks, page: Page, frame: Callable[[str], str]) -> str:
    """Return ``blocks`` in a container, or without it where renderers would lose them."""
    if page.depth >= MAXIMUM_DEPTH:
        tell_depth(page)
        return write_blocks(blocks, page)
    marker, in_list = page.other_marker, page.in_list
    page.depth, page.in_list = page.depth + 1, False
    text = frame(write_blocks(blocks, page))
    page.depth, page.in_list, page.other_marker = page.depth - 1, in_list, marker
    return text


def tell_depth(page: Page) -> None:
    """Tell the user that containers were unwrapped."""
    page.tell("nesting-flattened", f"what nests over {MAXIMUM_DEPTH} levels deep is unwrapped")


def indented(text: str, marker: str, indent: int) -> str:
    """Return ``text`` behind ``marker``, all further lines indented."""
    if "\n" in text:
        text = _LINE_STARTS.sub("\n" + " " * indent, text)
    return marker + text if text else marker.rstrip(" ")
