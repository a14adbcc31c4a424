"""Where a Document's images are: from the URLs in its tree to Resources that can be fetched."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from urllib.parse import unquote, urljoin, urlsplit

import msgspec

from octavo._stores import SCHEME
from octavo.model import AnyNode, Document, Image, Resource
from octavo.walk import find, rewrite

_ON_THE_WEB = re.compile(r"https?://[A-Za-z0-9._~:-]*(?:[/?#]|\Z)")
"""What most URLs of images begin with, and urllib needs not be asked about."""
_NOT_IN_PATH = re.compile(r"[\x00-\x1f\x7f\\]")


def image_urls(document: Document) -> tuple[str, ...]:
    """Return the URLs of the images in ``document`` and of its cover, each once, in order."""
    return _urls_of(find(document.blocks, Image), document)


def _urls_of(images: Iterable[Image], document: Document) -> tuple[str, ...]:
    urls = [image.url for image in images]
    return tuple(dict.fromkeys(url for url in (*urls, document.meta.cover) if url))


def locate_resources(
    document: Document, location: str, roots: Iterable[str] = (), images: Iterable[Image] | None = None
) -> Document:
    """Return ``document`` with a Resource for each image that it has none for yet.

    A relative URL is resolved against ``location``, the absolute URL of the source; one that
    begins with ``/`` against the first of ``roots`` (URLs of folders). URLs with a scheme stay.
    A ``data:`` URL needs no Resource. Without a location only absolute URLs can be resolved.
    ``images`` are those of the document, where somebody has looked for them already.
    """
    urls = _urls_of(find(document.blocks, Image) if images is None else images, document)
    known = {resource.name for resource in document.resources}
    missing = [url for url in urls if url not in known]
    root = next(iter(roots), "")
    located = [Resource(url, location=absolute) for url in missing if (absolute := _resolve(url, location, root))]
    if not located:
        return document
    return msgspec.structs.replace(document, resources=(*document.resources, *located))


def without_images(document: Document) -> Document:
    """Return ``document`` with the words of its images in their places, and without a cover."""

    def change(node: AnyNode) -> AnyNode | tuple[str, ...]:
        return tuple(filter(None, (node.alt or node.title,))) if isinstance(node, Image) else node

    meta = msgspec.structs.replace(document.meta, cover="")
    return msgspec.structs.replace(document, meta=meta, blocks=rewrite(document.blocks, change), resources=())


def relative_name(resource: Resource) -> str:
    """Return the path below an output's folder at which ``resource`` may lie, or "" if there is none.

    Only names that are relative paths and don't climb have one; percent-encoding is undone.
    """
    try:
        parts = urlsplit(resource.name)
    except ValueError:  # urllib refuses malformed hosts
        return ""
    path = unquote(parts.path)
    if parts.scheme or parts.netloc or path.startswith("/") or ".." in path.split("/") or _NOT_IN_PATH.search(path):
        return ""
    normal = posixpath.normpath(path)
    return "" if normal == "." else normal


def _resolve(url: str, location: str, root: str) -> str:
    if _ON_THE_WEB.match(url):
        return url
    try:
        scheme = urlsplit(url).scheme
        if scheme:
            return url if scheme in ("http", "https", "file") else ""
        if url.startswith("//"):
            return "https:" + url
        if url.startswith("/") and root:
            return _join(root.rstrip("/") + "/", "." + url)
        return _join(location, url) if location else ""
    except ValueError:  # urllib refuses malformed hosts, such as http://[
        return ""


def _join(base: str, url: str) -> str:
    """Return what ``url``, which has no scheme, means at ``base``; urllib knows nothing of the scheme of stores."""
    if not base.startswith(f"{SCHEME}:"):
        return urljoin(base, url)
    return SCHEME + urljoin("http" + base.removeprefix(SCHEME), url).removeprefix("http")
