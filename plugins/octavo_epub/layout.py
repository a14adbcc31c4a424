"""The order of a book: its leaves (section pages and articles) as they follow each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import msgspec

from octavo.model import Blocks, Document, Image, Inlines, Note, Paragraph, Part, Publication, Ruby, SoftBreak
from octavo.script import is_joined, is_spaceless, join_lines
from octavo.walk import inline_text, plain_text, rewrite
from octavo_epub.division import Piece, describe_piece, divide, moved_ids, name_piece
from octavo_epub.weighing import Measure
from octavo_epub.words import Words, words_of

_SUMMARY = 120
_CALLED = 40
"""How many characters of its first words stand for an article in a list, and for the title that it has not."""


@dataclass(frozen=True)
class Continuation:
    """A piece of an article after its first: its number, from 2, and how many pieces there are."""

    number: int
    count: int


@dataclass(slots=True)
class Leaf:
    """One file of the book's text: a section's page, an article, or a piece of one; its ``summary`` is what a section says of it."""

    part: Part
    title: str
    depth: int
    continues: Continuation | None = None
    """What piece of the article above this is; None for sections and whole or beginning articles."""
    above: Leaf | None = None
    below: Sequence[Leaf] = ()
    summary: str = ""

    @property
    def article(self) -> Leaf:
        """The leaf that the article begins with which this is a piece of."""
        return self.above if self.continues and self.above else self

    @property
    def file(self) -> str:
        """The name of the file in the folder of texts."""
        return f"{self.part.id}.xhtml"

    def within(self) -> Iterator[Leaf]:
        """Yield all leaves below this one, in reading order."""
        return _in_order(self.below)

    @property
    def language(self) -> str:
        """The language of the article, "" of a section or one that is not known."""
        return self.part.document.meta.language if self.part.document else ""


@dataclass
class Layout:
    """The whole book: its leaves in reading order, and what it says of itself.

    Articles of more than about ``limit`` bytes are in pieces, of code as ``measure`` says; ``moved`` has the ids of
    each such article that are not in its first piece, with the leaf that they are in, and ``ids`` all ids of each of its leaves.
    """

    limit: int
    measure: Measure | None = None
    title: str = ""
    language: str = ""
    words: Words = field(default_factory=Words)
    roots: list[Leaf] = field(default_factory=list)
    moved: dict[str, dict[str, str]] = field(default_factory=dict)
    ids: dict[str, frozenset[str]] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)
    _divided: tuple[str, list[Blocks]] = ("", [])

    def blocks(self, leaf: Leaf) -> Blocks:
        """Return what stands in ``leaf``; an article in pieces is divided once, while one leaf of it follows the other."""
        blocks = leaf.part.document.blocks if leaf.part.document else ()
        name = leaf.article.part.id
        if name not in self.moved:
            return blocks
        if self._divided[0] != name:
            self._divided = (name, divide(blocks, self.limit, self.measure))
        return self._divided[1][leaf.continues.number - 1 if leaf.continues else 0]

    def index(self, leaf: Leaf) -> int:
        """Return the place of ``leaf`` in reading order, from 0."""
        if not self._numbers:
            self._numbers.update((one.part.id, number) for number, one in enumerate(self.leaves))
        return self._numbers[leaf.part.id]

    @cached_property
    def leaves(self) -> list[Leaf]:
        """All leaves in reading order."""
        return list(_in_order(self.roots))

    @cached_property
    def articles(self) -> list[Leaf]:
        """The leaves that hold an article, or its beginning."""
        return [leaf for leaf in self.leaves if leaf.part.document is not None and not leaf.continues]

    @cached_property
    def is_single(self) -> bool:
        """Whether the book is one article, in as many files as it takes."""
        return len(self.articles) == 1 and all(leaf.continues for leaf in self.leaves if leaf is not self.articles[0])


def make_layout(publication: Publication, limit: int, measure: Measure | None = None) -> Layout:
    """Return the layout of ``publication``, its articles of more than about ``limit`` bytes of XHTML in pieces (0: none is).

    Its language is its own, or that of most leaves. The tree of each article is asked for once.
    """
    layout = Layout(limit, measure)
    layout.roots = [_leaf(part, None, layout) for part in publication.parts]
    layout.language = publication.meta.language or _language_of_most(layout.leaves)
    layout.words = words_of(layout.language)
    for leaf in layout.leaves:
        leaf.title = leaf.title or layout.words.untitled
    title = " ".join(publication.meta.title.split())
    layout.title = title or (layout.roots[0].title if layout.roots else layout.words.untitled)
    return layout


def _leaf(part: Part, above: Leaf | None, layout: Layout) -> Leaf:
    leaf = Leaf(part, " ".join(part.title.split()), above.depth + 1 if above else 1, above=above)
    if part.document is not None:
        pieces = divide(part.document.blocks, layout.limit, layout.measure)
        leaf.below = (*_continuing(leaf, part.document, [describe_piece(piece) for piece in pieces], layout),)
        _describe(leaf, part.document, pieces[0] if pieces else part.document.blocks)
    leaf.below = (*leaf.below, *(_leaf(child, leaf, layout) for child in part.parts))
    return leaf


def _describe(leaf: Leaf, document: Document, blocks: Blocks) -> None:
    """Say what a section's page says of an article, and what it is called that has no title."""
    if leaf.above is not None and leaf.above.part.document is None:
        leaf.summary = summary_of(document, blocks, _SUMMARY)
    leaf.title = leaf.title or summary_of(document, blocks, _CALLED)


def _continuing(leaf: Leaf, document: Document, pieces: list[Piece], layout: Layout) -> Iterator[Leaf]:
    """Yield the leaves of the ``pieces`` of an article, but for the first, which is ``leaf``."""
    if not pieces:
        return
    layout.moved[leaf.part.id] = moved_ids(leaf.part.id, pieces)
    layout.ids.update((name_piece(leaf.part.id, number), piece.ids) for number, piece in enumerate(pieces, 1))
    untitled = msgspec.structs.replace(document, meta=msgspec.structs.replace(document.meta, title=""), notices=())
    for number, piece in enumerate(pieces[1:], 2):
        title = " ".join(piece.title.split()) or f"({number})"
        part = Part(name_piece(leaf.part.id, number), title, untitled)
        yield Leaf(part, title, leaf.depth + 1, Continuation(number, len(pieces)), leaf)


def summary_of(document: Document, blocks: Blocks, length: int) -> str:
    """Return the first words of an article, ``length`` characters at most."""
    said = document.meta.excerpt or document.meta.description
    text = " ".join(said.split()) or _first_words(blocks, length) or inline_text(blocks[:6])  # type: ignore[arg-type]  # any nodes have words
    return text if len(text) <= length else _shortened(text, length)


def _first_words(blocks: Blocks, length: int) -> str:
    """Return the words of the first paragraphs, ``length`` characters or more where there are so many, without what only stands beside them."""
    text = ""
    for block in blocks:
        if isinstance(block, Paragraph):
            lines = plain_text(rewrite(block.children, _spoken, (Note, Image, Ruby, SoftBreak)))
            more = " ".join(join_lines(lines).split())
            text += more if not text or not more or is_joined(text, more) else f" {more}"
        if len(text) > length:
            break
    return text.strip()


def _spoken(node: Note | Image | Ruby | SoftBreak) -> Inlines:
    match node:
        case Ruby(base=base):
            return base
        case SoftBreak():
            return ("\n",)
        case _:
            return ()


def _shortened(text: str, length: int) -> str:
    """Return ``text`` cut off after a word; where no spaces part words, anywhere."""
    cut = text[: length - 1]
    end = cut.rfind(" ", length // 2)
    within_word = text[length - 1].isalnum() and not is_spaceless(text[length - 1])
    return (cut[:end] if within_word and end > 0 else cut).rstrip(" ,;:，、；：") + "…"


def _in_order(leaves: Sequence[Leaf]) -> Iterator[Leaf]:
    for leaf in leaves:
        yield leaf
        yield from _in_order(leaf.below)


def _language_of_most(leaves: list[Leaf]) -> str:
    languages = Counter(leaf.language for leaf in leaves if leaf.language)
    return min(languages, key=lambda one: (-languages[one], one)) if languages else "und"
