"""A Hexo site as a whole: what its configuration says, and where each of its posts is published.

Of the posts only the front matter is read, and of that only what their addresses are made of.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import msgspec

from octavo.model import Author, Meta
from octavo.site import Folder, Post, Site
from octavo_hexo.configuration import Configuration, read_configuration
from octavo_hexo.dates import parse_date
from octavo_hexo.fields import Fields
from octavo_hexo.front_matter import glance
from octavo_hexo.permalinks import date_in, dated_values, fill_permalink, parse_name, same_page, tokens_of
from octavo_hexo.slugs import slugize
from octavo_hexo.splitting import split
from octavo_hexo.taxonomy import category_paths

POSTS = "_posts"
DRAFTS = "_drafts"
_ENDINGS = (".md", ".markdown", ".mkd", ".mkdn", ".mdown", ".html", ".htm")
_HEAD = 65_536
"""How many bytes of a post are looked at: no front matter that matters is longer."""


class Entry(msgspec.Struct, frozen=True):
    """A post as the index knows it: its name, its title, what it is called by, and where it is published."""

    name: str
    title: str
    slug: str
    own_slug: str
    path: str


def find_site(folder: Folder) -> Site | None:
    """Return the Hexo site in ``folder``; None if there is no configuration, or no folder of posts beside it."""
    configuration = read_configuration(folder)
    if configuration is None:
        return None
    source = configuration.source_dir
    names = tuple(name.removeprefix(f"{source}/") for name in folder.names(source))
    if not any(name.startswith((f"{POSTS}/", f"{DRAFTS}/")) for name in names):
        return None
    entries = list(_entries(folder, configuration, names))
    return Site(
        root=source,
        folders=(POSTS,),
        drafts=(DRAFTS,),
        url=configuration.published_url,
        timezone=configuration.timezone,
        settings={"hexo": _settings(configuration)},
        meta=Meta(
            title=configuration.title,
            authors=(Author(configuration.author),) if configuration.author else (),
            description=configuration.description,
        ),
        posts={entry.name: Post(entry.title, entry.path) for entry in entries},
        calls=_calls(entries),
        paths=_first_wins((same_page(entry.path), entry.name) for entry in entries if entry.path),
        files=frozenset(names) - {entry.name for entry in entries},
        notices=configuration.notices,
    )


def _settings(configuration: Configuration) -> dict[str, str]:
    """What the reader of a post is told, unless the user says otherwise."""
    return {
        "language": configuration.language,
        "site_url": configuration.url,
        "site_root": configuration.root,
        "code_folder": configuration.code_dir,
        "post_names": configuration.new_post_name,
        "breaks": "yes" if configuration.breaks else "no",
    }


def _calls(entries: Iterable[Entry]) -> dict[str, str]:
    """Every word by which a post may be called. Slugs are surest, then names, then titles."""
    entries = list(entries)
    words = (
        [(entry.slug, entry.name) for entry in entries],
        [(_below_folder(entry.name), entry.name) for entry in entries],
        [(entry.own_slug, entry.name) for entry in entries],
        [(posixpath.basename(_below_folder(entry.name)), entry.name) for entry in entries],
        [(entry.title, entry.name) for entry in entries],
    )
    return _first_wins(pair for pairs in words for pair in pairs if pair[0])


def _first_wins(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in pairs:
        found.setdefault(key, value)
    return found


def _below_folder(name: str) -> str:
    """The name of a post below ``_posts`` or ``_drafts``, without its ending."""
    return posixpath.splitext(name.partition("/")[2])[0]


def _entries(folder: Folder, configuration: Configuration, names: Iterable[str]) -> Iterator[Entry]:
    """Yield the posts, then the drafts."""
    zone = ZoneInfo(configuration.timezone) if configuration.timezone else UTC
    for top in (POSTS, DRAFTS):
        for name in names:
            if name.startswith(f"{top}/") and name.lower().endswith(_ENDINGS):
                data = folder.read(f"{configuration.source_dir}/{name}", _HEAD) or b""
                yield _entry(name, data, configuration, zone)


def _entry(name: str, data: bytes, configuration: Configuration, zone: tzinfo) -> Entry:
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    fields = Fields(glance(split(text)))
    told = parse_name(_below_folder(name), configuration.new_post_name)
    path = "" if name.startswith(f"{DRAFTS}/") else _path(fields, told, configuration, zone)
    return Entry(name, fields.text("title"), told["title"], fields.text("slug"), path)


def _path(fields: Fields, told: dict[str, str], configuration: Configuration, zone: tzinfo) -> str:
    """Where the post is published, by its own ``permalink`` or else by that of the site; "" if that can't be told."""
    own = fields.text("permalink")
    if own:
        return (unquote(urlsplit(own).path) if own.startswith(("http://", "https://")) else own).lstrip("/")
    slug, title = told["title"], fields.text("title")
    date = fields.text("date") or date_in(told)
    moment = parse_date(date, zone) if date else None
    values = {
        "title": slug,
        "name": posixpath.basename(slug),
        "post_title": slugize(title).lower(),
        "category": _category(fields, configuration),
        **(dated_values(_in_zone(moment, zone), slug) if moment else {}),
    }
    for token in tokens_of(configuration.permalink) - values.keys():
        values[token] = fields.text(token) or configuration.permalink_defaults.get(token, "")
    return fill_permalink(configuration.permalink, values)


def _in_zone(moment: datetime, zone: tzinfo) -> datetime:
    try:
        return moment.astimezone(zone)
    except OverflowError:  # the first or last day of the calendar
        return moment


def _category(fields: Fields, configuration: Configuration) -> str:
    """The last category as Hexo makes a path of it."""
    entry = fields.find("categories", "category")
    paths = category_paths(fields.words(entry)) if entry else ()
    names = paths[-1] if paths else ()
    return (
        "/".join(slugize(configuration.category_map.get(name, name)) for name in names)
        or configuration.default_category
    )
