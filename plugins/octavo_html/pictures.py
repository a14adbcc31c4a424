"""Images: the real address behind lazy loading, the largest of a source set, formulas drawn as images."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from octavo.model import Image, Math
from octavo.url import safe_url
from octavo_html.builder import Builder
from octavo_html.walking import holds, visit

_LAZY = [
    "data-original-src",
    "data-original",
    "data-src",
    "data-lazy-src",
    "data-actualsrc",
    "data-lazy",
    "data-url",
    "data-echo",
    "data-img",
    "data-image",
    "data-source",
    "data-hi-res-src",
    "data-full-src",
    "original-src",
    "_src",
    "file",
]
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_ELSEWHERE = frozenset((*_LAZY, *_SETS, "data-croporisrc"))
"""The attributes beside ``src`` that an address may stand in."""
_NO_FILE = re.compile(r"data:|about:|(?:undefined|null|none|#|)$", re.IGNORECASE)
_STAND_IN = re.compile(
    r"/(?:placeholder|blank|spacer|loading|lazy|transparent|grey|pixel|1x1)[\w.-]*\.(?:gif|png|svg|jpe?g)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s\"'{}<>/.]*+[/.][^\s\"{}<>]*+$")
"""What may be the address of a lazy picture: scripts find names and structures of their own in the same attributes."""
_NOTHING = re.compile(r"(?:undefined|null|none|#|about:.*)$", re.IGNORECASE)
_SIZE = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*+(?:px\s*+)?$")
_CANDIDATE = re.compile(r"(?<![^\s,])([^\s,]\S*[^\s,])(?:\s+([\d.]+)([wx]))?\s*(?:,|$)")


def visit_image(element: etree._Element, builder: Builder) -> None:
    """Take ``img``; one without any address leaves its alternative text."""
    attributes = _attributes(element)
    url = address_of(attributes)
    alt = " ".join(attributes.get("alt", "").split())
    tex = _formula(url, attributes)
    if tex:
        builder.inline(Math(tex))
        return
    safe = safe_url(url, image=True)
    if safe:
        width, height = _size(attributes.get("width")), _size(attributes.get("height"))
        builder.inline(Image(safe, alt, attributes.get("title", ""), width, height))
        return
    builder.page.notice("image-without-url", "an image has no usable address; its alternative text is kept", element)
    if alt:
        builder.text(alt)


def _attributes(element: etree._Element) -> dict[str, str]:
    """Return all attributes of ``element``: one call is faster than one for each that is looked for."""
    return dict(element.items())  # type: ignore[arg-type]  # lxml-stubs allow for bytes


def visit_picture(element: etree._Element, builder: Builder) -> None:
    """Take ``picture``: its ``img``, or the largest of its sources when that has no address."""
    image = next(element.iterdescendants("img"), None)
    if image is not None and not _is_placeholder(address_of(_attributes(image))):
        visit(element, builder)
        return
    sources = [
        address
        for source in element.iter("source")
        if (address := _largest(source.get("srcset") or source.get("data-srcset") or ""))
    ]
    if sources and safe_url(sources[0], image=True):
        builder.inline(Image(safe_url(sources[0], image=True), (image.get("alt") or "") if image is not None else ""))
    else:
        visit(element, builder)


def visit_noscript(element: etree._Element, builder: Builder) -> None:
    """Take ``noscript``: what it repeats of a lazy image before it is left out."""
    parent = element.getparent()
    before = element.getprevious()
    twin = before is not None and (before.tag in ("img", "picture") or holds(before, "img"))
    if (twin or (parent is not None and parent.tag == "picture")) and holds(element, "img"):
        return
    visit(element, builder)


def address_of(attributes: Mapping[str, str]) -> str:
    """Return the URL of the picture that an ``img`` with ``attributes`` shows in the end, "" if nobody knows."""
    source = attributes.get("src", "").strip()
    if _ELSEWHERE.isdisjoint(attributes):
        return "" if _NOTHING.match(source) else source
    lazy = _lazy_addresses(attributes)
    sets = (attributes[name] for name in _SETS if name in attributes)
    largest = _largest(next((value for value in sets if value.strip()), ""))
    candidates = [*lazy, source, attributes.get("data-croporisrc", "").strip(), largest]
    real = next((url for url in candidates if url and not _is_placeholder(url)), "")
    if real.startswith("//") and source.endswith(real):
        real = source  # the same address, and it says its scheme
    return real or next((url for url in (*lazy, source) if url and not _NOTHING.match(url)), "")


def _is_placeholder(url: str) -> bool:
    """Return whether ``url`` is what a page shows until a script puts the picture there."""
    return bool(_NO_FILE.match(url) or _STAND_IN.search(url))


def _lazy_addresses(attributes: Mapping[str, str]) -> list[str]:
    """Return what scripts take for the address when the picture comes into view, the likeliest first."""
    values = (attributes[name].strip() for name in _LAZY if name in attributes)
    return [value for value in values if _ADDRESS.match(value)]


def _largest(source_set: str) -> str:
    """Return the URL of the largest image in a ``srcset`` (HTML Standard, section 4.8.4.2)."""
    best, best_size = "", -1.0
    for url, size, _unit in _CANDIDATE.findall(source_set):
        number = float(size) if size.replace(".", "", 1).isdigit() else 1.0
        if number > best_size:
            best, best_size = url, number
    return best


def _size(value: str | None) -> int | None:
    match = _SIZE.match(value) if value else None
    return int(match.group(1)) if match and int(match.group(1)) else None


def _formula(url: str, attributes: Mapping[str, str]) -> str:
    """Return the TeX of an image that draws a formula, or ""."""
    formula = attributes.get("data-formula")
    if "equation?tex=" in url:
        values = parse_qs(urlsplit(url).query, keep_blank_values=True).get("tex", [""])
        return (formula or values[0]).strip()
    classes = attributes.get("class")
    if formula or (classes and "latex" in classes.split()):
        return (formula or attributes.get("alt", "")).strip("$ ")
    return ""
