"""The bench: a registry of just the plugins under test, and a Context whose fetches are fake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from octavo._choices import Choices
from octavo._context import PipelineContext
from octavo._convert import pieces_of
from octavo._guard import guard
from octavo._registry import Registry, discover
from octavo.entry_points import entry_points as installed
from octavo.errors import FetchError, Notice, PluginError
from octavo.model import Document, Publication, Resource
from octavo.options import make_options
from octavo.plugin import NO_SETTINGS, Context
from octavo.publication import flatten
from octavo.site import Site
from octavo.source import Source


class BenchContext(PipelineContext, frozen=True):
    """A Context that fetches from a mapping alone."""

    files: Mapping[str, bytes] = {}

    def fetch(self, resource: Resource) -> Resource:
        """Return ``resource`` with the bytes given for its location or name; raises FetchError if there are none."""
        if resource.data is not None:
            return resource
        data = self.files.get(resource.location, self.files.get(resource.name))
        if data is None:
            raise FetchError(f"{resource.name}: the bench has no such file")
        return msgspec.structs.replace(resource, data=data)


@dataclass(frozen=True)
class Bench:
    """A registry of just the plugins under test, and what they noticed."""

    registry: Registry
    choices: Choices = field(default_factory=Choices)
    notices: list[Notice] = field(default_factory=list)
    files: Mapping[str, bytes] = field(default_factory=dict)

    def with_files(self, files: Mapping[str, bytes]) -> Bench:
        """Return a bench whose Context fetches ``files``, bytes by URL or by a resource's name."""
        return replace(self, files=files, notices=[])

    def within(self, site: Site) -> Bench:
        """Return a bench whose documents are part of ``site``."""
        return replace(self, choices=msgspec.structs.replace(self.choices, site=site), notices=[])

    def context(self, name: str = "test") -> Context:
        """Return a Context whose notices are gathered in ``notices``."""
        return BenchContext(self.registry, self.choices, name, self.notices, files=self.files)

    def detect(self, text: str | bytes, name: str = "test") -> str:
        """Return the format of ``text`` in a file called ``name``; raises UnknownFormat if it is not clear."""
        return self.registry.detect(Source(text, name))

    def read(
        self, text: str | bytes, format: str, options: Mapping[str, object] = NO_SETTINGS, name: str = "test"
    ) -> Document:
        """Return ``text`` read by the reader of ``format`` with ``options``."""
        return self.context(name).read(Source(text, name), format, options)

    def write(self, document: Document, format: str, options: Mapping[str, object] = NO_SETTINGS) -> str:
        """Return ``document`` written by the writer of ``format`` with ``options``, as text."""
        return self.context(document.name).write(document, format, options).decode()

    def bind(self, publication: Publication, format: str, options: Mapping[str, object] = NO_SETTINGS) -> bytes:
        """Return ``publication`` bound by the binder of ``format``, or flattened and written by its writer."""
        if format in self.registry.writers:
            return self.context(publication.meta.title).write(flatten(publication), format, options)
        binder: Any = self.registry.target(format)
        chosen = make_options(binder.options, options, f"binder {format!r}")
        context = self.context(publication.meta.title)
        return b"".join(pieces_of(binder, publication, chosen, context))

    def transform(self, document: Document, name: str, options: Mapping[str, object] = NO_SETTINGS) -> Document:
        """Return ``document`` changed by the transform ``name`` with ``options``."""
        transform = self.registry.transforming.find(name)
        chosen = make_options(transform.options, options, f"transform {name!r}")
        return guard(f"transform {name!r}", document.name, transform.apply, document, chosen, self.context())

    def codes(self) -> list[str]:
        """Return the codes of all notices so far."""
        return [notice.code for notice in self.notices]


def bench(*plugins: object, entry_points: bool = False, beside: Iterable[str] = ()) -> Bench:
    """Return a Bench with ``plugins``, modules or objects with hooks.

    ``beside`` names installed plugins that they ask for other formats (``"html"``); with
    ``entry_points`` all installed ones are there. Raises PluginError for one that is not installed.
    """
    modules = [_installed(name) for name in beside]
    return Bench(discover(*plugins, *modules, entry_points=entry_points))


def _installed(name: str) -> object:
    for point in installed("octavo"):
        if point.name == name:
            return point.load()
    raise PluginError(f"no plugin is called {name!r}", "octavo plugins lists them")
