"""The pages of a book: trees of XHTML by path, and what can be asked of them or taken out of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from octavo_epub.reading.packages import Target, resolve
from octavo_epub.reading.parsing import types_of

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
PICTURES = ("img", "image", "svg", "object", "video", "audio", "math")
"""Elements that show something without words."""
_LETTER = re.compile(r"\w")


@dataclass
class Page:
    """One page: its tree, and the ``id`` of the part that it becomes. ``linear`` pages are in the order of reading."""

    path: str
    root: etree._Element
    linear: bool = True
    id: str = ""

    @property
    def body(self) -> etree._Element:
        """The element that holds what is shown."""
        body = self.root.find("body")
        return body if body is not None else self.root

    @property
    def types(self) -> frozenset[str]:
        """The types of the body, and of the element that is all of it."""
        elements = [self.body]
        while len(elements[-1]) == 1:
            elements.append(elements[-1][0])
        return frozenset(one for element in elements for one in types_of(element))

    def element(self, id: str) -> etree._Element | None:
        """Return the element with ``id``."""
        return self._elements.get(id)

    @cached_property
    def _elements(self) -> dict[str, etree._Element]:
        """The first element with each id."""
        found: dict[str, etree._Element] = {}
        for element in self.root.iter(etree.Element):
            name = element.get("id") or (element.get("name") if element.tag == "a" else None)
            if name:
                found.setdefault(name, element)
        return found

    def links(self) -> Iterator[tuple[etree._Element, Target | None]]:
        """Yield the links of the page, and what they lead to within the book."""
        for link in list(self.root.iter("a")):
            href = link.get("href")
            if href:
                yield link, resolve(href, self.path)


def remove(element: etree._Element) -> None:
    """Take ``element`` out of its tree; the text behind it stays."""
    parent, tail = element.getparent(), element.tail
    if parent is None:
        return
    if tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(element)
    element.tail = None


def unwrap(element: etree._Element) -> None:
    """Make a link or picture that leads nowhere a plain span: its words stay."""
    for name in list(element.attrib):
        if name not in ("id", "class", "lang", "dir"):
            del element.attrib[name]
    element.tag = "span"


def words_outside(element: etree._Element, tags: Iterable[str]) -> str:
    """Return the letters and digits of ``element`` that stand in none of the elements ``tags``."""
    skipped = frozenset(tags)
    pieces: list[str] = []
    stack: list[etree._Element | str | None] = [element]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            pieces.append(one)
        elif one is not None and one.tag not in skipped:
            pieces.append(one.text or "")
            for child in reversed(one):
                stack += [child.tail, child]
    return "".join(_LETTER.findall("".join(pieces)))


def shows_nothing(element: etree._Element, besides: Iterable[str] = ()) -> bool:
    """Return whether ``element`` has neither words nor pictures ``besides`` those in elements of these names."""
    return not words_outside(element, besides) and next(element.iter(*PICTURES), None) is None


def find_all(root: etree._Element, tag: str, kind: str) -> list[etree._Element]:
    """Return the elements ``tag`` with the class ``kind``."""
    return [one for one in root.iter(tag) if kind in (one.get("class") or "").split()]
