"""The picture that stands for a post: the first key that names a real one."""

from __future__ import annotations

import re
from typing import Any

from octavo.url import safe_url
from octavo_hexo.fields import Fields

KEYS = (
    "cover",
    "headimg",
    "thumbnail",
    "photos",
    "photo",
    "banner",
    "index_img",
    "banner_img",
    "top_img",
    "header-img",
    "header_img",
    "featured_image",
    "feature",
    "featured",
    "coverImage",
    "cover_index",
    "thumbnailImage",
    "image",
    "imgcover",
    "img",
    "og_image",
)
"""Where posts and themes name it, the surest first."""

_PARTS = ("url", "src", "image", "path", "feature")
_WORDS = frozenset({"undefined", "null", "none", "nan", "false", "true", "no", "yes", "#"})
_NO_PICTURE = re.compile(
    r"placeholder|/(?:loading|lazy|blank|spacer|transparent|grey|gray|pixel|1x1|none|default[-_]?(?:img|image|cover)?)"
    r"[^/?#]{0,12}\.(?:gif|png|svg|jpe?g|webp)|/(?:undefined|null)(?:$|[?#])",
    re.I,
)
_FORMULA = re.compile(r"equation\?tex=|latex\.|/(?:cgi-bin/)?(?:math|mime)tex|chart\?cht=tx|/math/render/", re.I)
_QR_CODE = re.compile(
    r"qr[-_]?code|(?<![a-z])qr[-_.]|[/_-]qr(?![a-z])|erweima|二维码|二維碼|/weixin[-_]?(?:qr|gzh)", re.I
)
_PICTURE_URL = re.compile(r"(?:https?:)?//\S+|data:image/\S+|[^\s(){}<>/.]*+[/.][^\s(){}<>]*+")
_GRADIENT = re.compile(r"#[0-9a-f]{3,8}|(?:rgba?|hsla?|linear-gradient|radial-gradient|var)\(", re.I)


def cover_url(fields: Fields) -> tuple[str, tuple[tuple[int, str], ...]]:
    """Return the URL of the cover ("" if there is none), and for each that was refused its line and why."""
    refused: list[tuple[int, str]] = []
    for entry in fields.find_all(*KEYS):
        for url in _urls(entry.value):
            reason = why_no_cover(url)
            if not reason:
                return safe_url(url, image=True), tuple(refused)
            refused.append((entry.line, f"{entry.key} is no cover: {reason}"))
    return "", tuple(refused)


def why_no_cover(url: str) -> str:
    """Return why ``url`` can't be a cover, in a few words, or "" if it can."""
    if url.lower() in _WORDS or _GRADIENT.match(url) or not _PICTURE_URL.fullmatch(url):
        return f"{url[:40]!r} is no URL of a picture"
    if not safe_url(url, image=True):
        return "its URL is unsafe"
    if _FORMULA.search(url):
        return "it is a formula"
    if _QR_CODE.search(url):
        return "it is a QR code"
    return "it is a placeholder" if _NO_PICTURE.search(url) else ""


def _urls(value: Any) -> list[str]:
    match value:
        case str():
            return [value.strip()] if value.strip() else []
        case list():
            return [url for item in value if not isinstance(item, list) for url in _urls(item)]
        case dict():
            return [value[part].strip() for part in _PARTS if isinstance(value.get(part), str) and value[part].strip()]
        case _:
            return []
