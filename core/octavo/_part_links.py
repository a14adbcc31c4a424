"""Links from one article of a publication to another: by what addresses they are known, and as what ``part:`` URLs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

import msgspec

from octavo._waiting import with_blocks
from octavo.model import AnyNode, Blocks, Document, Link
from octavo.walk import find, rewrite

PART_SCHEME = "part:"

_WEB = ("http://", "https://")
_POST_EXTENSION = re.compile(r"\.(?:md|markdown|html?|xhtml)$", re.IGNORECASE)


def addresses_of(articles: Iterable[tuple[str, Document]]) -> dict[str, str]:
    """Return the ids of ``articles``, each with its id, by every address that one may be linked by; the first claimant keeps one."""
    addresses: dict[str, str] = {}
    for identifier, document in articles:
        for address in _own_addresses(document):
            addresses.setdefault(address, identifier)
    return addresses


def link_to_parts(document: Document, addresses: dict[str, str]) -> Document:
    """Return ``document`` with ``part:`` URLs where it links to one of ``addresses``, as :func:`addresses_of` gives them."""
    return with_blocks(document, _Linking("/" + document.name, addresses))


def _own_addresses(document: Document) -> Iterator[str]:
    if document.meta.source_url:
        yield without_scheme(document.meta.source_url)
    if document.name not in ("", "-"):
        yield "/" + _POST_EXTENSION.sub("", document.name)


class _Linking(msgspec.Struct, frozen=True):
    """How the links of the article at ``here`` become internal; many of them wait for their articles."""

    here: str
    addresses: dict[str, str]

    def __call__(self, blocks: Blocks) -> Blocks:
        return _with_internal_links(blocks, self.here, self.addresses)


def _with_internal_links(blocks: Blocks, here: str, addresses: dict[str, str]) -> Blocks:
    urls = {link.url for link in find(blocks, Link)}
    targets = {url: target for url in urls if (target := _internal_target(url, here, addresses))}
    if not targets:  # most articles link to none
        return blocks

    def relink(link: Link) -> AnyNode:
        target = targets.get(link.url)
        return msgspec.structs.replace(link, url=target) if target else link

    return rewrite(blocks, relink, (Link,))


def _internal_target(url: str, here: str, addresses: dict[str, str]) -> str:
    """Return the ``part:`` URL of the article that ``url`` leads to, or "" if it leads elsewhere."""
    if url.startswith(("#", PART_SCHEME)):
        return ""
    if url.startswith(_WEB) and without_scheme(url.partition("#")[0]) not in addresses:  # most are such
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme in ("http", "https"):
        address = without_scheme(url.partition("#")[0])
    elif parts.scheme or parts.netloc or not parts.path:
        return ""
    else:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(here), unquote(parts.path)))
        address = _POST_EXTENSION.sub("", path)
    identifier = addresses.get(address)
    if identifier is None:
        return ""
    return f"{PART_SCHEME}{identifier}" + (f"#{unquote(parts.fragment)}" if parts.fragment else "")


def without_scheme(url: str) -> str:
    """Return the address ``url`` without its scheme, and a slash at its end."""
    return url.partition("://")[2].rstrip("/")
