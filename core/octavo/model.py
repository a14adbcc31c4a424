"""The document model: every type that stands between a reader and a writer.

Readers build these nodes, transforms rewrite them, writers and binders render them. The
names are those of CommonMark and mdast. All nodes are frozen; a node's children are tuples.
Three rules hold everywhere (docs/model.md has an example of each node):

* a container holds blocks or inlines, never a mixture of both;
* text is ``str``; two strings never stand side by side (:func:`octavo.walk.merge_text`);
* the vocabulary is closed: extend it by the attributes of ``Div`` and ``Span``, or by Raw.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias, Union

import msgspec

from octavo.errors import Notice

MAXIMUM_DEPTH = 100
"""How deep containers may nest. Readers lift what stands deeper, so that writers may recurse."""

MAXIMUM_SPAN = 1000
"""How many rows or columns a cell may span: the HTML Standard's limit of colspan."""

Alignment = Literal["left", "center", "right"]
Numbering = Literal["decimal", "lower-alpha", "upper-alpha", "lower-roman", "upper-roman"]
EmbedKind = Literal["video", "audio", "frame"]


def _tag(name: str) -> str:
    """``BulletList`` -> ``bullet_list``: the ``type`` of a node in JSON."""
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("_")


class Node(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    gc=False,
    tag_field="type",
    tag=_tag,
):
    """What every block, inline and part has in common: it is frozen and carries its type in JSON."""


class Attributes(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What distinguishes one Div or Span: HTML's id, class, ``data-*``, lang and dir."""

    id: str = ""
    classes: tuple[str, ...] = ()
    data: Mapping[str, str] = {}
    language: str = ""
    direction: Literal["", "ltr", "rtl"] = ""


# Inlines


class Emphasis(Node, frozen=True):
    """Stressed text."""

    children: Inlines


class Strong(Node, frozen=True):
    """Important text."""

    children: Inlines


class Underline(Node, frozen=True):
    """Underlined text (HTML's u and ins)."""

    children: Inlines


class Strikethrough(Node, frozen=True):
    """Deleted text (HTML's s and del)."""

    children: Inlines


class Highlight(Node, frozen=True):
    """Marked text (HTML's mark)."""

    children: Inlines


class Superscript(Node, frozen=True):
    """Raised text."""

    children: Inlines


class Subscript(Node, frozen=True):
    """Lowered text."""

    children: Inlines


class SmallCaps(Node, frozen=True):
    """Text in small capitals."""

    children: Inlines


class Code(Node, frozen=True):
    """A code span: its text stands exactly as it is."""

    text: str


class Keyboard(Node, frozen=True):
    """Keys to press (HTML's kbd)."""

    children: Inlines


class Math(Node, frozen=True):
    """A formula within a line, in TeX without its delimiters."""

    tex: str


class Link(Node, frozen=True):
    """A hyperlink. ``url`` may be relative, a ``#fragment``, or ``part:ID#fragment`` in a Publication."""

    children: Inlines
    url: str
    title: str = ""


class Image(Node, frozen=True):
    """A picture. ``url`` as it stood, resolved by the Document's resources; sizes in CSS pixels."""

    url: str
    alt: str = ""
    title: str = ""
    width: int | None = None
    height: int | None = None


class Note(Node, frozen=True):
    """A footnote, standing where it is referred to."""

    children: Blocks


class Ruby(Node, frozen=True):
    """Ruby annotation: ``annotation`` stands above or beside ``base`` (HTML's ruby and rt)."""

    base: Inlines
    annotation: Inlines


class Quote(Node, frozen=True):
    """Quoted words within a line (HTML's q), without their quotation marks."""

    children: Inlines


class SoftBreak(Node, frozen=True):
    """A line break of the source that renders as white space."""


class LineBreak(Node, frozen=True):
    """A line break that renders as one (HTML's br)."""


class Span(Node, frozen=True):
    """Inlines with attributes: an anchor, a language, a class."""

    children: Inlines
    attributes: Attributes = Attributes()


class RawInline(Node, frozen=True):
    """Text for one output format alone; all other writers drop it with a notice."""

    format: str
    text: str


# Blocks


class Paragraph(Node, frozen=True):
    """A paragraph."""

    children: Inlines


class Heading(Node, frozen=True):
    """A heading of level 1 to 6. ``id`` is the fragment that links may refer to."""

    level: Annotated[int, msgspec.Meta(ge=1, le=6)]
    children: Inlines
    id: str = ""


class CodeBlock(Node, frozen=True):
    """Code: its exact text without a final line end. ``highlighted`` are marked lines from 1.

    ``preformatted`` is text whose layout counts but of which nothing says that it is code: HTML's ``pre`` without
    ``code`` (HTML, section 4.4.3).
    """

    text: str
    language: str = ""
    caption: Inlines = ()
    highlighted: tuple[int, ...] = ()
    preformatted: bool = False


class MathBlock(Node, frozen=True):
    """A displayed formula, in TeX without its delimiters."""

    tex: str


class BlockQuote(Node, frozen=True):
    """Quoted blocks. ``attribution`` says whose words they are."""

    children: Blocks
    attribution: Inlines = ()


class ListItem(Node, frozen=True):
    """One item of a list. ``checked`` is None but in task lists."""

    children: Blocks
    checked: bool | None = None


class BulletList(Node, frozen=True):
    """An unordered list. In a tight list no space stands between the items."""

    items: tuple[ListItem, ...]
    tight: bool = True


class OrderedList(Node, frozen=True):
    """A numbered list. ``start`` is the first item's number (>= 0)."""

    items: tuple[ListItem, ...]
    start: int = 1
    numbering: Numbering = "decimal"
    tight: bool = True


class Term(Node, frozen=True):
    """What a DefinitionItem defines."""

    children: Inlines


class Definition(Node, frozen=True):
    """One definition of a DefinitionItem."""

    children: Blocks


class DefinitionItem(Node, frozen=True):
    """One or more terms, and their definitions."""

    terms: tuple[Term, ...]
    definitions: tuple[Definition, ...]


class DefinitionList(Node, frozen=True):
    """A description list (HTML's dl)."""

    items: tuple[DefinitionItem, ...]


class Cell(Node, frozen=True):
    """One cell of a table. A plain cell holds one Paragraph; an empty one holds nothing."""

    children: Blocks
    header: bool = False
    colspan: Annotated[int, msgspec.Meta(ge=1, le=MAXIMUM_SPAN)] = 1
    rowspan: Annotated[int, msgspec.Meta(ge=1, le=MAXIMUM_SPAN)] = 1
    alignment: Alignment | None = None


class Row(Node, frozen=True):
    """One row of a table. A cell that spans rows stands only in the first of them."""

    cells: tuple[Cell, ...]


class Column(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """How a table's column looks. ``width`` is a fraction of the whole (0 < width <= 1)."""

    alignment: Alignment | None = None
    width: float | None = None


class Table(Node, frozen=True):
    """A table; ``columns`` has one entry for each column of the grid."""

    columns: tuple[Column, ...]
    head: tuple[Row, ...] = ()
    body: tuple[Row, ...] = ()
    foot: tuple[Row, ...] = ()
    caption: Inlines = ()


class Figure(Node, frozen=True):
    """Blocks (mostly one Paragraph with an Image) with a caption."""

    children: Blocks
    caption: Inlines = ()


class ThematicBreak(Node, frozen=True):
    """A break between sections (HTML's hr)."""


class Div(Node, frozen=True):
    """Blocks with attributes: an admonition, a details element, a language."""

    children: Blocks
    attributes: Attributes = Attributes()


class Embed(Node, frozen=True):
    """A video, an audio or a framed page; ``fallback`` is what its element held."""

    url: str
    kind: EmbedKind
    title: str = ""
    width: int | None = None
    height: int | None = None
    fallback: Blocks = ()


class RawBlock(Node, frozen=True):
    """Text for one output format alone; all other writers drop it with a notice."""

    format: str
    text: str


class ExcerptBreak(Node, frozen=True):
    """Where the excerpt ends (Hexo's ``<!-- more -->``)."""


Inline: TypeAlias = Union[
    str,
    Emphasis,
    Strong,
    Underline,
    Strikethrough,
    Highlight,
    Superscript,
    Subscript,
    SmallCaps,
    Code,
    Keyboard,
    Math,
    Link,
    Image,
    Note,
    Ruby,
    Quote,
    SoftBreak,
    LineBreak,
    Span,
    RawInline,
]
Block: TypeAlias = Union[
    Paragraph,
    Heading,
    CodeBlock,
    MathBlock,
    BlockQuote,
    BulletList,
    OrderedList,
    DefinitionList,
    Table,
    Figure,
    ThematicBreak,
    Div,
    Embed,
    RawBlock,
    ExcerptBreak,
]
StructuralPart: TypeAlias = Union[ListItem, DefinitionItem, Term, Definition, Row, Cell]
Inlines: TypeAlias = tuple[Inline, ...]
Blocks: TypeAlias = tuple[Block, ...]
AnyNode: TypeAlias = Union[Inline, Block, StructuralPart]


# Documents


class Timestamp(msgspec.Struct, frozen=True, omit_defaults=True):
    """A date: ``text`` as it stood, and the ``instant`` that it means (aware; None: not understood)."""

    text: str
    instant: datetime | None = None


class Author(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who wrote it."""

    name: str
    url: str = ""
    email: str = ""


class FrontMatterEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One top-level key as it stood.

    ``value`` is what it means (JSON types only), ``raw`` the source lines of the entry with
    their line ends, ``line`` the number of its first line in the source, from 1.
    """

    key: str
    value: Any
    raw: str = ""
    line: int = 0


class FrontMatter(msgspec.Struct, frozen=True, omit_defaults=True):
    """The metadata block at the head of a post: ``text`` is the whole of it with its separators."""

    text: str
    entries: tuple[FrontMatterEntry, ...] = ()
    format: Literal["yaml", "json", "toml"] = "yaml"


class Meta(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known about a Document or Publication.

    ``language`` is a BCP 47 tag, ``categories`` are paths from the root of the tree,
    ``description`` and ``excerpt`` are plain text, ``cover`` and ``source_url`` are URLs,
    ``draft`` is true for what is not published.
    """

    title: str = ""
    authors: tuple[Author, ...] = ()
    published: Timestamp | None = None
    updated: Timestamp | None = None
    language: str = ""
    categories: tuple[tuple[str, ...], ...] = ()
    tags: tuple[str, ...] = ()
    description: str = ""
    excerpt: str = ""
    cover: str = ""
    source_url: str = ""
    slug: str = ""
    draft: bool = False
    front_matter: FrontMatter | None = None


class Resource(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file that a Document uses: an image, a style sheet.

    ``name`` is the URL by which the tree refers to it. Its bytes are ``data``, or have to be
    fetched from ``location`` (:meth:`octavo.plugin.Context.fetch`).
    """

    name: str
    media_type: str = ""
    data: bytes | None = None
    location: str = ""


class Document(msgspec.Struct, frozen=True, omit_defaults=True):
    """One article: what is known about it, its blocks, its files, and what was lost on the way.

    ``name`` is the source's name: a relative POSIX path where it came from a folder.
    """

    meta: Meta = Meta()
    blocks: Blocks = ()
    resources: tuple[Resource, ...] = ()
    notices: tuple[Notice, ...] = ()
    name: str = ""

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the text as HTML, in a frame in which nothing runs and nothing is fetched."""
        from octavo._notebook import show_document

        return show_document(self)


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """A section or an article of a Publication; a section has parts, an article a document.

    ``id`` is unique in the Publication, ASCII, and stays the same when articles are added;
    a Link refers to it by the URL ``part:ID`` or ``part:ID#fragment``.
    """

    id: str
    title: str
    document: Document | None = None
    parts: tuple[Part, ...] = ()


class Publication(msgspec.Struct, frozen=True, omit_defaults=True):
    """Many articles in their order: a digest, a book.

    ``resources`` are those of no one article, or of several: their names mean the same in all of them.
    ``notices`` are those of no one article.
    """

    meta: Meta = Meta()
    parts: tuple[Part, ...] = ()
    resources: tuple[Resource, ...] = ()
    cover: Resource | None = None
    notices: tuple[Notice, ...] = ()

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the contents, in a frame in which nothing runs and nothing is fetched."""
        from octavo._notebook import show_publication

        return show_publication(self)
