"""From gemtext to a Document: each line is a block, and the first heading is the title."""

from __future__ import annotations

from collections.abc import Iterator

from octavo import Context, Document, Meta, NoOptions, Source
from octavo.model import Block, BlockQuote, BulletList, CodeBlock, Heading, Link, ListItem, Paragraph
from octavo.url import safe_url


def read(source: Source, options: NoOptions, context: Context) -> Document:
    """Return ``source`` as a Document. A code block that is not closed is closed, with a notice."""
    lines = source.decode().text.split("\n")
    blocks = tuple(read_blocks(lines, source.first_line, context))
    title = next((block.children[0] for block in blocks if isinstance(block, Heading)), "")
    return Document(meta=Meta(title=str(title)), blocks=blocks)


def read_blocks(lines: list[str], first_line: int, context: Context) -> Iterator[Block]:
    """Yield the blocks of ``lines``."""
    code: list[str] | None = None
    items: list[ListItem] = []
    for line in lines:
        if line.startswith("```"):
            if code is not None:
                yield CodeBlock("\n".join(code))
            code = [] if code is None else None
        elif code is not None:
            code.append(line)
        elif line.startswith("* "):
            items.append(ListItem((Paragraph((line[2:].strip(),)),)))
        else:
            if items:
                yield BulletList(tuple(items))
                items = []
            yield from read_line(line)
    if items:
        yield BulletList(tuple(items))
    if code is not None:
        context.notice("code-not-closed", "the last code block is not closed", position=first_line + len(lines) - 1)
        yield CodeBlock("\n".join(code))


def read_line(line: str) -> Iterator[Block]:
    """Yield the block that ``line`` is, if it is one."""
    match line.split(maxsplit=2):
        case []:
            return
        case ["=>", url, *label]:
            words = label[0] if label else url
            yield Paragraph((Link((words,), url),) if safe_url(url) else (words,))
        case [("#" | "##" | "###") as marks, *words] if words:
            yield Heading(len(marks), (line.lstrip("# "),))
        case _ if line.startswith(">"):
            yield BlockQuote((Paragraph((line[1:].strip(),)),))
        case _:
            yield Paragraph((line.strip(),))
