"""What was measured on, in words that tell no names and no paths."""

from __future__ import annotations

import os
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from lxml import etree


def describe() -> str:
    """Return the machine, the versions, the date and the arguments."""
    libxml = ".".join(map(str, etree.LIBXML_VERSION))
    versions = ", ".join(f"{name} {version(name)}" for name in ("lxml", "msgspec", "octavo"))
    flags = [word for word in sys.argv[1:] if word.startswith("--") and "/" not in word]
    return (
        f"{datetime.now(UTC):%Y-%m-%d}; {_processor()}, {os.cpu_count()} cores; {platform.system()}, "
        f"Python {platform.python_version()}; {versions} (libxml2 {libxml}); {' '.join(flags) or 'no flags'}\n"
    )


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
