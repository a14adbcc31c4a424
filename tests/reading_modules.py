"""The programs for reading systems and browsers: by npm, once, into the user's cache folder."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from daisy import browser

PACKAGES = ("@daisy/ace@1.4.6", "epubjs@0.3.93", "foliate-js@1.0.1", "puppeteer-core@24")


def missing_tool() -> str:
    """Return the name of a program that is needed and missing, or ""."""
    absent = next((tool for tool in ("node", "npm") if shutil.which(tool) is None), "")
    return absent or ("" if browser() else "Chromium")


@pytest.fixture(scope="session")
def modules() -> Path:
    """The folder whose ``node_modules`` has the packages."""
    if not os.environ.get("OCTAVO_READING"):
        pytest.skip("set OCTAVO_READING=1 to open outputs in Chromium (needs npm, Chromium, and once the network)")
    if missing_tool():
        pytest.skip(f"{missing_tool()} is not installed")
    folder = Path(os.environ.get("OCTAVO_READING_SYSTEMS") or user_cache_path("octavo") / "reading-systems-1")
    if not (folder / "complete").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}')
        command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        (folder / "complete").touch()
    return folder
