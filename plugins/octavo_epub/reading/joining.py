"""Articles that were divided into several files because of their length, made one page each again.

octavo's binder marks what goes on by a running head; calibre names the files of one page ``one_split_000.html``,
``one_split_001.html`` and so on, and its contents need not know the later ones.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterable
from urllib.parse import quote

from lxml import etree

from octavo_epub.reading.pages import Page, find_all, remove

_OF_OCTAVO = re.compile(r"(.+)_(\d{1,9})\Z")
_OF_CALIBRE = re.compile(r"(.+)_split_(\d{1,9})\Z")


def join_pages(pages: dict[str, Page], listed: Container[str]) -> dict[str, Page]:
    """Return ``pages`` with those that only go on with the page before them put at its end, and links led there.

    ``listed`` are the paths of pages that the contents name: by them calibre's pieces are articles of their own.
    """
    joined: dict[str, Page] = {}
    moved: dict[str, str] = {}
    before: Page | None = None
    for path, page in pages.items():
        first = joined.get(moved.get(before.path, before.path)) if before else None
        if before and first and _goes_on(page, before.path, listed):
            _move(page, first)
            moved[path] = first.path
        else:
            joined[path] = page
        before = page
    _lead(joined.values(), moved)
    return joined


def _goes_on(page: Page, before: str, listed: Container[str]) -> bool:
    """Return whether ``page`` is the piece that follows the page at the path ``before``."""
    if _running_head(page) is not None:
        match = _OF_OCTAVO.match(_stem(page.path))
        if match is None:
            return False
        name, number = match.group(1), int(match.group(2)) - 1
        return _stem(before) == (f"{name}_{number}" if number > 1 else name)
    match = _OF_CALIBRE.match(_stem(page.path))
    if match is None or page.path in listed:
        return False
    name, digits = match.groups()
    return digits.strip("0") != "" and _stem(before) == f"{name}_split_{int(digits) - 1:0{len(digits)}}"


def _stem(path: str) -> str:
    return posixpath.splitext(path)[0]


def _running_head(page: Page) -> etree._Element | None:
    heads = [head for article in page.body.iterfind("article") for head in find_all(article, "header", "running")]
    return heads[0] if len(heads) == 1 else None


def _move(page: Page, first: Page) -> None:
    """Put what is in ``page`` at the end of ``first``."""
    head = _running_head(page)
    target = first.body
    if head is not None:
        remove(head)
        article = first.body.find("article")
        target = article if article is not None else target
    if (page.body.text or "").strip():
        etree.SubElement(target, "p").text = page.body.text
    for child in list(page.body):
        target.append(child)


def _lead(pages: Iterable[Page], moved: dict[str, str]) -> None:
    """Let the links of ``pages`` lead to where the pages at the paths ``moved`` are now."""
    for page in pages if moved else ():
        for link, target in page.links():
            place = moved.get(target.path) if target else None
            if target and place:
                way = quote(posixpath.relpath(place, posixpath.dirname(page.path) or "."))
                link.set("href", f"{way}#{quote(target.fragment)}" if target.fragment else way)
