"""octavo-thimble: writes thimble. For a start, headings are underlined, and the rest is its plain text.

Keep this module light: octavo imports it whenever it starts. A larger writer goes into a module of its own,
and is named by ``write=octavo.lazy("octavo_thimble.writer:write")``.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from octavo import Context, Document, Writer, hookimpl, option, plain_text
from octavo.model import Block, BulletList, CodeBlock, Heading, OrderedList, ThematicBreak

octavo_api_version = 1


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a user may choose: ``-W width=40``."""

    width: int = option(72, help="columns of a line; 0 never breaks a line")


def write(document: Document, options: Options, context: Context) -> str:
    """Return ``document`` as text: no I/O, no state; any document that the model can hold is written."""
    pieces = [underlined(document.meta.title, "=")] if document.meta.title else []
    pieces += [piece for block in document.blocks for piece in write_block(block, options, context)]
    return "\n\n".join(pieces) + "\n"


def write_block(block: Block, options: Options, context: Context) -> Iterator[str]:
    """Yield ``block``; what thimble has no form for is said by a notice."""
    match block:
        case Heading():
            yield underlined(plain_text(block), "-")
        case CodeBlock(text=text):
            yield textwrap.indent(text, "    ")
        case BulletList(items=items) | OrderedList(items=items):
            yield "\n".join(filled(plain_text(item), options.width, "* ", "  ") for item in items)
        case ThematicBreak():
            yield "* * *"
        case _:
            if text := plain_text(block).strip():
                yield filled(text, options.width)
            else:
                context.notice("block-left-out", f"there is no form for {type(block).__name__}")


def filled(text: str, width: int, first: str = "", rest: str = "") -> str:
    """Return ``text`` in lines of ``width`` columns (0: one line), the first of which begins with ``first``."""
    words = " ".join(text.split())
    return textwrap.fill(words, width, initial_indent=first, subsequent_indent=rest) if width > 4 else first + words


def underlined(text: str, mark: str) -> str:
    """Return ``text`` on one line, and a line of as many marks below it."""
    line = " ".join(text.split())
    return f"{line}\n{mark * len(line)}"


@hookimpl
def octavo_writers() -> Iterable[Writer[Options]]:
    """Declare the writer."""
    yield Writer(
        name="thimble",
        description="a format of yours",
        extensions=(".thimble",),
        options=Options,
        write=write,
    )
