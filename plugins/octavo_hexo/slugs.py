"""Slugs: what a post is called in URLs, by Hexo's own rule."""

from __future__ import annotations

import functools
import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from octavo_hexo.dates import DATED_NAME

_CONTROLS = re.compile(r"[\x00-\x1f]")
_SPECIAL = re.compile(r"""[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:"'<>,.?/]+""")
_LATIN_LETTER = re.compile(
    r"[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff\u24b6-\u24e9\uff21-\uff3a\uff41-\uff5a]"
)
_LETTERS = {"ß": "s", "Æ": "AE", "æ": "ae", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d", "Ł": "L", "ł": "l"}
_ROOTS = ("_posts", "_drafts")
_NAMELESS = frozenset({"index", "readme"})


def slugize(text: str) -> str:
    """Return ``text`` as hexo-util's ``slugize`` does: no accents, special characters as hyphens."""
    return _SPECIAL.sub("-", _CONTROLS.sub("", _without_accents(text))).strip("-")


def slug_of_name(name: str) -> str:
    """Return the slug of the post in the file ``name``, its path below ``_posts`` when it lies there.

    A date before it (``2022-04-28-title.md``) is none of it.
    """
    path = path_of_post(name)
    dated = DATED_NAME.fullmatch(path)
    return dated.group("rest") if dated else slugize(path)


def slug_of_permalink(permalink: str) -> str:
    """Return the last name in the path ``permalink``, or "" if it is a pattern or has none."""
    path = unquote(urlsplit(permalink).path) if "[" not in permalink else permalink
    if ":" in path:
        return ""
    names = [part for part in path.split("/") if part]
    while names and PurePosixPath(names[-1]).stem in _NAMELESS:
        names.pop()
    return re.sub(r"\.(?:html?|md)$", "", names[-1]) if names else ""


@functools.lru_cache(maxsize=16)  # several ask for that of one post, in turn
def path_of_post(name: str) -> str:
    """Return ``name`` without its ending: below ``_posts`` or ``_drafts`` the path, elsewhere the file alone."""
    parts = PurePosixPath(name).with_suffix("").parts if name not in ("", "-") else ()
    for root in _ROOTS:
        if root in parts:
            return "/".join(parts[parts.index(root) + 1 :])
    return parts[-1] if parts else ""


def _without_accents(text: str) -> str:
    """Latin letters without their marks. Other scripts keep theirs: in them a mark is a letter."""
    return text if text.isascii() else _LATIN_LETTER.sub(_base, text)


def _base(letter: re.Match[str]) -> str:
    plain = _LETTERS.get(letter.group())
    return plain or "".join(
        one for one in unicodedata.normalize("NFKD", letter.group()) if not unicodedata.combining(one)
    )
