"""What the package document says of the book (EPUB 3.3, section 5.5; OPF 2.0.1, section 2.2), as a Meta."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from lxml import etree

from octavo.model import Author, FrontMatter, FrontMatterEntry, Meta, Timestamp
from octavo_epub.reading.packages import Package
from octavo_epub.reading.parsing import text_of

_DATE = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?\Z")
_OPF = "{http://www.idpf.org/2007/opf}"


class _Statement(msgspec.Struct, frozen=True):
    """An element of the metadata with what refines it, by property (of EPUB 2: by attribute)."""

    name: str
    value: str
    refined: Mapping[str, str]


def read_metadata(package: Package, timezone: str) -> Meta:
    """Return what is known of the book; what a Meta has no field for is in its front matter.

    Dates without an offset are in ``timezone``.
    """
    statements = list(_statements(package.metadata))
    authors = tuple(
        Author(one.value) for one in _named(statements, "creator") if one.refined.get("role", "aut") == "aut"
    )
    meta = Meta(
        title=_title(_named(statements, "title")),
        authors=authors,
        published=_timestamp(_published(statements), timezone),
        updated=_timestamp(_first(statements, "dcterms:modified"), timezone),
        language=_first(statements, "language"),
        tags=tuple(dict.fromkeys(one.value for one in _named(statements, "subject"))),
        description=_plain(_first(statements, "description")),
    )
    return msgspec.structs.replace(meta, front_matter=_front_matter(meta, statements, package))


def cover_name(package: Package) -> str:
    """Return what the metadata of EPUB 2 name as the cover: the id of an item, or in some books its address."""
    metadata = package.metadata
    metas = metadata.iter("meta") if metadata is not None else ()
    return next((meta.get("content") or "" for meta in metas if (meta.get("name") or "").lower() == "cover"), "")


def _statements(metadata: etree._Element | None) -> Iterator[_Statement]:
    elements = [one for one in metadata.iter(etree.Element) if one is not metadata] if metadata is not None else []
    refined: dict[str, dict[str, str]] = {}
    for element in elements:
        refines = (element.get("refines") or "").removeprefix("#")
        if refines:
            refined.setdefault(refines, {})[element.get("property") or ""] = text_of(element)
    for element in elements:
        attributes = {name.removeprefix(_OPF): value for name, value in _attributes(element)}
        about = ChainMap(refined.get(element.get("id") or "", {}), attributes)
        if element.tag == "meta":
            name = element.get("property") or element.get("name") or ""
            value = text_of(element) or " ".join((element.get("content") or "").split())
        else:
            name, value = str(element.tag).lower(), text_of(element)
        if value and not element.get("refines"):
            yield _Statement(name, value, about)


def _attributes(element: etree._Element) -> Iterable[tuple[str, str]]:
    return [(str(name), str(value)) for name, value in element.attrib.items()]


def _named(statements: Iterable[_Statement], name: str) -> list[_Statement]:
    return [one for one in statements if one.name == name]


def _first(statements: Iterable[_Statement], name: str) -> str:
    return next((one.value for one in statements if one.name == name), "")


def _title(titles: list[_Statement]) -> str:
    """Return the main title, and the subtitle behind a colon."""
    main = next((one for one in titles if one.refined.get("title-type") == "main"), titles[0] if titles else None)
    subtitle = next((one.value for one in titles if one.refined.get("title-type") == "subtitle"), "")
    pieces = [main.value if main else "", subtitle]
    return ": ".join(dict.fromkeys(piece for piece in pieces if piece))


def _published(statements: Iterable[_Statement]) -> str:
    dates = _named(statements, "date")
    ranked = sorted(dates, key=lambda one: ("publication", "", "creation").index(event) if (
        event := one.refined.get("event", "")) in ("publication", "", "creation") else 3)  # fmt: skip
    return ranked[0].value if ranked and ranked[0].refined.get("event") != "modification" else ""


def _timestamp(text: str, timezone: str) -> Timestamp | None:
    """Return the date ``text`` (W3C date and time formats: also a year, or a month)."""
    if not text:
        return None
    match = _DATE.match(text)
    try:
        numbers = [int(number or 1) for number in match.groups()] if match else []
        instant = datetime(*numbers) if match else datetime.fromisoformat(text)  # type: ignore[arg-type]  # the zone follows
    except ValueError:
        return Timestamp(text)
    return Timestamp(text, instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(timezone)))


def _plain(text: str) -> str:
    """Return a description without the HTML that many books put into it."""
    if "<" not in text:
        return text
    root = etree.fromstring(f"<div>{text}</div>".encode(), etree.HTMLParser())
    return text_of(root) if root is not None else ""


# What has no field of its own


def _front_matter(meta: Meta, statements: list[_Statement], package: Package) -> FrontMatter:
    """Return all that is known as a block of YAML, as a post would have it."""
    names = [author.name for author in meta.authors]
    known = frozenset(names)
    values: dict[str, object] = {
        "title": meta.title,
        "author": names[0] if len(names) == 1 else names,
        "date": meta.published.text if meta.published else "",
        "updated": meta.updated.text if meta.updated else "",
        "lang": meta.language,
        "tags": list(meta.tags),
        "description": meta.description,
        "contributors": [
            one.value for one in statements if one.name in ("creator", "contributor") and one.value not in known
        ],
        "publisher": _first(statements, "publisher"),
        "rights": _first(statements, "rights"),
        "identifier": _identifier(statements, package),
        "series": _first(statements, "belongs-to-collection") or _first(statements, "calibre:series"),
        "volume": _volume(statements),
    }
    entries = tuple(_entries(values))
    return FrontMatter("---\n" + "".join(entry.raw for entry in entries) + "---\n", entries)


def _entries(values: dict[str, object]) -> Iterator[FrontMatterEntry]:
    line = 2
    for key, value in values.items():
        if value:
            yield FrontMatterEntry(key, value, f"{key}: {msgspec.json.encode(value).decode()}\n", line)
            line += 1


def _identifier(statements: list[_Statement], package: Package) -> str:
    unique = package.root.get("unique-identifier") or ""
    found = _named(statements, "identifier")
    return next(
        (one.value for one in found if unique and one.refined.get("id") == unique), found[0].value if found else ""
    )


def _volume(statements: list[_Statement]) -> str:
    collections = _named(statements, "belongs-to-collection")
    position = collections[0].refined.get("group-position", "") if collections else ""
    return position or _first(statements, "calibre:series_index")
