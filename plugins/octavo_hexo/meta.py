"""From front matter to Meta: what Hexo and its themes mean by their keys."""

from __future__ import annotations

from datetime import tzinfo
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from octavo.errors import OptionError
from octavo.model import FrontMatter, FrontMatterEntry, Meta, Timestamp
from octavo.plugin import Context
from octavo.source import Source
from octavo.url import safe_url
from octavo.walk import inline_text
from octavo_hexo.covers import cover_url
from octavo_hexo.dates import DATED_NAME, is_impossible, parse_date
from octavo_hexo.fields import Fields, as_text, one_line
from octavo_hexo.language import language_tag
from octavo_hexo.people import authors
from octavo_hexo.permalinks import date_in, parse_name
from octavo_hexo.slugs import path_of_post, slug_of_name, slug_of_permalink
from octavo_hexo.taxonomy import category_paths, tag_names

_DATES = ("date", "created", "created_at", "pubDate")
_UPDATES = ("updated", "modified", "modified_time", "last_modified", "last_modified_at", "lastmod", "last_updated")
_SOURCES = (
    "source_url",
    "original_url",
    "original",
    "origin",
    "source",
    "link",
    "lien",
    "url",
    "from",
    "wordpress_url",
    "blogger_orig_url",
)
_DESCRIPTIONS = ("description", "desc", "summary", "brief", "intro", "seo_description")
_NOT_PUBLISHED = (False, "false", "0")


def build_meta(front_matter: FrontMatter | None, source: Source, post_names: str, context: Context) -> Meta:
    """Return what ``front_matter``, or else the name of ``source``, says about the post.

    ``post_names`` is the pattern of such names, if the site has one. Its language is empty when no key names it. Notices tell of dates and covers that were refused.
    """
    fields = Fields(front_matter)
    zone = _zone(context.timezone)
    return Meta(
        title=_title(fields),
        authors=authors(fields),
        published=_published(fields, source.name, post_names, zone, context),
        updated=_timestamp(fields.find(*_UPDATES), fields, zone, context),
        language=language_tag(fields.text("lang", "language", "locale")),
        categories=category_paths(_words(fields, "categories", "category")),
        tags=tag_names(_words(fields, "tags", "tag")),
        description=_plain(fields.find(*_DESCRIPTIONS), source, context),
        excerpt=_plain(fields.find("excerpt"), source, context),
        cover=_cover(fields, context),
        source_url=_source_url(fields),
        slug=_slug(fields, source.name, post_names),
        draft=_is_draft(fields, source.name),
        front_matter=front_matter,
    )


def _title(fields: Fields) -> str:
    entry = fields.find("title")
    if entry is None:
        return ""
    if isinstance(entry.value, list | dict):  # ``[x]`` as its author saw it
        return one_line(entry.raw.partition(":")[2]) if fields.yaml else one_line(as_text(entry.value))
    return one_line(as_text(fields.words(entry)))


def _words(fields: Fields, *names: str) -> Any:
    entry = fields.find(*names)
    return fields.words(entry) if entry else None


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError) as error:  # ZoneInfoNotFoundError is a KeyError
        raise OptionError(f"{name!r} is no time zone", "give an IANA name such as Asia/Shanghai") from error
    except KeyError as error:
        raise OptionError(f"{name!r} is no time zone", "give an IANA name such as Asia/Shanghai") from error


def _published(fields: Fields, name: str, post_names: str, zone: tzinfo, context: Context) -> Timestamp | None:
    stated = _timestamp(fields.find(*_DATES), fields, zone, context)
    if stated and stated.instant:
        return stated
    date = _date_of_name(path_of_post(name), post_names)
    instant = parse_date(date, zone) if date else None
    return Timestamp(date, instant) if instant else stated


def _date_of_name(path: str, post_names: str) -> str:
    dated = DATED_NAME.fullmatch(path)
    told = date_in(parse_name(path, post_names)) if post_names else ""
    return told or (dated.group("date") if dated else "")


def _timestamp(entry: FrontMatterEntry | None, fields: Fields, zone: tzinfo, context: Context) -> Timestamp | None:
    if entry is None:
        return None
    text = one_line(as_text(fields.words(entry)))
    instant = parse_date(text, zone)
    if instant is None:
        context.notice("date-not-understood", f"{entry.key}: {text[:60]!r} is no date", position=entry.line)
    elif is_impossible(text):
        message = f"{entry.key}: {text!r} is in no calendar; read as {instant:%Y-%m-%d %H:%M}"
        context.notice("impossible-date", message, position=entry.line)
    return Timestamp(text, instant)


def _plain(entry: FrontMatterEntry | None, source: Source, context: Context) -> str:
    """The words of ``entry``, which may be written in HTML."""
    if entry is None or isinstance(entry.value, bool):
        return ""
    text = as_text(entry.value).strip()
    if "<" not in text and "&" not in text:
        return one_line(text)
    return inline_text(context.read(source.part(text, entry.line), "html").blocks)  # type: ignore[arg-type]  # any tree


def _cover(fields: Fields, context: Context) -> str:
    url, refused = cover_url(fields)
    for line, reason in refused:
        context.notice("cover-refused", reason, severity="info", position=line)
    return url


def _source_url(fields: Fields) -> str:
    for entry in fields.find_all(*_SOURCES):
        if isinstance(entry.value, str) and entry.value.strip().startswith(("http://", "https://")):
            return safe_url(entry.value)
    return ""


def _slug(fields: Fields, name: str, post_names: str) -> str:
    stated = fields.text("slug") or slug_of_permalink(fields.text("permalink"))
    return stated or (parse_name(path_of_post(name), post_names)["title"] if post_names else slug_of_name(name))


def _is_draft(fields: Fields, name: str) -> bool:
    """Hexo's rule: all in ``_drafts``, and what has ``published: false`` (``no`` is a word, and true)."""
    published = fields.entries.get("published")
    unpublished = published is not None and (published.value in _NOT_PUBLISHED)
    return unpublished or ("_drafts" in name and "_drafts" in PurePosixPath(name).parts)
