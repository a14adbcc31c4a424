"""Addresses that stand in the text as they are: whole URLs, and those of mail.

linkify-it finds where they end. markdown-it's own rule for them looks through all of the text that is pending, and
copies all that follows, for each ``://``; this one looks no further than an address can reach.
"""

from __future__ import annotations

import re

from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_SCHEME = re.compile(r"(?<![a-zA-Z0-9.+-])[a-zA-Z][a-zA-Z0-9.+-]*\Z")
_LONGEST_SCHEME = 10
"""More than any has that linkify-it knows."""
LONGEST_ADDRESS = 4_000
"""Characters; what is longer is cut there, and its rest is text."""


class _Linkify(LinkifyIt):  # type: ignore[misc]  # linkify-it has no types
    """linkify-it for whole URLs and addresses of mail alone; its own look ahead also searches each text for names of hosts."""

    def pretest(self, text: str) -> bool:
        """Return whether there may be a link in ``text``."""
        return "//" in text or "@" in text


def addresses_plugin(parser: MarkdownIt) -> None:
    """Make links of addresses."""
    parser.enable("linkify")
    parser.linkify = _Linkify().set({"fuzzy_link": False, "fuzzy_email": True, "fuzzy_ip": False})
    parser.inline.ruler.at("linkify", _link)


def _link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # as markdown-it calls it
    """Take what follows a scheme as a link, as far as it is an address."""
    position = state.pos
    if state.linkLevel > 0 or not state.src.startswith("://", position):
        return False
    scheme = _SCHEME.search(state.pending[-_LONGEST_SCHEME - 1 :])
    linkify = state.md.linkify
    if scheme is None or linkify is None:
        return False
    start = position - len(scheme.group())
    found = linkify.match_at_start(state.src[start : start + LONGEST_ADDRESS])
    url = found.url.rstrip("*") if found else ""  # a mark of emphasis at its end is none of it
    target = state.md.normalizeLink(url)
    if not url or not state.md.validateLink(target):
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme.group())]
        _push(state, url, target)
    state.pos += len(url) - len(scheme.group())
    return True


def _push(state: StateInline, url: str, target: str) -> None:
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": target}
    state.push("text", "", 0).content = state.md.normalizeLinkText(url)
    closing = state.push("link_close", "a", -1)
    opening.markup = closing.markup = "linkify"
    opening.info = closing.info = "auto"
