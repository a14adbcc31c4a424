"""Where paths lead when links are followed, for many paths in few folders."""

from __future__ import annotations

import os

_FOLDERS = 1000
"""How many folders are remembered at once."""


class RealPaths:
    """Follows links as ``os.path.realpath`` does, but those of each folder once, as a rule."""

    def __init__(self) -> None:
        self._folders: dict[str, str] = {}

    def of(self, path: str) -> str:
        """Return the absolute path, without links, of ``path``; it need not be there."""
        folder, name = os.path.split(path)
        if name in ("", ".", "..") or os.path.islink(path):  # noqa: PTH114  # 100,000 Paths take their time
            return os.path.realpath(path)
        if folder not in self._folders:
            if len(self._folders) > _FOLDERS:
                self._folders.clear()  # the files of a folder come one after the other
            self._folders[folder] = os.path.realpath(folder)
        return os.path.join(self._folders[folder], name)  # noqa: PTH118  # the same
