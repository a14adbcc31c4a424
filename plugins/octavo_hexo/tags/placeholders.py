"""Tags out of a body before it is read, and their nodes into its tree afterwards.

Each tag gives its place to a word that stands nowhere in the text and means nothing to Markdown
or HTML; the tree that comes back has the word where the tag stood: in a paragraph, in a URL, in
code. A block of several lines leaves as many line ends behind, so that all lines keep their numbers.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from octavo.model import (
    MAXIMUM_DEPTH,
    AnyNode,
    Attributes,
    Block,
    Blocks,
    Code,
    CodeBlock,
    Embed,
    Image,
    Inline,
    Inlines,
    LineBreak,
    Link,
    Math,
    MathBlock,
    Paragraph,
    RawBlock,
    RawInline,
    SoftBreak,
)
from octavo.walk import CHILD_FIELDS, children, merge_text, plain_text, rewrite

_BLOCKS: tuple[type, ...] = Block.__args__  # type: ignore[attr-defined]  # typing.Union's members
_INLINES: tuple[type, ...] = Inline.__args__  # type: ignore[attr-defined]  # the same
_LITERAL = (Code, CodeBlock, Math, MathBlock, RawBlock, RawInline)


class Filling(msgspec.Struct, frozen=True):
    """What comes into the place of one word: nodes in the tree, and ``source`` where only text can stand."""

    nodes: tuple[Any, ...]
    source: str

    @property
    def is_block(self) -> bool:
        """Whether the nodes are blocks."""
        return any(isinstance(node, _BLOCKS) for node in self.nodes)

    @property
    def inlines(self) -> Inlines:
        """The nodes for a place where no blocks may stand."""
        match self.nodes:
            case (Paragraph(children=inlines),):
                return inlines
            case _:
                return self.nodes if not self.is_block else (self.text,)

    @property
    def text(self) -> str:
        """The nodes as plain text, such as a URL: that of a link or an image, or the words."""
        match self.nodes:
            case (Link(url=url) | Image(url=url) | Embed(url=url),):
                return url
            case _:
                return " ".join(plain_text(self.nodes).split())


def misfit(rendered: object) -> str:
    """Return what in ``rendered`` no tag may return, in words, or "": it must be a tuple of inlines, or of blocks."""
    if not isinstance(rendered, tuple):
        return f"{type(rendered).__name__}, not a tuple"
    for node in rendered:
        if not isinstance(node, _INLINES + _BLOCKS):
            return f"a tuple with {type(node).__name__}, which is no node"
    blocks = sum(isinstance(node, _BLOCKS) for node in rendered)
    return "" if blocks in (0, len(rendered)) else "blocks and inlines in one tuple"


class Words:
    """Makes words for one body, and finds them again."""

    def __init__(self, text: str) -> None:
        """Choose words that don't stand in ``text``."""
        digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
        self.prefix = f"xoctavo{digest}n"
        self.pattern = re.compile(self.prefix + r"(\d{1,7})x")

    def word(self, number: int) -> str:
        """Return the word of ``number``."""
        return f"{self.prefix}{number}x"


def fill(
    blocks: Blocks, words: Words, fillings: Mapping[int, Filling], lift: Callable[[], None]
) -> tuple[Blocks, frozenset[int]]:
    """Return ``blocks`` with each word in them replaced by its filling, and the numbers that were found.

    Blocks that would nest too deep are flattened to their text; ``lift`` is then called.
    """
    filler = _Filler(words, _fitting(blocks, words, fillings, lift))
    return rewrite(blocks, filler.change), frozenset(filler.found)


def _fitting(
    blocks: Blocks, words: Words, fillings: Mapping[int, Filling], lift: Callable[[], None]
) -> dict[int, Filling]:
    """``fillings`` that fit below the levels that their words stand on."""
    fitting = dict(fillings)
    for number, depth in _depths(blocks, words).items():
        filling = fitting.get(number)
        if filling and filling.nodes and depth + height(filling.nodes) > MAXIMUM_DEPTH:
            lift()
            words_alone = plain_text(filling.nodes)
            fitting[number] = Filling(
                (Paragraph((words_alone,)),) if filling.is_block else (words_alone,), filling.source
            )
    return fitting


def _depths(blocks: Blocks, words: Words) -> dict[int, int]:
    found: dict[int, int] = {}
    stack: list[tuple[AnyNode, int]] = [(block, 1) for block in blocks]
    while stack:
        node, depth = stack.pop()
        if isinstance(node, str):
            found.update((int(match[1]), depth) for match in words.pattern.finditer(node))
        else:
            stack.extend((child, depth + 1) for child in children(node))
    return found


def height(nodes: tuple[AnyNode, ...]) -> int:
    """Return how many levels of nodes stand in ``nodes``."""
    deepest = 0
    stack = [(node, 1) for node in nodes]
    while stack:
        node, depth = stack.pop()
        deepest = max(deepest, depth)
        stack.extend((child, depth + 1) for child in children(node))
    return deepest


class _Filler:
    """The change that :func:`octavo.walk.rewrite` applies, from the bottom up.

    Text takes inlines at once; blocks wait as words until their paragraph is split.
    """

    def __init__(self, words: Words, fillings: Mapping[int, Filling]) -> None:
        self.words = words
        self.fillings = fillings
        self.found: set[int] = set()

    def change(self, node: Any) -> Any:
        if isinstance(node, str):
            return self.in_text(node) if self.words.prefix in node else node
        node = self.in_fields(node)
        if isinstance(node, Paragraph):
            return self.split(node) if self.has_word(node.children) or _has_blank_edge(node.children) else node
        return self.without_blocks(node)

    def has_word(self, nodes: tuple[Any, ...]) -> bool:
        return any(isinstance(child, str) and self.words.prefix in child for child in nodes)

    def in_text(self, text: str) -> tuple[Inline, ...]:
        """``text`` with inlines in their places; words of blocks stay."""
        pieces: list[Inline] = []
        for piece, number in self.pieces(text):
            filling = self.fillings.get(number) if number is not None else None
            pieces.extend(filling.nodes if filling and not filling.is_block else (piece,))
        return merge_text(pieces)

    def pieces(self, text: str) -> list[tuple[str, int | None]]:
        found: list[tuple[str, int | None]] = []
        position = 0
        for match in self.words.pattern.finditer(text):
            self.found.add(int(match[1]))
            found += [(text[position : match.start()], None), (match.group(), int(match[1]))]
            position = match.end()
        found.append((text[position:], None))
        return [(piece, number) for piece, number in found if piece]

    def in_fields(self, node: Any) -> Any:
        """``node`` with text in its URLs, titles, attributes and code."""
        changes: dict[str, Any] = {}
        for name in node.__struct_fields__:
            value = getattr(node, name)
            if isinstance(value, str) and self.words.prefix in value:
                literal = isinstance(node, _LITERAL) and name in ("text", "tex")
                changes[name] = self.plain(value, literal=literal)
            elif isinstance(value, Attributes):
                changes[name] = self.attributes(value)
        return msgspec.structs.replace(node, **changes) if changes else node

    def attributes(self, attributes: Attributes) -> Attributes:
        id_ = self.plain(attributes.id, literal=False)
        classes = tuple(self.plain(one, literal=False) for one in attributes.classes)
        data = {key: self.plain(value, literal=False) for key, value in attributes.data.items()}
        return msgspec.structs.replace(attributes, id=id_, classes=classes, data=data)

    def plain(self, text: str, *, literal: bool) -> str:
        def filled(match: re.Match[str]) -> str:
            self.found.add(int(match[1]))
            filling = self.fillings.get(int(match[1]))
            return match.group() if filling is None else filling.source if literal else filling.text

        return self.words.pattern.sub(filled, text)

    def split(self, paragraph: Paragraph) -> tuple[Block, ...]:
        """``paragraph`` parted where blocks stand in it."""
        blocks: list[Block] = []
        line: list[Inline] = []
        for child in paragraph.children:
            for piece, number in self.pieces(child) if isinstance(child, str) else [(child, None)]:
                if number is None:
                    line.append(piece)
                    continue
                blocks += _paragraph(line)
                blocks += self.fillings[number].nodes if number in self.fillings else ()
                line = []
        return (*blocks, *_paragraph(line))

    def as_inlines(self, node: Any) -> Inlines:
        """``node`` with the words of blocks in it replaced by what these have for inlines, or by their text."""
        if not isinstance(node, str):
            return (node,)
        pieces: list[Inline] = []
        for piece, number in self.pieces(node):
            filling = self.fillings.get(number) if number is not None else None
            pieces.extend(filling.inlines if filling else (piece,))
        return tuple(pieces)

    def without_blocks(self, node: Any) -> Any:
        """``node`` with the words of blocks where only inlines may stand."""
        changes: dict[str, Inlines] = {}
        for name in CHILD_FIELDS.get(type(node), ()):
            nodes = getattr(node, name)
            if self.has_word(nodes):
                changes[name] = merge_text(piece for child in nodes for piece in self.as_inlines(child))
        return msgspec.structs.replace(node, **changes) if changes else node


def _paragraph(line: list[Inline]) -> tuple[Block, ...]:
    """The inlines of ``line`` as a paragraph without white space at its edges; nothing if it is blank."""
    inlines = list(line)
    while inlines and _is_blank(inlines[0]):
        inlines.pop(0)
    while inlines and _is_blank(inlines[-1]):
        inlines.pop()
    if inlines and isinstance(inlines[0], str):
        inlines[0] = inlines[0].lstrip(" \t\n")
    if inlines and isinstance(inlines[-1], str):
        inlines[-1] = inlines[-1].rstrip(" \t\n")
    return (Paragraph(merge_text(inlines)),) if inlines else ()


def _has_blank_edge(inlines: Inlines) -> bool:
    """Whether a tag that left nothing, or a break before one that did, stands at an edge."""
    return not inlines or _is_blank(inlines[0]) or _is_blank(inlines[-1])


def _is_blank(inline: Inline) -> bool:
    return isinstance(inline, SoftBreak | LineBreak) or (isinstance(inline, str) and not inline.strip(" \t\n"))
