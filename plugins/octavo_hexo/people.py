"""Who wrote a post: a name, a list of names, or mappings of what is known about each."""

from __future__ import annotations

from typing import Any

from octavo.model import Author
from octavo.url import safe_url
from octavo_hexo.fields import Fields, as_text, one_line

_NAME_KEYS = ("name", "display_name", "nickname", "nick", "title", "login")
_URL_KEYS = ("url", "link", "homepage", "website")


def authors(fields: Fields) -> tuple[Author, ...]:
    """Return the authors that ``fields`` names, each once, in order."""
    entry = fields.find("authors", "author")
    found = [_author(item) for item in _people(fields.words(entry))] if entry else []
    if len(found) == 1:  # WordPress keeps what it knows about the one author in keys of its own
        [one] = found
        found = [Author(one.name, one.url or _url(fields.text("author_url")), one.email or fields.text("author_email"))]
    unique: dict[str, Author] = {}
    for author in found:
        unique.setdefault(author.name, author)
    return tuple(author for author in unique.values() if author.name)


def _people(value: Any) -> list[Any]:
    """One item for each person. A mapping without a name has the names for its keys."""
    if isinstance(value, dict) and not any(key in value for key in _NAME_KEYS):
        return [{"name": name, "url": url} for name, url in value.items()]
    return value if isinstance(value, list) else [value]


def _author(value: Any) -> Author:
    if not isinstance(value, dict):
        return Author(one_line(as_text(value)))
    return Author(_first(value, _NAME_KEYS), _url(_first(value, _URL_KEYS)), _first(value, ("email",)))


def _first(mapping: dict[str, Any], keys: tuple[str, ...]) -> str:
    return next((text for key in keys if (text := one_line(as_text(mapping.get(key))))), "")


def _url(text: str) -> str:
    return safe_url(text) if text.startswith(("http://", "https://", "/")) else ""
