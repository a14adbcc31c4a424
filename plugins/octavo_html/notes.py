"""Footnotes: a reference that leads to an element which leads back to it is a Note in its place.

markdown-it, pandoc, kramdown, GitHub and Hexo's plugins all render footnotes so, and nothing else does.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from urllib.parse import unquote

from lxml import etree

from octavo_html.builder import Page

_SECTION = re.compile(r"\bfootnotes?\b|\bfootnotes-list\b|\bfootnote-definitions\b")
_REFERENCE = re.compile(r"^#(?:user-content-)?(?:fn|footnote|note|_ftn|cite_note|ref)", re.IGNORECASE)
_BACK_ARROW = re.compile(r"[\s\u21a9\ufe0e\u2191\u2934\u21b5^]*$")


def find_notes(root: etree._Element, page: Page) -> None:
    """Enter the footnotes of the tree into ``page``: by id, and as elements to skip in the flow."""
    links = [link for link in root.iter("a") if (link.get("href") or "").startswith("#")]
    if not links:
        return
    elements = {name: element for element in root.iter(etree.Element) for name in _names(element)}
    page.fragments = {fragment: _id_of(fragment, elements) for link in links if (fragment := _fragment(link))}
    page.referenced = frozenset(page.fragments.values())
    for link in links:
        if _REFERENCE.match(link.get("href") or ""):
            _enter_note(link, elements, page)
    _skip_sections(page)


def _fragment(link: etree._Element) -> str:
    return (link.get("href") or "").strip()[1:]


def _names(element: etree._Element) -> tuple[str, ...]:
    if not element.attrib:
        return ()
    return tuple(name for name in (element.get("id"), element.get("name") if element.tag == "a" else None) if name)


def _id_of(fragment: str, elements: Container[str]) -> str:
    """Return the id that ``fragment`` means: as it stands, else percent-decoded (HTML Standard, section 7.4.6.3)."""
    decoded = unquote(fragment) if fragment not in elements else fragment
    return decoded if decoded in elements else fragment


def _enter_note(link: etree._Element, elements: Mapping[str, etree._Element], page: Page) -> None:
    name = page.fragments.get(_fragment(link), "")
    target = elements.get(name)
    if target is None or name in page.notes or target.tag not in ("li", "p", "div", "dd", "aside", "td"):
        return
    backs = [] if target in link.iterancestors() else _back_links(target, _own_ids(link))
    if backs:
        page.notes[name] = target
        page.skipped.add(target)
        page.skipped.update(backs)


def _own_ids(link: etree._Element) -> set[str]:
    parent = link.getparent()
    ids = {link.get("id"), link.get("name"), parent.get("id") if parent is not None else None}
    return {one for one in ids if one}


def _back_links(target: etree._Element, ids: set[str]) -> list[etree._Element]:
    links = [link for link in target.iter("a") if (link.get("href") or "").startswith("#")]
    if not any(_leads_back(link, ids) for link in links):
        return []
    return [
        link
        for link in links
        if _BACK_ARROW.match("".join(str(piece) for piece in link.itertext())) or _leads_back(link, ids)
    ]


def _leads_back(link: etree._Element, ids: set[str]) -> bool:
    fragment = _fragment(link)
    return fragment in ids or unquote(fragment) in ids


def _skip_sections(page: Page) -> None:
    """Skip what only frames the notes: the rule and the heading of their section."""
    parents = {target.getparent() for target in page.notes.values()}
    for parent in (one for one in parents if one is not None):
        around = (parent, *parent.iterancestors())
        section = next((one for one in around if _SECTION.search(one.get("class") or "")), None)
        if section is not None:
            page.skipped.update(section.iterchildren("hr"))
