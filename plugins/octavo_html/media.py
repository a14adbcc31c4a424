"""Embedded media: video, audio, frames and plug-ins (HTML Standard, section 4.8)."""

from __future__ import annotations

import re

from lxml import etree

from octavo.model import Embed, EmbedKind
from octavo.url import safe_url
from octavo_html.builder import Builder
from octavo_html.walking import blocks_of, visit

_SIZE = re.compile(r"\s*(\d{1,5})(?:px)?\s*$")
_VIDEO = re.compile(
    r"youtube|youtu\.be|vimeo|bilibili|player|video|\.mp4|\.webm|v\.qq\.com|youku|dailymotion", re.IGNORECASE
)
_AUDIO = re.compile(r"\.(?:mp3|ogg|m4a|wav|flac)\b|music|podcast|audio|soundcloud", re.IGNORECASE)


def visit_video(element: etree._Element, builder: Builder) -> None:
    """Take ``video``."""
    _embed(element, "video", _media_address(element), builder)


def visit_audio(element: etree._Element, builder: Builder) -> None:
    """Take ``audio``."""
    _embed(element, "audio", _media_address(element), builder)


def visit_frame(element: etree._Element, builder: Builder) -> None:
    """Take ``iframe``: its address, or what it holds if it has none."""
    url = element.get("src") or element.get("data-src") or element.get("data-lazy-src") or ""
    kind: EmbedKind = "audio" if _AUDIO.search(url) else "video" if _VIDEO.search(url) else "frame"
    _embed(element, kind, url, builder)


def visit_object(element: etree._Element, builder: Builder) -> None:
    """Take ``object`` and ``embed``: an address, and its content as the fallback."""
    url = element.get("data") or element.get("src") or ""
    kind: EmbedKind = "audio" if _AUDIO.search(url) else "video" if _VIDEO.search(url) else "frame"
    _embed(element, kind, url, builder)


def _media_address(element: etree._Element) -> str:
    addresses = [element.get("src"), element.get("data-src"), *(source.get("src") for source in element.iter("source"))]
    return next((address for address in addresses if address), "")


def _embed(element: etree._Element, kind: EmbedKind, url: str, builder: Builder) -> None:
    safe = safe_url(url)
    if not safe or safe.lower().startswith("about:"):
        if url.strip() and not safe:
            builder.page.notice("unsafe-url", f"embedded {kind} at {url.strip()[:40]!r} is dropped", element)
        visit(element, builder)
        return
    fallback = blocks_of(element, builder)
    title = element.get("title") or element.get("aria-label") or ""
    builder.block(Embed(safe, kind, title, _size(element, "width"), _size(element, "height"), fallback))


def _size(element: etree._Element, name: str) -> int | None:
    match = _SIZE.match(element.get(name) or "")
    return int(match.group(1)) if match else None
