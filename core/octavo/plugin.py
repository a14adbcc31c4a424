"""What a plugin declares, and the Context that its functions are given.

A plugin is a module with hooks (:mod:`octavo.hookspecs`) that yield declarations: data that
names a format and points to the plain function that does the work. The functions are pure:
they do no I/O of their own, keep no state, and reach other formats only by name, through the
Context.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from importlib import import_module
from typing import Any, Generic, Protocol, TypeVar

import msgspec
import pluggy

from octavo.entry_points import EntryPoint
from octavo.errors import Position, Severity
from octavo.model import Document, Publication, Resource
from octavo.options import NoOptions, O
from octavo.site import Site
from octavo.source import Source

API_VERSION = 1
"""The version of the plugin interface. A plugin may declare ``octavo_api_version = 1``, the one that it is made for."""

OLDEST_API_VERSION = 1
"""The oldest version that plugins may be made for; what is older, or newer than :data:`API_VERSION`, is left out with that reason."""

hookimpl = pluggy.HookimplMarker("octavo")

T = TypeVar("T")
R = TypeVar("R")
NO_SETTINGS: Mapping[str, object] = {}


class Context(Protocol):
    """What a plugin's function may ask of octavo while it works on one document.

    ``position`` in a notice is a line (and column) of the source that is being read; it may be
    left out.
    """

    @property
    def timezone(self) -> str:
        """The IANA name of the zone that dates without an offset are in."""
        ...

    @property
    def site(self) -> Site | None:
        """The site that the document is part of, or None. Names of its files are the site's."""
        ...

    def read(self, source: Source, format: str, options: Mapping[str, object] = NO_SETTINGS) -> Document:
        """Read ``source`` with the reader of ``format``; its notices go where the caller's go.

        A Publication is flattened into one Document.
        ``options`` come on top of those that the user set for that reader. Raises UnknownFormat
        and whatever the reader raises.
        """
        ...

    def write(self, document: Document, format: str, options: Mapping[str, object] = NO_SETTINGS) -> bytes:
        """Write ``document`` with the writer of ``format``, text as UTF-8."""
        ...

    def fetch(self, resource: Resource) -> Resource:
        """Return ``resource`` with its data and media type; raises FetchError if it can't be had."""
        ...

    def keep(self, data: bytes) -> Callable[[], bytes]:
        """Return a function that returns ``data`` when it is wanted again, while the same output is made.

        Until then it is on the disk, not in memory, if there is much of it.
        """
        ...

    def entry_points(self, group: str) -> tuple[EntryPoint, ...]:
        """Return what other packages add to the plugin by entry points of ``group``, which begins with ``octavo_``.

        Those that the user does without are not among them.
        """
        ...

    def notice(
        self, code: str, message: str, *, severity: Severity = "warning", position: Position | int | None = None
    ) -> None:
        """Tell the user what was lost, guessed or repaired. A number is a line of the source."""
        ...


class Reader(msgspec.Struct, Generic[O], frozen=True, kw_only=True):
    """Reads one format: ``read(source, options, context)`` returns a Document, or the Publication that a book is.

    ``extensions`` begin with a dot. ``read`` raises ReadError for what it can't understand. Files of a
    format that is not ``in_folders`` are read where they are named, or the format is, and not found in a folder.
    ``requires`` names modules that it can't do without and a user may not have, each with what brings it
    (``{"feedparser": "feedparser"}``): octavo looks for them before anything is read, and says what to install.
    """

    name: str
    description: str = ""
    extensions: tuple[str, ...] = ()
    media_types: tuple[str, ...] = ()
    in_folders: bool = True
    requires: Mapping[str, str] = {}
    options: type[O] = NoOptions  # type: ignore[assignment]  # a Reader without options is Reader[NoOptions]
    read: Callable[[Source, O, Context], Document | Publication]


class Writer(msgspec.Struct, Generic[O], frozen=True, kw_only=True):
    """Writes one Document: ``write(document, options, context)`` returns text or bytes.

    ``extensions[0]`` is that of the output's name. With ``appendable`` the outputs of many
    documents may follow each other in one file (JSON lines). Where that is not enough,
    ``join(outputs, options)`` takes them one by one as they come, and yields the bytes of one file with
    all of them, piece by piece, so that neither is ever held as a whole. With ``copies_resources``
    the document's files are stored beside the output. ``requires`` is as for a Reader.
    """

    name: str
    description: str = ""
    extensions: tuple[str, ...] = ()
    media_type: str = "text/plain"
    options: type[O] = NoOptions  # type: ignore[assignment]  # a Writer without options is Writer[NoOptions]
    appendable: bool = False
    join: Callable[[Iterable[bytes], O], Iterator[bytes]] | None = None
    copies_resources: bool = False
    requires: Mapping[str, str] = {}
    write: Callable[[Document, O, Context], str | bytes]


class Binder(msgspec.Struct, Generic[O], frozen=True, kw_only=True):
    """Binds a Publication into one file: ``bind(publication, options, context)`` returns its bytes, or yields
    them piece by piece, so that the whole is never held; ``context.keep`` is for what is made before its turn.

    ``requires`` is as for a Reader.
    """

    name: str
    description: str = ""
    extensions: tuple[str, ...] = ()
    media_type: str = "application/octet-stream"
    requires: Mapping[str, str] = {}
    options: type[O] = NoOptions  # type: ignore[assignment]  # a Binder without options is Binder[NoOptions]
    bind: Callable[[Publication, O, Context], bytes | Iterable[bytes]]


class Transform(msgspec.Struct, Generic[O], frozen=True, kw_only=True):
    """Changes a Document between reader and writer: ``apply(document, options, context)``.

    Transforms that the user asks for run in the order of ``order``, then of name.
    """

    name: str
    description: str = ""
    order: int = 100
    options: type[O] = NoOptions  # type: ignore[assignment]  # a Transform without options is Transform[NoOptions]
    apply: Callable[[Document, O, Context], Document]


class FetchPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """What fetchers may do: read files below ``roots`` (file URLs of folders), use the network,
    and take no more than ``maximum_bytes`` and ``seconds`` for one resource.

    All remote resources of one output may take no more than ``total_bytes`` and ``total_seconds``,
    over ``connections`` at a time. ``referrer`` is the address of the page that shows the resource;
    ``private_hosts`` (``host`` or ``host:port``) are the only ones whose addresses may be private.
    ``cache`` is the folder of what was fetched before, "" if there is none.
    """

    roots: tuple[str, ...] = ()
    network: bool = False
    maximum_bytes: int = 50_000_000
    seconds: float = 20.0
    total_bytes: int = 2_000_000_000
    total_seconds: float = 1800.0
    connections: int = 8
    referrer: str = ""
    private_hosts: tuple[str, ...] = ()
    cache: str = ""


Fetch = Callable[[Resource, FetchPolicy], Resource]
"""Returns the resource with its data and media type; raises FetchError."""


class Fetcher(msgspec.Struct, frozen=True, kw_only=True):
    """Gets the bytes behind URLs of some schemes: ``fetch(resource, policy)`` returns the resource
    with its data and media type.

    ``remote`` marks a fetcher that uses the network: it is called only when the user asked for
    that. Raises FetchError. ``open`` gives a ``fetch`` for many resources, which may be called from
    several threads, so that they share connections; without it they are fetched one by one.
    """

    name: str
    description: str = ""
    schemes: tuple[str, ...]
    remote: bool = False
    fetch: Fetch
    open: Callable[[FetchPolicy], AbstractContextManager[Fetch]] | None = None


class Workers(msgspec.Struct, frozen=True, kw_only=True):
    """What an Executor may use: ``count`` workers at once, each no more than ``memory`` bytes (0: any),
    and ``timeout`` seconds for one job (0: any). ``address`` is that of a cluster ("": none).
    """

    count: int = 1
    timeout: float = 0.0
    memory: int = 0
    address: str = ""


class Lost(msgspec.Struct, frozen=True):
    """What an Executor gives in place of a result when the worker of ``job`` died or hung; ``reason`` is one line."""

    job: Any
    reason: str


class Run(Protocol):
    """How an Executor runs a batch: the results of ``task`` for each job, in the jobs' order."""

    def __call__(self, task: Callable[[T], R], jobs: Iterable[T], workers: Workers, /) -> Iterator[R | Lost]:
        """Yield ``task(job)`` for each of ``jobs``, or Lost where the worker of that job is no more.

        Jobs are taken as they are needed, and no more than a bounded number of results is held. A job
        may be done more than once: after a worker has died, what it had not finished is done again.
        When the iterator is closed, all workers are stopped at once.
        """
        ...


class Executor(msgspec.Struct, frozen=True, kw_only=True):
    """Runs the jobs of a batch: in this process, in many, on a cluster.

    Task, jobs and results can be pickled. One that ``limits`` its workers keeps to their timeout and memory;
    one that ``connects`` uses the cluster at their address, if there is one.
    """

    name: str
    description: str = ""
    limits: bool = False
    connects: bool = False
    run: Run


class Detection(msgspec.Struct, frozen=True, order=True):
    """What a plugin thinks of a source: its format, how sure it is (0 to 1), and why."""

    confidence: float
    format: str
    reason: str


class LazyFunction(msgspec.Struct, frozen=True):
    """A function named by ``module:function``, imported when it is first called."""

    target: str

    def __call__(self, *arguments: Any) -> Any:
        """Call the function."""
        return self.resolve()(*arguments)

    def resolve(self) -> Callable[..., Any]:
        """Import and return the function."""
        return _named(self.target)


@functools.lru_cache(maxsize=256)  # each document of a batch calls some
def _named(target: str) -> Callable[..., Any]:
    module, _, name = target.partition(":")
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function


def lazy(target: str) -> LazyFunction:
    """Return a stand-in for the function ``"package.module:function"`` that imports it when called.

    Declarations use it so that listing the formats imports no parser.
    """
    return LazyFunction(target)
