"""The entry points of installed packages, remembered between runs.

Scanning every installed package takes longer than converting a post. What a scan found is kept
in the user's cache folder, and counts as long as no folder of ``sys.path`` has changed: installing
or removing a package changes the folder that it is in. Without a cache folder there is a scan each time.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import msgspec

from octavo._user_folders import cache_folder

PREFIX = "octavo"
"""How the names of the groups begin that are remembered."""

Stamp = tuple[str, int]
"""A folder of ``sys.path``, and when it last changed (nanoseconds; -1 for one that isn't there)."""


class EntryPoint(msgspec.Struct, frozen=True, order=True):
    """A name that an installed package gives to one of its objects (Entry points specification, PyPA)."""

    name: str
    value: str
    group: str
    distribution: str
    version: str

    def load(self) -> object:
        """Import and return the object; raises what importing it raises, AttributeError if it isn't there."""
        module, _, attributes = self.value.partition(":")
        found: object = import_module(module.strip())
        for attribute in filter(None, attributes.partition("[")[0].strip().split(".")):
            found = getattr(found, attribute)
        return found


class _Memory(msgspec.Struct):
    stamps: list[Stamp]
    points: list[EntryPoint]


def entry_points(group: str) -> tuple[EntryPoint, ...]:
    """Return the entry points of ``group``, which begins with ``octavo``, by name."""
    return tuple(point for point in all_entry_points() if point.group == group)


def all_entry_points() -> tuple[EntryPoint, ...]:
    """Return the entry points of all groups that begin with ``octavo``, by name."""
    stamps = list(_stamps())
    file = _memory_file()
    memory = _recall(file)
    if memory is None or memory.stamps != stamps:
        memory = _Memory(stamps, sorted(_scan()))
        _remember(file, memory)
    return tuple(memory.points)


def _stamps() -> Iterator[Stamp]:
    for folder in dict.fromkeys(map(Path, sys.path)):
        try:
            yield str(folder.absolute()), folder.stat().st_mtime_ns
        except OSError:
            yield str(folder.absolute()), -1


def _scan() -> Iterator[EntryPoint]:
    from importlib import metadata  # it takes longer to import than to use

    packages: dict[str, metadata.Distribution] = {}
    for package in metadata.distributions():
        name = re.sub(r"[-_.]+", "-", package.name or "").lower()
        packages.setdefault(name, package)  # the first on the path is the one that is imported
    for package in packages.values():
        for point in package.entry_points:
            if point.group.startswith(PREFIX):
                yield EntryPoint(point.name, point.value, point.group, package.name or "", package.version or "")


def _memory_file() -> Path:
    """Each environment has a file of its own."""
    environment = "".join(character if character.isalnum() else "_" for character in sys.prefix)[-100:]
    return cache_folder() / f"entry-points-{sys.hexversion:x}-{environment}.json"


def _recall(file: Path) -> _Memory | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Memory)
    except (OSError, msgspec.DecodeError):
        return None  # nothing remembered, or not by this version: there is a scan


def _remember(file: Path, memory: _Memory) -> None:
    temporary = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(msgspec.json.encode(memory))
        temporary.replace(file)
    except OSError:
        return  # a folder that can't be written costs a scan the next time, no more
