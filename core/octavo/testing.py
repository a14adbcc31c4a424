"""For the authors of plugins: run a plugin's functions without a disk, a network or other plugins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from octavo._convert import Choices, PipelineContext, bind_publication
from octavo._registry import Registry, discover
from octavo.errors import Notice
from octavo.model import Document, Publication
from octavo.plugin import NO_SETTINGS, Context
from octavo.source import Source


@dataclass(frozen=True)
class Bench:
    """A registry of just the plugins under test, and what they noticed."""

    registry: Registry
    choices: Choices = field(default_factory=Choices)
    notices: list[Notice] = field(default_factory=list)

    def context(self, name: str = "test") -> Context:
        """Return a Context whose notices are gathered in ``notices``."""
        return PipelineContext(self.registry, self.choices, name, self.notices)

    def read(
        self, text: str | bytes, format: str, options: Mapping[str, object] = NO_SETTINGS, name: str = "test"
    ) -> Document:
        """Return ``text`` read by the reader of ``format`` with ``options``."""
        return self.context(name).read(Source(text, name), format, options)

    def write(self, document: Document, format: str, options: Mapping[str, object] = NO_SETTINGS) -> str:
        """Return ``document`` written by the writer of ``format`` with ``options``, as text."""
        return self.context(document.name).write(document, format, options).decode()

    def bind(self, publication: Publication, format: str, options: Mapping[str, object] = NO_SETTINGS) -> bytes:
        """Return ``publication`` bound by the binder of ``format`` with ``options``."""
        choices = replace(self.choices, writer_options={**self.choices.writer_options, format: options})
        result = bind_publication(publication, format, self.registry, choices)
        self.notices.extend(result.notices)
        return result.data

    def codes(self) -> list[str]:
        """Return the codes of all notices so far."""
        return [notice.code for notice in self.notices]


def bench(*plugins: object, entry_points: bool = False) -> Bench:
    """Return a Bench with ``plugins`` (and the installed ones, when ``entry_points`` is true)."""
    return Bench(discover(*plugins, entry_points=entry_points))


__all__ = ["Bench", "bench"]
