"""The configuration file: ``octavo.toml`` in the working folder, over the user's own.

::

    timezone = "Asia/Shanghai"
    transforms = ["shout"]

    [reader.html]
    [writer.markdown]
    [transform.shout]
    [plugins]
    disabled = ["name"]
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from octavo.errors import Position, UsageError

FILE_NAME = "octavo.toml"
Settings = Mapping[str, Mapping[str, object]]

_SECTIONS = ("reader", "writer", "transform")
_KEYS = {"reader": dict, "writer": dict, "transform": dict, "plugins": dict, "transforms": list, "timezone": str}
_WORDS = {dict: "a table", list: "a list", str: "a text"}


@dataclass(frozen=True)
class Configuration:
    """What the files say: options by reader, writer and transform; transforms to run; plugins to do without."""

    readers: Settings = field(default_factory=dict)
    writers: Settings = field(default_factory=dict)
    transforms: Settings = field(default_factory=dict)
    run_transforms: tuple[str, ...] = ()
    disabled: tuple[str, ...] = ()
    timezone: str = ""


def load(path: str | None = None) -> Configuration:
    """Return the configuration in ``path``; without one, that of the working folder over the user's.

    Raises UsageError for a file that is named and not there, is no TOML, or has unknown keys.
    """
    return _merge([_read(file) for file in files_of_configuration(path)])


def files_of_configuration(path: str | None = None) -> list[Path]:
    """Return the files that :func:`load` reads; what a later one says goes before what an earlier one says."""
    if path is not None:
        return [Path(path)]
    return [candidate for candidate in (_user_file(), Path(FILE_NAME)) if candidate.is_file()]


def _user_file() -> Path:
    from platformdirs import user_config_path

    return user_config_path("octavo", appauthor=False) / FILE_NAME


def _read(path: Path) -> dict[str, Any]:
    try:
        tree = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"the configuration can't be read: {error.strerror}", "", Position(str(path))) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"the configuration is no TOML: {error}", "", Position(str(path))) from error
    _check(tree, str(path))
    return tree


def _check(tree: dict[str, Any], name: str) -> None:
    for key, value in tree.items():
        if key not in _KEYS:
            raise UsageError(f"unknown key {key!r}", f"known: {', '.join(_KEYS)}", Position(name))
        if not isinstance(value, _KEYS[key]):
            raise UsageError(f"{key!r} must be {_WORDS[_KEYS[key]]}", "", Position(name))
    for section in _SECTIONS:
        for owner, values in tree.get(section, {}).items():
            if not isinstance(values, dict):
                raise UsageError(f"{section}.{owner} must be a table", f"write [{section}.NAME]", Position(name))
    if unknown := set(tree.get("plugins", {})) - {"disabled"}:
        raise UsageError(f"unknown key {min(unknown)!r} in [plugins]", "known: disabled", Position(name))


def _merge(trees: list[dict[str, Any]]) -> Configuration:
    """Return ``trees`` as one; what a later one says goes before what an earlier one says."""
    merged: dict[str, dict[str, dict[str, object]]] = {section: {} for section in _SECTIONS}
    plain: dict[str, Any] = {}
    for tree in trees:
        plain |= {key: value for key, value in tree.items() if key not in _SECTIONS}
        for section in _SECTIONS:
            for owner, values in tree.get(section, {}).items():
                merged[section].setdefault(owner, {}).update(values)
    return Configuration(
        readers=merged["reader"],
        writers=merged["writer"],
        transforms=merged["transform"],
        run_transforms=tuple(map(str, plain.get("transforms", ()))),
        disabled=tuple(map(str, plain.get("plugins", {}).get("disabled", ()))),
        timezone=plain.get("timezone", ""),
    )
