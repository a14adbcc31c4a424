"""Where octavo keeps what belongs to a user: a cache, and a configuration.

platformdirs knows it on every system. On Linux its rule (the XDG Base Directory Specification) is short, and
following it here spares every run the import of twenty modules.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_NAME = "octavo"


def cache_folder() -> Path:
    """Return the folder of what may be lost."""
    if folder := _by_xdg("XDG_CACHE_HOME", ".cache"):
        return folder
    from platformdirs import user_cache_path

    return user_cache_path(_NAME, appauthor=False)


def configuration_folder() -> Path:
    """Return the folder of the user's own configuration."""
    if folder := _by_xdg("XDG_CONFIG_HOME", ".config"):
        return folder
    from platformdirs import user_config_path

    return user_config_path(_NAME, appauthor=False)


def _by_xdg(variable: str, default: str) -> Path | None:
    """Return octavo's folder below the one that ``variable`` names, else ``default`` in the user's home; None where the rule is not so plain."""
    if sys.platform != "linux":
        return None
    folder = os.environ.get(variable) or f"{os.environ.get('HOME', '')}/{default}"
    return Path(folder, _NAME) if folder.startswith("/") and folder != f"/{default}" else None
