"""Many sources: plan which input gives which output, run, and say how each ended.

A job is plain data and a task is a function of this module bound to its Settings, so that an
Executor may send both to another process. A task never raises: what went wrong is part of its
Outcome, and so one bad file stops nothing.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from octavo._beside import Copy, Place, place_resources
from octavo._convert import (
    Choices,
    PipelineContext,
    Result,
    bind_publication,
    check_strictly,
    read_document,
    write_document,
)
from octavo._inputs import STDIN, Input, Inputs, read_source
from octavo._naming import output_names
from octavo._registry import Registry
from octavo._sink import write_file
from octavo.errors import FetchError, Notice, OctavoError, Position, UnknownFormat, UsageError
from octavo.model import Document, Publication
from octavo.plugin import Binder, Writer
from octavo.publication import flatten

R = TypeVar("R")


@dataclass(frozen=True)
class Job:
    """One input, and the name of its output below the outputs' folder."""

    input: Input
    output: str = ""


@dataclass(frozen=True)
class Settings:
    """What all jobs of a batch have in common.

    ``source_format`` None: detect each. ``folder`` is where outputs go, ``root`` the URL of the
    inputs' folder; with ``keeps_others``, files there that octavo didn't make are not replaced by
    images.
    """

    registry: Registry
    choices: Choices = field(default_factory=Choices)
    source_format: str | None = None
    target: str = ""
    encoding: str = ""
    strict: bool = False
    folder: str = ""
    root: str = ""
    keeps_others: bool = False


@dataclass(frozen=True)
class Failure:
    """An error as plain data: what ``kind`` of error, its words, and the traceback for ``--debug``."""

    kind: str
    message: str
    hint: str = ""
    position: Position = field(default_factory=Position)
    exit_code: int = 1
    details: str = ""


@dataclass(frozen=True)
class Outcome(Generic[R]):
    """How one job ended: a ``value`` or a ``failure``; ``skipped`` says why it was none of our business."""

    job: Job
    value: R | None = None
    notices: tuple[Notice, ...] = ()
    failure: Failure | None = None
    skipped: str = ""


def plan(inputs: Inputs, folder: Path, extension: str) -> tuple[Job, ...]:
    """Return a job for each input whose output goes below ``folder``.

    The tree of the inputs is mirrored. Raises UsageError if an output would replace an input.
    """
    names = output_names((file.name for file in inputs.files), extension)
    jobs = tuple(Job(file, name) for file, name in zip(inputs.files, names, strict=True))
    check_overwriting(jobs, folder)
    return jobs


def check_overwriting(jobs: Iterable[Job], folder: Path) -> None:
    """Raise UsageError if the output of one of ``jobs`` is a file that is read."""
    jobs = tuple(jobs)
    sources = {os.path.realpath(job.input.path) for job in jobs if job.input.path != STDIN}
    for job in jobs:
        if os.path.realpath(folder / job.output) in sources:
            message = f"the output {folder / job.output} would replace an input"
            raise UsageError(message, "name another folder or file with -o")


def run(task: Callable[[Settings, Job], Outcome[R]], settings: Settings, jobs: Iterable[Job]) -> Iterator[Outcome[R]]:
    """Yield the Outcome of ``task`` for each of ``jobs``, in their order, as they come."""
    executor = settings.registry.executing.find("serial")
    yield from executor.run(partial(_attempt, task, settings), jobs, 1)


def _attempt(task: Callable[[Settings, Job], Outcome[R]], settings: Settings, job: Job) -> Outcome[R]:
    try:
        return task(settings, job)
    except UnknownFormat as error:
        if job.input.scanned and settings.source_format is None:
            return Outcome(job, skipped=error.message)
        return Outcome(job, failure=as_failure(error))
    except Exception as error:  # noqa: BLE001  # one bad file never stops a batch; it is reported
        return Outcome(job, failure=as_failure(error))


def as_failure(error: Exception) -> Failure:
    """Return ``error`` as plain data."""
    details = "".join(traceback.format_exception(error))
    kind = type(error).__name__
    if isinstance(error, OctavoError):
        return Failure(kind, error.message, error.hint, error.position or Position(), error.exit_code, details)
    message = f"{kind}: {error}".splitlines()[0]
    return Failure(kind, message, "this is a fault of octavo; --debug shows the traceback", details=details)


# Tasks


def read_one(settings: Settings, job: Job) -> Outcome[Document]:
    """Read the input of ``job``."""
    choices = _choices_of(settings, job)
    document = read_document(
        read_source(job.input, settings.encoding), settings.source_format, settings.registry, choices
    )
    if settings.strict:
        check_strictly(document.notices)
    return Outcome(job, document, document.notices)


def convert_to_bytes(settings: Settings, job: Job) -> Outcome[bytes]:
    """Read the input of ``job`` and return it in the target format."""
    choices = _choices_of(settings, job)
    document = read_document(
        read_source(job.input, settings.encoding), settings.source_format, settings.registry, choices
    )
    result = write_document(document, settings.target, settings.registry, choices)
    return Outcome(job, _checked(result, settings).data, result.notices)


def convert_to_file(settings: Settings, job: Job) -> Outcome[int]:
    """Read the input of ``job`` and store it in the target format, with its images; return its size."""
    choices = _choices_of(settings, job)
    document = read_document(
        read_source(job.input, settings.encoding), settings.source_format, settings.registry, choices
    )
    document, copies = _place(document, settings, job.output, choices)
    result = _checked(write_document(document, settings.target, settings.registry, choices), settings)
    more = store_copies(copies, settings, choices, job.input.name)
    if settings.strict:
        check_strictly(more)
    write_file(Path(settings.folder) / job.output, result.data)
    return Outcome(job, len(result.data), (*result.notices, *more))


def publish(publication: Publication, settings: Settings, sites: Iterable[str], output: str) -> Result:
    """Store ``publication`` in the target format as the file ``output`` of the settings' folder ("": return it).

    ``sites`` are URLs of the folders that its images may come from. A target that takes one
    document gets all of it as one. Raises what the binder or writer raises, and WriteError.
    """
    choices = replace(settings.choices, policy=replace(settings.choices.policy, roots=tuple(dict.fromkeys(sites))))
    target = settings.registry.target(settings.target)
    if isinstance(target, Binder):
        result = _checked(bind_publication(publication, settings.target, settings.registry, choices), settings)
    else:
        result = _publish_flat(flatten(publication), settings, choices, output)
    if output:
        write_file(Path(settings.folder) / output, result.data)
    return result


def _publish_flat(document: Document, settings: Settings, choices: Choices, output: str) -> Result:
    document, copies = _place(document, settings, output, choices) if output else (document, ())
    result = _checked(write_document(document, settings.target, settings.registry, choices), settings)
    more = store_copies(copies, settings, choices, document.name)
    return replace(result, notices=(*result.notices, *more))


def _choices_of(settings: Settings, job: Job) -> Choices:
    """Return the choices for ``job``: its fetchers may read below its own site, and nowhere else."""
    roots = (job.input.site,) if job.input.site else ()
    return replace(settings.choices, policy=replace(settings.choices.policy, roots=roots))


def _checked(result: Result, settings: Settings) -> Result:
    if settings.strict:
        check_strictly(result.notices)
    return result


# Images beside the output


def _place(document: Document, settings: Settings, output: str, choices: Choices) -> tuple[Document, tuple[Copy, ...]]:
    target = settings.registry.target(settings.target)
    if not isinstance(target, Writer) or not target.copies_resources:
        return document, ()
    return place_resources(document, Place(output, settings.root, choices.policy.roots))


def store_copies(copies: Iterable[Copy], settings: Settings, choices: Choices, name: str) -> tuple[Notice, ...]:
    """Fetch and store ``copies`` below the outputs' folder; return what could not be had or stored."""
    context = PipelineContext(settings.registry, choices, name)
    for copy in copies:
        try:
            resource = context.fetch(copy.resource)
        except FetchError as error:
            context.notice("image-missing", error.message)
            continue
        reason = _store(resource.data or b"", resource.media_type, settings, copy)
        if reason:
            context.notice("image-not-copied", f"{copy.resource.name}: {reason}")
    return tuple(context.notices)


def _store(data: bytes, media_type: str, settings: Settings, copy: Copy) -> str:
    """Store an image; return why it is not done, or "" when it is."""
    target = settings.registry.target(settings.target)
    path = Path(settings.folder) / copy.path
    if not media_type.startswith("image/"):
        return f"it is {media_type or 'of an unknown type'}, not an image"
    if copy.path.lower().endswith(tuple(target.extensions)):
        return "its name is that of an output"
    if path.is_file() and path.read_bytes() == data:
        return ""
    if settings.keeps_others and path.exists():
        return f"{path} is there and differs; it is kept"
    write_file(path, data)
    return ""
