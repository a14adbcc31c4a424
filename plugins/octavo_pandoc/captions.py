"""Captions: blocks in pandoc's model, one line of inlines in ours."""

from __future__ import annotations

from octavo.model import Div, Inline, Inlines, LineBreak, Paragraph
from octavo.walk import merge_text, plain_text
from octavo_pandoc import syntax as pandoc
from octavo_pandoc.reading import Reading
from octavo_pandoc.white_space import collapse


def read_caption(caption: pandoc.Caption, reading: Reading) -> Inlines:
    """Return ``caption``: its paragraphs parted by line breaks, other blocks by their words."""
    return as_inlines(caption[1], reading)


def as_inlines(blocks: pandoc.Blocks, reading: Reading) -> Inlines:
    """Return ``blocks`` as inlines: paragraphs as they are, parted by line breaks, others by their words."""
    joined: list[Inline] = []
    stack = list(reversed(reading.read_blocks(blocks, reading, 1)))
    while stack:
        block = stack.pop()
        if isinstance(block, Div):
            stack.extend(reversed(block.children))
            continue
        text = collapse(plain_text(block)).strip(" ")
        joined += [LineBreak()] if joined else []
        joined += block.children if isinstance(block, Paragraph) else [text] if text else []
    return merge_text(joined)
