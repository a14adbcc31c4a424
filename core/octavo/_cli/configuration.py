"""The configuration file: ``octavo.toml`` in the working folder, over the user's own.

::

    timezone = "Asia/Shanghai"
    transforms = ["shout"]

    [reader.html]
    [writer.markdown]
    [transform.shout]
    [plugins]
    disabled = ["name"]
    [plugins.prefer]
    markdown = "name"
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from octavo._user_folders import configuration_folder
from octavo.errors import Position, UsageError

FILE_NAME = "octavo.toml"
Settings = Mapping[str, Mapping[str, object]]

_SECTIONS = ("reader", "writer", "transform")
_KEYS = {"reader": dict, "writer": dict, "transform": dict, "plugins": dict, "transforms": list, "timezone": str}
_WORDS = {dict: "a table", list: "a list", str: "a text"}


class Configuration(msgspec.Struct, frozen=True):
    """What the files say: options by reader, writer and transform; transforms to run; plugins to do without, and
    whose to prefer for a name that several claim.
    """

    readers: Settings = {}
    writers: Settings = {}
    transforms: Settings = {}
    run_transforms: tuple[str, ...] = ()
    disabled: tuple[str, ...] = ()
    prefer: Mapping[str, str] = {}
    timezone: str = ""


def load(path: str | None = None) -> Configuration:
    """Return the configuration in ``path``; without one, that of the working folder over the user's.

    Raises UsageError for a file that is named and not there, is no TOML, or has unknown keys.
    """
    return _merge([read_file(file) for file in files_of_configuration(path)])


def files_of_configuration(path: str | None = None) -> list[Path]:
    """Return the files that :func:`load` reads; what a later one says goes before what an earlier one says."""
    if path is not None:
        return [Path(path)]
    return [candidate for candidate in (user_file(), Path(FILE_NAME)) if candidate.is_file()]


def user_file() -> Path:
    """Return where the user's own configuration is, or would be."""
    return configuration_folder() / FILE_NAME


def read_file(path: Path) -> dict[str, Any]:
    """Return what one file says; raises UsageError for one that can't be had, is no TOML, or has unknown keys."""
    import tomllib  # many users have no file

    try:
        tree = tomllib.loads(path.read_text("utf-8-sig"))
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
    _check_plugins(tree.get("plugins", {}), name)


def _check_plugins(section: dict[str, Any], name: str) -> None:
    if unknown := set(section) - {"disabled", "prefer"}:
        raise UsageError(f"unknown key {min(unknown)!r} in [plugins]", "known: disabled, prefer", Position(name))
    disabled, prefer = section.get("disabled", []), section.get("prefer", {})
    if not isinstance(disabled, list) or not all(isinstance(one, str) for one in disabled):
        raise UsageError("plugins.disabled must be a list of names", 'write disabled = ["name"]', Position(name))
    if not isinstance(prefer, dict) or not all(isinstance(one, str) for one in prefer.values()):
        raise UsageError("plugins.prefer must be a table of names", 'write markdown = "name"', Position(name))


def _merge(trees: list[dict[str, Any]]) -> Configuration:
    """Return ``trees`` as one; what a later one says goes before what an earlier one says.

    Plugins that any of them disables are disabled: a project can't turn on what its user turned off.
    """
    merged: dict[str, dict[str, dict[str, object]]] = {section: {} for section in _SECTIONS}
    plain: dict[str, Any] = {}
    disabled: dict[str, None] = {}
    prefer: dict[str, str] = {}
    for tree in trees:
        plain |= {key: value for key, value in tree.items() if key not in _SECTIONS}
        disabled |= dict.fromkeys(tree.get("plugins", {}).get("disabled", ()))
        prefer |= tree.get("plugins", {}).get("prefer", {})
        for section in _SECTIONS:
            for owner, values in tree.get(section, {}).items():
                merged[section].setdefault(owner, {}).update(values)
    return Configuration(
        readers=merged["reader"],
        writers=merged["writer"],
        transforms=merged["transform"],
        run_transforms=tuple(map(str, plain.get("transforms", ()))),
        disabled=tuple(disabled),
        prefer=prefer,
        timezone=plain.get("timezone", ""),
    )
