"""octavo-thimble: reads thimble. For a start, ``#`` makes a heading, and blank lines part paragraphs.

Keep this module light: octavo imports it whenever it starts. A parser goes into a module of its own, and is
named by ``read=octavo.lazy("octavo_thimble.reader:read")``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from octavo import Context, Detection, Document, Meta, Reader, Source, hookimpl, option, plain_text
from octavo.model import Block, Heading, Paragraph

octavo_api_version = 1


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a user may choose: ``-R title=no``."""

    title: bool = option(True, help="take the first heading for the title")


def read(source: Source, options: Options, context: Context) -> Document:
    """Return the Document in ``source``: no I/O, no state; raise octavo.ReadError for what makes no sense."""
    decoded = source.decode()
    for notice in decoded.notices:  # the encoding was guessed, bytes were replaced
        context.notice(notice.code, notice.message, severity=notice.severity, position=notice.position)
    blocks = tuple(read_blocks(decoded.text, source.first_line, context))
    headings = [plain_text(block) for block in blocks if isinstance(block, Heading)]
    return Document(Meta(title=headings[0] if headings and options.title else ""), blocks)


def read_blocks(text: str, first_line: int, context: Context) -> Iterator[Block]:
    """Yield the blocks of ``text``; what is lost is said by a notice, with its line."""
    paragraph: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], first_line):
        if line.strip() and not line.startswith("#"):
            paragraph.append(line.strip())
            continue
        if paragraph:
            yield Paragraph((" ".join(paragraph),))
            paragraph = []
        if words := line.strip("# \t"):
            yield Heading(min(len(line) - len(line.lstrip("#")), 6), (words,))
        elif line.strip():
            context.notice("empty-heading-dropped", "a heading has no words", position=number)


@hookimpl
def octavo_readers() -> Iterable[Reader[Options]]:
    """Declare the reader."""
    yield Reader(
        name="thimble",
        description="a format of yours",
        extensions=(".thimble",),
        options=Options,
        read=read,
    )


@hookimpl
def octavo_detect(source: Source) -> Detection | None:
    """Recognise the format by its name; above 0.5 means that the content says so."""
    if source.extension != ".thimble":
        return None
    return Detection(0.5, "thimble", "the ending of its name")
