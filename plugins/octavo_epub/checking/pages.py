"""Checks of the pages and style sheets: well-formed, ids, links, resources, scripts, headings, alternative texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from octavo_epub.checking.findings import Finding, error, warning
from octavo_epub.checking.opened import Opened
from octavo_epub.reading.packages import Item, line_of, resolve
from octavo_epub.reading.pages import HEADINGS, Page
from octavo_epub.reading.parsing import text_of, types_of

_XLINK = "{http://www.w3.org/1999/xlink}href"
_ABROAD = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9+.-]*:|//)")
_REMOTE = re.compile(r"\s*(?:https?:|ftp:)?//", re.IGNORECASE)
_FILE = re.compile(r"\s*file:", re.IGNORECASE)
_RESOURCES = {
    "img": "src", "image": _XLINK, "script": "src", "link": "href", "source": "src", "video": "src", "audio": "src",
    "track": "src", "iframe": "src", "embed": "src", "object": "data",
}  # fmt: skip
_MAY_BE_REMOTE = ("video", "audio", "source")
"""Sounds and films may lie on the network (section 3.6)."""
_STYLE_URL = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])([^"')\s]+)""")
_XML = ("application/xhtml+xml", "application/x-dtbncx+xml", "image/svg+xml")
_SCRIPT_TYPES = ("", "module", "text/javascript", "application/javascript", "text/ecmascript", "application/ecmascript")


def check_well_formed(book: Opened) -> Iterator[Finding]:
    """All that is XML is well-formed."""
    paths = [item.path for item in book.items if item.media_type in _XML]
    for path in dict.fromkeys(["META-INF/container.xml", *([book.package.path] if book.package else []), *paths]):
        parsed = book.parsed(path, html=path in book.pages)
        if parsed is not None and parsed.problem:
            yield error("xml-malformed", parsed.problem, path, parsed.line)
        for name in parsed.unknown if parsed else ():
            yield error("xml-malformed", f"the entity &{name}; is not defined", path)


def check_ids(book: Opened) -> Iterator[Finding]:
    """An id stands once in its file."""
    roots = {path: page.root for path, page in book.pages.items()}
    if book.package:
        roots[book.package.path] = book.package.root
    for path, root in roots.items():
        counts = Counter(element.get("id") for element in root.iter(etree.Element) if element.get("id"))
        for identifier, count in counts.items():
            if count > 1:
                lines = [line_of(one) for one in root.iter(etree.Element) if one.get("id") == identifier]
                yield error("id-duplicated", f"the id {str(identifier)[:60]!r} stands {count} times", path, lines[1])


def check_links(book: Opened) -> Iterator[Finding]:
    """Links lead to pages of the spine and to ids that are there, or abroad."""
    package = book.package
    if package is None:
        return
    spine = {package.items[step.id].path for step in package.spine if step.id in package.items}
    contents = package.with_property("nav")
    for page, link in book.elements("a"):
        href = link.get("href")
        if href is None or (contents and page.path == contents.path and _is_in_nav(link)):
            continue  # entries of the contents have checks of their own
        target = resolve(href, page.path)
        line = line_of(link)
        if target is None:
            if _FILE.match(href) or not _ABROAD.match(href):
                yield error("link-outside", f"{href[:80]!r} leads out of the book", page.path, line)
        elif target.path not in book.archive.entries:
            yield error("link-broken", f"{href[:80]!r} leads to no file of the book", page.path, line)
        elif target.path in book.pages and target.path not in spine:
            yield error(
                "link-not-in-spine", f"{href[:80]!r} leads to a page that the spine does not list", page.path, line
            )
        elif target.fragment and target.path in book.pages and book.pages[target.path].element(target.fragment) is None:
            yield error("link-fragment", f"{target.path} has no id {target.fragment[:60]!r}", page.path, line)


def _is_in_nav(link: etree._Element) -> bool:
    return any(one.tag == "nav" and types_of(one) & {"toc"} for one in link.iterancestors())


def check_resources(book: Opened) -> Iterator[Finding]:
    """Pictures, style sheets and the like are files of the book."""
    for page, element in book.elements(*_RESOURCES):
        address = element.get(_RESOURCES[str(element.tag)]) or ""
        if element.tag == "link" and "stylesheet" not in (element.get("rel") or "").lower():
            continue
        allowed = element.tag in _MAY_BE_REMOTE
        yield from _resource(address, page.path, line_of(element), book, remote_allowed=allowed)
    for item in book.items:
        if item.media_type == "text/css":
            yield from _style(item, book)


def _style(item: Item, book: Opened) -> Iterator[Finding]:
    text = (book.read(item.path) or b"").decode("utf-8", "replace")
    for match in _STYLE_URL.finditer(
        re.sub(r"/\*.*?(?:\*/|\Z)", lambda one: "\n" * one.group().count("\n"), text, flags=re.DOTALL)
    ):
        line = text.count("\n", 0, match.start()) + 1
        yield from _resource(match.group(1), item.path, line, book, remote_allowed=False)


def _resource(address: str, path: str, line: int, book: Opened, *, remote_allowed: bool) -> Iterator[Finding]:
    if not address or address.startswith("#"):
        return
    if _ABROAD.match(address):
        if _REMOTE.match(address) and not remote_allowed:
            yield error("resource-remote", f"{address[:80]} lies on the network", path, line)
        elif _FILE.match(address):
            yield error("resource-outside", f"{address[:80]} is a file of some machine", path, line)
        return
    target = resolve(address, path)
    if target is None:
        yield error("resource-outside", f"{address[:80]!r} leads out of the book", path, line)
    elif target.path not in book.archive.entries:
        yield error("resource-missing", f"{address[:80]!r} is no file of the book", path, line)


def check_properties(book: Opened) -> Iterator[Finding]:
    """Items declare scripts, MathML and SVG that they hold (section D.5); scripts are best left out."""
    for item in book.items:
        page = book.pages.get(item.path)
        if page is None or not book.version.startswith("3"):
            continue
        for name, element in (
            ("scripted", _script(page)),
            ("mathml", _first(page, "math")),
            ("svg", _first(page, "svg")),
        ):
            if element is not None and name not in item.properties:
                message = f"there is <{element.tag}>, but the manifest does not declare {name!r}"
                yield error("property-missing", message, item.path, line_of(element))
            elif element is not None and name == "scripted":
                yield warning("script", "many reading systems run no scripts", item.path, line_of(element))


def _script(page: Page) -> etree._Element | None:
    found = (one for one in page.root.iter("script") if (one.get("type") or "").strip().lower() in _SCRIPT_TYPES)
    return next(found, None)


def _first(page: Page, tag: str) -> etree._Element | None:
    return next(page.root.iter(tag), None)


def check_titles(book: Opened) -> Iterator[Finding]:
    """Each page has a title."""
    for path, page in book.pages.items():
        if not text_of(page.root.find("head/title")):
            yield warning("title-missing", "the page has no title", path, line_of(page.root))


def check_alternatives(book: Opened) -> Iterator[Finding]:
    """Each picture has an alternative text, be it empty (EPUB Accessibility 1.1; WCAG 2.2, 1.1.1)."""
    for page, image in book.elements("img"):
        if image.get("alt") is None and "presentation" not in (image.get("role") or "").split():
            yield warning("alt-missing", f"{(image.get('src') or '')[:60]} has no alt", page.path, line_of(image))


def check_headings(book: Opened) -> Iterator[Finding]:
    """Headings skip no level downwards (WCAG 2.2, 1.3.1)."""
    for path, page in book.pages.items():
        above = 0
        for heading in page.root.iter(*HEADINGS):
            level = int(str(heading.tag)[1])
            if above and level > above + 1:
                yield warning("heading-skipped", f"h{level} follows h{above}", path, line_of(heading))
            above = level


def check_page_language(book: Opened) -> Iterator[Finding]:
    """Each page says its language (WCAG 2.2, 3.1.1): readers that speak it don't ask the package."""
    for path, page in book.pages.items():
        if book.version.startswith("3") and not (page.root.get("lang") or page.body.get("lang")):
            yield warning("page-language", "the page does not say its language", path, line_of(page.root))


CHECKS = (
    check_well_formed,
    check_ids,
    check_links,
    check_resources,
    check_properties,
    check_titles,
    check_alternatives,
    check_headings,
    check_page_language,
)
