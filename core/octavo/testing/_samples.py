"""What plugins are tried on: documents with everything in them, and inputs that nobody should write."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from octavo.model import (
    MAXIMUM_DEPTH,
    Attributes,
    Author,
    Block,
    BlockQuote,
    Blocks,
    BulletList,
    Cell,
    Code,
    CodeBlock,
    Column,
    Definition,
    DefinitionItem,
    DefinitionList,
    Div,
    Document,
    Embed,
    Emphasis,
    ExcerptBreak,
    Figure,
    Heading,
    Highlight,
    Image,
    Inline,
    Inlines,
    Keyboard,
    LineBreak,
    Link,
    ListItem,
    Math,
    MathBlock,
    Meta,
    Note,
    OrderedList,
    Paragraph,
    Quote,
    RawBlock,
    RawInline,
    Resource,
    Row,
    Ruby,
    SmallCaps,
    SoftBreak,
    Span,
    Strikethrough,
    Strong,
    Subscript,
    Superscript,
    Table,
    Term,
    ThematicBreak,
    Timestamp,
    Underline,
)

_HOSTILE_TEXT = (
    "<script>alert(1)</script>", "*_`~#>+-=|[](){}\\!$", "&amp; &#0; ]]> -->", "\"'", "\u202eright to left",
    "\u0000\u0007\u001b[31m", "\ufeff\u200b\u3000\u00a0", "中文，かな", "😀\U0001f469\u200d\U0001f4bb", "1. # - > ::: {% x %}",
)  # fmt: skip
_MARKS = (
    Emphasis, Strong, Underline, Strikethrough, Highlight, Superscript, Subscript, SmallCaps, Keyboard, Quote,
)  # fmt: skip


def kitchen_sinks() -> Mapping[str, Document]:
    """Return documents that a writer, binder or transform must take, by what is in them.

    ``empty`` has nothing, ``everything`` each node of the model once, ``nested`` each inline in
    each inline container and each block in each block container, ``hollow`` every container
    without content, ``hostile`` text that is markup somewhere, ``deep`` as many levels as the
    model allows, ``pictures`` files that are there, broken, missing and dangerous.
    """
    blocks, inlines = _blocks(("word",), (Paragraph(("word",)),)), _inlines(("word",), (Paragraph(("word",)),))
    hostile = [Paragraph((text,)) for text in _HOSTILE_TEXT] + [CodeBlock(text) for text in _HOSTILE_TEXT]
    bodies: dict[str, Iterable[Block]] = {
        "empty": (),
        "everything": (*blocks, Paragraph(inlines)),
        "nested": (*_blocks(inlines, blocks), Paragraph(_inlines(inlines, blocks))),
        "hollow": (*_blocks((), ()), Paragraph(_inlines((), ()))),
        "hostile": (*hostile, *(block for text in _HOSTILE_TEXT for block in _blocks((text,), ()))),
        "deep": (_deep_blocks(), Paragraph((_deep_inlines(),))),
    }
    sinks = {name: Document(meta=_meta(name), blocks=tuple(body), name=f"{name}.x") for name, body in bodies.items()}
    return {**sinks, "pictures": _pictures()}


def _pictures() -> Document:
    """Return a document with pictures that are at hand, broken, missing, elsewhere, dangerous, and oddly named."""
    resources = (
        Resource("good.png", "image/png", _PNG),
        Resource("garbage.png", "image/png", b"\x89PNG\r\n\x1a\n garbage"),
        Resource("empty.jpg", "image/jpeg", b""),
        Resource("text.gif", "text/plain", b"no picture"),
        Resource(
            "active.svg", "image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
        ),
        Resource("../../é ?#%.png", "image/png", _PNG),
        Resource("missing.png", location="file:///no/such/file.png"),
        Resource("https://example.invalid/a.png", location="https://example.invalid/a.png"),
    )
    urls = [*(resource.name for resource in resources), "without-a-resource.png", "data:image/png;base64,AAAA", ""]
    blocks = tuple(Paragraph((Image(url, "words"),)) for url in urls)
    return Document(msgspec.structs.replace(_meta("pictures"), cover="good.png"), blocks, resources, name="pictures.x")


_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def hostile_inputs(samples: Iterable[str | bytes] = ()) -> Iterator[bytes]:
    """Yield inputs that a reader must read or refuse by ReadError: the same ones at each call.

    They are empty, binary, cut off, in no encoding, very long or very deep; and ``samples`` with
    bytes changed, missing and doubled.
    """
    chance = random.Random(7)  # noqa: S311  # the same noise for everyone
    yield from (
        b"",
        b"\0",
        b"\n" * 1000,
        b"\xff\xfe\x00",
        b"\xed\xa0\x80",
        b"\x89PNG\r\n\x1a\n",
        chance.randbytes(3000),
    )
    yield from (
        mark * 3000 for mark in (b"[", b"<b>", b"> ", b"{", b"- ", b"*", b"((", b"&", b"<!--", b"`", b"\t", b"#")
    )
    yield b"word " * 40_000
    for sample in samples:
        data = sample.encode() if isinstance(sample, str) else sample
        yield from (data[: len(data) * part // 5] for part in range(1, 5))
        yield data + data
        yield data.replace(b"\n", b"\r\n")
        for _ in range(8):
            noisy = bytearray(data)
            for _ in range(1 + len(noisy) // 40):
                noisy[chance.randrange(len(noisy) or 1) : 0] = chance.randbytes(1)
            yield bytes(noisy)


def _meta(name: str) -> Meta:
    if name in ("empty", "hollow"):
        return Meta()
    return Meta(
        title="Everything: a <title> & more",
        authors=(Author("A. Uthor", "https://example.org/", "a@example.org"), Author("作者")),
        published=Timestamp("2024-02-29 08:00", datetime(2024, 2, 29, 8, tzinfo=UTC)),
        updated=Timestamp("someday"),
        language="en",
        categories=(("News", "World"), ("生活",)),
        tags=("one", "two words"),
        description='It says "everything".',
        source_url="https://example.org/post?a=b&c=d",
    )


def _inlines(content: Inlines, blocks: Blocks) -> Inlines:
    attributes = Attributes("here", ("note",), {"title": "it's"}, "zh", "rtl")
    inlines: list[Inline] = [mark(content) for mark in _MARKS]
    inlines += [
        Code("a `b`"),
        Math("x^2"),
        Link(content, "https://example.org/?a=b&c=d", "A title"),
        Link(content, "#here"),
    ]
    inlines += [Image("image.png", "words", "A title", 3, 4), Image("", ""), Note(blocks), Ruby(content, content)]
    inlines += [
        Span(content, attributes),
        RawInline("html", "<b>"),
        RawInline("no-such", "x"),
        SoftBreak(),
        LineBreak(),
    ]
    return ("before ", *inlines, " after")


def _blocks(content: Inlines, blocks: Blocks) -> Blocks:
    items = (ListItem(blocks), ListItem(blocks, checked=True), ListItem(blocks, checked=False))
    definitions = (DefinitionItem((Term(content), Term(content)), (Definition(blocks), Definition(blocks))),)
    listed: list[Block] = [Heading(level, content, f"h{level}") for level in range(1, 7)]
    listed += [CodeBlock("a\n  b", "python", content, (1,)), MathBlock("x^2"), BlockQuote(blocks, content)]
    listed += [BulletList(items), BulletList(items, tight=False), OrderedList(items, 3, "lower-roman")]
    listed += [DefinitionList(definitions), _table(content, blocks), Figure(blocks, content), ThematicBreak()]
    listed += [Div(blocks, Attributes("div", ("admonition", "tip"))), Embed("v.mp4", "video", "V", 1, 2, blocks)]
    listed += [RawBlock("html", "<p>"), RawBlock("no-such", "x"), ExcerptBreak(), Paragraph(content)]
    return tuple(listed)


def _table(content: Inlines, blocks: Blocks) -> Table:
    plain = Cell((Paragraph(content),))
    head = (Row((Cell((Paragraph(content),), header=True), Cell((), header=True, alignment="right"))),)
    body = (Row((Cell(blocks, colspan=2),)), Row((Cell(blocks, rowspan=2), plain)), Row((plain,)))
    return Table((Column("left", 0.25), Column()), head, body, (Row((plain, plain)),), content)


def _deep_blocks() -> Block:
    block: Any = Paragraph(("deep",))
    for level in range((MAXIMUM_DEPTH - 1) // 2):
        block = BulletList((ListItem((block,)),)) if level % 2 else BlockQuote((Div((block,)),))
    return block  # type: ignore[no-any-return]  # it alternates between two types


def _deep_inlines() -> Inline:
    inline: Any = "deep"
    for level in range(MAXIMUM_DEPTH - 1):
        inline = _MARKS[level % len(_MARKS)]((inline,))
    return inline  # type: ignore[no-any-return]  # it alternates between ten types
