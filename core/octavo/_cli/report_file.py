"""The report of a batch as a file: how each input ended, line by line as it comes, and what it comes to."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import msgspec

from octavo._batch import Outcome
from octavo._cli.terminal import printable
from octavo._sink import clear_leftovers, open_file, output_path, read_head
from octavo._stores import AnyPath
from octavo.errors import UsageError

_HEAD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>octavo: report</title>
<meta name="viewport" content="width=device-width"><style>
body { font: 15px/1.4 system-ui, sans-serif; margin: 2em auto; max-width: 75em; padding: 0 1em; display: flex; flex-direction: column }
section { order: -1; margin-bottom: 2em } section table { width: auto } section td { padding-right: 2em } table { border-collapse: collapse; width: 100% }
td, th { text-align: left; vertical-align: top; padding: .25em .75em .25em 0; border-bottom: 1px solid #8884; overflow-wrap: anywhere }
th, td[class] { white-space: nowrap } thead th:first-child { min-width: 12em } .failed { color: light-dark(#b00020, #ff6b7a) } .unchanged, .skipped { opacity: .7 } .number { text-align: right; padding-right: 1.5em } ul { margin: 0; padding-left: 1em } :root { color-scheme: light dark }
</style></head><body>
<table><thead><tr><th>Input<th>Output<th>Status<th class="number">Seconds<th>What is to be said</tr></thead><tbody>
"""
"""The summary comes last, since nothing is kept, and is shown first."""

_TITLE = _HEAD.partition("</title>")[0].encode()
_START = b'{"files": [\n'

Summary = Mapping[str, Any]


class Log(Protocol):
    """A report that is being written."""

    def add(self, entry: Mapping[str, Any]) -> None:
        """Write how one input ended."""
        ...

    def finish(self, summary: Summary) -> None:
        """Write what it all comes to."""
        ...


def is_report(path: AnyPath) -> bool:
    """Return whether ``path`` is a report that octavo wrote; one that can't be read is none."""
    try:
        head = read_head(path, len(_TITLE))
    except OSError:
        return False
    return head.startswith((_START, _TITLE))


@contextlib.contextmanager
def open_report(name: str) -> Iterator[Log]:
    """Open the report ``name`` (``.json`` or ``.html``); it appears when all is done.

    Raises UsageError for another ending, WriteError if it can't be stored.
    """
    kind = _KINDS.get(Path(name).suffix.lower())
    if kind is None:
        raise UsageError(f"a report can't be written as {name!r}", f"end its name in {' or '.join(_KINDS)}")
    path = output_path(name)
    clear_leftovers(path.parent)
    with open_file(path) as file:
        yield kind(file)


def entry_of(outcome: Outcome[Any]) -> dict[str, Any]:
    """Return ``outcome`` as plain data for the report."""
    entry: dict[str, Any] = {"input": outcome.job.input.path, "output": outcome.job.output, "status": outcome.status}
    entry["seconds"] = round(outcome.seconds, 4)
    if outcome.notices:
        entry["notices"] = [
            {"code": one.code, "severity": one.severity, "message": one.message, "line": one.position.line}
            for one in outcome.notices
        ]
    if outcome.failure:
        failed = outcome.failure
        entry["error"] = {
            "kind": failed.kind,
            "message": failed.message,
            "hint": failed.hint,
            "line": failed.position.line,
        }
    if outcome.skipped:
        entry["why"] = outcome.skipped
    return entry


class _Json:
    """One object: ``files``, one a line, and the ``summary``."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.between = _START

    def add(self, entry: Mapping[str, Any]) -> None:
        self.file.write(self.between + _encoded(entry))
        self.between = b",\n"

    def finish(self, summary: Summary) -> None:
        head = self.between if self.between.startswith(b"{") else b"\n"
        self.file.write(head + b'], "summary": ' + _encoded(summary) + b"}\n")


class _Html:
    """A page that needs nothing beside itself."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.write(_HEAD)

    def write(self, text: str) -> None:
        self.file.write(text.encode("utf-8", "replace"))

    def add(self, entry: Mapping[str, Any]) -> None:
        error = entry.get("error")
        remarks = [_remark("error", error)] if error else []
        remarks += [_remark(notice["severity"], notice) for notice in entry.get("notices", ())]
        remarks += [entry["why"]] if "why" in entry else []
        listed = "".join(f"<li>{_safe(remark)}" for remark in remarks)
        self.write(
            f'<tr><td>{_safe(entry["input"])}<td>{_safe(entry["output"])}<td class="{entry["status"]}">{entry["status"]}'
            f'<td class="number">{entry["seconds"]:.3f}<td>{f"<ul>{listed}</ul>" if listed else ""}</tr>\n'
        )

    def finish(self, summary: Summary) -> None:
        counted = {name: value for name, value in summary.items() if isinstance(value, int)}
        shown = {name: value for name, value in counted.items() if value or name in ("converted", "failed")}
        counts = ", ".join(
            f'<span class="{name if value else ""}">{value:,} {name}</span>' for name, value in shown.items()
        )
        total = f"{sum(counted.values()) - counted['removed']:,} inputs in {summary['seconds']:,.1f} seconds"
        notices = "".join(f"<tr><td>{_safe(code)}<td>{count:,}</tr>" for code, count in summary["notices"].items())
        table = f"<table><tr><th>Notice<th>How often</tr>{notices}</table>" if notices else ""
        self.write(
            f"</tbody></table><section><h1>octavo: report</h1><p>{total}: {counts}</p>{table}</section></body></html>\n"
        )


_KINDS: dict[str, Callable[[BinaryIO], Log]] = {".json": _Json, ".html": _Html}


def _encoded(value: Any) -> bytes:
    """Return ``value`` as JSON; a name that is no Unicode is shown with escapes."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode({**value, "input": printable(value["input"])})


def _remark(severity: str, about: Mapping[str, Any]) -> str:
    line = f"line {about['line']}: " if about["line"] else ""
    hint = f" ({about['hint']})" if about.get("hint") else ""
    return f"{line}{severity}: {about['message']}{hint} [{about.get('code', about.get('kind', ''))}]"


def _safe(text: str) -> str:
    return escape(printable(text))
