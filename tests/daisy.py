"""DAISY Ace, the checker of accessibility: what it finds in a book."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def browser() -> str:
    """Return the browser that Ace opens pages in, "" if there is none."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), "")


def violations(book: Path, modules: Path) -> list[str] | None:
    """Return the violations that Ace, installed in the folder ``modules``, finds in ``book``; None if it crashes."""
    ace = modules / ".bin" / "ace-puppeteer"
    with tempfile.TemporaryDirectory() as folder:
        command = [str(ace), "--force", "--silent", "--outdir", folder, str(book)]
        settings = {**os.environ, "PUPPETEER_EXECUTABLE_PATH": browser()}
        subprocess.run(command, env=settings, capture_output=True, check=False)
        file = Path(folder, "report.json")
        report = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    documents = report.get("assertions")
    if not documents:  # it looked at nothing
        return None
    return [
        f"{document['earl:testSubject']['url']}: {one['earl:test']['dct:title']}: {one['earl:result']['dct:description']}"
        for document in documents
        for one in document["assertions"]
    ]
