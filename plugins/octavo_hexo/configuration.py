"""The ``_config.yml`` of a Hexo site: what of it matters to whoever reads the posts."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from octavo.errors import Notice, Position
from octavo.site import Folder
from octavo_hexo import CONFIGURATIONS
from octavo_hexo.fields import as_text, one_line
from octavo_hexo.front_matter import expand_tabs
from octavo_hexo.language import language_tag
from octavo_hexo.loader import Limits, YamlFailure, load_pairs
from octavo_hexo.recovery import salvage

_PLACEHOLDERS = ("example.com", "example.org", "yoursite.com", "localhost")
"""Hosts that stand in the configuration until somebody changes it."""


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of a site, with Hexo's defaults for those that it doesn't name."""

    title: str = ""
    description: str = ""
    author: str = ""
    language: str = ""
    timezone: str = ""
    url: str = ""
    root: str = "/"
    permalink: str = ":year/:month/:day/:title/"
    permalink_defaults: Mapping[str, str] = msgspec.field(default_factory=dict)
    source_dir: str = "source"
    code_dir: str = "downloads/code"
    new_post_name: str = ":title.md"
    default_category: str = "uncategorized"
    breaks: bool = True
    category_map: Mapping[str, str] = msgspec.field(default_factory=dict)
    notices: tuple[Notice, ...] = ()

    @property
    def published_url(self) -> str:
        """The URL of the site, or "" where it is only the example that everyone starts with."""
        host = (urlsplit(self.url).hostname or "").removeprefix("www.")
        return "" if host in _PLACEHOLDERS else self.url


def read_configuration(folder: Folder) -> Configuration | None:
    """Return the configuration of the site in ``folder``, or None if it has none.

    What Hexo would refuse is left out, with a notice.
    """
    for name in CONFIGURATIONS:
        data = folder.read(name)
        if data is not None:
            return _parse(data.decode("utf-8-sig", "replace").replace("\r\n", "\n"), name)
    return None


def _parse(text: str, name: str) -> Configuration:
    notices: list[Notice] = []
    try:
        pairs = load_pairs(expand_tabs(text)) or []
    except YamlFailure as failure:
        pairs = list(salvage(expand_tabs(text), Limits()).pairs)
        notices.append(_notice(f"it is not YAML ({failure.message}); what can be read counts", name, failure.line))
    values = {pair.key: pair.value for pair in pairs if pair.value not in (None, "", [], {})}
    lines = {pair.key: pair.line for pair in pairs}
    words = {key: one_line(as_text(value)) for key, value in values.items() if not isinstance(value, list | dict)}
    for key in ("timezone", "source_dir", "url"):
        if reason := _refusal(key, words.get(key, "")):
            notices.append(_notice(f"{key}: {words.pop(key)!r} {reason}", name, lines[key]))
    known = ("title", "description", "author", "timezone", "permalink", "default_category")
    return Configuration(
        **{key: words[key] for key in known if key in words},
        **{key: words[key].strip("/") for key in ("source_dir", "code_dir", "new_post_name") if key in words},
        url=words.get("url", "").rstrip("/"),
        root="/" + words.get("root", "").strip("/"),
        language=language_tag(_first_word(values.get("language"))),
        breaks=_breaks(values.get("marked"), values.get("markdown")),
        permalink_defaults=_mapping(values.get("permalink_defaults")),
        category_map=_mapping(values.get("category_map")),
        notices=tuple(notices),
    )


def _breaks(*renderers: object) -> bool:
    """Return whether line ends are shown, as Hexo's renderers of Markdown do unless told otherwise."""
    for settings in renderers:
        if isinstance(settings, dict):
            within = settings.get("render")
            for chosen in (settings, within if isinstance(within, dict) else {}):
                if isinstance(chosen.get("breaks"), bool):
                    return bool(chosen["breaks"])
    return True


def _refusal(key: str, value: str) -> str:
    """Return why ``value`` can't be what the site says for ``key``, or ""."""
    match key:
        case "timezone" if value and not _is_zone(value):
            return "is no time zone; dates are in UTC"
        case "source_dir" if ".." in value.split("/") or posixpath.isabs(value):
            return "leads out of the site; source is taken"
        case "url" if value and not _is_web_address(value):
            return "is no URL"
        case _:
            return ""


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:  # urllib refuses malformed hosts
        return False


def _first_word(value: Any) -> str:
    """The language of a site of many is the first; ``default`` is none."""
    first = value[0] if isinstance(value, list) else value
    text = one_line(as_text(first))
    return "" if text == "default" else text


def _mapping(value: Any) -> dict[str, str]:
    return {key: as_text(item) for key, item in value.items()} if isinstance(value, dict) else {}


def _notice(message: str, name: str, line: int) -> Notice:
    return Notice("site-setting", message, "warning", Position(name, line))
