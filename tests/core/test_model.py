"""The vocabulary: frozen, closed, and named as its JSON names it."""

import pickle
from typing import get_args

import msgspec
import pytest

from octavo import model
from octavo.model import (
    Block,
    Cell,
    Definition,
    DefinitionItem,
    Emphasis,
    Heading,
    Inline,
    ListItem,
    Node,
    Paragraph,
    Row,
    StructuralPart,
    Term,
)
from octavo.walk import CHILD_FIELDS

NODES = [
    kind for kind in vars(model).values() if isinstance(kind, type) and issubclass(kind, Node) and kind is not Node
]


def test_every_node_is_a_block_an_inline_or_a_part() -> None:
    members = {*get_args(Block), *get_args(Inline), *get_args(StructuralPart)} - {str}
    assert members == set(NODES)


def test_no_node_is_both_block_and_inline() -> None:
    assert not set(get_args(Block)) & set(get_args(Inline))


def test_parts_are_those_that_stand_in_one_place_only() -> None:
    assert set(get_args(StructuralPart)) == {ListItem, DefinitionItem, Term, Definition, Row, Cell}


@pytest.mark.parametrize(
    ("kind", "tag"), [(Paragraph, "paragraph"), (model.BulletList, "bullet_list"), (model.RawInline, "raw_inline")]
)
def test_the_type_in_json_is_the_name_in_snake_case(kind: type[Node], tag: str) -> None:
    assert kind.__struct_config__.tag == tag


@pytest.mark.parametrize("kind", NODES)
def test_child_fields_are_exactly_those_that_hold_nodes(kind: type[Node]) -> None:
    holding = {name for name, hint in kind.__annotations__.items() if _holds_nodes(str(hint))}
    assert set(CHILD_FIELDS.get(kind, ())) == holding


def _holds_nodes(hint: str) -> bool:
    nodes = ("ListItem", "DefinitionItem", "Term", "Definition", "Row", "Cell")
    return hint in ("Inlines", "Blocks") or hint in {f"tuple[{name}, ...]" for name in nodes}


@pytest.mark.parametrize("kind", NODES)
def test_every_node_says_what_it_is(kind: type[Node]) -> None:
    assert kind.__doc__


def test_nodes_are_frozen_and_equal_by_value() -> None:
    node = Paragraph(("a", Emphasis(("b",))))
    assert node == Paragraph(("a", Emphasis(("b",))))
    assert hash(node) == hash(Paragraph(("a", Emphasis(("b",)))))
    with pytest.raises(AttributeError):
        node.children = ()  # type: ignore[misc]  # that it can't be done is what is tested


def test_nodes_can_be_sent_to_another_process() -> None:
    node = Heading(2, ("a", Emphasis(("b",))), "a-b")
    assert pickle.loads(pickle.dumps(node)) == node  # noqa: S301  # it was made here


def test_a_paragraph_in_a_paragraph_is_refused_by_the_codec() -> None:
    nested = b'{"type":"paragraph","children":[{"type":"paragraph","children":[]}]}'
    with pytest.raises(msgspec.ValidationError, match="paragraph"):
        msgspec.json.decode(nested, type=Paragraph)
