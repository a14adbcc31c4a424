"""Links and pictures of a post in its site: to the files of other posts, and to its own files.

Hexo publishes a post at an address that says little about its file. Here a link to another post of
the site becomes the relative path of that post's file, however it was spelt, so that it holds
wherever the files are taken.
"""

from __future__ import annotations

import posixpath
from urllib.parse import SplitResult, unquote, urlsplit

import msgspec

from octavo.model import AnyNode, Document, Image, Link
from octavo.site import Site, quote_path, relative_url, resolve
from octavo.walk import rewrite
from octavo_hexo.options import Options
from octavo_hexo.permalinks import same_page


def link_within_site(document: Document, name: str, site: Site, options: Options) -> Document:
    """Return ``document``, the post ``name`` of ``site``, with its links to other posts and its pictures found."""
    surroundings = _Surroundings(name, site, options)

    def relink(node: AnyNode) -> AnyNode:
        match node:
            case Link(url=url) if changed := surroundings.link(url):
                return msgspec.structs.replace(node, url=changed)
            case Image(url=url) if changed := surroundings.file(url):
                return msgspec.structs.replace(node, url=changed)
            case _:
                return node

    cover = surroundings.file(document.meta.cover) or document.meta.cover
    meta = msgspec.structs.replace(document.meta, cover=cover)
    return msgspec.structs.replace(document, meta=meta, blocks=rewrite(document.blocks, relink))


def find_post(call: str, site: Site) -> str:
    """Return the name of the post that ``call`` (a slug, a file's name, a title) means, or ""."""
    return site.calls.get(call) or site.calls.get(unquote(call).strip("/").removesuffix(".md"), "")


class _Surroundings(msgspec.Struct, frozen=True):
    """A post, its site, and how the reader was told to look at it."""

    name: str
    site: Site
    options: Options

    def link(self, url: str) -> str:
        """Return the relative URL of the post or file that ``url`` leads to; "" if it leads to none or is right."""
        parts = _parts(url)
        if parts is None:
            return ""
        target = self._post(parts)
        if target == self.name and parts.fragment:
            return "#" + unquote(parts.fragment)
        if target:
            return relative_url(target, self.name) + _rest(parts)
        return self.file(url)

    def file(self, url: str) -> str:
        """Return the URL of the file of the site that ``url`` means, if another than it says, else ""."""
        parts = _parts(url)
        if parts is None:
            return ""
        path = self._below_root(parts)
        if path is not None:
            changed = "/" + quote_path(path)
            return changed + _rest(parts) if path in self.site.files and changed != url else ""
        path = unquote(parts.path)
        own = posixpath.join(posixpath.splitext(posixpath.basename(self.name))[0], path)
        if resolve(path, self.name) in self.site.files:
            return ""
        if resolve(own, self.name) in self.site.files:
            return quote_path(own) + _rest(parts)
        published = self._beside_published(path)
        return "/" + quote_path(published) + _rest(parts) if published in self.site.files else ""

    def _post(self, parts: SplitResult) -> str:
        path = self._below_root(parts)
        if path is not None:
            return self.site.paths.get(same_page(path), "")
        path = unquote(parts.path)
        beside = resolve(path, self.name)
        if beside in self.site.posts or beside in self.site.files:
            return beside if beside in self.site.posts else ""
        return self.site.paths.get(same_page(self._beside_published(path)), "")

    def _beside_published(self, path: str) -> str:
        """Return what ``path`` means at the address where the post is published, or ""."""
        post = self.site.posts.get(self.name)
        return resolve(path, post.path) if post and post.path else ""

    def _below_root(self, parts: SplitResult) -> str | None:
        """Return the path of an absolute URL below the root of the site, unquoted; None for a relative URL.

        A URL that leads out of the site is below no root: "".
        """
        home = urlsplit(self.options.site_url)
        if parts.netloc and parts.netloc.lower() != home.netloc.lower():
            return ""
        path = unquote(parts.path)
        if not parts.netloc and not path.startswith("/"):
            return None
        for root in (unquote(home.path), self.options.site_root):
            root = root.rstrip("/") + "/"
            if root != "/" and path.startswith(root):
                return path[len(root) :]
        return path.lstrip("/")


def _parts(url: str) -> SplitResult | None:
    """Return the parts of ``url`` if it may lead to something in the site, else None."""
    try:
        parts = urlsplit(url)
    except ValueError:  # urllib refuses malformed hosts
        return None
    return parts if parts.path and parts.scheme in ("", "http", "https") else None


def _rest(parts: SplitResult) -> str:
    return (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
