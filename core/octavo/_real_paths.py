"""Where paths lead when links are followed, for many paths in few folders."""

from __future__ import annotations

import os
from functools import lru_cache

FOLDERS = 1000
"""Of how many folders is remembered what their files have in common; those come one after the other."""


class RealPaths:
    """Follows links as ``os.path.realpath`` does, but those of each folder once, as a rule."""

    def __init__(self) -> None:
        self._folder = lru_cache(FOLDERS)(os.path.realpath)

    def of(self, path: str) -> str:
        """Return the absolute path, without links, of ``path``; it need not be there."""
        folder, name = os.path.split(path)
        if name in ("", ".", "..") or os.path.islink(path):  # noqa: PTH114  # 100,000 Paths take their time
            return os.path.realpath(path)
        return os.path.join(self._folder(folder), name)  # noqa: PTH118  # the same
