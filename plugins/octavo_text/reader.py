"""The reader of plain text: blank lines part paragraphs, and so does an indent of ideographic spaces."""

from __future__ import annotations

import re

from octavo.limits import check_bytes
from octavo.model import Block, Document, Inline, Paragraph, SoftBreak
from octavo.plugin import Context
from octavo.script import is_joined
from octavo.source import Source
from octavo.walk import merge_text
from octavo_text import ReaderOptions

_PARAGRAPH_END = re.compile(r"\n[ \t]*(?:\n[ \t]*)+|\n(?=\u3000)|\f")
_SPACES = re.compile(r"[ \t]+")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def read(source: Source, options: ReaderOptions, context: Context) -> Document:
    """Return ``source`` as a Document of paragraphs; raises ReadError when it is larger than the limit."""
    check_bytes(source, options.maximum_bytes, "text")
    decoded = source.decode()
    for notice in decoded.notices:
        context.notice(notice.code, notice.message, severity=notice.severity, position=notice.position)
    pieces = _PARAGRAPH_END.split(_CONTROL.sub("", decoded.text))
    blocks: tuple[Block, ...] = tuple(_paragraph(piece) for piece in pieces if piece.strip(" \t\n"))
    return Document(blocks=blocks, name=source.name)


def _paragraph(text: str) -> Paragraph:
    """Return the lines of ``text`` as one paragraph; a line break between CJK characters is nothing."""
    inlines: list[Inline] = []
    for line in (_SPACES.sub(" ", line).strip(" ") for line in text.strip(" \t\n").split("\n")):
        last = inlines[-1] if inlines else ""
        if isinstance(last, str) and last and not is_joined(last, line):
            inlines.append(SoftBreak())
        inlines.append(line)
    return Paragraph(merge_text(inlines))
