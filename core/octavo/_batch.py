"""Many sources: run their jobs, and say how each ended.

A job is plain data and a task is a function of this module bound to its Settings, so that an
Executor may send both to another process. A task never raises: what went wrong is part of its
Outcome, and so one bad file stops nothing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, BinaryIO, Generic, TypeVar

import msgspec
from msgspec.structs import replace

from octavo._beside import Copy, Place, find_copies, follow_copies
from octavo._convert import (
    Choices,
    PipelineContext,
    Result,
    bind_publication,
    binding,
    check_strictly,
    read_document,
    read_whole,
    write_document,
)
from octavo._executors import PROCESSES, SERIAL
from octavo._fingerprint import Fingerprint, fingerprint, fingerprint_by_mark, join
from octavo._inputs import STDIN, Input, read_source
from octavo._links import Outputs, follow_links
from octavo._plan import Job, Jobs
from octavo._registry import Registry
from octavo._sink import exists, holds, inside, write_file
from octavo._spreading import Page, folder_for, spread
from octavo._stores import StorePath
from octavo._trace import Sources, Trace
from octavo._waiting import pack
from octavo.errors import FetchError, Notice, OctavoError, Position, UnknownFormat, UsageError
from octavo.model import Document, Publication
from octavo.plugin import Binder, Executor, Lost, Workers, Writer
from octavo.publication import documents_of, flatten, notices_of
from octavo.site import Site
from octavo.source import Source

R = TypeVar("R")

WORTH_WORKERS = 16
"""From how many jobs on worker processes are started; fewer are done before those would be ready."""


class Settings(msgspec.Struct, frozen=True):
    """What all jobs of a batch have in common.

    ``source_format`` None: detect each. ``folder`` is where outputs go, on the disk or in a
    store, ``root`` the URL of the inputs' folder; with ``keeps_others``, files there that octavo didn't make are not replaced by
    images; with ``spreads`` a publication becomes many files; with ``recorded`` the next run would make again
    what a power failure took. ``sites`` are those that inputs belong to, by the URL that they have as ``site``;
    ``outputs`` is what becomes of all inputs, so that links between them can follow. The ``executor``
    ("": as fits the batch) runs them by its ``workers``.
    """

    registry: Registry
    choices: Choices = msgspec.field(default_factory=Choices)
    source_format: str | None = None
    target: str = ""
    encoding: str = ""
    strict: bool = False
    folder: str | StorePath = ""
    root: str = ""
    keeps_others: bool = False
    spreads: bool = False
    recorded: bool = False
    sites: Mapping[str, Site] = msgspec.field(default_factory=dict)
    outputs: Outputs = msgspec.field(default_factory=Outputs)
    executor: str = ""
    workers: Workers = msgspec.field(default_factory=Workers)


class Failure(msgspec.Struct, frozen=True):
    """An error as plain data: what ``kind`` of error, its words, and the traceback for ``--debug``."""

    kind: str
    message: str
    hint: str = ""
    position: Position = msgspec.field(default_factory=Position)
    exit_code: int = 1
    details: str = ""


class Outcome(msgspec.Struct, Generic[R], frozen=True):
    """How one job ended, after how many ``seconds``: a ``value`` or a ``failure``; ``skipped`` says why it was none of our business.

    With ``unchanged`` nothing had to be done: the value and the notices are those of an earlier run.
    """

    job: Job
    value: R | None = None
    notices: tuple[Notice, ...] = ()
    failure: Failure | None = None
    skipped: str = ""
    seconds: float = 0.0
    unchanged: bool = False

    @property
    def status(self) -> str:
        """How it ended, in a word."""
        if self.failure or self.skipped:
            return "failed" if self.failure else "skipped"
        return "unchanged" if self.unchanged else "converted"


class Stored(msgspec.Struct, frozen=True):
    """What was stored for one input: the files by their names below the outputs' folder, and what they came of."""

    files: dict[str, Fingerprint]
    sources: Sources


def run(
    task: Callable[[Settings, Job], Outcome[R]], settings: Settings, jobs: Jobs | Sequence[Job]
) -> Iterator[Outcome[R]]:
    """Yield the Outcome of ``task`` for each of ``jobs``, in their order, as they come."""
    executor = _executor(settings, jobs)
    workers = replace(settings.workers, count=max(1, min(settings.workers.count, len(jobs))))
    if executor.name not in (SERIAL, PROCESSES):
        settings = replace(settings, outputs=settings.outputs.in_memory())
    sent: Iterable[Job] = jobs
    if settings.workers.address:
        settings, sent = _absolute(settings), (replace(job, input=_absolute_input(job.input)) for job in jobs)
    for result in executor.run(partial(_timed, task, settings), sent, workers):
        yield Outcome(result.job, failure=_as_lost(result)) if isinstance(result, Lost) else result


def _absolute(settings: Settings) -> Settings:
    """Return ``settings`` for processes that have another working folder."""
    folder = settings.folder
    return settings if isinstance(folder, StorePath) else replace(settings, folder=os.path.abspath(folder))  # noqa: PTH100  # resolve() would follow links


def _absolute_input(file: Input) -> Input:
    return file if file.remote or file.path == STDIN else replace(file, path=os.path.abspath(file.path))  # noqa: PTH100  # the same


def _executor(settings: Settings, jobs: Jobs | Sequence[Job]) -> Executor:
    """Return the executor that was asked for, else the one that fits ``jobs``; raises UsageError if it has no limits and there are some."""
    limited = bool(settings.workers.timeout or settings.workers.memory)
    worthwhile = settings.workers.count > 1 and len(jobs) >= WORTH_WORKERS
    name = settings.executor or (PROCESSES if limited or worthwhile else SERIAL)
    if name != SERIAL and not all(_is_shared(settings, job) for job in jobs):
        name = SERIAL
    executor = settings.registry.executing.find(name)
    if settings.executor and limited and not executor.limits:
        raise UsageError(f"the executor {name!r} has no --timeout and no --memory", f"{PROCESSES!r} has")
    if settings.workers.address and not executor.connects:
        raise UsageError(f"the executor {name!r} uses no --cluster", "'dask' does")
    return executor


def _is_shared(settings: Settings, job: Job) -> bool:
    """Return whether another process could do ``job``: it has neither our standard input nor our memory."""
    stores = [path.store for path in (job.input.remote, settings.folder) if isinstance(path, StorePath)]
    return job.input.path != STDIN and all(store.shared for store in stores)


def _as_lost(lost: Lost) -> Failure:
    return Failure("Lost", lost.reason, "the other files are not affected")


def _timed(task: Callable[[Settings, Job], Outcome[R]], settings: Settings, job: Job) -> Outcome[R]:
    start = time.perf_counter()
    outcome = _attempt(task, settings, job)
    return replace(outcome, seconds=round(time.perf_counter() - start, 6))


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
    import traceback  # most runs fail nowhere

    details = "".join(traceback.format_exception(error))
    kind = type(error).__name__
    if isinstance(error, OctavoError):
        return Failure(kind, error.message, error.hint, error.position or Position(), error.exit_code, details)
    message = f"{kind}: {error}".splitlines()[0]
    return Failure(kind, message, "this is a fault of octavo; --debug shows the traceback", details=details)


# Tasks


def read_one(settings: Settings, job: Job) -> Outcome[Document]:
    """Read the input of ``job``."""
    document = _read(settings, job, _choices_of(settings, job))
    if settings.strict:
        check_strictly(document.notices)
    return Outcome(job, document, document.notices)


def read_articles(settings: Settings, job: Job) -> Outcome[tuple[Document, ...]]:
    """Read the input of ``job``: a document, or all that a publication holds, packed for the way to us."""
    source = read_source(job.input, settings.encoding)
    found = read_whole(source, settings.source_format, settings.registry, _choices_of(settings, job))
    if settings.strict:
        check_strictly(found.notices)
    documents = (found,) if isinstance(found, Document) else documents_of(found, source.name)
    return Outcome(job, tuple(map(pack, documents)), found.notices)


def convert_to_bytes(settings: Settings, job: Job) -> Outcome[bytes]:
    """Read the input of ``job`` and return it in the target format."""
    choices = _choices_of(settings, job)
    source = read_source(job.input, settings.encoding)
    found = read_whole(source, settings.source_format, settings.registry, choices)
    if isinstance(found, Publication):
        result = bind_publication(found, settings.target, settings.registry, choices)
    else:
        result = write_document(_linked(found, settings, job), settings.target, settings.registry, choices)
    return Outcome(job, _checked(result, settings).data, result.notices)


def convert_to_file(settings: Settings, job: Job) -> Outcome[Stored]:
    """Read the input of ``job`` and store it in the target format, with its images; tell what it came of."""
    trace = Trace(job.input.remote or job.input.path)
    planned = settings.outputs
    settings = replace(settings, outputs=trace.outputs(settings.outputs))
    choices = _choices_of(settings, job)
    choices = replace(choices, site=trace.site(choices.site), fetched=trace.fetched)
    source = read_source(job.input, settings.encoding)
    trace.post = _fingerprint_of(job.input, source)
    found = read_whole(source, settings.source_format, settings.registry, choices)
    if isinstance(found, Publication):
        made = _make_publication(found, settings, choices, job.output, planned)
    else:
        made = [_make_document(_linked(found, settings, job), settings, choices, _place(job.output, settings, choices))]
    files = _store_all(made, settings)
    notices = tuple(notice for one in made for notice in one.result.notices)
    return Outcome(job, Stored(files, trace.sources()), notices)


def publish(publication: Publication, settings: Settings, sites: Iterable[str], output: str) -> Result:
    """Return ``publication`` in the target format; all of it as one, where that takes one document.

    That is stored with its images as the file ``output`` of the settings' folder ("": nothing is); what a binder
    makes is stored by :func:`publish_into`. ``sites`` are URLs of the folders that its images may come from. Raises
    what the binder or writer raises, and WriteError.
    """
    policy = replace(settings.choices.policy, roots=tuple(dict.fromkeys(sites)))
    choices = replace(settings.choices, policy=policy)
    if output:
        if isinstance(settings.registry.target(settings.target), Binder):
            raise TypeError(f"{settings.target} is a binder, which publishes into a file")
        made = _make_document(flatten(publication), settings, choices, _place(output, settings, choices))
        _store_all([made], settings)
        return made.result
    return _checked(bind_publication(publication, settings.target, settings.registry, choices), settings)


def publish_into(
    file: BinaryIO, publication: Publication, settings: Settings, sites: Iterable[str]
) -> Sequence[Notice]:
    """Write ``publication``, bound piece by piece, into ``file``; return what the binder noticed.

    All else is as for :func:`publish`. When it raises, what ``file`` holds is no output.
    """
    target = settings.registry.target(settings.target)
    if not isinstance(target, Binder):
        raise TypeError(f"{target.name} is no binder")
    policy = replace(settings.choices.policy, roots=tuple(dict.fromkeys(sites)))
    with binding(publication, target, settings.registry, replace(settings.choices, policy=policy)) as bound:
        file.writelines(bound.pieces)
    if settings.strict:
        check_strictly((*notices_of(publication), *bound.notices))
    return bound.notices


def _fingerprint_of(file: Input, source: Source) -> Fingerprint:
    data = source.data if isinstance(source.data, bytes) else source.data.encode()
    return fingerprint_by_mark(file.status, data) if file.remote else fingerprint(file.path, data)


def _read(settings: Settings, job: Job, choices: Choices) -> Document:
    source = read_source(job.input, settings.encoding)
    return read_document(source, settings.source_format, settings.registry, choices)


def _linked(document: Document, settings: Settings, job: Job) -> Document:
    """Return ``document`` with links that follow the other inputs to their outputs."""
    return follow_links(document, job.input.place, settings.outputs, settings.sites.get(job.input.site))


class _Made(msgspec.Struct, frozen=True):
    """The output ``name`` before it is stored: what was written, and the images that go with it."""

    name: str
    result: Result
    copies: tuple[Copy, ...] = ()


def _place(output: str, settings: Settings, choices: Choices, own: str = "") -> Place:
    return Place(output, settings.root, choices.policy.roots, own)


def _make_publication(
    publication: Publication, settings: Settings, choices: Choices, output: str, planned: Outputs
) -> list[_Made]:
    """Return what becomes of ``publication``: ``output``, and the articles beside it if it is to be spread.

    ``planned`` are the outputs of all inputs.
    """
    if isinstance(settings.registry.target(settings.target), Binder):
        bound = bind_publication(publication, settings.target, settings.registry, choices)
        return [_Made(output, _checked(bound, settings))]
    if not settings.spreads:
        return [_make_document(flatten(publication), settings, choices, _place(output, settings, choices))]
    folder = folder_for(output, planned.folders)

    def make(page: Page) -> _Made:
        return _make_document(page.document, settings, choices, _place(page.name, settings, choices, folder))

    return [make(page) for page in spread(publication, output, folder)]


def _make_document(document: Document, settings: Settings, choices: Choices, place: Place) -> _Made:
    """Return ``document`` written, with its images fetched."""
    copies, lost = _copies_of(document, settings, choices, place)
    written = write_document(follow_copies(document, copies, place), settings.target, settings.registry, choices)
    result = _checked(replace(written, notices=(*written.notices, *lost)), settings)
    return _Made(place.name, result, tuple(copies))


def _store_all(made: Iterable[_Made], settings: Settings) -> dict[str, Fingerprint]:
    """Store what was ``made`` below the settings' folder, the first of it last; return all files by their names in that folder."""
    first, *rest = made
    files: dict[str, bytes] = {}
    for one in (*rest, first):
        for copy in one.copies:
            if copy.path not in files:
                _store(copy, settings)
                files[copy.path] = copy.resource.data or b""
        write_file(inside(settings.folder, one.name), one.result.data, forced=not settings.recorded)
        files[one.name] = one.result.data
    return {name: fingerprint(join(settings.folder, name), data, ours=True) for name, data in files.items()}


def _choices_of(settings: Settings, job: Job) -> Choices:
    """Return the choices for ``job``: its fetchers may read below its own site, and nowhere else."""
    roots = (job.input.site,) if job.input.site else ()
    policy = replace(settings.choices.policy, roots=roots)
    return replace(settings.choices, policy=policy, site=settings.sites.get(job.input.site))


def _checked(result: Result, settings: Settings) -> Result:
    if settings.strict:
        check_strictly(result.notices)
    return result


# Images beside the output


def _copies_of(
    document: Document, settings: Settings, choices: Choices, place: Place
) -> tuple[list[Copy], tuple[Notice, ...]]:
    """Return what is to be copied for ``document`` at ``place``, with its bytes, and what can't be."""
    target = settings.registry.target(settings.target)
    if not isinstance(target, Writer) or not target.copies_resources:
        return [], ()
    context = PipelineContext(settings.registry, choices, document.name)
    copies: list[Copy] = []
    for copy in find_copies(document, place):
        try:
            fetched = replace(copy, resource=context.fetch(copy.resource))
        except FetchError as error:
            context.notice("image-missing", error.message)
            continue
        if reason := _refusal(fetched, settings, target):
            context.notice("image-not-copied", f"{copy.resource.name}: {reason}")
        else:
            copies.append(fetched)
    return copies, tuple(context.notices)


def _refusal(copy: Copy, settings: Settings, target: Writer[Any]) -> str:
    """Return why ``copy`` may not be stored, or ""."""
    path = inside(settings.folder, copy.path)
    if not copy.resource.media_type.startswith("image/"):
        return f"it is {copy.resource.media_type or 'of an unknown type'}, not an image"
    if copy.path.lower().endswith(tuple(target.extensions)):
        return "its name is that of an output"
    if settings.keeps_others and exists(path) and not holds(path, copy.resource.data or b""):
        return f"{path} is there and differs; it is kept"
    return ""


def _store(copy: Copy, settings: Settings) -> None:
    path = inside(settings.folder, copy.path)
    if not holds(path, copy.resource.data or b""):
        write_file(path, copy.resource.data or b"", forced=not settings.recorded)
