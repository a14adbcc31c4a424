"""Functions over trees of nodes: look at them, rewrite them, read them as text.

All of them take a node or a tuple of nodes, and none of them changes what it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar, cast

import msgspec

from octavo.model import (
    AnyNode,
    Block,
    BlockQuote,
    Blocks,
    BulletList,
    Cell,
    Code,
    CodeBlock,
    Definition,
    DefinitionItem,
    DefinitionList,
    Div,
    Embed,
    Emphasis,
    Figure,
    Heading,
    Highlight,
    Image,
    Inlines,
    Keyboard,
    LineBreak,
    Link,
    ListItem,
    Math,
    MathBlock,
    Note,
    OrderedList,
    Paragraph,
    Quote,
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
    Underline,
)

CHILD_FIELDS: dict[type, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            Emphasis,
            Strong,
            Underline,
            Strikethrough,
            Highlight,
            Superscript,
            Subscript,
            SmallCaps,
            Keyboard,
            Link,
            Note,
            Quote,
            Span,
            Paragraph,
            Heading,
            ListItem,
            Term,
            Definition,
            Cell,
            Div,
        ),
        ("children",),
    ),
    Ruby: ("base", "annotation"),
    CodeBlock: ("caption",),
    BlockQuote: ("children", "attribution"),
    BulletList: ("items",),
    OrderedList: ("items",),
    DefinitionList: ("items",),
    DefinitionItem: ("terms", "definitions"),
    Row: ("cells",),
    Table: ("caption", "head", "body", "foot"),
    Figure: ("children", "caption"),
    Embed: ("fallback",),
}
"""The fields of each node type that hold nodes, in reading order. Types not listed are leaves."""

N = TypeVar("N")
Change = Callable[[Any], "AnyNode | tuple[AnyNode, ...]"]

_ALL: frozenset[type] = frozenset(AnyNode.__args__)  # type: ignore[attr-defined]  # typing.Union's members
_BLOCKS: tuple[type, ...] = Block.__args__  # type: ignore[attr-defined]  # typing.Union's members
_APART = frozenset({*_BLOCKS, ListItem, Term, Definition, Row, Cell})
_BRANCHES = frozenset(CHILD_FIELDS) - {CodeBlock, Note}
"""Those without a text of their own."""
_PARENTS = frozenset(kind for kind, fields in CHILD_FIELDS.items() if fields == ("children",))
"""Those that hold nodes as ``children`` and nowhere else, as most do."""

_PLAIN_PARENTS = _PARENTS & _BRANCHES


def children(node: AnyNode) -> tuple[AnyNode, ...]:
    """Return the nodes directly below ``node`` in reading order; a leaf has none."""
    fields = CHILD_FIELDS.get(type(node), ())
    if len(fields) == 1:
        return cast("tuple[AnyNode, ...]", getattr(node, fields[0]))
    return tuple(child for field in fields for child in getattr(node, field))


def walk(tree: AnyNode | Iterable[AnyNode]) -> Iterator[AnyNode]:
    """Yield every node of ``tree``, parents before their children, in reading order."""
    stack = list(reversed(_as_nodes(tree)))
    while stack:
        node = stack.pop()
        yield node
        if type(node) in CHILD_FIELDS:  # most nodes are texts
            stack.extend(reversed(children(node)))


def find(tree: AnyNode | Iterable[AnyNode], *kinds: type[N]) -> list[N]:
    """Return the nodes of ``tree`` whose type is one of ``kinds``, in reading order: what :func:`walk` yields of them, sooner."""
    found: list[N] = []
    _find(_as_nodes(tree), frozenset(kinds), found)
    return found


def _find(nodes: Iterable[Any], kinds: frozenset[type], found: list[Any]) -> None:
    for node in nodes:
        kind = type(node)
        if kind is str:
            continue
        if kind in kinds:
            found.append(node)
        if kind in _PARENTS:
            below = node.children
            if len(below) != 1 or type(below[0]) is not str:  # what most paragraphs hold
                _find(below, kinds, found)
        elif kind in CHILD_FIELDS:
            for field in CHILD_FIELDS[kind]:
                _find(getattr(node, field), kinds, found)


def rewrite(tree: N, change: Change, only: Collection[type] | None = None) -> N:
    """Return ``tree`` with every node passed through ``change``, from the bottom up.

    ``tree`` is a node or a tuple of nodes. ``change(node)`` returns the same node to keep it,
    another node to replace it, a tuple to put several in its place, or ``()`` to delete it.
    Untouched branches are shared with the old tree. A node given as the root can be replaced
    by one node only. ``only`` are the types of the nodes that ``change`` may change; it is not
    asked about others, which takes less time.
    """
    asked = _ALL if only is None else frozenset(only)
    if isinstance(tree, tuple):
        return cast("N", _rewrite_sequence(tree, change, asked))
    changed = _rewrite_below(tree, change, asked)
    return cast("N", change(changed) if type(tree) in asked else changed)


def _rewrite_sequence(nodes: tuple[AnyNode, ...], change: Change, asked: frozenset[type]) -> tuple[AnyNode, ...]:
    result: list[AnyNode] | None = None  # most sequences stay as they are
    for place, node in enumerate(nodes):
        kind = type(node)
        changed: Any = _rewrite_below(node, change, asked) if kind in CHILD_FIELDS else node
        if kind in asked:
            changed = change(changed)
        if result is None:
            if changed is node:
                continue
            result = list(nodes[:place])
        if type(changed) is tuple:
            result.extend(changed)
        else:
            result.append(changed)
    return nodes if result is None else merge_text(result)


def _rewrite_below(node: Any, change: Change, asked: frozenset[type]) -> Any:
    if type(node) in _PARENTS:
        old = node.children
        if len(old) == 1 and type(old[0]) is str and str not in asked:  # what most inlines hold
            return node
        new = _rewrite_sequence(old, change, asked)
        return node if new is old else msgspec.structs.replace(node, children=new)
    changes: dict[str, tuple[AnyNode, ...]] = {}
    for field in CHILD_FIELDS.get(type(node), ()):
        old = getattr(node, field)
        if old and (new := _rewrite_sequence(old, change, asked)) is not old:
            changes[field] = new
    return msgspec.structs.replace(node, **changes) if changes else node


def merge_text(nodes: Iterable[AnyNode]) -> tuple[Any, ...]:
    """Return ``nodes`` with neighbouring strings made one, and empty strings left out."""
    result: list[Any] = []
    # Strings beside one another are joined at once: one by one it would take the square of their number.
    texts: list[str] = []
    for node in nodes:
        if type(node) is str:
            if node:
                texts.append(node)
            continue
        if texts:
            result.append("".join(texts))
            texts.clear()
        result.append(node)
    if texts:
        result.append("".join(texts))
    return tuple(result)


def plain_text(tree: AnyNode | Iterable[AnyNode]) -> str:
    """Return the words of ``tree``: the text of all its leaves, blocks parted by line ends.

    Images give their alternative text and notes their blocks, where they stand; blocks, notes
    and captions never run into the words beside them. What is raw gives nothing.
    """
    pieces: list[str] = []
    _gather_text(_as_nodes(tree), pieces)
    return "".join(pieces).strip("\n")


def _gather_text(nodes: Sequence[AnyNode], pieces: list[str]) -> None:
    for node in nodes:
        kind = type(node)
        if kind is str:
            pieces.append(node)  # type: ignore[arg-type]  # it is a str
            continue
        if kind in _PLAIN_PARENTS:
            _gather_text(node.children, pieces)  # type: ignore[union-attr]  # it has some
            if kind in _APART:
                pieces.append("\n")
            continue
        if kind is Note:
            pieces.append("\n")
        for field in CHILD_FIELDS.get(kind, ()):
            _gather_text(getattr(node, field), pieces)
            if field == "caption":
                pieces.append("\n")
        if kind not in _BRANCHES:
            pieces.append(_own_text(node))
        if kind in _APART:
            pieces.append("\n")


def _own_text(node: AnyNode) -> str:
    match node:
        case Code(text=text) | CodeBlock(text=text) | Math(tex=text) | MathBlock(tex=text) | Image(alt=text):
            return text
        case SoftBreak():
            return " "
        case LineBreak() | Note():
            return "\n"
        case _:
            return ""


class Section(msgspec.Struct, frozen=True):
    """One entry of an outline: a heading, and what stands under it."""

    title: str
    level: int
    id: str = ""
    sections: tuple[Section, ...] = ()


def outline(blocks: Blocks) -> tuple[Section, ...]:
    """Return the tree of headings in ``blocks``; a skipped level counts as the next one.

    A title is one line, without the notes in it.
    """
    headings = [node for node in walk(blocks) if isinstance(node, Heading)]
    return _nest(headings)


def _nest(headings: Sequence[Heading]) -> tuple[Section, ...]:
    sections: list[Section] = []
    start = 0
    while start < len(headings):
        first = headings[start]
        end = start + 1
        while end < len(headings) and headings[end].level > first.level:
            end += 1
        below = _nest(headings[start + 1 : end])
        sections.append(Section(_title(first), first.level, first.id, below))
        start = end
    return tuple(sections)


def _title(heading: Heading) -> str:
    return inline_text(rewrite(heading.children, lambda node: () if isinstance(node, Note) else node))


def inline_text(inlines: Inlines) -> str:
    """Return ``inlines`` as one line of text, each run of white space made one space."""
    return " ".join(plain_text(inlines).split())


def _as_nodes(tree: AnyNode | Iterable[AnyNode]) -> list[AnyNode]:
    if isinstance(tree, str | msgspec.Struct):
        return [tree]
    return list(tree)
