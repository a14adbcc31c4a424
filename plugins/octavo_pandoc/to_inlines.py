"""The model's inlines as pandoc's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from octavo.model import (
    Attributes,
    Blocks,
    Code,
    Emphasis,
    Highlight,
    Image,
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
from octavo.plugin import Context
from octavo.url import safe_url
from octavo_pandoc import syntax as pandoc
from octavo_pandoc.white_space import WHITE_SPACE, join_soft_breaks

_WRAPPERS: Mapping[type, Callable[[pandoc.Inlines], pandoc.Inline]] = {
    Emphasis: pandoc.Emph,
    Strong: pandoc.Strong,
    Underline: pandoc.Underline,
    Strikethrough: pandoc.Strikeout,
    Superscript: pandoc.Superscript,
    Subscript: pandoc.Subscript,
    SmallCaps: pandoc.SmallCaps,
}
_NAMED: Mapping[type, str] = {Highlight: "mark", Keyboard: "kbd"}
"""The classes of Spans that stand for what pandoc has no type for."""
_DOUBLE = pandoc.QuoteType("DoubleQuote")
_INLINE_MATH = pandoc.MathType("InlineMath")


@dataclass(frozen=True)
class Writing:
    """What the functions that write one document share; ``write_content`` writes a cell's blocks."""

    context: Context
    write_blocks: Callable[[Blocks, Writing], pandoc.Blocks]
    write_content: Callable[[Blocks, Writing], pandoc.Blocks]


def write_inlines(inlines: Inlines, writing: Writing) -> pandoc.Inlines:
    """Return ``inlines`` as pandoc's."""
    return tuple(node for inline in join_soft_breaks(inlines) for node in _inline(inline, writing))


def write_text(text: str) -> Iterator[pandoc.Inline]:
    """Yield the words of ``text``, each run of white space as one Space."""
    first, *others = WHITE_SPACE.split(text)
    if first:
        yield pandoc.Str(first)
    for word in others:
        yield pandoc.Space()
        if word:
            yield pandoc.Str(word)


def write_attributes(own: Attributes) -> pandoc.Attr:
    """Return ``own`` as pandoc has it: language and direction are the keys ``lang`` and ``dir``."""
    named = {"lang": own.language, "dir": own.direction}
    pairs = {**own.data, **{key: value for key, value in named.items() if value}}
    return own.id, own.classes, tuple(pairs.items())


def write_sizes(width: int | None, height: int | None) -> tuple[tuple[str, str], ...]:
    """Return the sizes that are known, in CSS pixels."""
    return tuple((key, f"{value}px") for key, value in (("width", width), ("height", height)) if value)


def _inline(node: Any, writing: Writing) -> Iterable[pandoc.Inline]:
    if isinstance(node, str):
        return write_text(node)
    kind = type(node)
    if kind in _WRAPPERS:
        return (_WRAPPERS[kind](write_inlines(node.children, writing)),)
    return _WRITERS[kind](node, writing)


def _named(node: Highlight | Keyboard, writing: Writing) -> Iterable[pandoc.Inline]:
    return (_span(_NAMED[type(node)], write_inlines(node.children, writing)),)


def _span(name: str, inlines: pandoc.Inlines) -> pandoc.Inline:
    return pandoc.Span((("", (name,), ()), inlines))


def _attributed(node: Span, writing: Writing) -> Iterable[pandoc.Inline]:
    return (pandoc.Span((write_attributes(node.attributes), write_inlines(node.children, writing))),)


def _quote(node: Quote, writing: Writing) -> Iterable[pandoc.Inline]:
    return (pandoc.Quoted((_DOUBLE, write_inlines(node.children, writing))),)


def _code(node: Code, _writing: Writing) -> Iterable[pandoc.Inline]:
    return (pandoc.Code((pandoc.NO_ATTR, node.text)),)


def _math(node: Math, _writing: Writing) -> Iterable[pandoc.Inline]:
    return (pandoc.Math((_INLINE_MATH, node.tex)),)


def _link(node: Link, writing: Writing) -> Iterable[pandoc.Inline]:
    children = write_inlines(node.children, writing)
    url = safe_url(node.url)
    if node.url.strip() and not url:
        writing.context.notice("unsafe-url", f"a link to {node.url[:40]!r} is dropped")
        return children
    return (pandoc.Link((pandoc.NO_ATTR, children, (url, node.title))),)


def _image(node: Image, writing: Writing) -> Iterable[pandoc.Inline]:
    alt = tuple(write_text(node.alt))
    url = safe_url(node.url, image=True)
    if not url:
        code = "unsafe-url" if node.url.strip() else "image-without-url"
        writing.context.notice(code, f"an image at {node.url[:40]!r} is dropped; its words are kept")
        return alt
    attr = ("", (), write_sizes(node.width, node.height))
    return (pandoc.Image((attr, alt, (url, node.title))),)


def _note(node: Note, writing: Writing) -> Iterable[pandoc.Inline]:
    return (pandoc.Note(writing.write_blocks(node.children, writing)),)


def _ruby(node: Ruby, writing: Writing) -> Iterable[pandoc.Inline]:
    """Write the annotation in parentheses, for all that show no ruby."""
    parts = (
        _span("rb", write_inlines(node.base, writing)),
        _span("rp", (pandoc.Str("("),)),
        _span("rt", write_inlines(node.annotation, writing)),
        _span("rp", (pandoc.Str(")"),)),
    )
    return (_span("ruby", parts),)


def _raw(node: RawInline, _writing: Writing) -> Iterable[pandoc.Inline]:
    return (pandoc.RawInline((node.format, node.text)),)


def _soft_break(_node: SoftBreak, _writing: Writing) -> Iterable[pandoc.Inline]:
    return (pandoc.SoftBreak(),)


def _line_break(_node: LineBreak, _writing: Writing) -> Iterable[pandoc.Inline]:
    return (pandoc.LineBreak(),)


_WRITERS: Mapping[type, Callable[[Any, Writing], Iterable[pandoc.Inline]]] = {
    Highlight: _named,
    Keyboard: _named,
    Span: _attributed,
    Quote: _quote,
    Code: _code,
    Math: _math,
    Link: _link,
    Image: _image,
    Note: _note,
    Ruby: _ruby,
    RawInline: _raw,
    SoftBreak: _soft_break,
    LineBreak: _line_break,
}
