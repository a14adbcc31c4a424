"""Functions over trees: what they promise, for trees of every shape."""

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from octavo.model import (
    AnyNode,
    Attributes,
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
    Emphasis,
    Figure,
    Heading,
    Image,
    Inline,
    LineBreak,
    ListItem,
    Math,
    MathBlock,
    Note,
    Paragraph,
    RawBlock,
    RawInline,
    Row,
    Ruby,
    SoftBreak,
    Span,
    Strong,
    Table,
    Term,
    ThematicBreak,
)
from octavo.walk import (
    CHILD_FIELDS,
    Section,
    children,
    find,
    inline_text,
    merge_text,
    outline,
    plain_text,
    rewrite,
    walk,
)

words = st.text("abc é漢字", min_size=1, max_size=6)


def _inline_containers(inner: st.SearchStrategy[Inline]) -> st.SearchStrategy[Inline]:
    several = st.lists(inner, max_size=3).map(merge_text)
    return st.one_of(
        several.map(Emphasis),
        several.map(Strong),
        several.map(lambda inlines: Span(inlines, Attributes(id="x"))),
        several.map(lambda inlines: Note((Paragraph(inlines),))),
        st.tuples(several, several).map(lambda pair: Ruby(*pair)),
    )


leaves: st.SearchStrategy[Inline] = st.one_of(words, words.map(Code), st.just(SoftBreak()), st.just(LineBreak()))
inlines = st.lists(st.recursive(leaves, _inline_containers, max_leaves=6), max_size=4).map(merge_text)


def _block_containers(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several = st.lists(inner, max_size=3).map(tuple)
    return st.one_of(
        st.tuples(several, inlines).map(lambda pair: BlockQuote(*pair)),
        several.map(Div),
        several.map(lambda blocks: BulletList((ListItem(blocks),))),
        several.map(lambda blocks: Table((Column(),), body=(Row((Cell(blocks),)),))),
        st.tuples(inlines, several).map(
            lambda pair: DefinitionList((DefinitionItem((Term(pair[0]),), (Definition(pair[1]),)),))
        ),
    )


simple_blocks: st.SearchStrategy[Block] = st.one_of(
    inlines.map(Paragraph),
    inlines.map(lambda content: Heading(2, content)),
    words.map(CodeBlock),
    st.just(ThematicBreak()),
)
trees = st.lists(st.recursive(simple_blocks, _block_containers, max_leaves=8), max_size=4).map(tuple)


@given(trees)
def test_rewrite_that_changes_nothing_returns_the_same_tree(tree: Blocks) -> None:
    assert rewrite(tree, lambda node: node) is tree


@given(trees)
def test_rewrite_sees_every_node_once(tree: Blocks) -> None:
    seen: list[AnyNode] = []

    def look(node: AnyNode) -> AnyNode:
        seen.append(node)
        return node

    rewrite(tree, look)
    assert sorted(map(repr, seen)) == sorted(map(repr, walk(tree)))


@given(trees)
def test_rewrite_shares_what_it_does_not_touch(tree: Blocks) -> None:
    changed = rewrite((*tree, Paragraph(("the last",))), lambda node: "new" if node == "the last" else node)
    assert changed[:-1] == tree
    assert all(old is new for old, new in zip(tree, changed[:-1], strict=True))


@given(trees)
def test_no_strings_stand_side_by_side_after_unwrapping(tree: Blocks) -> None:
    unwrapped = rewrite(tree, lambda node: node.children if isinstance(node, Emphasis | Strong) else node)
    for node in walk(unwrapped):
        for field in CHILD_FIELDS.get(type(node), ()):
            below = getattr(node, field)
            assert "" not in below
            assert not any(isinstance(left, str) and isinstance(right, str) for left, right in pairwise(below))


@given(trees)
def test_walk_goes_from_parent_to_child_in_reading_order(tree: Blocks) -> None:
    def recursively(nodes: tuple[AnyNode, ...]) -> list[AnyNode]:
        return [one for node in nodes for one in (node, *recursively(children(node)))]

    assert list(walk(tree)) == recursively(tree)


@given(trees)
def test_find_gives_what_walk_yields_of_the_kinds(tree: Blocks) -> None:
    assert find(tree, Paragraph, Image, Note) == [
        node for node in walk(tree) if isinstance(node, Paragraph | Image | Note)
    ]


@given(trees)
def test_plain_text_has_every_string(tree: Blocks) -> None:
    text = plain_text(tree)
    assert all(node in text for node in walk(tree) if isinstance(node, str))


def test_rewrite_asks_about_the_types_alone_that_it_is_told() -> None:
    asked: list[object] = []

    def change(node: AnyNode) -> AnyNode:
        asked.append(node)
        return Strong(("b",))

    tree = (Paragraph(("a", Emphasis(("b",)))), Paragraph((Strong(("c",)),)))
    rewritten = rewrite(tree, change, (Emphasis,))
    assert asked == [Emphasis(("b",))]
    assert rewritten == (Paragraph(("a", Strong(("b",)))), tree[1])
    assert rewritten[1] is tree[1]


def test_rewrite_replaces_deletes_and_splices() -> None:
    tree = (Paragraph(("a", Code("x"), Strong(("b",)), "c")),)

    def change(node: Any) -> Any:
        match node:
            case Code():
                return ()
            case Strong(children=inner):
                return ("<", *inner, ">")
            case _:
                return node

    assert rewrite(tree, change) == (Paragraph(("a<b>c",)),)


def test_rewrite_works_from_the_bottom_up() -> None:
    node = Emphasis((Strong(("a",)),))
    flat = rewrite(node, lambda one: Code(plain_text(one)) if isinstance(one, Strong | Emphasis) else one)
    assert repr(flat) == repr(Code("a"))


def test_rewrite_reaches_captions_and_attributions() -> None:
    tree = (Figure((), ("a",)), BlockQuote((), ("a",)), CodeBlock("a", caption=("a",)), Table((), caption=("a",)))
    upper = rewrite(tree, lambda node: "A" if node == "a" else node)
    assert upper == (
        Figure((), ("A",)),
        BlockQuote((), ("A",)),
        CodeBlock("a", caption=("A",)),
        Table((), caption=("A",)),
    )


def test_children_are_in_reading_order() -> None:
    table = Table((Column(),), head=(Row(()),), body=(Row((Cell(()),)),), caption=("c",))
    assert children(table) == ("c", Row(()), Row((Cell(()),)))
    assert children("text") == ()


def test_walk_takes_one_node_too() -> None:
    assert list(walk(Paragraph(("a",)))) == [Paragraph(("a",)), "a"]


def test_plain_text_parts_blocks_notes_and_captions() -> None:
    tree = (
        Heading(1, ("One",)),
        Paragraph(("two", Note((Paragraph(("three",)),)), SoftBreak(), "four", LineBreak(), "five")),
        Table(
            (Column(),), body=(Row((Cell((Paragraph(("seven",)),)), Cell((Paragraph(("eight",)),)))),), caption=("six",)
        ),
        CodeBlock("ten", caption=("nine",)),
    )
    assert plain_text(tree).split() == ["One", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def test_plain_text_of_leaves() -> None:
    tree = (
        Paragraph((Image("u", alt="a picture"), Math("x"), RawInline("html", "<b>"))),
        MathBlock("y"),
        RawBlock("tex", "z"),
    )
    assert plain_text(tree) == "a picturex\ny"


def test_inline_text_is_one_line() -> None:
    assert inline_text(("  a ", LineBreak(), Emphasis(("b\tc",)))) == "a b c"


def test_outline_nests_by_level_and_takes_skipped_levels() -> None:
    blocks = (
        Heading(2, ("A",), "a"),
        Heading(4, ("B", Note((Paragraph(("not in a title",)),)))),
        Div((Heading(3, ("C",)),)),
        Heading(1, ("D",)),
    )
    assert outline(blocks) == (
        Section("A", 2, "a", (Section("B", 4), Section("C", 3))),
        Section("D", 1),
    )


def test_merge_text_joins_neighbours_and_drops_nothing_else() -> None:
    assert merge_text(["a", "", "b", Code(""), "", "c"]) == ("ab", Code(""), "c")
