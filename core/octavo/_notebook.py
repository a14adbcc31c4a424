"""What a notebook shows of a Document or Publication (``_repr_html_``, as IPython calls it).

It is a frame of its own: the browser is told to run nothing in it (``sandbox``, HTML Standard) and to
fetch nothing for it (Content Security Policy, level 3), and neither its ids nor its style reach the notebook.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

import msgspec

from octavo._arguments import default_registry
from octavo._library import write
from octavo.errors import OctavoError
from octavo.model import Document, Meta, Part, Publication
from octavo.walk import plain_text

SHOWN_BLOCKS = 300
"""How many of a Document's blocks are shown."""
SHOWN_PARTS = 500
"""How many lines of a Publication's contents are shown."""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_PAGE = (
    '<!DOCTYPE html>\n<html><head><meta charset="utf-8">'
    f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><base target="_blank">'
    "<style>body{{font:1em/1.5 serif;max-width:45em;margin:0 auto;padding:0 1em}}footer{{color:#777;font-size:.8em}}</style>"
    "</head><body>{}</body></html>"
)
_FRAME = (
    '<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer" loading="lazy"'
    ' style="width:100%;height:{height}em;border:1px solid #ccc;background:#fff" title="{title}" srcdoc="{page}"></iframe>'
)


def show_document(document: Document) -> str:
    """Return ``document`` as HTML; where no plugin writes that, its text."""
    shown = msgspec.structs.replace(document, blocks=document.blocks[:SHOWN_BLOCKS], notices=())
    try:
        body = write(shown, "html", options={"fragment": True}, registry=default_registry()).text
    except OctavoError:
        body = f"<pre>{escape(plain_text(shown.blocks))}</pre>"
    more = len(document.blocks) - len(shown.blocks)
    notes = [f"{more:,} more blocks"] if more else []
    notes += [f"{len(document.notices):,} notices"] if document.notices else []
    return _framed(document.meta, _head(document.meta) + body + _foot(notes))


def show_publication(publication: Publication) -> str:
    """Return the contents of ``publication`` as HTML."""
    lines = list(_contents(publication.parts))
    shown = "".join(lines[:SHOWN_PARTS])
    notes = [f"{len(lines) - SHOWN_PARTS:,} more"] if len(lines) > SHOWN_PARTS else []
    return _framed(publication.meta, _head(publication.meta) + shown + _foot(notes))


def _contents(parts: Iterable[Part], depth: int = 0) -> Iterator[str]:
    for part in parts:
        date = _date(part.document.meta) if part.document else ""
        title = escape(part.title) or "…"
        title = title if part.document else f"<b>{title}</b>"
        yield f'<div style="margin-left:{min(depth, 9) * 1.5}em">{title}{f" <small>{escape(date)}</small>" if date else ""}</div>'
        yield from _contents(part.parts, depth + 1)


def _head(meta: Meta) -> str:
    people = ", ".join(author.name for author in meta.authors)
    line = " · ".join(escape(piece) for piece in (people, _date(meta)) if piece)
    return (f"<h1>{escape(meta.title)}</h1>" if meta.title else "") + (f"<p><small>{line}</small></p>" if line else "")


def _date(meta: Meta) -> str:
    if meta.published is None:
        return ""
    return meta.published.instant.date().isoformat() if meta.published.instant else meta.published.text


def _foot(notes: list[str]) -> str:
    return f"<footer>{', '.join(notes)}</footer>" if notes else ""


def _framed(meta: Meta, body: str) -> str:
    page = _PAGE.format(body)
    height = min(24, 6 + body.count("\n") + body.count("<div"))
    return _FRAME.format(height=height, title=escape(meta.title), page=escape(page))
