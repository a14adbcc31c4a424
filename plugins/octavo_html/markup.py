"""Pieces of markup that are well-formed in HTML and in XML alike: text, attributes, ids, URLs."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote, urlsplit, urlunsplit

from lxml import etree

from octavo.url import safe_url

_ILLEGAL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"(?:[A-Za-z0-9._~%!$&'()*+,;=-]+@)?(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::\d*)?\Z")
_PATH = "/:@!$&'()*+,;=~-._%"
_VALID = re.compile(
    r"(?:https?://[A-Za-z0-9._~-]+(?::\d+)?(?=[/?#]|\Z)|[A-Za-z0-9._-]+(?=[/?#]|\Z))"
    r"(?:[A-Za-z0-9/:@!$&'()*+,;=~._-]|%[0-9A-Fa-f]{2})*"
    r"(?:\?(?:[A-Za-z0-9/:@!$&'()*+,;=~?._-]|%[0-9A-Fa-f]{2})+)?"
    r"(?:#(?:[A-Za-z0-9/:@!$&'()*+,;=~?._-]|%[0-9A-Fa-f]{2})+)?\Z"
)
"""URLs that need nothing done, as most do: addresses on the web, and names of files beside the page."""


def clean(text: str) -> str:
    """Return ``text`` without the characters that XML 1.0 (section 2.2) forbids."""
    return text if text.isprintable() else _ILLEGAL.sub("", text)  # Unicode calls none of those printable


def escape(text: str) -> str:
    """Return ``text`` as character data."""
    if not text.isprintable():
        text = _ILLEGAL.sub("", text)
    if "&" in text or "<" in text or ">" in text:  # few texts have any
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def is_xml(markup: str) -> bool:
    """Return whether ``markup`` may stand in XML: well-formed, without entities of its own or a prefix."""
    try:
        etree.fromstring(f"<x>{markup}</x>", etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return False
    return "<!" not in markup.replace("<!--", "")


def attribute(name: str, value: str) -> str:
    """Return `` name="value"``, or "" when there is no value."""
    if not value:
        return ""
    escaped = escape(value)
    if '"' in escaped:
        escaped = escaped.replace('"', "&quot;")
    return f' {name}="{escaped}"'


def make_name(text: str) -> str:
    """Return an id that is valid in XML (an ASCII NCName), the same for the same ``text``."""
    name = _NOT_IN_NAME.sub("-", text)
    if name == text and name[:1].isalpha():
        return name
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"id-{name.strip('-')[:40]}-{digest}".replace("--", "-")


def encode_url(url: str, *, image: bool = False) -> str:
    """Return ``url`` as a valid URL (RFC 3986), or "" if it is unsafe or can't be made one."""
    return url if _VALID.match(url) else _made_valid(url, image=image)


def _made_valid(url: str, *, image: bool) -> str:
    url = clean(safe_url(url, image=image))
    if url.startswith("data:"):
        return quote(url, safe=_PATH + "?#")
    try:
        parts = urlsplit(url)
        host = _encode_host(parts.netloc)
    except ValueError:
        return ""
    if host is None or (parts.scheme in ("http", "https", "ftp") and not host):
        return ""
    path, query, fragment = (
        _encode(piece, safe)
        for piece, safe in ((parts.path, _PATH), (parts.query, _PATH + "?"), (parts.fragment, _PATH + "?"))
    )
    return urlunsplit((parts.scheme, host, path, query, fragment))


def _encode(text: str, safe: str) -> str:
    return quote(_BARE_PERCENT.sub("%25", text.replace("\\", "/")), safe=safe)


def _encode_host(host: str) -> str | None:
    """Return the host in ASCII (IDNA), or None when it is none."""
    if not host or _HOST.match(host):
        return host
    try:
        encoded = host.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    return encoded if _HOST.match(encoded) else None
