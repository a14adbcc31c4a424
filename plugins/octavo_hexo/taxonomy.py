"""Categories and tags by Hexo's rules."""

from __future__ import annotations

from typing import Any

from octavo_hexo.fields import as_text, one_line

Path = tuple[str, ...]


def tag_names(value: Any) -> tuple[str, ...]:
    """Return the tags that ``value`` names: a scalar is one tag, null and empty ones are dropped."""
    items = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(name for item in items for name in _names(item)))


def category_paths(value: Any) -> tuple[Path, ...]:
    """Return the categories that ``value`` names, as paths from the root of the tree.

    A scalar is one category, and a list one path, level by level. But if any item of the list is
    itself a list, each item is a path of its own: ``[[A, B], [A, C], D]`` is A/B, A/C and D.
    """
    items = value if isinstance(value, list) else [value]
    if any(isinstance(item, list) for item in items):
        paths = [_names(item) for item in items]
    else:
        paths = [[name for item in items for name in _names(item)]]
    return tuple(dict.fromkeys(tuple(path) for path in paths if path))


def _names(item: Any) -> list[str]:
    """The words of one item: those of a list's items, at any depth, in order."""
    if isinstance(item, str):
        return [name] if (name := one_line(item)) else []
    names: list[str] = []
    stack = [item]
    while stack:
        one = stack.pop()
        if isinstance(one, list):
            stack.extend(reversed(one))
        elif name := one_line(as_text(one)):
            names.append(name)
    return names
