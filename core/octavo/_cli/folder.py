"""Into a folder: planned first, then what has changed since the last run is converted, and what is gone is removed."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from octavo._batch import Settings
from octavo._cli.reporting import echo, say
from octavo._cli.session import Session
from octavo._cli.terminal import printable
from octavo._cli.upkeep import Upkeep
from octavo._incremental import Keys, find_current, find_stale, prune, run_changed
from octavo._inputs import Inputs, as_url
from octavo._links import outputs_of
from octavo._plan import Job, Jobs, plan
from octavo._sink import clear_leftovers, exists, is_folder
from octavo._state import NAME, State
from octavo._store_state import open_state
from octavo._stores import AnyPath, NoSuchBucket, StorePath, reason_of
from octavo.errors import Position, UsageError, WriteError


def convert_into_folder(session: Session, found: Inputs, folder: AnyPath, upkeep: Upkeep) -> None:
    """Convert the inputs ``found`` into files below ``folder``; the session's report counts how that went."""
    settings, jobs = plan_folder(session, found, folder)
    clear_leftovers(folder, below=True)
    look_at(folder)
    with open_state(folder) as state:
        outcomes = run_changed(settings, jobs, state, force=upkeep.force)
        done = sum(not outcome.unchanged for outcome in session.follow(outcomes, len(jobs), "converting"))
        _tidy(session, settings, jobs, found.root, state, remove=upkeep.prune)
    if done:
        clear_leftovers(folder, below=True)  # of workers that were killed
    if state.problem and not session.report.problem:
        message, hint = f"the record can't be kept: {state.problem}", "the next run converts everything again"
        session.report.problem = WriteError(message, hint, Position(str(folder / NAME)))


def show_folder(session: Session, found: Inputs, folder: AnyPath, upkeep: Upkeep) -> None:
    """Print what :func:`convert_into_folder` would do: each input with its output, and what would be removed."""
    settings, jobs = plan_folder(session, found, folder)
    look_at(folder)
    if not exists(folder / NAME):
        for job in jobs:
            _show(job, folder)
        return
    with open_state(folder, lookup=True) as state:
        keys = Keys(settings)
        for job in jobs:
            is_current = not upkeep.force and find_current(settings, job, state, keys) is not None
            _show(job, folder, " (unchanged)" if is_current else "")
        for name in find_stale(settings, jobs, found.root, state) if upkeep.prune else ():
            echo(printable(f"nothing -> {folder / name} (to be removed)"))


def plan_folder(session: Session, found: Inputs, folder: AnyPath) -> tuple[Settings, Jobs]:
    """Return what becomes of each of the inputs ``found`` below ``folder``; raises UsageError if that can't be."""
    if exists(folder) and not is_folder(folder):
        raise UsageError(f"{folder} is a file", "name a folder with -o")
    jobs = plan(found, folder, extension_of(session))
    outputs = outputs_of((job.input.place, job.output) for job in jobs)
    return replace(
        session.settings,
        folder=folder if isinstance(folder, StorePath) else str(folder),
        root=as_url(found.root),
        spreads=True,
        recorded=True,
        outputs=outputs,
    ), jobs


def look_at(folder: AnyPath) -> None:
    """List what begins with ``folder``, if it is in a store, so that none of the outputs there need be asked for by itself.

    Raises WriteError if there is not even its bucket.
    """
    if not isinstance(folder, StorePath):
        return
    try:
        folder.store.find(folder.path)
    except NoSuchBucket as error:
        reason, hint = reason_of(error)
        raise WriteError(f"can't be written: {reason}", hint, Position(str(folder))) from error
    except OSError:  # it is not there yet; for all else each output will say so
        return


def extension_of(session: Session) -> str:
    """Return how the names of the outputs of ``session`` end."""
    target = session.registry.target(session.settings.target)
    return target.extensions[0] if target.extensions else f".{target.name}"


def _tidy(session: Session, settings: Settings, jobs: Jobs, inputs: AnyPath, state: State, *, remove: bool) -> None:
    stale = find_stale(settings, jobs, inputs, state)
    if stale and remove:
        _prune(session, settings, stale, state)
    elif stale and not session.invocation.quiet:
        number = f"{len(stale):,} output{'s' if len(stale) > 1 else ''}"
        say(f"octavo: {number} of inputs that are gone, such as {stale[0]}; --prune removes them")


def _prune(session: Session, settings: Settings, stale: Iterable[str], state: State) -> None:
    try:
        for _ in prune(settings, stale, state):
            session.report.removed += 1
    except WriteError as error:
        session.report.problem = error


def _show(job: Job, folder: AnyPath, remark: str = "") -> None:
    echo(printable(f"{job.input.path} -> {folder / job.output}{remark}"))
