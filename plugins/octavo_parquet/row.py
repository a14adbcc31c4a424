"""What a row holds of a Document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from octavo.codec import encode
from octavo.model import Document, Meta, Timestamp
from octavo.plugin import Context
from octavo.walk import plain_text
from octavo_parquet import Options

_WRITTEN: Mapping[str, Mapping[str, object]] = {
    "markdown": {"front_matter": "none"},
    "html": {"fragment": True},
}
"""The options of the writers that are asked for a body: the columns beside it hold the rest."""


def row_of(document: Document, options: Options, context: Context) -> dict[str, Any]:
    """Return ``document`` as the values of its columns; what is not known is None."""
    meta = document.meta
    return {
        "name": _known(document.name),
        **_about(meta),
        "published": _instant(meta.published),
        "updated": _instant(meta.updated),
        "front_matter": _front_matter(meta),
        "text": _safe(plain_text(document.blocks)),
        "body": _body(document, options, context),
        "resources": [_safe(one.name) for one in document.resources],
        "notices": [
            {"code": one.code, "severity": one.severity, "message": _safe(one.message), "line": one.position.line}
            for one in document.notices
        ],
    }


def _about(meta: Meta) -> dict[str, Any]:
    names = ("slug", "title", "language", "description", "excerpt", "cover", "source_url")
    return {
        **{name: _known(getattr(meta, name)) for name in names},
        "authors": [_safe(author.name) for author in meta.authors],
        "categories": [[_safe(name) for name in path] for path in meta.categories],
        "tags": [_safe(tag) for tag in meta.tags],
        "draft": meta.draft,
    }


def _instant(timestamp: Timestamp | None) -> Any:
    return timestamp.instant if timestamp else None


def _front_matter(meta: Meta) -> str | None:
    if meta.front_matter is None:
        return None
    return msgspec.json.encode({_safe(one.key): one.value for one in meta.front_matter.entries}).decode()


def _body(document: Document, options: Options, context: Context) -> str | None:
    if options.body == "none":
        return None
    if options.body == "json":
        return encode(document).decode()
    return context.write(document, options.body, _WRITTEN[options.body]).decode()


def _known(text: str) -> str | None:
    return _safe(text) or None


def _safe(text: str) -> str:
    return text.encode("utf-8", "replace").decode()  # a lone surrogate is no character
