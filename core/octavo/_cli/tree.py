"""A Document as indented lines: each node with its type and fields, its children below it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from octavo._cli.terminal import printable
from octavo.model import AnyNode, Author, Document, Meta, Node, Timestamp
from octavo.walk import CHILD_FIELDS

INDENT = "  "


def tree_lines(document: Document) -> Iterator[str]:
    """Yield ``document`` line by line."""
    yield f"document {printable(document.name)}"
    for line in _meta_lines(document.meta):
        yield INDENT + line
    for resource in document.resources:
        yield f"{INDENT}resource {_quoted(resource.name)}"
    for block in document.blocks:
        yield from _node_lines(block, 1)


def _meta_lines(meta: Meta) -> Iterator[str]:
    for name in meta.__struct_fields__:
        value = getattr(meta, name)
        if not value:
            continue
        if name == "front_matter":
            yield f"front matter: {', '.join(printable(entry.key) for entry in value.entries)}"
        else:
            yield f"{name.replace('_', ' ')}: {_meta_text(value)}"


def _meta_text(value: Any) -> str:
    match value:
        case str():
            return printable(value)
        case Timestamp(text=text, instant=instant):
            return f"{printable(text)} = {instant.isoformat() if instant else 'not understood'}"
        case Author(name=name, email=email, url=url):
            return " ".join(printable(piece) for piece in (name, f"<{email}>" if email else "", url) if piece)
        case tuple() if value and isinstance(value[0], tuple):
            return "; ".join(" > ".join(printable(name) for name in path) for path in value)
        case tuple():
            return "; ".join(_meta_text(one) for one in value)
        case _:
            return "yes" if value is True else printable(str(value))


def _node_lines(node: AnyNode, depth: int) -> Iterator[str]:
    """Yield the lines of ``node``. It may recurse: trees are never deeper than MAXIMUM_DEPTH."""
    pad = INDENT * depth
    if isinstance(node, str):
        yield pad + _quoted(node)
        return
    yield pad + _head(node)
    fields = [name for name in CHILD_FIELDS.get(type(node), ()) if getattr(node, name)]
    for name in fields:
        is_main = len(CHILD_FIELDS[type(node)]) == 1 or name in ("children", "items")
        if not is_main:
            yield f"{pad}{INDENT}{name}:"
        for child in getattr(node, name):
            yield from _node_lines(child, depth + (1 if is_main else 2))


def _head(node: Node) -> str:
    """Return the type of ``node`` and those of its fields that are not the default."""
    words = [str(node.__struct_config__.tag).replace("_", " ")]
    children = CHILD_FIELDS.get(type(node), ())
    defaults = {field.name: field.default for field in msgspec.structs.fields(type(node))}
    for name in node.__struct_fields__:
        value = getattr(node, name)
        if name not in children and value != defaults[name]:
            words.append(f"{name}={_field_text(value)}")
    return " ".join(words)


def _field_text(value: Any) -> str:
    if isinstance(value, str):
        return _quoted(value)
    return printable(msgspec.json.encode(value).decode())


def _quoted(text: str) -> str:
    """Return ``text`` in quotation marks, with line ends and what a terminal might obey as escapes."""
    return printable(json.dumps(text, ensure_ascii=False))
