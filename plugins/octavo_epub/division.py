"""Long articles in several files: readers with little memory lay out no file of more than some 300 kB.

An article is cut at its headings, the highest first; where there are none, between blocks; and a block
that is too long in itself between its items, rows, lines or words. What follows the first piece becomes
parts below the article, and links to what moved follow it. Notes stand inline, and so stay with their
references.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
    Document,
    Heading,
    Link,
    OrderedList,
    Paragraph,
    Part,
    Publication,
    Table,
)
from octavo.publication import PART_SCHEME, articles_of
from octavo.walk import inline_text, rewrite
from octavo_epub.rewriting import ids_of, name_of
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


@dataclass(frozen=True)
class Continuation:
    """A piece of an article after its first: its number, from 2, and how many pieces there are."""

    number: int
    count: int


@dataclass(frozen=True)
class Divided:
    """A Publication whose long articles have parts below them, and which parts those are, by id."""

    publication: Publication
    continuations: Mapping[str, Continuation] = field(default_factory=dict)


def divide_articles(publication: Publication, limit: int, measure: Measure | None = None) -> Divided:
    """Return ``publication`` with every article of more than about ``limit`` bytes of XHTML in pieces; 0: none is.

    The first piece keeps the article's id, the others are called ``ID_2`` and so on. ``measure`` is asked
    where it is likely to matter how much code takes; without it that is counted high.
    """
    pieces: dict[str, tuple[Blocks, ...]] = {}
    for part in articles_of(publication) if limit > 0 else ():
        blocks = part.document.blocks if part.document else ()
        if not is_surely_short(blocks, limit) and weigh(blocks) > limit:
            pieces[part.id] = tuple(cut(blocks, Scale(limit, cache(measure) if measure else None)))
    found = {name: some for name, some in pieces.items() if len(some) > 1}
    if not found:
        return Divided(publication)
    places = {name: _places(name, some) for name, some in found.items()}
    parts = tuple(_divided(part, found, places) for part in publication.parts)
    continuations = {
        _id(name, number): Continuation(number, len(some))
        for name, some in found.items()
        for number in range(2, len(some) + 1)
    }
    return Divided(msgspec.structs.replace(publication, parts=parts), continuations)


def _id(id: str, number: int) -> str:
    return f"{id}_{number}" if number > 1 else id  # no id of an article has a low line


def _places(id: str, pieces: Sequence[Blocks]) -> dict[str, str]:
    """Return the parts that the names of an article's targets are in, but for those in the first."""
    places: dict[str, str] = {}
    for number, blocks in enumerate(pieces, 1):
        for name in ids_of(Document(blocks=blocks)):
            places.setdefault(name, _id(id, number))
    return {name: place for name, place in places.items() if place != id}


def _divided(part: Part, pieces: Mapping[str, Sequence[Blocks]], places: Mapping[str, Mapping[str, str]]) -> Part:
    below = tuple(_divided(child, pieces, places) for child in part.parts)
    if part.document is None:
        return msgspec.structs.replace(part, parts=below)
    relink = _relinking(part.id, places)
    document = part.document
    first, *others = (rewrite(blocks, relink, (Link,)) for blocks in pieces.get(part.id, (document.blocks,)))
    untitled = msgspec.structs.replace(document.meta, title="")
    continuing = tuple(
        Part(
            _id(part.id, number),
            _title_of(blocks) or f"({number})",
            msgspec.structs.replace(document, meta=untitled, blocks=blocks, notices=()),
        )
        for number, blocks in enumerate(others, 2)
    )
    document = msgspec.structs.replace(document, blocks=first)
    return msgspec.structs.replace(part, document=document, parts=(*continuing, *below))


def _title_of(blocks: Blocks) -> str:
    match blocks:
        case (Heading(children=children), *_):
            return inline_text(children)
        case _:
            return ""


def _relinking(id: str, places: Mapping[str, Mapping[str, str]]) -> Callable[[Link], AnyNode]:
    """Return the change that lets links in the article ``id`` follow what moved."""

    def change(link: Link) -> AnyNode:
        address, mark, fragment = link.url.partition("#")
        target = address.removeprefix(PART_SCHEME) if address else id
        if not mark or (address and not address.startswith(PART_SCHEME)) or target not in places:
            return link
        place = places[target].get(name_of(fragment), target)
        return msgspec.structs.replace(link, url=f"{PART_SCHEME}{place}#{fragment}")

    return change


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
