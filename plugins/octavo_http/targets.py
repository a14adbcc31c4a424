"""URLs as requests need them: the host in ASCII, the path percent-encoded, nothing that could mean two things."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from octavo import FetchError

_PORTS = {"http": 80, "https": 443}
_AMBIGUOUS = re.compile(r"[\\\x00-\x20\x7f]")


@dataclass(frozen=True)
class Target:
    """What a request asks for, and whom."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        """The URL."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """The value of the Host header (RFC 9110, section 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def parse_target(url: str) -> Target:
    """Return what ``url`` asks for; raises FetchError unless it is an absolute ``http:`` or ``https:`` URL."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        host = host if ":" in host else host.encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError) as error:
        raise FetchError(f"the address is malformed: {error}") from error
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not host or _AMBIGUOUS.search(parts.netloc):
        raise FetchError("it is no address on the web")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?") if parts.query else ""
    return Target(scheme, host, port or _PORTS[scheme], path + query)


def redirected(target: Target, location: str) -> Target:
    """Return where ``location``, the header of an answer about ``target``, leads; raises FetchError like above."""
    try:
        return parse_target(urljoin(target.url, location))
    except ValueError as error:
        raise FetchError(f"it is redirected to a malformed address: {error}") from error


def referrer_for(target: Target, page: str) -> str:
    """Return what a browser says of the ``page`` that shows ``target``: its URL without secrets, or ""."""
    try:
        parts = urlsplit(page)
        if parts.scheme not in _PORTS or (parts.scheme == "https" and target.scheme == "http"):
            return ""
        if _AMBIGUOUS.search(parts.netloc):
            return ""
        netloc = parts.netloc.rpartition("@")[2].encode("idna").decode("ascii")
        path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
        return urlunsplit((parts.scheme, netloc, path, quote(parts.query, safe="/%:@!$&'()*+,;=~-._?"), ""))
    except (ValueError, UnicodeError):
        return ""
