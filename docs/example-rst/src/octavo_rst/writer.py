"""A whole document as reStructuredText: its head, its blocks, and what stands at its end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from textwrap import indent

from octavo import Context, Document, Meta, model, walk
from octavo_rst import Options
from octavo_rst.blocks import write_blocks, write_inner
from octavo_rst.inlines import Page, write_text
from octavo_rst.lines import start, width


def write(document: Document, options: Options, context: Context) -> str:
    """Return ``document`` as reStructuredText. Targets stand where links need them, pictures and notes at the end."""
    page = Page(context, _names(document))
    body = write_blocks(document.blocks, page)
    if page.last is model.ThematicBreak:
        body = body.removesuffix("----")
    notes: list[str] = []
    while len(notes) < len(page.notes):
        notes.append(f".. [#note.{len(notes) + 1}]\n{indent(write_inner(page.notes[len(notes)], page) or '..', '   ')}")
    roles = "\n".join(f".. role:: {role}" for role in sorted(page.roles))
    pieces = [*(_head(document.meta) if options.metadata else ()), roles, body.rstrip(), *notes, *page.images]
    return "\n\n".join(filter(None, pieces)) + "\n"


def _names(document: Document) -> dict[str, str]:
    """Return a name for each id that a link of ``document`` leads to."""
    wanted = {node.url[1:] for node in walk(document.blocks) if isinstance(node, model.Link) and node.url[:1] == "#"}
    ids = [
        getattr(node, "id", "") or getattr(getattr(node, "attributes", None), "id", "")
        for node in walk(document.blocks)
    ]
    found = dict.fromkeys(one for one in ids if one in wanted)
    return {one: re.sub(r"[\W_]+", "-", f"{one}-{number}").strip("-").lower() for number, one in enumerate(found)}


def _head(meta: Meta) -> Iterable[str]:
    title = write_text(meta.title).strip()
    if title:
        yield "\n".join(["=" * (width(title) + 2), f" {title}", "=" * (width(title) + 2)])
    fields = [("Author", author.name) for author in meta.authors]
    fields += [(name, stamp.text) for name, stamp in (("Date", meta.published), ("Updated", meta.updated)) if stamp]
    fields += [("Language", meta.language), ("Tags", ", ".join(meta.tags)), ("Source", meta.source_url)]
    fields += [("Category", "/".join(path)) for path in meta.categories] + [("Abstract", meta.description)]
    yield "\n".join(f":{name}: {start(write_text(value).strip())}" for name, value in fields if value.strip())
