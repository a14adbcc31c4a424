"""Names of outputs: safe on every system, below the output's folder, and each only once."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator

from octavo._shelf import Shelf

MAXIMUM_BYTES = 255
"""How long one part of a path may be in UTF-8: what ext4, APFS and NTFS allow at least."""

_SPARE = 16
"""Bytes kept free for a hash that sets two names apart, and an extension."""

_UNSAFE = '[\x00-\x1f\x7f-\x9f<>:"|?*\\\\/\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\uffff]'
_RESERVED = r"(?i)(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\.|$)"
"""This and _UNSAFE are compiled when they are needed: a single file needs neither."""


def output_names(names: Iterable[str], extension: str) -> Collection[str]:
    """Return for each of ``names`` (relative POSIX paths of inputs, gone through twice) that of its output.

    The ending is replaced by ``extension``; unsafe characters, reserved names and over-long
    names are changed. Of several names that would be one file on a system that ignores case or
    Unicode form, the first in the order of ``names`` keeps its own, and each other gets a hash
    of its input's name. A name that must be a folder for another output is no file's.
    """
    folders = folders_of(names)
    outputs: Shelf[str] = Shelf()
    for name in names:
        wanted = safe_path(posixpath.splitext(name)[0], room=len(extension.encode()))
        attempts = (f"{wanted}{apart}{extension}" for apart in _apart(name))
        next(one for one in attempts if (key := key_of(one)) not in folders and outputs.add(key, one))
    return outputs.values()


def safe_path(path: str, *, room: int = 0) -> str:
    """Return the relative path ``path`` with each part safe; it never climbs or begins at the root.

    ``room`` is how many bytes the last part must leave for what will be appended.
    """
    parts = [part for part in path.split("/") if part not in ("", ".", "..")]
    *folders, last = parts or ["unnamed"]
    return "/".join([*(safe_name(folder) for folder in folders), safe_name(last, room=room)])


def safe_name(name: str, *, room: int = 0) -> str:
    """Return ``name`` as one part of a path that every system takes, the same for the same name."""
    safe = re.sub(_UNSAFE, "_", name)
    safe = safe.rstrip(" .").ljust(len(safe), "_")  # Windows drops them
    safe = safe.lstrip(" -").rjust(len(safe), "_")  # a leading dash is read as an option
    if re.match(_RESERVED, safe):
        safe = "_" + safe
    limit = MAXIMUM_BYTES - room - _SPARE
    if len(safe.encode()) <= limit:
        return safe
    return _cut(safe, limit) + "-" + short_hash(name)


def short_hash(text: str) -> str:
    """Return eight letters and digits that stand for ``text``."""
    from hashlib import sha256  # it takes 3 ms to import, and few names need one

    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _cut(text: str, size: int) -> str:
    return text.encode()[: size - 9].decode("utf-8", "ignore").rstrip(". ")


def _apart(name: str) -> Iterator[str]:
    """Yield what sets the output of ``name`` apart: nothing, then hashes."""
    yield ""
    while True:
        yield f"-{short_hash(name)}"
        name += "\0"


def folders_of(names: Iterable[str]) -> Shelf[None]:
    """Return the keys of all folders that the outputs of ``names`` (of inputs or outputs) are in."""
    folders: Shelf[None] = Shelf()
    last = ""
    for name in names:
        folder = posixpath.dirname(name)
        if folder not in ("", last):
            for key in _folder_keys(safe_path(folder) + "/"):
                folders.add(key, None)
        last = folder
    return folders


def key_of(path: str) -> str:
    """Return what two paths have in common that some file systems take for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())


def _folder_keys(path: str) -> Iterable[str]:
    parts = path.split("/")
    return (key_of("/".join(parts[:end])) for end in range(1, len(parts)))
