"""The writer of plain text: the head, the blocks, and at the end the footnotes and addresses."""

from __future__ import annotations

from octavo.model import Blocks, Document, Heading, Meta, Timestamp
from octavo.plugin import Context
from octavo_text import Options
from octavo_text.blocks import hang, narrow, underline, write_blocks
from octavo_text.inlines import Page
from octavo_text.wrapping import clean, wrap

_RULE = "─" * 8
_BLANK = " \u00a0\u3000"


def write(document: Document, options: Options, context: Context) -> str:
    """Return ``document`` as text with a final line end; notes and addresses stand at the end."""
    page = Page(options, context)
    head = _head(document.meta, options.width)
    body = write_blocks(_without_title(document), options.width, page)
    endings = _endings(page)
    sections = [head, body, [_RULE, *endings] if endings else []]
    text = "\n\n".join("\n".join(line.rstrip(_BLANK) for line in lines) for lines in sections if lines)
    return text + "\n"


def _without_title(document: Document) -> Blocks:
    """Return the blocks, without a first heading that only says the title again."""
    match document.blocks:
        case (Heading(children=(str(words),)), *rest) if words.strip() == document.meta.title.strip():
            return tuple(rest)
        case blocks:
            return blocks


def _head(meta: Meta, width: int) -> list[str]:
    """Return the title, a line of who and when, and the address it was published at."""
    title = clean(meta.title).strip()
    said = [*(clean(author.name).strip() for author in meta.authors), _date(meta.published)]
    line = " · ".join(piece for piece in said if piece)
    lines = underline(title, "=", width) if title else []
    lines += wrap(line, width) if line else []
    return [*lines, clean(meta.source_url)] if meta.source_url else lines


def _date(timestamp: Timestamp | None) -> str:
    """Return the day, or what stood there when it could not be understood."""
    if timestamp is None:
        return ""
    return timestamp.instant.date().isoformat() if timestamp.instant else clean(timestamp.text).strip()


def _endings(page: Page) -> list[str]:
    """Return the notes and addresses that were collected, those of notes within notes too."""
    lines: list[str] = []
    number = 0
    while number < len(page.endings):  # writing a note may add others
        ending = page.endings[number]
        number += 1
        mark = f"[{number}] "
        width = narrow(page.options.width, len(mark))
        lines += hang([ending] if isinstance(ending, str) else write_blocks(ending, width, page), mark)
    return lines
