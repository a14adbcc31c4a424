"""Written and read again, a document is the same, but for what docs/formats.md says."""

import re
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings

import octavo_pandoc
from octavo.model import (
    Cell,
    Column,
    DefinitionItem,
    Document,
    Embed,
    Image,
    LineBreak,
    Link,
    ListItem,
    Paragraph,
    Row,
    SoftBreak,
    Table,
    Term,
)
from octavo.script import is_joined
from octavo.testing import bench
from octavo.url import safe_url
from octavo.walk import CHILD_FIELDS, merge_text, rewrite
from strategies import documents

replace = msgspec.structs.replace


def collapsed(text: str) -> str:
    return re.sub(r"[ \t\n\r\f]+", " ", text)


def normal_document(document: Document) -> Document:
    meta = document.meta
    authors = tuple(replace(author, name=collapsed(author.name)) for author in meta.authors)
    meta = replace(
        meta, title=collapsed(meta.title), authors=authors, source_url=safe_url(meta.source_url), cover=meta.cover
    )
    return Document(meta, rewrite(document.blocks, normal))


def normal(node: Any) -> Any:
    """Return ``node``, whose children are normal already, as it is read back."""
    match node:
        case str():
            return collapsed(node)
        case Image() | Link() | Embed():
            return safe(node)
        case DefinitionItem():
            return replace(node, terms=terms(node))
        case Table():
            return table(node)
        case _ if hasattr(node, "tight"):
            return replace(node, tight=node.tight or not any(map(shows_looseness, node.items)))
        case _:
            texts = [field for field in CHILD_FIELDS.get(type(node), ()) if field not in ("items", "cells")]
            return replace(node, **{field: joined(getattr(node, field)) for field in texts})


def safe(node: Image | Link | Embed) -> Any:
    url = safe_url(node.url, image=isinstance(node, Image))
    match node:
        case Image():
            alt = collapsed(node.alt)
            return replace(node, url=url, alt=alt) if url else (alt,)
        case Link():
            children = joined(node.children)
            return replace(node, url=url, children=children) if url or not node.url.strip() else children
        case Embed():
            title = [Paragraph((collapsed(node.title),))] if node.title else []
            return replace(node, url=url) if url else (*title, *node.fallback)


def joined(nodes: tuple[Any, ...]) -> tuple[Any, ...]:
    kept = []
    for left, node, right in zip(("", *nodes), nodes, (*nodes[1:], ""), strict=False):
        apart = not isinstance(left, str) or not isinstance(right, str) or not is_joined(left, right)
        if not isinstance(node, SoftBreak) or apart:
            kept.append(node)
    return merge_text(kept)


def shows_looseness(item: ListItem) -> bool:
    return item.checked is not None or any(isinstance(block, Paragraph) for block in item.children)


def terms(item: DefinitionItem) -> tuple[Term, ...]:
    """The terms, parted at their line breaks; nothing but one empty term is none."""
    parted: list[list[Any]] = []
    for term in item.terms:
        parted.append([])
        for inline in term.children:
            if isinstance(inline, LineBreak):
                parted.append([])
            else:
                parted[-1].append(inline)
    return () if parted == [[]] else tuple(Term(tuple(words)) for words in parted)


def table(node: Table) -> Table:
    rows = (*node.head, *node.body, *node.foot)
    width = max([len(node.columns), *(sum(cell.colspan for cell in row.cells) for row in rows)])
    columns = (*node.columns, *[Column()] * (width - len(node.columns)))
    head = tuple(Row(tuple(replace(cell, header=True) for cell in row.cells)) for row in node.head)
    return replace(node, columns=columns, head=head, caption=joined(node.caption))


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_a_document_comes_back(document: Document) -> None:
    pandoc = bench(octavo_pandoc)
    back = pandoc.read(pandoc.write(document, "pandoc"), "pandoc")
    expected = normal_document(document)
    assert back.blocks == expected.blocks
    assert back.meta == expected.meta


def test_cells_with_spans_come_back() -> None:
    def cell(text: str, **spans: Any) -> Cell:
        return Cell((Paragraph((text,)),), **spans)

    body = (
        Row((cell("a", header=True, rowspan=2), cell("b", colspan=2))),
        Row((cell("c", header=True), cell("d", alignment="right"))),
    )
    document = Document(blocks=(Table((Column("left", 0.5), Column(), Column()), (), body, (), ("caption",)),))
    pandoc = bench(octavo_pandoc)
    assert pandoc.read(pandoc.write(document, "pandoc"), "pandoc") == document
