"""The command ``octavo check``. What looks into books is imported when it is used."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from octavo.errors import Position, SourceError, UsageError

if TYPE_CHECKING:
    from octavo_epub.checking.findings import Finding

_LARGEST = 1_000_000_000
"""Bytes of a book that is read; a check may take more than a conversion."""
INVALID = 1


@click.command(
    "check",
    short_help="Check EPUBs: what is wrong with them, and where.",
    epilog="Exit codes: 0 no errors, 1 errors in some book, 2 nonsense was asked for, 3 the only book can't be read.",
)
@click.argument("books", nargs=-1, required=True, metavar="BOOK...")
@click.option("--json", "as_json", is_flag=True, help="Show the findings as JSON.")
@click.option(
    "--epubcheck", "wanted", type=click.Choice(["auto", "yes", "no"]), default="auto", show_default=True,
    help="Run epubcheck too: auto if it and Java are installed, yes to insist on it, no for octavo's own checks alone.",
)  # fmt: skip
def command(books: Sequence[str], as_json: bool, wanted: str) -> int:  # noqa: FBT001  # click's flag
    """Check each BOOK, an EPUB, by octavo's own checks, and by epubcheck where it is installed.

    Each finding is a line: the file and its line, the severity, what is wrong, its code. Warnings make no book invalid.
    """
    from octavo_epub.checking import epubcheck

    start: list[str] = []
    if wanted != "no":
        try:
            start = epubcheck.find_command()
        except epubcheck.Missing as problem:
            if wanted == "yes":
                raise UsageError(str(problem), "--epubcheck no does without it") from problem
            _say(f"octavo: only octavo's own checks: {problem}")
    checked = [(book, _check(book, start, alone=len(books) == 1)) for book in books]
    if as_json:
        click.echo(_as_json(checked))
    else:
        for book, findings in checked:
            _show(book, findings)
    return INVALID if any(_is_invalid(findings) for _, findings in checked) else 0


def _check(book: str, start: list[str], *, alone: bool) -> tuple[Finding, ...]:
    """Return what is wrong with ``book``; raises SourceError if it can't be read and there is no other."""
    from octavo_epub.checking import epubcheck
    from octavo_epub.checking.findings import error
    from octavo_epub.checking.inspection import inspect

    try:
        data = _read(Path(book))
    except SourceError as problem:
        if alone:
            raise
        return (error("no-epub", problem.message),)
    findings = inspect(data, book)
    if start:
        try:
            findings += epubcheck.run(start, Path(book))
        except epubcheck.Missing as problem:
            findings += (error("epubcheck-failed", str(problem)),)
    return findings


def _read(book: Path) -> bytes:
    try:
        with book.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except (OSError, ValueError) as problem:  # ValueError: a NUL in the name
        reason = (problem.strerror if isinstance(problem, OSError) else "") or str(problem)
        raise SourceError(f"can't be read: {reason.lower()}", "", Position(str(book))) from problem
    if len(data) > _LARGEST:
        raise SourceError(f"is larger than {_LARGEST // 1_000_000} MB", "", Position(str(book)))
    return data


def _is_invalid(findings: Iterable[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)


def _show(book: str, findings: Sequence[Finding]) -> None:
    """Print the lines of one book, and its verdict."""
    for finding in findings:
        place = f"{book}/{finding.file}" if finding.file else book
        where = Position(place, finding.line)
        click.echo(_visible(f"{where}: {finding.severity}: {finding.message} [{finding.code}]"), color=False)
    counts = Counter(finding.severity for finding in findings)
    numbers = [
        f"{counts[kind]} {kind}{'s' if counts[kind] > 1 else ''}" for kind in ("error", "warning") if counts[kind]
    ]
    verdict = "invalid" if counts["error"] else "valid"
    click.echo(_visible(f"{book}: {', '.join([verdict, *numbers])}"), color=False)


def _as_json(checked: Iterable[tuple[str, Sequence[Finding]]]) -> str:
    import msgspec

    books: list[dict[str, Any]] = [
        {"path": book, "valid": not _is_invalid(findings), "findings": msgspec.to_builtins(findings)}
        for book, findings in checked
    ]
    return json.dumps({"books": books}, indent=2)


def _say(text: str) -> None:
    click.echo(_visible(text), file=sys.stderr, color=False)


def _visible(text: str) -> str:
    """Return ``text`` on one line, with what a terminal might obey as escapes."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)
