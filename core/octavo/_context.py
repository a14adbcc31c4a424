"""The Context that the pipeline gives to plugins: how one asks another for a format, fetches, and tells what is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import get_args

import msgspec

from octavo._choices import Choices
from octavo._downloads import find_fetcher
from octavo._guard import expect, guard, with_aware_dates, with_aware_parts
from octavo._registry import Registry
from octavo._spool import Spool
from octavo.entry_points import EntryPoint
from octavo.errors import FetchError, NetworkOff, Notice, PluginError, Position, Severity
from octavo.media_types import SVG, media_type_of
from octavo.model import Document, Publication, Resource
from octavo.options import make_options
from octavo.plugin import NO_SETTINGS
from octavo.publication import flatten
from octavo.site import Site
from octavo.source import Source

_MAXIMUM_DELEGATION = 8
"""How many readers or writers may ask each other in turn; more is a loop."""


class PipelineContext(msgspec.Struct, frozen=True):
    """The Context that plugins are given (:class:`octavo.plugin.Context` says what it promises)."""

    registry: Registry
    choices: Choices
    name: str = ""
    notices: list[Notice] = []
    depth: int = 0
    spool: Spool = msgspec.field(default_factory=Spool)

    @property
    def timezone(self) -> str:
        """The IANA name that dates without an offset are in."""
        return self.choices.timezone or (self.site.timezone if self.site else "") or "UTC"

    @property
    def site(self) -> Site | None:
        """The site that the source is part of, if any."""
        return self.choices.site

    def read(self, source: Source, format: str, options: Mapping[str, object] = NO_SETTINGS) -> Document:
        """Read ``source`` by the reader of ``format``, as one Document."""
        found = self.read_whole(source, format, options)
        return flatten(found) if isinstance(found, Publication) else found

    def read_whole(
        self, source: Source, format: str, options: Mapping[str, object] = NO_SETTINGS
    ) -> Document | Publication:
        """Read ``source`` by the reader of ``format``, as what it is."""
        reader = self.registry.reader(format)
        settings = self.site.settings.get(format, {}) if self.site else {}
        values = {**settings, **self.choices.reader_options.get(format, {}), **options}
        chosen = make_options(reader.options, values, f"reader {format!r}")
        inner, owner = self._deeper(source.name), f"reader {format!r}"
        found = guard(owner, source.name, reader.read, source, chosen, inner)
        found = expect(owner, source.name, found, Document, Publication)
        if isinstance(found, Publication):
            return with_aware_parts(found, owner, source.name, inner)
        return with_aware_dates(found, owner, source.name, inner)

    def write(self, document: Document, format: str, options: Mapping[str, object] = NO_SETTINGS) -> bytes:
        """Write ``document`` by the writer of ``format``."""
        writer = self.registry.writer(format)
        values = {**self.choices.writer_options.get(format, {}), **options}
        chosen = make_options(writer.options, values, f"writer {format!r}")
        owner = f"writer {format!r}"
        written = guard(owner, document.name, writer.write, document, chosen, self._deeper())
        written = expect(owner, document.name, written, str, bytes)
        return written.encode("utf-8", "replace") if isinstance(written, str) else written

    def fetch(self, resource: Resource) -> Resource:
        """Return ``resource`` with its data."""
        try:
            return self._cleaned(self._fetched(resource))
        except ValueError as error:
            raise FetchError(f"{resource.name[:80]}: {error}") from error

    def _fetched(self, resource: Resource) -> Resource:
        if resource.data is not None:
            return resource
        if resource.location in self.choices.downloads:
            return self.choices.downloads[resource.location].read(resource)
        fetcher = find_fetcher(resource, self.registry, self.choices.store)
        if fetcher.remote and not self.choices.policy.network:
            raise NetworkOff(f"{resource.name}: the network is off", "--images embed fetches it")
        fetched: Resource | None = None
        try:
            owner = f"fetcher {fetcher.name!r}"
            found = guard(owner, resource.name, fetcher.fetch, resource, self.choices.policy)
            fetched = expect(owner, resource.name, found, Resource)
        finally:
            self.choices.fetched(resource.location, fetched)
        return fetched

    def _cleaned(self, resource: Resource) -> Resource:
        """Return ``resource``, an SVG without what runs or leads elsewhere; raises ValueError if it is broken."""
        data = resource.data or b""
        if SVG not in (resource.media_type, media_type_of(data, "")):
            return resource
        from octavo.svg import clean_svg  # few documents have one, and it takes 15 ms to import

        cleaned = clean_svg(data)
        if cleaned.removed:
            self.notice("svg-cleaned", f"{resource.name[:80]}: left out {', '.join(cleaned.removed)}")
        return msgspec.structs.replace(resource, data=cleaned.data, media_type=SVG)

    def keep(self, data: bytes) -> Callable[[], bytes]:
        """Return a function that returns ``data``, which is on the disk until then if there is much."""
        return self.spool.keep(data)

    def entry_points(self, group: str) -> tuple[EntryPoint, ...]:
        """Return what other packages add by entry points of ``group``, but for those that the user does without."""
        return tuple(point for point in self.registry.additions if point.group == group)

    def notice(
        self, code: str, message: str, *, severity: Severity = "warning", position: Position | int | None = None
    ) -> None:
        """Collect a notice."""
        if severity not in get_args(Severity):
            raise ValueError(f"a notice can't be {severity!r}, but one of {', '.join(get_args(Severity))}")
        match position:
            case None:
                place = Position(self.name)
            case int(line):
                place = Position(self.name, line)
            case Position():
                place = position if position.source else msgspec.structs.replace(position, source=self.name)
            case _:
                raise TypeError(f"the position of a notice is a line or a Position, not {position!r}")
        one_line = " ".join(str(message).splitlines())  # what it quotes may have line ends of any kind
        self.notices.append(Notice(str(code), one_line, severity, place))

    def _deeper(self, name: str | None = None) -> PipelineContext:
        if self.depth >= _MAXIMUM_DELEGATION:
            raise PluginError("plugins ask each other in a loop")
        inner = self.name if name is None else name
        return PipelineContext(self.registry, self.choices, inner, self.notices, self.depth + 1, self.spool)
