"""A tree as markup: each node by a small function, found by its type, and its footnotes at the end.

What is written is well-formed XML and valid HTML at once: elements are closed, names are in lower
case, text is escaped, ids are unique and referred to by what they became.
"""

from __future__ import annotations

from octavo.model import Blocks, Paragraph
from octavo_html.serialise_blocks import BLOCKS
from octavo_html.serialise_inlines import INLINES
from octavo_html.sheet import NodeWriter, Sheet, write_blocks, write_inlines


def serialise(blocks: Blocks, sheet: Sheet) -> str:
    """Return ``blocks`` as markup in the way that the empty ``sheet`` says, their footnotes at the end."""
    sheet.blocks, sheet.writers = blocks, _WRITERS
    write_blocks(blocks, sheet)
    _write_notes(sheet)
    return "".join(sheet.out)


def _write_notes(sheet: Sheet) -> None:
    if not sheet.notes:
        return
    sheet.out.append('<section class="footnotes">\n<hr/>\n')
    written = 0
    while written < len(sheet.notes):
        written += 1
        _write_note(written, sheet)
    sheet.out.append("</section>\n")


def _write_note(number: int, sheet: Sheet) -> None:
    kind = ' epub:type="footnote"' if sheet.epub else ""
    back = f"{number}."
    if number in sheet.linked:
        back = f'<a href="#note-reference-{number}" role="doc-backlink">{number}</a>.'
    sheet.out.append(f'<aside id="note-{number}"{kind} role="doc-footnote">\n')
    blocks = sheet.notes[number - 1]
    if blocks and isinstance(blocks[0], Paragraph):
        sheet.out.append(f"<p>{back} ")
        write_inlines(blocks[0].children, sheet)
        sheet.out.append("</p>\n")
        blocks = blocks[1:]
    else:
        sheet.out.append(f"<p>{back}</p>\n")
    write_blocks(blocks, sheet)
    sheet.out.append("</aside>\n")


_WRITERS: dict[type, NodeWriter] = {**INLINES, **BLOCKS}
