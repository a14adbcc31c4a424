"""Pandoc's inlines as the model's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from octavo.model import (
    Attributes,
    Code,
    Emphasis,
    Highlight,
    Image,
    Inline,
    Inlines,
    Keyboard,
    LineBreak,
    Link,
    Math,
    Note,
    Quote,
    RawInline,
    Ruby,
    SmallCaps,
    SoftBreak,
    Span,
    Strikethrough,
    Strong,
    Subscript,
    Superscript,
    Underline,
)
from octavo.url import safe_url
from octavo.walk import merge_text
from octavo_pandoc import syntax as pandoc
from octavo_pandoc.reading import Reading, attributes_of, words_of
from octavo_pandoc.white_space import collapse, join_soft_breaks

_WRAPPERS: Mapping[type, Callable[[Inlines], Inline]] = {
    pandoc.Emph: Emphasis,
    pandoc.Strong: Strong,
    pandoc.Underline: Underline,
    pandoc.Strikeout: Strikethrough,
    pandoc.Superscript: Superscript,
    pandoc.Subscript: Subscript,
    pandoc.SmallCaps: SmallCaps,
}
_NAMED: Mapping[str, Callable[[Inlines], Inline]] = {"mark": Highlight, "kbd": Keyboard}
"""The classes of Spans that stand for a type of the model."""
_LENGTH = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)(px|in|cm|mm|pt|pc|)")
_PIXELS = {"px": 1.0, "": 1.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "pt": 96 / 72, "pc": 16.0}
"""CSS pixels in each unit of length (CSS Values 4, section 6.2)."""


def read_inlines(nodes: Sequence[pandoc.Inline], reading: Reading) -> Inlines:
    """Return ``nodes`` as the model's inlines; what nests too deep as its text."""
    if reading.is_full(1):
        words = words_of(tuple(nodes))
        return (words,) if words else ()
    reading.depth += 1
    found = [inline for node in nodes for inline in _inline(node, reading)]
    reading.depth -= 1
    return join_soft_breaks(merge_text(found))


def _inline(node: pandoc.Inline, reading: Reading) -> Iterable[Inline]:
    wrapper = _WRAPPERS.get(type(node))
    if wrapper is not None:
        return (wrapper(read_inlines(node.c, reading)),)  # type: ignore[union-attr, arg-type]  # all wrappers hold inlines
    return _READERS[type(node)](node, reading)


def _text(node: pandoc.Str, _reading: Reading) -> Iterable[Inline]:
    return (collapse(node.c),)


def _space(_node: pandoc.Space, _reading: Reading) -> Iterable[Inline]:
    return (" ",)


def _soft_break(_node: pandoc.SoftBreak, _reading: Reading) -> Iterable[Inline]:
    return (SoftBreak(),)


def _line_break(_node: pandoc.LineBreak, _reading: Reading) -> Iterable[Inline]:
    return (LineBreak(),)


def _quoted(node: pandoc.Quoted, reading: Reading) -> Iterable[Inline]:
    kind, children = node.c
    inlines = read_inlines(children, reading)
    return (Quote(inlines),) if kind.t == "DoubleQuote" else ("‘", *inlines, "’")


def _cite(node: pandoc.Cite, reading: Reading) -> Iterable[Inline]:
    """Take a citation as it reads, in the Span that pandoc's own HTML writer makes of it."""
    citations, children = node.c
    keys = " ".join(citation.citation_id for citation in citations)
    return (Span(read_inlines(children, reading), Attributes(classes=("citation",), data={"cites": keys})),)


def _code(node: pandoc.Code, reading: Reading) -> Iterable[Inline]:
    attr, text = node.c
    reading.drop("a code span", attr)
    return _anchored((Code(text),), attr, reading)


def _math(node: pandoc.Math, _reading: Reading) -> Iterable[Inline]:
    return (Math(node.c[1]),)


def _raw(node: pandoc.RawInline, _reading: Reading) -> Iterable[Inline]:
    return (RawInline(*node.c),)


def _link(node: pandoc.Link, reading: Reading) -> Iterable[Inline]:
    attr, children, (url, title) = node.c
    reading.drop("a link", attr, "uri", "email")  # the classes say that a link shows its own address
    inlines = read_inlines(children, reading)
    safe = safe_url(url)
    if url.strip() and not safe:
        reading.context.notice("unsafe-url", f"a link to {url[:40]!r} is dropped")
        return _anchored(inlines, attr, reading)
    return _anchored((Link(inlines, safe, title),), attr, reading)


def _image(node: pandoc.Image, reading: Reading) -> Iterable[Inline]:
    attr, children, (url, title) = node.c
    alt = _plain(children)
    safe = safe_url(url, image=True)
    if not safe:
        code = "unsafe-url" if url.strip() else "image-without-url"
        reading.context.notice(code, f"an image at {url[:40]!r} is dropped; its words are kept")
        return _anchored((alt,) if alt else (), attr, reading)
    sizes = {key: read_length(value) for key, value in attr[2] if key in ("width", "height")}
    reading.drop("an image", attr, *(key for key, pixels in sizes.items() if pixels))
    image = Image(safe, alt, title, sizes.get("width"), sizes.get("height"))
    return _anchored((image,), attr, reading)


def _is_text(nodes: Sequence[pandoc.Inline]) -> bool:
    return all(isinstance(node, pandoc.Str | pandoc.Space) for node in nodes)


def _plain(nodes: Sequence[pandoc.Inline]) -> str:
    """Return words and the spaces between them, also those at the edges."""
    if not _is_text(nodes):
        return words_of(tuple(nodes))
    return collapse("".join(node.c if isinstance(node, pandoc.Str) else " " for node in nodes))


def read_length(length: str) -> int | None:
    """Return ``length`` in CSS pixels, or None for one that is relative or no length."""
    match = _LENGTH.fullmatch(length.strip())
    return round(float(match[1]) * _PIXELS[match[2]]) or None if match else None


def _note(node: pandoc.Note, reading: Reading) -> Iterable[Inline]:
    return (Note(reading.read_blocks(node.c, reading, 1)),)


def _span(node: pandoc.Span, reading: Reading) -> Iterable[Inline]:
    attr, children = node.c
    attributes = attributes_of(attr)
    if attributes.classes == ("ruby",):
        parts = _ruby_parts(children)
        if parts:
            return (Ruby(*(read_inlines(part, reading) for part in parts)),)
    inlines = read_inlines(children, reading)
    name = next((name for name in attributes.classes if name in _NAMED), "")
    if not name:
        return (Span(inlines, attributes),)
    rest = Attributes(
        attributes.id,
        tuple(one for one in attributes.classes if one != name),
        attributes.data,
        attributes.language,
        attributes.direction,
    )
    named = _NAMED[name](inlines)
    return (named,) if rest == Attributes() else (Span((named,), rest),)


def _ruby_parts(children: Sequence[pandoc.Inline]) -> tuple[pandoc.Inlines, pandoc.Inlines] | None:
    """Return base and annotation of a Span of the class ruby, or None if it has not the form of one."""
    parts: dict[str, pandoc.Inlines] = {}
    for child in children:
        match child:
            case pandoc.Span(c=((_, ("rb" | "rt" | "rp" as name,), _), inlines)) if name == "rp" or name not in parts:
                parts[name] = inlines
            case _:
                return None
    return (parts["rb"], parts["rt"]) if "rb" in parts and "rt" in parts else None


def _anchored(inlines: Inlines, attr: pandoc.Attr, reading: Reading) -> Inlines:
    """Return ``inlines`` with the id of ``attr``, if something refers to it."""
    return (Span(inlines, Attributes(id=attr[0])),) if attr[0] in reading.targets and attr[0] else inlines


_READERS: Mapping[type, Callable[[Any, Reading], Iterable[Inline]]] = {
    pandoc.Str: _text,
    pandoc.Space: _space,
    pandoc.SoftBreak: _soft_break,
    pandoc.LineBreak: _line_break,
    pandoc.Quoted: _quoted,
    pandoc.Cite: _cite,
    pandoc.Code: _code,
    pandoc.Math: _math,
    pandoc.RawInline: _raw,
    pandoc.Link: _link,
    pandoc.Image: _image,
    pandoc.Note: _note,
    pandoc.Span: _span,
}
