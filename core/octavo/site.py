"""A Site: what posts that are published together have in common, and where each of them is found.

A plugin knows a site by its folder (the hook ``octavo_site``), and says all that there is to know as
plain data, so that it can be handed to every post and to other processes. All names in it are
relative POSIX paths below the site's *root*, the folder that ``/`` means in its posts.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from typing import Protocol
from urllib.parse import quote

import msgspec

from octavo.errors import Notice
from octavo.model import Meta

_READABLE = "/!$&'()*+,;=@~"


class Folder(Protocol):
    """A folder that a plugin may look into, and no further. Names are relative POSIX paths below it."""

    def names(self, below: str = "") -> Iterable[str]:
        """Return the names of all files below the folder ``below``, sorted: no hidden ones, no links."""
        ...

    def read(self, name: str, maximum: int = 1_000_000) -> bytes | None:
        """Return the first ``maximum`` bytes of the file ``name``; None if it can't be had or leads outside."""
        ...


class Post(msgspec.Struct, frozen=True):
    """A post of a site: its title, and the path at which it is published, unquoted ("": nobody knows)."""

    title: str = ""
    path: str = ""


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a site.

    ``root`` is the folder, below the site's own, that names count from; ``folders`` below it hold the
    posts, ``drafts`` those that count only when the user says so. ``url`` is where the site is
    published ("": nobody knows). Dates without an offset are in ``timezone`` ("": UTC), and
    ``settings`` are options by the name of the reader; what the user sets goes before both. ``meta``
    is that of a publication of its posts.

    ``posts`` are by name. ``calls`` are the words by which a post is called (slugs, titles) and
    ``paths`` the places where one is published, each with the name of its post. ``files`` are the
    names of all else. ``location`` is the root's ``file:`` URL; octavo fills it in.
    """

    root: str = ""
    folders: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    url: str = ""
    timezone: str = ""
    settings: Mapping[str, Mapping[str, str]] = {}
    meta: Meta = Meta()
    posts: Mapping[str, Post] = {}
    calls: Mapping[str, str] = {}
    paths: Mapping[str, str] = {}
    files: frozenset[str] = frozenset()
    notices: tuple[Notice, ...] = ()
    location: str = ""

    def address(self, name: str) -> str:
        """Return the absolute URL at which the post ``name`` is published, or "" if it is not known."""
        post = self.posts.get(name)
        return f"{self.url.rstrip('/')}/{quote_path(post.path)}" if post and post.path and self.url else ""


def relative_url(name: str, here: str) -> str:
    """Return the URL that leads from the file ``here`` to the file ``name``, both named from one folder."""
    return quote_path(posixpath.relpath("/" + name, posixpath.dirname("/" + here)))


def resolve(path: str, here: str) -> str:
    """Return the name that the relative ``path``, unquoted, means in the file ``here``; "" if it leads out of the root."""
    name = posixpath.normpath(posixpath.join(posixpath.dirname(here), path))
    return "" if name == "." or name.startswith(("../", "/")) or name == ".." else name


def quote_path(path: str) -> str:
    """Return ``path`` with what a URL can't hold escaped; letters of all scripts stay readable."""
    return "".join(one if one.isalnum() or one in "-._" else quote(one, _READABLE) for one in path)
