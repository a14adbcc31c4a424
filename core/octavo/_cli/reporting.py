"""What a run says on standard error: errors, notices, a summary, and a table of what failed."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click
import msgspec

from octavo._cli.invocation import Invocation
from octavo._cli.terminal import printable, table
from octavo.errors import Notice, OctavoError, Position

if TYPE_CHECKING:
    from octavo._batch import Failure, Outcome
    from octavo._cli.report_file import Log

MAXIMUM_SHOWN = 50
"""How many failures are listed; a full disk fails them all in one way."""

BATCH_FAILED = 1
"""The exit code of a batch in which some inputs failed."""


class Report(msgspec.Struct):
    """Counts how the jobs of a batch ended; of successes it keeps nothing else. A ``log`` is told of each.

    The ``problem`` is one of the batch itself, not of any input.
    """

    invocation: Invocation
    converted: int = 0
    failed: int = 0
    failures: list[tuple[str, Failure]] = []
    skipped: int = 0
    unchanged: int = 0
    removed: int = 0
    notices: Counter[str] = msgspec.field(default_factory=Counter)
    log: Log | None = None
    problem: OctavoError | None = None
    start: float = msgspec.field(default_factory=time.monotonic)

    def add(self, outcome: Outcome[Any]) -> None:
        """Count ``outcome``; with ``--verbose`` say what there is to say about it."""
        path, name = outcome.job.input.path, outcome.job.input.name
        self.add_notices(outcome.notices, path, name)
        if self.log:
            from octavo._cli.report_file import entry_of  # few runs report to a file

            self.log.add(entry_of(outcome))
        if outcome.failure is not None:
            self.failed += 1
            if len(self.failures) < MAXIMUM_SHOWN:
                self.failures.append((path, _at(outcome.failure, path, name)))
        elif outcome.skipped:
            self.skipped += 1
            if self.invocation.verbose:
                say(f"{path}: skipped: {outcome.skipped}")
        elif outcome.unchanged:
            self.unchanged += 1
        else:
            self.converted += 1

    def add_notices(self, notices: Iterable[Notice], path: str = "", name: str = "") -> None:
        """Count ``notices`` by code; with ``--verbose`` list them."""
        for notice in notices:
            self.notices[notice.code] += 1
            if self.invocation.verbose:
                position = _place(notice.position, path, name)
                say(f"{position}: {notice.severity}: {notice.message} [{notice.code}]")

    def finish(self, *, many: bool, verb: str = "converted") -> int:
        """Say how it all ended, and what was done (``verb``) with what succeeded; return the exit code: of one input its own, of a batch 1 if some failed, else that of its problem."""
        if self.log:
            self.log.finish(self._summary())
        if not self.invocation.quiet:
            self._summarise(verb if many else "")
        if not many and self.failures:
            show_failure(self.failures[0][1], self.invocation)
            return self.failures[0][1].exit_code
        self._tabulate()
        code = show_error(self.problem, self.invocation) if self.problem else 0
        return BATCH_FAILED if self.failed else code

    def _summary(self) -> dict[str, Any]:
        counts = {name: getattr(self, name) for name in ("converted", "unchanged", "failed", "skipped", "removed")}
        return {
            **counts,
            "seconds": round(time.monotonic() - self.start, 2),
            "notices": dict(self.notices.most_common()),
        }

    def _summarise(self, verb: str) -> None:
        if self.notices and not self.invocation.verbose:
            codes = ", ".join(f"{code} ×{count}" for code, count in self.notices.most_common(8))
            more = ", ..." if len(self.notices) > 8 else ""
            say(f"octavo: {_count(self.notices.total(), 'notice')} ({codes}{more}); -v lists them")
        if verb:
            parts = [f"{self.converted:,} {verb}", f"{self.failed:,} failed"]
            counts = {"unchanged": self.unchanged, "skipped": self.skipped, "removed": self.removed}
            parts += [f"{count:,} {name}" for name, count in counts.items() if count]
            say("octavo: " + ", ".join(parts))

    def _tabulate(self) -> None:
        if not self.failures:
            return
        rows = [(str(failure.position), failure.kind, _with_hint(failure)) for _, failure in self.failures]
        say_lines(table(rows, ("FAILED", "ERROR", "WHY")))
        if self.failed > len(self.failures):
            say(f"... and {self.failed - len(self.failures):,} more; --report lists them all")
        if self.invocation.debug:
            for _, failure in self.failures:
                say_lines(failure.details)


def show_error(error: Exception, invocation: Invocation) -> int:
    """Say ``error`` in one line (with ``--debug`` its traceback before); return the exit code."""
    from octavo._batch import as_failure  # the engine of batches, which help has no need of

    failure = as_failure(error)
    show_failure(failure, invocation)
    return failure.exit_code


def show_failure(failure: Failure, invocation: Invocation) -> None:
    """Say ``failure`` in one line: where, what, and what to do."""
    if invocation.debug:
        say_lines(failure.details)
    where = str(failure.position) if failure.position.source else "octavo"
    say(f"{where}: error: {_with_hint(failure)}")


def say(text: str) -> None:
    """Write one line to standard error; control characters in it are escaped."""
    say_lines(printable(text))


def say_lines(text: str) -> None:
    """Write ``text`` to standard error as it is, but for what a terminal might obey."""
    safe = "\n".join(printable(line) for line in text.splitlines())
    print(safe, file=sys.stderr, flush=True)  # noqa: T201  # this is where octavo speaks


def wants_progress(invocation: Invocation) -> bool:
    """Return whether a progress bar may be drawn: on a terminal, and unless other lines would break it."""
    return not (invocation.quiet or invocation.verbose) and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def echo(text: str) -> None:
    """Write ``text`` to standard output."""
    click.echo(text, color=False)


def _with_hint(failure: Failure) -> str:
    return f"{failure.message} ({failure.hint})" if failure.hint else failure.message


def _at(failure: Failure, path: str, name: str) -> Failure:
    return msgspec.structs.replace(failure, position=_place(failure.position, path, name))


def _place(position: Position, path: str, name: str) -> Position:
    """Return ``position`` with the path that the user knows in place of the source's name."""
    if position.source in ("", name) and path:
        return Position("<stdin>" if path == "-" else path, position.line, position.column)
    return position


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
