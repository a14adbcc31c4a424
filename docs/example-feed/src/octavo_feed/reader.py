"""From a feed to a Publication: an article for each entry, its body read by the reader of HTML or text."""

from __future__ import annotations

from calendar import timegm
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import msgspec

from octavo import Author, Context, Document, Meta, Publication, Source, Timestamp, gather, plain_text, rewrite
from octavo.model import Block, Embed, Image, Link, Paragraph
from octavo_feed import Options
from octavo_feed.parsing import Found, parse_json, parse_xml


def read(source: Source, options: Options, context: Context) -> Publication:
    """Return the feed ``source`` as a Publication, an article for each entry; raises ReadError if it is none."""
    decoded = source.decode()
    for notice in decoded.notices:
        context.notice(notice.code, notice.message, severity=notice.severity, position=notice.position)
    text = msgspec.structs.replace(source, data=decoded.text)
    feed, entries = parse_json(text) if decoded.text.lstrip().startswith("{") else parse_xml(text, context)
    articles = [_article(entry, feed, text, context) for entry in entries[: max(options.limit, 0) or None]]
    return gather(articles, _meta(feed, text, context))


def _article(entry: Found, feed: Found, source: Source, context: Context) -> Document:
    """Return ``entry``: its text is its content, HTML if it has the choice, or else its summary."""
    summary = entry.get("summary_detail", {})
    contents = sorted(entry.get("content", ()), key=lambda one: "html" not in one["type"])
    body = contents[0] if contents else summary
    text, link = body.get("value", ""), entry.get("link", "")
    kind = "text" if body.get("type") == "text/plain" else "html"
    blocks = context.read(source.part(text, _line(source, text, link)), kind).blocks
    meta = _meta({**entry, "subtitle": summary.get("value", "") if body is not summary else ""}, source, context)
    meta = msgspec.structs.replace(meta, language=body.get("language") or meta.language or feed.get("language", ""))
    files = tuple(_enclosed(file) for file in entry.get("enclosures", ()) if file.get("href"))
    return Document(meta, _absolute(blocks, body.get("base") or link) + files)


def _line(source: Source, *texts: str) -> int:
    """Return the line where one of ``texts`` stands: an entry's body, or its address where the body is escaped."""
    data = str(source.data)
    start = next((place for text in texts if text and (place := data.find(text[:80])) > 0), 0)
    return source.first_line + data.count("\n", 0, start)


def _absolute(blocks: tuple[Block, ...], base: str) -> tuple[Block, ...]:
    """Return ``blocks`` with the addresses in them resolved; what leads within the entry stays."""

    def change(node: Any) -> Any:
        if isinstance(node, Link | Image | Embed) and base and not node.url.startswith("#"):
            with suppress(ValueError):  # urllib refuses malformed hosts, such as http://[
                return msgspec.structs.replace(node, url=urljoin(base, node.url))
        return node

    return rewrite(blocks, change)


def _enclosed(file: Found) -> Block:
    """Return what an entry encloses: a recording to play, or a link to any other file."""
    url, title = file["href"], file.get("title", "")
    match file.get("type", "").partition("/")[0]:
        case "audio" | "video" as kind:
            return Embed(url, kind, title)
    return Paragraph((Link((title or url,), url),))


def _meta(found: Found, source: Source, context: Context) -> Meta:
    people = [one for one in found.get("authors", ()) if one.get("name")]
    return Meta(
        title=_words(found.get("title", ""), source, context),
        authors=tuple(Author(one["name"], one.get("href", ""), one.get("email", "")) for one in people),
        published=_timestamp(found, "published"),
        updated=_timestamp(found, "updated"),
        language=found.get("language", ""),
        tags=tuple(dict.fromkeys(tag["term"] for tag in found.get("tags", ()) if tag["term"])),
        description=_words(found.get("subtitle", ""), source, context),
        cover=found.get("image", {}).get("href", ""),
        source_url=found.get("link", ""),
    )


def _timestamp(found: Found, name: str) -> Timestamp | None:
    text, parsed = found.get(name), found.get(f"{name}_parsed")
    return Timestamp(text, datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None) if text else None


def _words(html: str, source: Source, context: Context) -> str:
    """Return the words of ``html``, which in a title or a lead may be plain text too."""
    if "<" in html or "&" in html:
        html = plain_text(context.read(source.part(html, _line(source, html)), "html").blocks)
    return " ".join(html.split())
