"""Where a document's images go when they are copied beside its output, and how its links follow them."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, unquote, urlsplit

import msgspec

from octavo._naming import safe_path, short_hash
from octavo._stores import SCHEME
from octavo.model import AnyNode, Document, Image, Resource
from octavo.resources import relative_name
from octavo.walk import rewrite

RESOURCES = "resources"
"""The folder, in that of the outputs, for what lies in the site but not below the inputs' folder."""

_WITHIN = re.compile(r"[a-z][a-z0-9+.-]*:file:")
"""How the location of what lies within a file begins: the entry of an EPUB, for instance."""


class Place(msgspec.Struct, frozen=True):
    """Where one output stands: its ``name`` below the outputs' folder, and the URLs, of the disk or of
    a store, of the inputs' ``root`` and of the ``sites`` that files may come from. ``own`` is the folder
    for what the source carried; "" is one for this output alone.
    """

    name: str
    root: str
    sites: tuple[str, ...] = ()
    own: str = ""


class Copy(msgspec.Struct, frozen=True):
    """A resource, and the path below the outputs' folder where it shall lie."""

    resource: Resource
    path: str


def find_copies(document: Document, place: Place) -> tuple[Copy, ...]:
    """Return what must be copied for the output of ``document`` at ``place``, and where to.

    An image below the inputs' root keeps its place in the tree; one that lies elsewhere in the
    site goes below ``resources/``; one that the source itself carried goes beside the output,
    below ``NAME_files/`` or in the place's own folder. What is on the network or outside the site is not copied.
    """
    return tuple(_copies(document, place))


def follow_copies(document: Document, copies: Iterable[Copy], place: Place) -> Document:
    """Return ``document`` with links that lead to ``copies``; one that is right as it stands is not touched."""
    names = {copy.resource.name: _link(copy, place) for copy in copies}
    changed = {old: new for old, new in names.items() if old != new}
    return _rename(document, changed) if changed else document


def _copies(document: Document, place: Place) -> Iterator[Copy]:
    own_folder = place.own or posixpath.splitext(place.name)[0] + "_files"
    for resource in document.resources:
        if resource.data is not None or _WITHIN.match(resource.location):
            if name := relative_name(resource):
                yield Copy(resource, posixpath.join(own_folder, _safe(name)))
        elif path := _path_in_output(resource.location, place):
            yield Copy(resource, path)


def _path_in_output(location: str, place: Place) -> str:
    if not location.startswith(("file:", f"{SCHEME}:")):
        return ""
    below_root = _below(location, place.root)
    if below_root:
        return _safe(below_root, apart=_is_beside_the_sites(below_root, place))
    below_site = next(filter(None, (_below(location, site) for site in place.sites)), "")
    return posixpath.join(RESOURCES, _safe(below_site)) if below_site else ""


def _is_beside_the_sites(path: str, place: Place) -> bool:
    """Return whether the image ``path`` below the inputs' root would lie among those of their sites, one of which may be called the same."""
    others = any(site != place.root for site in place.sites)
    return others and path.split("/")[0].casefold() == RESOURCES


def _below(location: str, folder: str) -> str:
    """Return the path of ``location`` below ``folder`` (URLs of the disk, or of one store), or "" if it is not below it."""
    if not folder:
        return ""
    path, base = (posixpath.normpath(unquote(urlsplit(url).path) or "/") for url in (location, folder))
    if posixpath.commonpath([path, base]) != base or path == base:
        return ""
    return posixpath.relpath(path, base)


def _safe(path: str, *, apart: bool = False) -> str:
    """Return ``path`` in safe characters, and still unlike every other path; with a hash of its own if it is to be told ``apart``."""
    safe = safe_path(path)
    if safe == path and not apart:
        return safe
    stem, extension = posixpath.splitext(safe)
    return f"{stem}-{short_hash(path)}{extension}"


def _link(copy: Copy, place: Place) -> str:
    """Return the URL by which the output refers to ``copy``: as it stands, where that is right."""
    folder = posixpath.dirname(place.name)
    parts = urlsplit(copy.resource.name)
    as_it_stands = posixpath.normpath(posixpath.join(folder, unquote(parts.path)))
    if not parts.scheme and not parts.netloc and not parts.path.startswith("/") and as_it_stands == copy.path:
        return copy.resource.name
    return quote(os.fspath(posixpath.relpath(copy.path, folder or ".")))


def _rename(document: Document, names: dict[str, str]) -> Document:
    def change(node: AnyNode) -> AnyNode:
        if isinstance(node, Image) and node.url in names:
            return msgspec.structs.replace(node, url=names[node.url])
        return node

    meta = document.meta
    if meta.cover in names:
        meta = msgspec.structs.replace(meta, cover=names[meta.cover])
    resources = tuple(
        msgspec.structs.replace(resource, name=names.get(resource.name, resource.name))
        for resource in document.resources
    )
    return msgspec.structs.replace(document, meta=meta, blocks=rewrite(document.blocks, change), resources=resources)
