"""The command ``octavo inspect``."""

from __future__ import annotations

from collections.abc import Iterator

import click
import msgspec

from octavo import codec
from octavo._batch import run
from octavo._cli.invocation import Invocation, general_options, reading_options
from octavo._cli.reporting import echo
from octavo._cli.session import Session, open_session
from octavo._cli.terminal import printable, table
from octavo._cli.tree import tree_lines
from octavo._inputs import read_source
from octavo._plan import Job, Jobs
from octavo._tasks import read_one
from octavo.model import Document


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--json", "as_json", is_flag=True, help="Show it as JSON.")
@click.option("--notices", "only_notices", is_flag=True, help="Show only what was lost, guessed or repaired.")
@click.option("--explain", is_flag=True, help="Show which formats the plugins take the input for, and why.")
@reading_options
@general_options
@click.pass_obj
def command(
    invocation: Invocation,
    inputs: tuple[str, ...],
    as_json: bool,  # noqa: FBT001  # click's flag
    only_notices: bool,  # noqa: FBT001  # the same
    explain: bool,  # noqa: FBT001  # the same
) -> int:
    """Show what octavo understands of INPUT: its metadata, and the tree of its nodes."""
    session = open_session(invocation)
    found = session.inputs(inputs)
    session = session.within(found)
    jobs = Jobs(found.files)
    if explain:
        for job in jobs:
            echo(_explanation(session, job))
        return 0
    invocation.quiet = True  # the notices are part of what is shown
    shown = _as_json if as_json else _as_notices if only_notices else _as_tree
    for outcome in session.follow(run(read_one, session.settings, jobs), len(jobs), "reading"):
        if outcome.value is not None:
            for text in shown(outcome.value):
                echo(text)
    return session.report.finish(many=found.many)


def _as_json(document: Document) -> Iterator[str]:
    yield msgspec.json.format(codec.encode(document), indent=2).decode()


def _as_notices(document: Document) -> Iterator[str]:
    return (printable(str(notice)) for notice in document.notices)


def _as_tree(document: Document) -> Iterator[str]:
    yield from tree_lines(document)
    for notice in document.notices:
        yield f"notice {printable(str(notice))}"


def _explanation(session: Session, job: Job) -> str:
    source = read_source(job.input, session.settings.encoding)
    rows = [
        (f"{detection.confidence:.2f}", detection.format or "-", detection.reason)
        for detection in session.registry.detections(source)
    ]
    listed = table(rows, ("SURE", "FORMAT", "WHY")) if rows else "no plugin knows it"
    return f"{printable(job.input.path)}\n{listed}"
