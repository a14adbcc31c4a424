"""Pandoc's document model, pandoc-types 1.23: one type for each constructor, as its JSON has it.

``{"t": "Emph", "c": [...]}`` is ``Emph([...])``: ``t`` names the constructor, ``c`` is what it
holds. The names are pandoc's own, so this module is imported as ``pandoc``.
"""

from __future__ import annotations

from typing import Literal, TypeAlias, Union

import msgspec

VERSION = (1, 23, 1)
"""The version of pandoc-types that is written."""


class _Constructor(msgspec.Struct, frozen=True, tag_field="t", tag=True):
    """What all constructors have in common: ``t`` is the name of the type."""


Attr: TypeAlias = tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]
"""An id, classes, and pairs of key and value."""
Target: TypeAlias = tuple[str, str]
"""A URL and a title."""
NO_ATTR: Attr = ("", (), ())


# Inlines


class Str(_Constructor, frozen=True):
    """Text without white space."""

    c: str


class Emph(_Constructor, frozen=True):
    """Emphasised text."""

    c: Inlines


class Underline(_Constructor, frozen=True):
    """Underlined text."""

    c: Inlines


class Strong(_Constructor, frozen=True):
    """Strongly emphasised text."""

    c: Inlines


class Strikeout(_Constructor, frozen=True):
    """Deleted text."""

    c: Inlines


class Superscript(_Constructor, frozen=True):
    """Raised text."""

    c: Inlines


class Subscript(_Constructor, frozen=True):
    """Lowered text."""

    c: Inlines


class SmallCaps(_Constructor, frozen=True):
    """Text in small capitals."""

    c: Inlines


class QuoteType(msgspec.Struct, frozen=True):
    """Which quotation marks."""

    t: Literal["SingleQuote", "DoubleQuote"]


class Quoted(_Constructor, frozen=True):
    """Text in quotation marks, without them."""

    c: tuple[QuoteType, Inlines]


class CitationMode(msgspec.Struct, frozen=True):
    """How a source is cited."""

    t: Literal["AuthorInText", "SuppressAuthor", "NormalCitation"]


class Citation(msgspec.Struct, frozen=True, rename="camel"):
    """One source that a Cite refers to."""

    citation_id: str
    citation_prefix: Inlines
    citation_suffix: Inlines
    citation_mode: CitationMode
    citation_note_num: int
    citation_hash: int


class Cite(_Constructor, frozen=True):
    """A citation, and how it reads."""

    c: tuple[tuple[Citation, ...], Inlines]


class Code(_Constructor, frozen=True):
    """A code span."""

    c: tuple[Attr, str]


class Space(_Constructor, frozen=True):
    """White space between words."""


class SoftBreak(_Constructor, frozen=True):
    """A line break of the source."""


class LineBreak(_Constructor, frozen=True):
    """A line break that shows."""


class MathType(msgspec.Struct, frozen=True):
    """Where a formula stands."""

    t: Literal["DisplayMath", "InlineMath"]


class Math(_Constructor, frozen=True):
    """A formula in TeX."""

    c: tuple[MathType, str]


class RawInline(_Constructor, frozen=True):
    """Text for one format alone."""

    c: tuple[str, str]


class Link(_Constructor, frozen=True):
    """A hyperlink."""

    c: tuple[Attr, Inlines, Target]


class Image(_Constructor, frozen=True):
    """A picture with its alternative text."""

    c: tuple[Attr, Inlines, Target]


class Note(_Constructor, frozen=True):
    """A footnote where it is referred to."""

    c: Blocks


class Span(_Constructor, frozen=True):
    """Inlines with attributes."""

    c: tuple[Attr, Inlines]


# Blocks


class Plain(_Constructor, frozen=True):
    """Text that is no paragraph: in a tight list, a cell."""

    c: Inlines


class Para(_Constructor, frozen=True):
    """A paragraph."""

    c: Inlines


class LineBlock(_Constructor, frozen=True):
    """Lines that stay lines, as in a poem."""

    c: tuple[Inlines, ...]


class CodeBlock(_Constructor, frozen=True):
    """Code; its first class is its language."""

    c: tuple[Attr, str]


class RawBlock(_Constructor, frozen=True):
    """Text for one format alone."""

    c: tuple[str, str]


class BlockQuote(_Constructor, frozen=True):
    """Quoted blocks."""

    c: Blocks


class ListNumberStyle(msgspec.Struct, frozen=True):
    """How a list is numbered."""

    t: Literal["DefaultStyle", "Example", "Decimal", "LowerRoman", "UpperRoman", "LowerAlpha", "UpperAlpha"]


class ListNumberDelim(msgspec.Struct, frozen=True):
    """What stands about a number."""

    t: Literal["DefaultDelim", "Period", "OneParen", "TwoParens"]


class OrderedList(_Constructor, frozen=True):
    """A numbered list: its first number, how it is numbered, its items."""

    c: tuple[tuple[int, ListNumberStyle, ListNumberDelim], tuple[Blocks, ...]]


class BulletList(_Constructor, frozen=True):
    """A list of items."""

    c: tuple[Blocks, ...]


class DefinitionList(_Constructor, frozen=True):
    """Terms, each with its definitions."""

    c: tuple[tuple[Inlines, tuple[Blocks, ...]], ...]


class Header(_Constructor, frozen=True):
    """A heading of a level from 1."""

    c: tuple[int, Attr, Inlines]


class HorizontalRule(_Constructor, frozen=True):
    """A break between sections."""


class Alignment(msgspec.Struct, frozen=True):
    """How the text of a column or cell is aligned."""

    t: Literal["AlignLeft", "AlignRight", "AlignCenter", "AlignDefault"]


class ColWidth(_Constructor, frozen=True):
    """A column's width as a fraction of the whole."""

    c: float


class ColWidthDefault(_Constructor, frozen=True):
    """A column as wide as it needs to be."""


Caption: TypeAlias = tuple["Inlines | None", "Blocks"]
"""A short caption for lists of tables, and the caption."""
ColSpec: TypeAlias = tuple[Alignment, ColWidth | ColWidthDefault]
"""How a column looks."""
Cell: TypeAlias = tuple[Attr, Alignment, int, int, "Blocks"]
"""One cell: how many rows and columns it spans, and what it holds."""
Row: TypeAlias = tuple[Attr, tuple[Cell, ...]]
"""One row of cells."""
TableHead: TypeAlias = tuple[Attr, tuple[Row, ...]]
"""The rows at the head."""
TableBody: TypeAlias = tuple[Attr, int, tuple[Row, ...], tuple[Row, ...]]
"""How many columns are row headings, the rows at the body's head, the rows."""
TableFoot: TypeAlias = tuple[Attr, tuple[Row, ...]]
"""The rows at the foot."""


class Table(_Constructor, frozen=True):
    """A table."""

    c: tuple[Attr, Caption, tuple[ColSpec, ...], TableHead, tuple[TableBody, ...], TableFoot]


class Figure(_Constructor, frozen=True):
    """Blocks with a caption."""

    c: tuple[Attr, Caption, Blocks]


class Div(_Constructor, frozen=True):
    """Blocks with attributes."""

    c: tuple[Attr, Blocks]


class Null(_Constructor, frozen=True):
    """Nothing (pandoc-types 1.22)."""


# Metadata


class MetaMap(_Constructor, frozen=True):
    """Values by name."""

    c: dict[str, MetaValue]


class MetaList(_Constructor, frozen=True):
    """Many values."""

    c: tuple[MetaValue, ...]


class MetaBool(_Constructor, frozen=True):
    """Yes or no."""

    c: bool


class MetaString(_Constructor, frozen=True):
    """Text as it stands."""

    c: str


class MetaInlines(_Constructor, frozen=True):
    """Text with markup."""

    c: Inlines


class MetaBlocks(_Constructor, frozen=True):
    """Paragraphs and other blocks."""

    c: Blocks


Inline: TypeAlias = Union[
    Str,
    Emph,
    Underline,
    Strong,
    Strikeout,
    Superscript,
    Subscript,
    SmallCaps,
    Quoted,
    Cite,
    Code,
    Space,
    SoftBreak,
    LineBreak,
    Math,
    RawInline,
    Link,
    Image,
    Note,
    Span,
]
Block: TypeAlias = Union[
    Plain,
    Para,
    LineBlock,
    CodeBlock,
    RawBlock,
    BlockQuote,
    OrderedList,
    BulletList,
    DefinitionList,
    Header,
    HorizontalRule,
    Table,
    Figure,
    Div,
    Null,
]
MetaValue: TypeAlias = Union[MetaMap, MetaList, MetaBool, MetaString, MetaInlines, MetaBlocks]
Inlines: TypeAlias = tuple[Inline, ...]
Blocks: TypeAlias = tuple[Block, ...]


class Pandoc(msgspec.Struct, frozen=True):
    """A document."""

    api_version: tuple[int, ...] = msgspec.field(name="pandoc-api-version")
    meta: dict[str, MetaValue]
    blocks: Blocks
