"""Outputs as Chromium opens them: whatever runs, asks, leaves or waits to run is a fault."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from browsing import rendered
from daisy import browser

_SHOWN = ("a picture", "a file of the site")
"""What a page of HTML or Markdown may ask for: the pictures that it shows. A book may ask for nothing."""


class Looked(NamedTuple):
    """How many pages were opened, and what was wrong with which."""

    pages: int
    faults: list[str]


def lay_out(folder: Path, name: str, output: bytes) -> None:
    """Lay the output ``name`` out below ``folder`` as pages that a browser opens: a book's files, Markdown rendered."""
    stem, _, kind = name.rpartition(".")
    stem = re.sub(r"[^\w/-]+", "_", stem)[-180:]
    if kind == "epub":
        _unpack(folder / f"{stem}.epub", output)
    elif kind == "md":
        _store(folder / f"{stem}.md.html", rendered(output.decode()).encode())
    else:
        _store(folder / f"{stem}.{kind}", output)


def _store(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def _unpack(folder: Path, data: bytes) -> None:
    folder.mkdir(parents=True)
    book = folder.with_suffix(".zip")
    book.write_bytes(data)
    with zipfile.ZipFile(book) as archive:
        archive.extractall(folder)  # it is our own book
    book.unlink()


def look(folder: Path, modules: Path) -> Looked:
    """Open all pages below ``folder``."""
    command = ["node", str(Path(__file__).with_name("open.mjs")), str(modules), browser(), str(folder)]
    said = subprocess.run(command, check=True, capture_output=True, timeout=1800)
    seen = json.loads(said.stdout)
    return Looked(seen["looked"], [f"{one['page']}: {one['fault']}" for one in seen["faults"] if not _is_shown(one)])


def _is_shown(one: Mapping[str, str]) -> bool:
    return one["fault"].startswith(_SHOWN) and ".epub/" not in one["page"]


def look_at(outputs: Iterable[tuple[str, bytes]], modules: Path) -> Looked:
    """Open ``outputs``, each a file's name and what it holds."""
    with tempfile.TemporaryDirectory() as folder:
        for name, output in outputs:
            lay_out(Path(folder).resolve(), name, output)
        return look(Path(folder).resolve(), modules)
