"""What a check says: one thing that is wrong, and where."""

from __future__ import annotations

import msgspec

from octavo.errors import Severity


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that is wrong with a book.

    ``code`` is a stable name (of ours in kebab-case, of epubcheck such as ``RSC-005``), ``file`` a path within the
    book ("" for the book itself), ``line`` counts from 1 (0: unknown), ``by`` is who found it.
    """

    code: str
    severity: Severity
    message: str
    file: str = ""
    line: int = 0
    by: str = "octavo"


def error(code: str, message: str, file: str = "", line: int = 0) -> Finding:
    """Return a finding that makes a book invalid."""
    return Finding(code, "error", message, file, line)


def warning(code: str, message: str, file: str = "", line: int = 0) -> Finding:
    """Return a finding that a book can live with, but its readers may not."""
    return Finding(code, "warning", message, file, line)
