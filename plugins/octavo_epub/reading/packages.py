"""The container and the package document (EPUB 3.3, sections 4.2 and 5; OPF 2.0.1): what the book consists of."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote, urlsplit

import msgspec
from lxml import etree

from octavo_epub.reading.archive import Archive
from octavo_epub.reading.parsing import Parsed, parse

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
PACKAGE = "application/oebps-package+xml"
NCX = "application/x-dtbncx+xml"
PAGES = ("application/xhtml+xml", "text/html", "text/x-oeb1-document", "application/xml")
"""The media types of what is read as a page; old books call XHTML by many names."""
_HARMLESS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""The obfuscations of fonts (EPUB 3.3, section 4.3): they hide nothing that is read here."""
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")

Tell = Callable[[str, str], None]


class Target(msgspec.Struct, frozen=True):
    """What a relative address means: the ``path`` of an entry, and a fragment in it."""

    path: str
    fragment: str = ""


class Item(msgspec.Struct, frozen=True):
    """An item of the manifest: ``path`` is its entry in the book, "" if it lies elsewhere."""

    id: str
    href: str
    path: str
    media_type: str
    properties: frozenset[str] = frozenset()
    fallback: str = ""
    line: int = 0

    @property
    def is_page(self) -> bool:
        """Whether it is read as a page."""
        return self.media_type in PAGES


class Step(msgspec.Struct, frozen=True):
    """An item of the spine: one step in the order of reading."""

    id: str
    linear: bool = True
    line: int = 0


@dataclass
class Package:
    """The package document at ``path``: its root, and what it lists."""

    path: str
    root: etree._Element
    items: dict[str, Item] = field(default_factory=dict)
    spine: list[Step] = field(default_factory=list)
    guide: list[tuple[str, Target]] = field(default_factory=list)

    @cached_property
    def media_types(self) -> dict[str, str]:
        """The media type of each entry that the manifest lists."""
        return {item.path: item.media_type for item in reversed(self.items.values())}

    @cached_property
    def guide_types(self) -> dict[str, frozenset[str]]:
        """What the guide calls each entry that it names."""
        found: dict[str, set[str]] = {}
        for kind, target in self.guide:
            found.setdefault(target.path, set()).add(kind)
        return {path: frozenset(kinds) for path, kinds in found.items()}

    @property
    def metadata(self) -> etree._Element | None:
        """The element ``metadata``."""
        return self.root.find("metadata")

    def with_property(self, name: str) -> Item | None:
        """Return the item of the manifest with the property ``name``."""
        return next((item for item in self.items.values() if name in item.properties), None)

    @property
    def ncx(self) -> Item | None:
        """The contents in the form of EPUB 2: as the spine says, else by its type."""
        spine = self.root.find("spine")
        named = self.items.get(spine.get("toc") or "") if spine is not None else None
        return named or next((item for item in self.items.values() if item.media_type == NCX), None)


def resolve(url: str, base: str) -> Target | None:
    """Return what ``url`` in the file ``base`` means within the book, or None if it leads out of it."""
    if _SCHEME.match(url.strip()):
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # urllib refuses malformed hosts
        return None
    if not parts.path:
        return Target(base, _unquoted(parts.fragment))
    path = posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(parts.path)))
    outside = path.startswith(("../", "/")) or path in ("..", ".")
    return None if outside else Target(path, _unquoted(parts.fragment))


def _unquoted(fragment: str) -> str:
    """Return ``fragment`` as an id; one that XML can't hold, such as %00, stands as it is."""
    return fragment if _NOT_IN_XML.search(unquote(fragment)) else unquote(fragment)


def check_protection(archive: Archive) -> None:
    """Raise ReadError if pages or pictures of the book are encrypted (EPUB 3.3, section 4.2.6.3.2)."""
    path = archive.find(ENCRYPTION)
    if not path:
        return
    parsed = parse(archive.read(path), path)
    if parsed is None:
        raise archive.error(f"{ENCRYPTION} can't be understood; the book may be protected")
    methods = [
        method.get("Algorithm") or ""
        for data in parsed.root.iter("EncryptedData")
        for method in data.findall("EncryptionMethod")
    ]
    if any(method not in _HARMLESS for method in methods):
        raise archive.error("the book is protected by DRM", "octavo reads only books without")


def find_package(archive: Archive, tell: Tell) -> str:
    """Return the path of the package document: that of the container, else the only one there seems to be."""
    path = archive.find(CONTAINER)
    parsed = parse(archive.read(path), path) if path else None
    rootfiles = list(parsed.root.iter("rootfile")) if parsed else []
    for rootfile in rootfiles:
        target = resolve(rootfile.get("full-path") or "", "")
        found = archive.find(target.path) if target else ""
        if found and (rootfile.get("media-type") or PACKAGE) == PACKAGE:
            return found
    guessed = next((one for one in archive.entries if one.lower().endswith(".opf")), "")
    if not guessed:
        raise archive.error("is no EPUB: it has no package document")
    tell("epub-repaired", f"{CONTAINER} names no package document; {guessed} is taken")
    return guessed


def read_package(path: str, archive: Archive, tell: Tell) -> Package:
    """Return the package document at ``path``; raises ReadError if it can't be understood."""
    parsed = parse(archive.read(path), path)
    if parsed is None:
        raise archive.error(f"{path} is no XML")
    if parsed.problem:
        tell("epub-repaired", f"{path} is no well-formed XML ({parsed.problem}); what can be read counts")
    return package_of(path, parsed)


def package_of(path: str, parsed: Parsed) -> Package:
    """Return what the package document at ``path`` lists."""
    package = Package(path, parsed.root)
    for item in _items(parsed.root, path):
        package.items.setdefault(item.id, item)
    package.spine.extend(_steps(parsed.root))
    for reference in parsed.root.iterfind("guide/reference"):
        target = resolve(reference.get("href") or "", path)
        if target:
            package.guide.append(((reference.get("type") or "").lower(), target))
    return package


def _items(root: etree._Element, base: str) -> Iterator[Item]:
    for number, element in enumerate(root.iterfind("manifest/item")):
        href = element.get("href") or ""
        target = resolve(href, base) if href else None
        yield Item(
            id=element.get("id") or f"#{number}",
            href=href,
            path=target.path if target else "",
            media_type=(element.get("media-type") or "").strip().lower(),
            properties=frozenset((element.get("properties") or "").split()),
            fallback=element.get("fallback") or "",
            line=line_of(element),
        )


def _steps(root: etree._Element) -> Iterator[Step]:
    for element in root.iterfind("spine/itemref"):
        yield Step(element.get("idref") or "", element.get("linear") != "no", line_of(element))


def line_of(element: etree._Element) -> int:
    """Return the line that ``element`` stands on, 0 if nobody knows."""
    line: object = element.sourceline
    return line if isinstance(line, int) else 0
