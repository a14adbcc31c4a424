"""Footnotes: a reference that leads to an element which leads back to it is a Note in its place.

markdown-it, pandoc, kramdown, GitHub and Hexo's plugins all render footnotes so, and nothing else does.
"""

from __future__ import annotations

import re

from lxml import etree

from octavo_html.builder import Page

_SECTION = re.compile(r"\bfootnotes?\b|\bfootnotes-list\b|\bfootnote-definitions\b")
_REFERENCE = re.compile(r"^#(?:user-content-)?(?:fn|footnote|note|_ftn|cite_note|ref)", re.IGNORECASE)
_BACK_ARROW = re.compile(r"[\s\u21a9\ufe0e\u2191\u2934\u21b5^]*$")


def find_notes(root: etree._Element, page: Page) -> None:
    """Enter the footnotes of the tree into ``page``: by fragment, and as elements to skip in the flow."""
    links = [link for link in root.iter("a") if (link.get("href") or "").startswith("#")]
    page.referenced = frozenset((link.get("href") or "")[1:] for link in links) - {""}
    candidates = [link for link in links if _REFERENCE.match(link.get("href") or "")]
    if not candidates:
        return
    elements = {
        element.get("id"): element for element in root.iter() if isinstance(element.tag, str) and element.get("id")
    }
    for link in candidates:
        fragment = (link.get("href") or "")[1:]
        target = elements.get(fragment)
        if target is None or fragment in page.notes or target.tag not in ("li", "p", "div", "dd", "aside", "td"):
            continue
        if target in link.iterancestors():
            continue
        backs = _back_links(target, _own_ids(link))
        if backs:
            page.notes[fragment] = target
            page.skipped.add(target)
            page.skipped.update(backs)
    _skip_sections(page)


def _own_ids(link: etree._Element) -> set[str]:
    parent = link.getparent()
    ids = {link.get("id"), link.get("name"), parent.get("id") if parent is not None else None}
    return {one for one in ids if one}


def _back_links(target: etree._Element, ids: set[str]) -> list[etree._Element]:
    links = [link for link in target.iter("a") if (link.get("href") or "").startswith("#")]
    if not any((link.get("href") or "")[1:] in ids for link in links):
        return []
    return [
        link
        for link in links
        if _BACK_ARROW.match("".join(str(piece) for piece in link.itertext())) or (link.get("href") or "")[1:] in ids
    ]


def _skip_sections(page: Page) -> None:
    """Skip what only frames the notes: the rule and the heading of their section."""
    for target in page.notes.values():
        section = next((one for one in target.iterancestors() if _SECTION.search(one.get("class") or "")), None)
        if section is not None:
            page.skipped.update(child for child in section if child.tag == "hr")
