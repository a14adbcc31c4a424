"""What a feed says, in feedparser's words whatever its own: XML by feedparser, JSON Feed by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any
from xml.sax import SAXParseException

import feedparser

from octavo import Context, Position, ReadError, Source

Found = Mapping[str, Any]
"""A feed or an entry: ``link``, ``authors``, ``tags`` and so on, as feedparser names them."""


def parse_xml(source: Source, context: Context) -> tuple[Found, list[Found]]:
    """Return the feed in ``source``, text, and its entries; raises ReadError if it is none. Bad XML is repaired."""
    data = BytesIO(str(source.data).encode("utf-8", "replace"))  # a stream: feedparser would open what a string names
    head = {"content-type": "application/xml; charset=utf-8"}
    found = feedparser.parse(data, response_headers=head, sanitize_html=False, resolve_relative_uris=False)
    if not found.get("version"):
        raise ReadError("it is no feed", "RSS, Atom and JSON Feed are read", Position(source.name))
    if isinstance(fault := found.get("bozo_exception"), SAXParseException):
        message = f"the feed is no XML: {fault.getMessage()}"
        context.notice("feed-repaired", message, position=fault.getLineNumber())
    return {**found.feed}, found.entries  # a plain mapping: feedparser's would give one date for another


def parse_json(source: Source) -> tuple[Found, list[Found]]:
    """Return the JSON Feed in ``source`` (https://www.jsonfeed.org/version/1.1/) and its items; raises ReadError."""
    try:
        feed = json.loads(str(source.data))
        items = [_from_json(item) for item in feed.get("items") or ()]
        return _from_json({**feed, "url": feed.get("home_page_url")}), items
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        raise ReadError(f"it is no JSON Feed: {error}", position=Position(source.name)) from error


def _from_json(item: Found) -> Found:
    """Return what ``item``, a feed or an item, says in feedparser's words."""

    def word(*names: str, of: Found = item) -> str:
        return next((str(of[name]) for name in names if of.get(name) is not None), "")

    people = item.get("authors") or [item.get("author") or {}]
    bodies = [("text/html", word("content_html")), ("text/plain", word("content_text"))]
    return {
        "title": word("title"),
        "link": word("url", "external_url"),
        "authors": [{"name": word("name", of=one), "href": word("url", of=one)} for one in people],
        "tags": [{"term": str(tag)} for tag in item.get("tags") or ()],
        "content": [{"type": kind, "value": value} for kind, value in bodies if value],
        "summary_detail": {"type": "text/plain", "value": word("summary")},
        "subtitle": word("description"),
        "image": {"href": word("image", "banner_image", "icon")},
        "language": word("language"),
        "enclosures": [
            {"href": word("url", of=one), "type": word("mime_type", of=one), "title": word("title", of=one)}
            for one in item.get("attachments") or ()
        ],
        **_dated("published", word("date_published")),
        **_dated("updated", word("date_modified")),
    }


def _dated(name: str, text: str) -> Found:
    try:
        return {name: text, f"{name}_parsed": datetime.fromisoformat(text).utctimetuple()}
    except ValueError:
        return {name: text}
