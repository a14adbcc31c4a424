"""From a Document to gemtext: one line a block, links on lines of their own after their text."""

from __future__ import annotations

from collections.abc import Iterator

from octavo import Context, Document, plain_text, walk
from octavo.model import Block, BlockQuote, BulletList, CodeBlock, Heading, Link, OrderedList, Table
from octavo_gemtext import WriterOptions


def write(document: Document, options: WriterOptions, context: Context) -> str:
    """Return ``document`` as gemtext; what gemtext has no word for is plain text, a table with a notice."""
    lines = [f"# {document.meta.title}"] if document.meta.title else []
    for block in document.blocks:
        if isinstance(block, Table):
            context.notice("table-flattened", "gemtext has no tables; this one is lines of text")
        lines.extend(["", *write_block(block, options)])
    return "\n".join(lines).strip("\n") + "\n"


def write_block(block: Block, options: WriterOptions) -> Iterator[str]:
    """Yield the lines of ``block``."""
    match block:
        case Heading(level=level):
            yield "#" * min(level, options.heading_levels, 3) + " " + plain_text(block)
        case CodeBlock(text=text):
            yield from ("```", *text.split("\n"), "```")
        case BulletList(items=items) | OrderedList(items=items):
            yield from ("* " + plain_text(item).replace("\n", " ") for item in items)
        case BlockQuote():
            yield from ("> " + line for line in plain_text(block).splitlines() if line)
        case _:
            yield from (line for line in plain_text(block).splitlines() if line)
    yield from (f"=> {node.url} {plain_text(node)}" for node in walk(block) if isinstance(node, Link))
