"""Where a post is published: Hexo's patterns for permalinks and for the names of new posts."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath

from octavo_hexo.slugs import slugize

_TOKEN = re.compile(r":(\w+)")
_SHAPES = {
    "year": r"\d{4}",
    "month": r"\d{2}",
    "day": r"\d{2}",
    "i_month": r"\d{1,2}",
    "i_day": r"\d{1,2}",
    "hash": r"[0-9a-f]{12}",
}


def parse_name(path: str, pattern: str) -> dict[str, str]:
    """Return what the name ``path`` (below ``_posts``, without its ending) tells by ``new_post_name``.

    There is always a ``title``: the slug of the post, by Hexo's rule.
    """
    match = _compiled(pattern).fullmatch(path)
    found = match.groupdict() if match else {}
    return found if "title" in found else {**found, "title": slugize(path)}


def date_in(name: Mapping[str, str]) -> str:
    """Return the date in what :func:`parse_name` found, or ""."""
    month, day = (name.get(key) or name.get("i_" + key) for key in ("month", "day"))
    return f"{name['year']}-{month}-{day}" if "year" in name and month and day else ""


@functools.lru_cache(16)
def _compiled(pattern: str) -> re.Pattern[str]:
    """``pattern`` as a regular expression; a token that stands twice counts where it stands first."""
    pieces: list[str] = []
    seen: set[str] = set()
    for index, piece in enumerate(_TOKEN.split(str(PurePosixPath(pattern).with_suffix("")))):
        if index % 2 == 0:
            pieces.append(re.escape(piece))
        else:
            shape = _SHAPES.get(piece, ".+?")
            pieces.append(f"(?:{shape})" if piece in seen else f"(?P<{piece}>{shape})")
            seen.add(piece)
    return re.compile("".join(pieces), re.DOTALL)


def tokens_of(pattern: str) -> frozenset[str]:
    """Return the names of the tokens in ``pattern``."""
    return frozenset(_TOKEN.findall(pattern))


def fill_permalink(pattern: str, values: Mapping[str, str]) -> str:
    """Return the path that ``pattern`` makes of ``values``, without slashes around it; "" if one is missing."""
    if any(not values.get(token) for token in tokens_of(pattern)):
        return ""
    return _TOKEN.sub(lambda match: values[match.group(1)], pattern).lstrip("/")


def dated_values(moment: datetime, slug: str) -> dict[str, str]:
    """Return the tokens that come of when a post was published; ``moment`` is in the zone of the site."""
    stamp = int(moment.timestamp())
    return {
        "year": f"{moment:%Y}",
        "month": f"{moment:%m}",
        "day": f"{moment:%d}",
        "hour": f"{moment:%H}",
        "minute": f"{moment:%M}",
        "second": f"{moment:%S}",
        "i_month": str(moment.month),
        "i_day": str(moment.day),
        "timestamp": str(stamp),
        "hash": hashlib.sha1(f"{slug}{stamp}".encode(), usedforsecurity=False).hexdigest()[:12],
    }


def same_page(path: str) -> str:
    """Return ``path`` in the form that all addresses of one page share: ``x/``, ``/x/index.html`` and ``x.html`` are ``x``."""
    bare = path.strip("/")
    bare = bare.removesuffix("index.html").rstrip("/") if bare.rpartition("/")[2] == "index.html" else bare
    return bare.removesuffix(".html")
