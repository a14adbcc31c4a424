"""The metadata block at the head of a post: as it stood where it still holds, else made of the Meta."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from html import unescape
from typing import Any

import msgspec

from octavo.model import Document, FrontMatter, FrontMatterEntry, Heading, Meta, Timestamp
from octavo.walk import plain_text
from octavo_markdown.plain_yaml import is_plain, keys_of
from octavo_markdown.scalars import toml_entry, yaml_entry

_KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "date": ("date", "created", "created_at", "pubDate"),
    "updated": ("updated", "modified", "lastmod", "last_modified_at", "last_modified", "updatedDate"),
    "author": ("author", "authors"),
    "language": ("lang", "language", "locale"),
    "categories": ("categories", "category"),
    "tags": ("tags", "tag"),
    "description": ("description", "desc", "summary"),
    "excerpt": ("excerpt",),
    "cover": ("cover", "headimg", "thumbnail", "banner_img", "image", "heroImage"),
    "source": ("link", "source_url", "original_url", "source"),
    "slug": ("slug",),
    "draft": ("published", "draft"),
}
"""The keys that say what a field of Meta says."""
_FIELD_OF = {key: field for field, keys in _KEYS.items() for key in keys}
_IMPLIED = frozenset({"title", "language", "slug", "draft", "date"})
"""What a reader may know from elsewhere, so that no key has to say it."""


class Flavour(msgspec.Struct, frozen=True):
    """How one site generator wants it: its key for each field, in their order.

    A key ``table.key`` stands in a table of TOML; what no field knows goes to the table ``rest``.
    ``paths`` says that categories are paths of a tree, ``shown`` that ``draft`` means the opposite.
    """

    keys: Mapping[str, str]
    toml: bool = False
    paths: bool = False
    shown: bool = False
    rest: str = ""


_BLOG = {
    "title": "title",
    "author": "author",
    "date": "date",
    "updated": "updated",
    "language": "lang",
    "categories": "categories",
    "tags": "tags",
    "description": "description",
    "excerpt": "excerpt",
    "cover": "cover",
    "source": "link",
    "slug": "slug",
    "draft": "published",
}
_HUGO = {**_BLOG, "updated": "lastmod", "excerpt": "summary", "source": "source_url", "draft": "draft"}
_ZOLA = {
    "title": "title",
    "date": "date",
    "updated": "updated",
    "description": "description",
    "slug": "slug",
    "draft": "draft",
    "categories": "taxonomies.categories",
    "tags": "taxonomies.tags",
    "author": "extra.author",
    "language": "extra.lang",
    "excerpt": "extra.excerpt",
    "cover": "extra.cover",
    "source": "extra.link",
}
FLAVOURS = {
    "hexo": Flavour(_BLOG, paths=True, shown=True),
    "jekyll": Flavour({**_BLOG, "updated": "last_modified_at", "cover": "image"}, shown=True),
    "hugo": Flavour(_HUGO),
    "hugo-toml": Flavour(_HUGO, toml=True, rest="params"),
    "zola": Flavour(_ZOLA, toml=True, rest="extra"),
    "astro": Flavour({**_HUGO, "date": "pubDate", "updated": "updatedDate", "cover": "heroImage"}),
    "obsidian": Flavour({**_BLOG, "source": "source", "draft": "draft"}),
}
"""The site generators whose front matter can be written."""


def write_front_matter(document: Document, flavour: Flavour) -> str:
    """Return the block with its separators and a final line end; "" when nothing is known.

    For Hexo, entries that still say what the Meta says stay as they stood, to the letter; when all
    do, so does the whole block. What not every reader of YAML understands is written anew.
    """
    meta = document.meta
    values = _values(meta, flavour)
    if meta.slug and _stem(document.name) == meta.slug:
        values.pop("slug", None)
    old = meta.front_matter
    if old is not None and flavour.paths:
        return _renewed(old, values, document, flavour)
    entries = old.entries if old is not None else ()
    others = [entry for entry in entries if entry.key not in _FIELD_OF]
    if not values and not others:
        return ""
    if flavour.toml:
        return f"+++\n{_toml(values, others, flavour)}+++\n"
    own = "".join(yaml_entry(flavour.keys[field], value) for field, value in values.items())
    return f"---\n{own}{''.join(map(_as_yaml, others))}---\n"


def _values(meta: Meta, flavour: Flavour) -> dict[str, object]:
    """Return what is known, by field, in the order of the flavour's keys."""
    names = [author.name for author in meta.authors if author.name]
    known: dict[str, object] = {
        "title": meta.title,
        "author": names[0] if len(names) == 1 else names,
        "date": _date(meta.published),
        "updated": _date(meta.updated),
        "language": meta.language,
        "categories": _categories(meta, paths=flavour.paths),
        "tags": list(meta.tags),
        "description": meta.description,
        "excerpt": meta.excerpt,
        "cover": meta.cover,
        "source": meta.source_url,
        "slug": meta.slug,
    }
    values = {field: known[field] for field in flavour.keys if known.get(field)}
    return {**values, "draft": not flavour.shown} if meta.draft else values


def _categories(meta: Meta, *, paths: bool) -> list[Any]:
    """Hexo takes a flat list for one path; elsewhere categories are names."""
    if not paths:
        return list(dict.fromkeys(name for path in meta.categories for name in path))
    if len(meta.categories) == 1:
        return list(meta.categories[0])
    return [list(path) for path in meta.categories if path]


def _date(timestamp: Timestamp | None) -> object:
    return None if timestamp is None else timestamp.instant or timestamp.text


def _as_yaml(entry: FrontMatterEntry) -> str:
    """Return ``entry`` as it stood, if any loader reads that."""
    return entry.raw.rstrip("\n") + "\n" if keys_of(entry.raw) == (entry.key,) else _as_new_yaml(entry)


def _as_new_yaml(entry: FrontMatterEntry) -> str:
    return yaml_entry(entry.key, entry.value)


def _toml(values: Mapping[str, object], others: list[FrontMatterEntry], flavour: Flavour) -> str:
    tables: dict[str, list[str]] = {"": []}
    for field, value in values.items():
        table, _, key = flavour.keys[field].rpartition(".")
        tables.setdefault(table, []).append(toml_entry(key, value))
    used = {key.rpartition(".")[2] for key in flavour.keys.values()}
    for entry in others:
        if entry.key not in used:
            tables.setdefault(flavour.rest, []).append(toml_entry(entry.key, entry.value))
    return "".join((f"\n[{name}]\n" if name else "") + "".join(lines) for name, lines in tables.items() if lines)


def _renewed(old: FrontMatter, values: Mapping[str, object], document: Document, flavour: Flavour) -> str:
    """Return ``old`` with the entries of those fields renewed that no longer say what the Meta says."""
    stated = {_FIELD_OF[entry.key] for entry in old.entries if entry.key in _FIELD_OF and _says_something(entry.value)}
    texts = _Texts(old.entries)
    unstated = _IMPLIED.intersection(values) - stated
    changed = {field for field, said in _said(document.meta).items() if _is_changed(field, said, texts, stated)}
    changed |= {field for field in unstated if not _is_known_elsewhere(field, old, document)}
    if not changed and is_plain(old):
        return old.text.strip("\n") + "\n"  # blank lines before it would hide it from other tools
    kept = _pieces(old, values, changed, flavour, _as_yaml if old.format == "yaml" else _as_new_yaml)
    # Entries as they stood may not fit each other: one indented, one with an anchor that another names.
    pieces = kept if keys_of("".join(kept)) is not None else _pieces(old, values, changed, flavour, _as_new_yaml)
    return f"---\n{''.join(pieces)}---\n" if pieces else ""


def _pieces(
    old: FrontMatter,
    values: Mapping[str, object],
    changed: set[str],
    flavour: Flavour,
    keep: Callable[[FrontMatterEntry], str],
) -> list[str]:
    """Return the entries of ``old``, each once: kept by ``keep``, or those of ``changed`` fields as ``values`` say."""
    pieces: list[str] = []
    written: set[str] = set()
    for entry in _unrepeated(old.entries):
        field = _FIELD_OF.get(entry.key, "")
        if field not in changed:
            pieces.append(keep(entry))
        elif field in values and field not in written:
            pieces.append(yaml_entry(entry.key, values[field]))
            written.add(field)
    added = [field for field in values if field in changed - written]
    return pieces + [yaml_entry(flavour.keys[field], values[field]) for field in added]


def _unrepeated(entries: tuple[FrontMatterEntry, ...]) -> Iterable[FrontMatterEntry]:
    """Return ``entries`` with each key once: the last of them that says something counts."""
    found: dict[str, FrontMatterEntry] = {}
    for entry in entries:
        if entry.key not in found or _says_something(entry.value):
            found[entry.key] = entry
    return found.values()


def _is_changed(field: str, said: Collection[str], texts: _Texts, stated: set[str]) -> bool:
    """Return whether the Meta says of ``field`` what the ``texts`` of the front matter don't say."""
    if field not in stated and (field in _IMPLIED or not said):
        return False
    if said and all(text in texts.literal for text in said):
        return False
    if field in ("description", "excerpt") and any("<" in text for text in texts.normal):
        return False  # its words stand in HTML, which is not read here
    if not said:
        return field in ("title", "description")
    return any(_normal(text) not in texts.normal for text in said)


def _is_known_elsewhere(field: str, old: FrontMatter, document: Document) -> bool:
    """Return whether ``field``, of which ``old`` says nothing, was told from what is kept: the body, the file's name.

    A block without a text is no block of the source, but what a reader made of it: all else must be said.
    """
    if not old.text.strip():
        return False
    if field != "title":
        return True
    title = _normal(document.meta.title)
    headings = (block for block in document.blocks if isinstance(block, Heading))
    return title == _normal(_stem(document.name)) or any(title in _normal(plain_text(heading)) for heading in headings)


def _said(meta: Meta) -> dict[str, Collection[str]]:
    """Return what ``meta`` says, by field. A language is brought into one form, and a folder makes a draft: both are left out."""
    return {
        "title": _if_any(meta.title),
        "date": (meta.published.text,) if meta.published else (),
        "updated": (meta.updated.text,) if meta.updated else (),
        "author": [author.name for author in meta.authors],
        "categories": [name for path in meta.categories for name in path],
        "tags": meta.tags,
        "description": _if_any(meta.description),
        "excerpt": _if_any(meta.excerpt),
        "cover": _if_any(meta.cover),
        "source": _if_any(meta.source_url),
        "slug": _if_any(meta.slug),
    }


def _if_any(text: str) -> Collection[str]:
    return (text,) if text else ()


_TAG = re.compile(r"<[^<>]*+>")


class _Texts:
    """Every text that entries hold, however deep: as it stands, and in its normal form, also without HTML."""

    def __init__(self, entries: Iterable[FrontMatterEntry]) -> None:
        self.literal = {text for entry in entries for text in _texts(entry.value)}

    @cached_property
    def normal(self) -> set[str]:
        """The normal forms; seldom looked at, for most posts say everything to the letter."""
        bare = [_TAG.sub(" ", text) for text in self.literal if "<" in text]
        return {_normal(text) for text in (*self.literal, *bare)}


def _texts(value: Any) -> list[str]:
    """Return every text in ``value``, numbers and truth values as text too."""
    if isinstance(value, str):
        return [value]
    found: list[str] = []
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            stack += [*one, *one.values()]
        elif isinstance(one, list | tuple):
            stack += one
        elif one is not None:
            found.append(str(one))
    return found


def _says_something(value: Any) -> bool:
    return any(map(_shows, _texts(value)))


def _shows(text: str) -> bool:
    return bool(_normal(text) if "&" in text else text.strip())


def _normal(text: str) -> str:
    return "".join((unescape(text) if "&" in text else text).split())


def _stem(name: str) -> str:
    """Return the last part of the path ``name`` without its ending."""
    last = name.rpartition("/")[2]
    dot = last.rfind(".")
    return last[:dot] if 0 < dot < len(last) - 1 else last
