"""What makers of books put around a text: covers, title pages, contents, links to turn pages, heads of articles.

What octavo's own binder adds is known by the names that it gives; of others' books only what repeats
what is known from elsewhere goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice

import msgspec
from lxml import etree

from octavo.model import Author, Meta, Timestamp
from octavo_epub.reading.packages import Package, resolve
from octavo_epub.reading.pages import HEADINGS, PICTURES, Page, find_all, remove, words_outside
from octavo_epub.reading.parsing import text_of, types_of

_FRONT = 2
"""How many pages at the front of a book may be its title page though they don't say so."""
_WORD = re.compile(r"\w+")


def reason_to_leave_out(page: Page, package: Package, meta: Meta, pages: Mapping[str, Page]) -> str:
    """Return what ``page`` only repeats, "" if it says something of its own."""
    types = page.types | package.guide_types.get(page.path, frozenset())
    if _is_section_page(page.body):
        return "it lists the articles of a section"
    if "toc" in types and not words_outside(page.body, ("a", *HEADINGS)) and _leads_within(page.body, page, pages):
        return "it is the contents"
    if "cover" in types and _is_one_picture(page.body):
        return "it is the cover"
    first = len(pages) > _FRONT and page.path in islice(pages, _FRONT)
    is_named = bool(types & {"titlepage", "title-page", "halftitlepage"})
    if (is_named or (first and _says(page.body, meta.title))) and _repeats(page.body, meta):
        return "it repeats the title"
    return ""


def _is_section_page(body: etree._Element) -> bool:
    """Return whether octavo's binder made this as the page of a section."""
    sections = find_all(body, "section", "section")
    return len(sections) == 1 and len(find_all(sections[0], "ul", "entries")) == 1


def _is_one_picture(body: etree._Element) -> bool:
    return not words_outside(body, ()) and sum(1 for _ in body.iter("img", "image")) == 1


def _says(body: etree._Element, title: str) -> bool:
    return bool(title) and any(text_of(element) == title for element in body.iter(etree.Element))


def _repeats(body: etree._Element, meta: Meta) -> bool:
    """Return whether all words of a title page are known of the book, but for those that octavo's binder counts."""
    if next(body.iter(*PICTURES), None) is not None:
        return False
    known = {word.casefold() for text in _texts(meta) for word in _WORD.findall(text)}
    counted = (
        [*find_all(body, "p", "count"), *find_all(body, "p", "dates")]
        if find_all(body, "section", "title-page")
        else []
    )
    for element in counted:
        known.update(word.casefold() for word in _WORD.findall(text_of(element)))
    words = _WORD.findall(" ".join(str(piece) for piece in body.itertext()))
    return {word.casefold() for word in words} <= known


def _texts(meta: Meta) -> Iterable[str]:
    entries = meta.front_matter.entries if meta.front_matter else ()
    return (str(entry.value) for entry in entries)


def drop_turns(page: Page, pages: Mapping[str, Page]) -> None:
    """Take away the rows of links that lead to other pages of the book: previous, next, contents."""
    rows = [
        *page.root.iter("footer", "nav"),
        *find_all(page.root, "div", "navbar"),
        *find_all(page.root, "div", "calibre_navbar"),
    ]
    for row in rows:
        links = [link for link in row.iter("a") if link.get("href")]
        if links and not words_outside(row, ("a",)) and _leads_within(row, page, pages):
            remove(row)


def drop_page_numbers(page: Page) -> None:
    """Take the numbers of printed pages out of the text; the places that links refer to stay."""
    for element in list(page.root.iter(etree.Element)):
        if "pagebreak" in types_of(element):
            for child in list(element):
                element.remove(child)
            element.text = None


def _leads_within(element: etree._Element, page: Page, pages: Mapping[str, Page]) -> bool:
    """Return whether all links in ``element`` lead to other pages."""
    found = [resolve(link.get("href") or "", page.path) for link in element.iter("a") if link.get("href")]
    return bool(found) and all(target and target.path in pages and target.path != page.path for target in found)


class Head(msgspec.Struct, frozen=True):
    """What the head of an article says of it, its cover as it is in the page's own words, and the ids that were in it."""

    meta: Meta
    ids: frozenset[str]


def take_head(page: Page) -> Head | None:
    """Take the head of an article away that says its metadata in the words of schema.org; return what it says."""
    for article in page.root.iter("article"):
        head = article.find("header")
        if head is not None and "Article" in (article.get("typeof") or "").split():
            headline = _having(head, "headline")
            if headline:
                remove(head)
                ids = frozenset(name for one in head.iter(etree.Element) if (name := one.get("id")))
                return Head(_meta(head, text_of(headline[0])), ids)
    return None


def _having(element: etree._Element, name: str) -> list[etree._Element]:
    return [one for one in element.iter(etree.Element) if one.get("property") == name]


def _meta(head: etree._Element, title: str) -> Meta:
    published, updated = _dates(head, "datePublished"), _dates(head, "dateModified")
    addresses = [one.get("href") or "" for one in _having(head, "url")]
    pictures = [one.get("src") or "" for one in _having(head, "image")]
    return Meta(
        title=title,
        authors=tuple(Author(text_of(one)) for one in _having(head, "author")),
        published=_timestamp(published[0]) if published else None,
        updated=_timestamp(updated[0]) if updated else None,
        categories=tuple(tuple(text_of(one).split(" › ")) for one in _having(head, "articleSection")),
        tags=tuple(text_of(one) for one in _having(head, "keywords")),
        cover=pictures[0] if pictures else "",
        source_url=addresses[0] if addresses else "",
    )


def _dates(head: etree._Element, name: str) -> list[str]:
    return [one.get("datetime") or text_of(one) for one in _having(head, name)]


def _timestamp(text: str) -> Timestamp:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return Timestamp(text)
    return Timestamp(text, instant if instant.tzinfo else None)
