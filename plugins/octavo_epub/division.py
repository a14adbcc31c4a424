"""Long articles in several files: readers with little memory lay out no file of more than some 300 kB.

An article is cut at its headings, the highest first; where there are none, between blocks; and a block
that is too long in itself between its items, rows, lines or words. What follows the first piece becomes
parts below the article, and links to what moved follow it. Notes stand inline, and so stay with their
references.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import msgspec

from octavo.model import (
    AnyNode,
    BlockQuote,
    Blocks,
    BulletList,
    CodeBlock,
    DefinitionList,
    Div,
    Heading,
    OrderedList,
    Paragraph,
    Table,
)
from octavo.walk import inline_text
from octavo_epub.rewriting import ids_of
from octavo_epub.weighing import Measure, Scale, is_surely_short, weigh

_CHILDREN: dict[type, str] = {
    Paragraph: "children",
    Div: "children",
    BlockQuote: "children",
    BulletList: "items",
    OrderedList: "items",
    DefinitionList: "items",
    Table: "body",
}
"""The blocks that can be cut, and the field whose values go to one piece or the other."""


class Piece(msgspec.Struct, frozen=True):
    """A piece of a long article: its title, that of its first heading, and the ids in it."""

    title: str
    ids: frozenset[str]


def divide(blocks: Blocks, limit: int, measure: Measure | None = None) -> list[Blocks]:
    """Return an article of more than about ``limit`` bytes of XHTML in pieces; none of one that stays whole; 0: all do.

    ``measure`` is asked where it is likely to matter how much code takes; without it that is counted high.
    """
    if limit <= 0 or is_surely_short(blocks, limit) or weigh(blocks) <= limit:
        return []
    pieces = cut(blocks, Scale(limit, cache(measure) if measure else None))
    return pieces if len(pieces) > 1 else []


def describe_piece(blocks: Blocks) -> Piece:
    """Return what must be known of the piece ``blocks`` while it is not in memory."""
    match blocks:
        case (Heading(children=children), *_):
            return Piece(inline_text(children), ids_of(blocks))
        case _:
            return Piece("", ids_of(blocks))


def name_piece(id: str, number: int) -> str:
    """Return the id of the piece ``number``, from 1, of the article ``id``; the first one keeps that."""
    return f"{id}_{number}" if number > 1 else id  # no id of an article has a low line


def moved_ids(id: str, pieces: Sequence[Piece]) -> dict[str, str]:
    """Return the ids that are not in the first of the ``pieces`` of the article ``id``, each with the piece that it is in."""
    places: dict[str, str] = {}
    for number, piece in enumerate(pieces, 1):
        for name in piece.ids:
            places.setdefault(name, name_piece(id, number))
    return {name: place for name, place in places.items() if place != id}


# Where to cut


def cut(blocks: Blocks, scale: Scale) -> list[Blocks]:
    """Return ``blocks`` in pieces that ``scale`` holds, but for what can't be cut."""
    if scale.holds(blocks):
        return [blocks]
    if len(blocks) == 1:
        return [(piece,) for piece in _cut_block(blocks[0], scale)]
    if len(blocks) == 2 and isinstance(blocks[0], Heading):  # which is no piece by itself
        first, *rest = cut(blocks[1:], scale)
        return [(blocks[0], *first), *rest]
    return _filled((piece for group in _groups(blocks) for piece in cut(group, scale)), scale)


def _groups(blocks: Blocks) -> Iterator[Blocks]:
    """Yield ``blocks`` by the highest headings below the first block, or else one by one, a heading with what follows it."""
    levels = [block.level for block in blocks[1:] if isinstance(block, Heading)]
    highest = min(levels, default=0)
    start = 0
    for index in range(1, len(blocks)):
        block = blocks[index]
        begins = (
            isinstance(block, Heading) and block.level == highest
            if levels
            else not isinstance(blocks[index - 1], Heading)
        )
        if begins:
            yield blocks[start:index]
            start = index
    yield blocks[start:]


def _filled(pieces: Iterable[Blocks], scale: Scale) -> list[Blocks]:
    """Return ``pieces`` with those put together that fit; none ends in a heading."""
    filled: list[list[Any]] = []
    weight = 0
    for piece in pieces:
        more = scale.weigh(piece)
        if filled and (weight + more <= scale.limit or isinstance(filled[-1][-1], Heading)):
            filled[-1].extend(piece)
            weight += more
        else:
            filled.append(list(piece))
            weight = more
    return [tuple(run) for run in filled]


def _cut_block(block: Any, scale: Scale) -> list[Any]:
    """Return ``block`` as several of its kind; itself alone, if it can't be cut."""
    if isinstance(block, CodeBlock):
        return _cut_code(block, scale)
    name = _CHILDREN.get(type(block), "")
    if not name or (isinstance(block, Table) and _spans_rows(block)):
        return [block]
    children = getattr(block, name)
    if isinstance(block, Paragraph):
        children = tuple(piece for child in children for piece in _cut_words(child, scale.limit))
    blocks = isinstance(block, Div | BlockQuote)
    runs = cut(children, scale) if blocks else _filled(((child,) for child in children), scale)
    cuts, before = [], 0
    for run in runs:
        cuts.append(msgspec.structs.replace(block, **{name: run}, **(_continued(block, before) if before else {})))
        before += len(run)
    return cuts


def _spans_rows(table: Table) -> bool:
    return any(cell.rowspan > 1 for row in table.body for cell in row.cells)


def _continued(block: AnyNode, before: int) -> dict[str, Any]:
    """Return what differs in a later piece of ``block``, after so many of its children."""
    match block:
        case Div(attributes=attributes):
            return {"attributes": msgspec.structs.replace(attributes, id="")}
        case OrderedList(start=start):
            return {"start": start + before}
        case Table():
            return {"caption": ()}
        case _:
            return {}


def _cut_words(inline: Any, limit: int) -> Iterator[Any]:
    """Yield ``inline``, a long text in several, cut behind a space where there is one."""
    while isinstance(inline, str) and (weight := weigh((inline,))) > limit:
        most = max(1, len(inline) * limit // weight)
        end = inline.rfind(" ", most // 2, most) + 1 or most
        yield inline[:end]
        inline = inline[end:]
    yield inline


def _cut_code(block: CodeBlock, scale: Scale) -> list[CodeBlock]:
    lines = block.text.split("\n")
    each = max(1, int(len(lines) * scale.limit / max(1, scale.weigh((block,)))))
    cuts = []
    for start in range(0, len(lines), each):
        marked = tuple(line - start for line in block.highlighted if start < line <= start + each)
        text = "\n".join(lines[start : start + each])
        cuts.append(msgspec.structs.replace(block, text=text, highlighted=marked))
    return cuts
