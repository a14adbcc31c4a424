"""The command ``octavo convert``."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NoReturn

import click
import msgspec
from msgspec.structs import replace

from octavo import _batch, _tasks
from octavo._cli.dating import with_date_of_sources
from octavo._cli.invocation import (
    Invocation,
    complete_targets,
    general_options,
    reading_options,
    running_options,
    writing_options,
)
from octavo._cli.publishing import check_file, check_terminal, read_with_sites, store
from octavo._cli.reporting import echo
from octavo._cli.session import Session, open_session
from octavo._cli.terminal import printable
from octavo._cli.upkeep import Upkeep
from octavo._convert import join_outputs
from octavo._inputs import STDIN, Inputs, as_url
from octavo._plan import Job, Jobs
from octavo._sink import clear_leftovers, folder_of, is_folder, open_file, output_path, write_stdout
from octavo._stores import AnyPath, is_url
from octavo.errors import UsageError
from octavo.model import Meta
from octavo.plugin import Writer
from octavo.publication import gather

if TYPE_CHECKING:
    from octavo._cli.report_file import Log

STDOUT = "-"


class Destination(msgspec.Struct, frozen=True):
    """Where outputs go: below ``folder``, in the one ``file``, or (neither) to standard output."""

    folder: AnyPath | None = None
    file: AnyPath | None = None


class Request(msgspec.Struct, frozen=True):
    """What is to be done: ``inputs`` become ``target`` ("": as the name ``output`` says), with a ``report`` ("": none)."""

    inputs: tuple[str, ...]
    target: str
    output: str
    report: str
    upkeep: Upkeep

    @property
    def folder(self) -> AnyPath | None:
        """The folder of outputs, if ``output`` is surely one."""
        if self.output in ("", STDOUT):
            return None
        path = output_path(self.output)
        return path if self.output.endswith("/") or is_folder(path) else None


@click.command(epilog="See octavo formats for what can be read and written, octavo --help for exit codes.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-t", "--to", "target", metavar="FORMAT", default="", shell_complete=complete_targets,
              help="Format of the outputs; otherwise that of the name after -o.")  # fmt: skip
@click.option("-o", "--output", metavar="PATH", default="",
              help="A file; or a folder, if it ends in /, is one, or many inputs have a name without a dot."
              " Without it: standard output.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show what would become of each input, and write nothing.")
@click.option("--report", metavar="FILE", default="",
              help="Write how each input ended to FILE, as .json or .html.")  # fmt: skip
@click.option("--force", is_flag=True, help="Convert what has not changed since the last run too.")
@click.option("--prune", is_flag=True, help="Remove the outputs of inputs that are gone.")
@click.option("--watch", is_flag=True,
              help="Convert again whenever an input is saved, until Ctrl-C (needs octavo[watch]).")  # fmt: skip
@reading_options
@writing_options
@running_options
@general_options
@click.pass_obj
def command(
    invocation: Invocation,
    inputs: tuple[str, ...],
    target: str,
    output: str,
    dry_run: bool,  # noqa: FBT001  # click's flag
    report: str,
    force: bool,  # noqa: FBT001  # the same
    prune: bool,  # noqa: FBT001  # the same
    watch: bool,  # noqa: FBT001  # the same
) -> int:
    """Convert INPUT... into another format.

    An INPUT is a file, a folder (the posts below it), a quoted glob, or - for standard input.
    URLs of stores such as s3://bucket/posts do for paths, also after -o (needs octavo[remote]). A folder of outputs mirrors the folder of the inputs. Many inputs and one output file are put
    together: bound as a publication, or written one after the other. A file that fails stops
    nothing else.
    """
    request = Request(inputs, target, output, report, Upkeep(force=force, prune=prune))
    if dry_run:
        return _show_plan(*_planned(invocation, request), request.upkeep)
    if watch:
        return _watch(invocation, request)
    return _convert(invocation, request)[1]


def _planned(invocation: Invocation, request: Request) -> tuple[Session, Inputs, Destination]:
    """Return all that is known before anything is converted; raises UsageError for what makes no sense."""
    output, folder = request.output, request.folder
    if not request.target and (folder or output in ("", STDOUT)):
        raise UsageError("the format of the output is not clear", "name it with -t, or a file with -o")
    session = with_date_of_sources(open_session(invocation, request.target, output))
    report = output_path(request.report) if request.report else None
    found = session.inputs(request.inputs, without=folder, report=report if report and _is_report(report) else None)
    destination = _destination(output, folder, many=found.many)
    if report:
        _check_report(session, found, destination, report)
    return session.within(found), found, destination


def _is_report(path: AnyPath) -> bool:
    from octavo._cli.report_file import is_report

    return is_report(path)


def _check_report(session: Session, found: Inputs, destination: Destination, report: AnyPath) -> None:
    """Raise UsageError if the ``report`` would replace an input or an output."""
    hint = "name another file with --report"
    try:
        check_file(found, report)
    except UsageError:
        raise UsageError(f"the report {report} would replace an input", hint) from None
    if _is_output(report, session, found, destination):
        raise UsageError(f"the report {report} would replace an output", hint)


def _is_output(path: AnyPath, session: Session, found: Inputs, destination: Destination) -> bool:
    from octavo._cli.folder import extension_of, plan_folder

    if destination.folder is None:
        return path == destination.file
    if path.suffix != extension_of(session):
        return False
    _, jobs = plan_folder(session, found, destination.folder)
    return any(path == destination.folder / job.output for job in jobs)


def _convert(invocation: Invocation, request: Request) -> tuple[Inputs, int]:
    """Do what is asked for; return what it was done with, and the exit code."""
    session, found, destination = _planned(invocation, request)
    with _report(request.report) as session.report.log:
        convert(session, found, destination, request.upkeep)
        return found, session.report.finish(many=found.many)


def _report(name: str) -> contextlib.AbstractContextManager[Log | None]:
    """Return the report ``name``, to be opened; none for ""."""
    if not name:
        return contextlib.nullcontext()
    from octavo._cli.report_file import open_report

    return open_report(name)


def _watch(invocation: Invocation, request: Request) -> NoReturn:
    """Do what is asked for again and again."""
    from octavo._cli.watch import Places, places_of, watch

    _, found, destination = _planned(invocation, request)
    if any(is_url(name) for name in (*request.inputs, request.output)):
        raise UsageError("--watch is for files on the disk", "run octavo again for what is in a store")
    if destination.folder is None or STDIN in request.inputs:
        raise UsageError("--watch is for folders of outputs, made from files", "end the name after -o in /")
    written = (request.output, request.report)

    def run(first: bool) -> Places:  # noqa: FBT001  # the only thing that differs
        upkeep = replace(request.upkeep, force=request.upkeep.force and first)
        return places_of(
            request.inputs,
            _convert(invocation, replace(request, upkeep=upkeep))[0],
            invocation,
            written,
        )

    watch(places_of(request.inputs, found, invocation, written), run, invocation)


def convert(session: Session, found: Inputs, destination: Destination, upkeep: Upkeep) -> None:
    """Convert the inputs ``found``, and count in the session's report how that went."""
    if destination.folder is not None:
        from octavo._cli.folder import convert_into_folder  # it brings the record of what was converted

        convert_into_folder(session, found, destination.folder, upkeep)
    elif destination.file is not None and not found.many:
        _into_file(session, found, destination.file)
    elif not found.many or _is_stream(session, destination):
        _one_after_the_other(session, found, destination)
    else:
        _together(session, found, destination)


def _show_plan(session: Session, found: Inputs, destination: Destination, upkeep: Upkeep) -> int:
    """Print which input would become which output."""
    from octavo._cli.folder import look_at, show_folder

    if destination.folder is not None:
        show_folder(session, found, destination.folder, upkeep)
        return 0
    if destination.file is not None:
        check_file(found, destination.file)
        look_at(destination.file)
    for file in found.files:
        echo(printable(f"{file.path} -> {destination.file or 'standard output'}"))
    return 0


def _destination(output: str, folder: AnyPath | None, *, many: bool) -> Destination:
    if output in ("", STDOUT):
        return Destination()
    path = folder or output_path(output)
    if folder is not None or (many and not path.suffix):
        return Destination(folder=path)
    return Destination(file=path)


def _is_stream(session: Session, destination: Destination) -> bool:
    target = session.registry.target(session.settings.target)
    return isinstance(target, Writer) and (target.appendable or target.join is not None or destination.file is None)


def _into_file(session: Session, found: Inputs, file: AnyPath) -> None:
    job = Job(next(iter(found.files)), file.name)
    check_file(found, file)
    clear_leftovers(file.parent)
    settings = replace(session.settings, folder=folder_of(file), root=as_url(found.root), keeps_others=True)
    _exhaust(session.follow(_batch.run(_tasks.convert_to_file, settings, [job]), 1, "converting"))


def _one_after_the_other(session: Session, found: Inputs, destination: Destination) -> None:
    """Write each output as it comes: nothing is kept. If there is none, what the file held before stays."""
    target = session.registry.target(session.settings.target)
    check_terminal(target, destination.file)
    jobs = Jobs(found.files)
    check_file(found, destination.file)
    if destination.file:
        clear_leftovers(destination.file.parent)
    outcomes = _batch.run(_tasks.convert_to_bytes, session.settings, jobs)
    followed = session.follow(outcomes, len(jobs), "converting")
    outputs = (outcome.value for outcome in followed if outcome.value is not None)
    settings = session.settings
    with contextlib.closing(outputs):
        first = list(islice(outputs, 1))
        if not first and destination.file:
            return
        with _writing(destination.file) as write:
            for piece in join_outputs(chain(first, outputs), settings.target, settings.registry, settings.choices):
                write(piece)


@contextlib.contextmanager
def _writing(file: AnyPath | None) -> Iterator[Callable[[bytes], object]]:
    """Give a function that writes one piece after another."""
    if file is None:
        yield write_stdout
    else:
        with open_file(file) as stream:
            yield stream.write


def _together(session: Session, found: Inputs, destination: Destination) -> None:
    from octavo._digest import about, link_to_published  # only many documents have something in common
    from octavo._waiting import WaitingRoom

    check_terminal(session.registry.target(session.settings.target), destination.file)
    check_file(found, destination.file)
    room = WaitingRoom()
    documents = link_to_published((room.put(document), site) for document, site in read_with_sites(session, found))
    if documents:
        title = destination.file.stem if destination.file else ""
        publication = gather(documents, about(documents, Meta(title=title)))
        store(session, found, publication, destination.file)


def _exhaust(outcomes: Iterator[Any]) -> None:
    for _ in outcomes:
        pass
