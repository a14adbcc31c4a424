"""Lists: ul, ol, dl and task lists (HTML Standard, section 4.4)."""

from __future__ import annotations

import re

from lxml import etree

from octavo.model import (
    Block,
    Blocks,
    BulletList,
    Definition,
    DefinitionItem,
    DefinitionList,
    ListItem,
    Numbering,
    OrderedList,
    Paragraph,
    Term,
)
from octavo_html.builder import Builder
from octavo_html.walking import blocks_of, inlines_of, visit, visit_element

_NUMBERINGS: dict[str, Numbering] = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_INTEGER = re.compile(r"\s*(\d{1,9})")


def visit_bullet_list(element: etree._Element, builder: Builder) -> None:
    """Take ``ul`` (and the obsolete menu and dir)."""
    items = _items(element, builder)
    builder.flush()
    if items:
        builder.block(BulletList(items, _is_tight(element, items)))


def visit_ordered_list(element: etree._Element, builder: Builder) -> None:
    """Take ``ol`` with its start and numbering."""
    items = _items(element, builder)
    builder.flush()
    if items:
        match = _INTEGER.match(element.get("start") or "")
        numbering = _NUMBERINGS.get((element.get("type") or "").strip(), "decimal")
        builder.block(OrderedList(items, int(match.group(1)) if match else 1, numbering, _is_tight(element, items)))


def visit_input(element: etree._Element, builder: Builder) -> None:
    """Take ``input``: buttons show their words; boxes belong to their list items."""
    if (element.get("type") or "").lower() in ("submit", "button", "reset") and element.get("value"):
        builder.text(element.get("value") or "")


def visit_definition_list(element: etree._Element, builder: Builder) -> None:
    """Take ``dl``; its groups may stand in ``div``, and what is neither term nor definition defines."""
    items: list[DefinitionItem] = []
    terms: list[Term] = []
    definitions: list[Definition] = []
    for part in _parts(element):
        if isinstance(part, str) or part.tag != "dt":
            definitions.append(Definition(_content(part, builder)))
            continue
        if definitions:
            items.append(DefinitionItem(tuple(terms), tuple(definitions)))
            terms, definitions = [], []
        terms.append(Term(inlines_of(part, builder)))
    if terms or definitions:
        items.append(DefinitionItem(tuple(terms), tuple(definitions)))
    builder.flush()
    if items:
        builder.block(DefinitionList(tuple(items)))


def _parts(element: etree._Element) -> list[etree._Element | str]:
    """Return the terms and definitions, and what else stands between them, in order."""
    parts: list[etree._Element | str] = []
    for child in element:
        if child.tag == "div" and next(child.iterchildren("dt", "dd"), None) is not None:
            parts.append(child.text or "")
            for grandchild in child:
                parts.extend((grandchild, grandchild.tail or ""))
        elif isinstance(child.tag, str):
            parts.append(child)
        parts.append(child.tail or "")
    parts.insert(0, element.text or "")
    return [part for part in parts if not isinstance(part, str) or part.strip()]


def _content(part: etree._Element | str, builder: Builder) -> Blocks:
    if isinstance(part, str):
        return _loose_text(part, builder)
    return blocks_of(part, builder) if part.tag == "dd" else _loose_element(part, builder)


def _items(element: etree._Element, builder: Builder) -> tuple[ListItem, ...]:
    """Return the items of a list; what stands between them belongs to the item before it."""
    items: list[ListItem] = []
    if (element.text or "").strip():
        items.append(ListItem(_loose_text(element.text or "", builder)))
    for child in element:
        if child in builder.page.skipped:
            pass
        elif child.tag == "li":
            items.append(_item(child, builder))
        else:
            _append(items, _loose_element(child, builder))
        if (child.tail or "").strip():
            _append(items, _loose_text(child.tail or "", builder))
    return tuple(items)


def _item(element: etree._Element, builder: Builder) -> ListItem:
    box = _checkbox(element)
    inner = builder.nested()
    if element.attrib and builder.page.referenced and element.get("id") in builder.page.referenced:
        inner.anchor(element.get("id") or "")
    visit(element, inner)
    return ListItem(inner.finish(), None if box is None else box.get("checked") is not None)


def _checkbox(element: etree._Element) -> etree._Element | None:
    """Return the box that a task list's item begins with (GFM, task list items)."""
    first = element
    while len(first) and not (first.text or "").strip():
        first = first[0]
        if first.tag == "input":
            return first if (first.get("type") or "").lower() == "checkbox" else None
        if first.tag not in ("p", "label", "span"):
            return None
    return None


def _append(items: list[ListItem], blocks: Blocks) -> None:
    if items and blocks:
        items[-1] = ListItem((*items[-1].children, *blocks), items[-1].checked)
    elif blocks:
        items.append(ListItem(blocks))


def _loose_text(text: str, builder: Builder) -> Blocks:
    inner = builder.nested()
    inner.text(text)
    return inner.finish()


def _loose_element(element: etree._Element, builder: Builder) -> tuple[Block, ...]:
    inner = builder.nested()
    visit_element(element, inner)
    return inner.finish()


def _is_tight(element: etree._Element, items: tuple[ListItem, ...]) -> bool:
    """Return whether no item was a paragraph in the source, or holds more than one."""
    if any(next(item.iterchildren("p"), None) is not None for item in element.iterchildren("li")):
        return False
    return all(sum(isinstance(block, Paragraph) for block in item.children) < 2 for item in items)
