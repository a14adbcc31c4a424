"""Footnotes that a book marks as such (EPUB 3 Structural Semantics: noteref, footnote), put where the HTML reader knows them.

That is at the end of the page that refers to them, whichever page of the book they stood on.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping

from lxml import etree

from octavo_epub.reading.packages import Target
from octavo_epub.reading.pages import HEADINGS, Page, remove, shows_nothing
from octavo_epub.reading.parsing import text_of, types_of

_REFERENCE = "noteref"
_REFERENCE_CLASSES = frozenset({"noteref", "footnote-ref"})
"""What makers call references in EPUB 2, which has no types."""
_BACK = frozenset({"backlink", "referrer"})
_NOTE_TAGS = frozenset({"aside", "li", "div", "p", "section", "dd", "td"})
MAXIMUM_COPIED_BYTES = 20_000_000
"""How much of notes that several pages refer to is copied for the second and further ones, in one book."""
_NUMBER_END = re.compile(r"^[\s.:)\]]+")
_ARROW = re.compile(r"[\s\u21a9\ufe0e\u2191\u2934\u21b5^]*$")


def place_notes(pages: Mapping[str, Page]) -> frozenset[str]:
    """Move the footnotes of ``pages`` to the pages that refer to them; return the paths of pages that held nothing else."""
    placed: dict[tuple[str, Target], str] = {}
    moved: list[tuple[Page, etree._Element]] = []
    taken: set[Target] = set()
    spare = MAXIMUM_COPIED_BYTES
    for page in pages.values():
        for link, target in _references(page):
            owner = pages.get(target.path)
            note = owner.element(target.fragment) if owner else None
            if owner is None or note is None or note.tag not in _NOTE_TAGS or note in link.iterancestors():
                continue
            name = placed.get((page.path, target))
            if name is None and target in taken:
                spare -= len(etree.tostring(note)) if spare >= 0 else 0
                if spare < 0:
                    continue  # its words are elsewhere in the book
            if name is None:
                name = placed[page.path, target] = f"{len(placed) + 1}"
                parent = note.getparent()
                if parent is not None and target not in taken:
                    moved.append((owner, parent))
                _place(note if target not in taken else copy.deepcopy(note), name, link, page)
                taken.add(target)
            link.set("href", f"#note-in-book-{name}")
    seen: set[etree._Element] = set()
    for owner, parent in moved:
        _tidy(parent, owner, seen)
    owners = {owner.path: owner for owner, _ in moved}
    return frozenset(path for path, owner in owners.items() if shows_nothing(owner.body, HEADINGS))


def _references(page: Page) -> Iterator[tuple[etree._Element, Target]]:
    for link, target in page.links():
        is_marked = _REFERENCE in types_of(link) or _REFERENCE_CLASSES & set((link.get("class") or "").split())
        if target is not None and target.fragment and is_marked:
            yield link, target


def _place(note: etree._Element, name: str, link: etree._Element, page: Page) -> None:
    """Put ``note``, which ``link`` refers to, at the end of ``page``."""
    own = {one for one in (link.get("id"), _id_of(link.getparent())) if one}
    remove(note)
    for back in list(note.iter("a")):
        if _leads_back(back, own):
            behind = _NUMBER_END.sub("", back.tail or "") if not text_of(_before(back, note)) else back.tail
            back.tail = behind
            remove(back)
    note.tag = "aside"
    note.set("id", f"note-in-book-{name}")
    link.set("id", link.get("id") or f"reference-in-book-{name}")
    again = etree.SubElement(etree.SubElement(note, "p"), "a", {"href": f"#{link.get('id')}"})
    again.text = "↩"
    page.body.append(note)


def _leads_back(link: etree._Element, ids: set[str]) -> bool:
    fragment = (link.get("href") or "").partition("#")[2]
    return bool(types_of(link) & _BACK) or fragment in ids or bool(fragment and _ARROW.match(text_of(link)))


def _before(link: etree._Element, note: etree._Element) -> etree._Element | None:
    """Return what stands before ``link`` in ``note`` as an element of its own, None for nothing."""
    found = etree.Element("span")
    for one in (link, *link.iterancestors()):
        if one is note:
            break
        parent = one.getparent()
        if parent is None:
            break
        found.text = (
            (parent.text or "")
            + "".join(text_of(sibling) + (sibling.tail or "") for sibling in one.itersiblings(preceding=True))
            + (found.text or "")
        )
    return found


def _id_of(element: etree._Element | None) -> str | None:
    return element.get("id") if element is not None else None


def _tidy(parent: etree._Element, page: Page, seen: set[etree._Element]) -> None:
    """Take away what only framed notes: rules, headings, lists; what is ``seen`` shows something, or is gone."""
    element: etree._Element | None = parent
    while element is not None and element is not page.body and element not in seen:
        seen.add(element)
        if not shows_nothing(element, HEADINGS):
            break
        above = element.getparent()
        remove(element)
        element = above
