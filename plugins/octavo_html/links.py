"""Links: to other places, to notes, which stand where they are referred to, and to addresses that are hidden from robots."""

from __future__ import annotations

from lxml import etree

from octavo.model import Link, Note, Superscript
from octavo.url import safe_url
from octavo_html.builder import Builder
from octavo_html.walking import blocks_of, visit_unknown, visit_wrapped, wrapped

MAXIMUM_REPEATED_NOTES = 1000
"""How often notes are read again in one source, for references after the first: each may hold others."""
MAXIMUM_REPEATED_SIZE = 20_000_000
"""How many characters they may have together, an element counting as some."""
_SIZE_OF_ELEMENT = 10


def visit_link(element: etree._Element, builder: Builder) -> None:
    """Take ``a``: a link, a reference to a note, or the place that links lead to."""
    href = element.get("href")
    if element.get("data-cfemail") or (href and "/cdn-cgi/l/email-protection#" in href):
        _visit_protected_address(element, builder)
        return
    if href is None:
        visit_unknown(element, builder)
        return
    fragment = _fragment_of(href, builder) if "#" in href else ""
    if fragment and fragment in builder.page.notes:
        _visit_note(fragment, element, builder)
        return
    url = safe_url("#" + fragment if fragment else href)
    if not url and href.strip():
        builder.page.notice("unsafe-url", f"a link to {href.strip()[:40]!r} is dropped", element)
        visit_unknown(element, builder)
        return
    title = element.get("title") or ""
    if not len(element) and not (element.text or "").strip() and not url.startswith("#"):
        builder.inline(Link((), url, title))  # it shows nothing but a space, if that, but it is there
        builder.text(element.text or "")
        return
    visit_wrapped(element, lambda children: Link(children, url, title), builder)


def _visit_note(fragment: str, link: etree._Element, builder: Builder) -> None:
    """Take a reference to a note; of notes that refer to each other in a ring, or without end, the words of the link."""
    page = builder.page
    if fragment in page.open_notes or _is_too_much(builder):
        page.notice("note-not-repeated", "notes refer to each other too often; the words of a reference stay", link)
        visit_unknown(link, builder)
        return
    if fragment in page.read_notes:
        page.repeated_notes += 1
        page.repeated_size += _size(page.notes[fragment])
    page.read_notes.add(fragment)
    page.open_notes.add(fragment)
    builder.inline(Note(blocks_of(page.notes[fragment], Builder(page, depth=builder.depth + 2))))
    page.open_notes.remove(fragment)


def _is_too_much(builder: Builder) -> bool:
    page = builder.page
    return page.repeated_notes >= MAXIMUM_REPEATED_NOTES or page.repeated_size >= MAXIMUM_REPEATED_SIZE


def _size(note: etree._Element) -> int:
    return sum(_SIZE_OF_ELEMENT + len(one.text or "") + len(one.tail or "") for one in note.iter())


def _fragment_of(href: str, builder: Builder) -> str:
    """Return the id that a link to ``href`` leads to within the page, "" for other links."""
    href = href.strip()
    return builder.page.fragments.get(href[1:], href[1:]) if href.startswith("#") else ""


def _visit_protected_address(element: etree._Element, builder: Builder) -> None:
    """Decode an address that a content network hid: hexadecimal, each byte xor the first."""
    hidden = element.get("data-cfemail") or (element.get("href") or "").partition("#")[2]
    try:
        key, *codes = bytes.fromhex(hidden)
    except ValueError:
        visit_unknown(element, builder)
        return
    address = bytes(code ^ key for code in codes).decode("utf-8", "replace")
    builder.inline(Link((address,), "mailto:" + address))


def visit_superscript(element: etree._Element, builder: Builder) -> None:
    """Take ``sup``; the one around a footnote's number is no more than its look."""
    link = element[0] if len(element) == 1 and not (element.text or "").strip(" [\n") else None
    if link is not None and link.tag == "a" and _fragment_of(link.get("href") or "", builder) in builder.page.notes:
        visit_link(link, builder)
    else:
        _raised(element, builder)


_raised = wrapped(Superscript)
