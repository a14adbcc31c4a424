"""What convert, digest and inspect begin with: plugins, options and inputs, all checked before work starts."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from octavo._batch import Outcome, Settings
from octavo._choices import check_options, check_requirements
from octavo._cli.invocation import Invocation
from octavo._cli.progress import track
from octavo._cli.reporting import Report, wants_progress
from octavo._inputs import Inputs, as_url
from octavo._paths import path_of
from octavo._registry import Registry
from octavo._scanning import Scan
from octavo._sites import on_disk
from octavo._store_inputs import find_all_inputs
from octavo._stores import AnyPath, StorePath
from octavo.errors import SourceError, UsageError

R = TypeVar("R")


class Session(msgspec.Struct, frozen=True):
    """An invocation with its plugins loaded and its options checked."""

    invocation: Invocation
    settings: Settings
    report: Report

    @property
    def registry(self) -> Registry:
        """The plugins."""
        return self.settings.registry

    def inputs(self, names: Iterable[str], without: AnyPath | None = None, report: AnyPath | None = None) -> Inputs:
        """Return the files that ``names`` mean, but for those that are found in the folder ``without``, or are an earlier ``report``.

        Raises SourceError if they mean none at all.
        """
        site = path_of(self.invocation.site) if self.invocation.site else None
        if isinstance(site, Path) and not site.is_dir():
            raise UsageError(f"--root {site} is no folder")
        scan = Scan(self._extensions(), self.invocation.drafts, site, without, report, on_disk(self.registry.site))
        found = find_all_inputs(names, scan)
        if not found.files:
            known = " ".join(sorted(self._extensions()))
            raise SourceError("there is nothing to read", f"names that count in folders end in {known}")
        return found

    def within(self, found: Inputs) -> Session:
        """Return the session that knows the sites and the store of the inputs ``found``; what is wrong with sites is counted."""
        for site in found.sites.values():
            self.report.add_notices(site.notices)
        store = found.root.store if isinstance(found.root, StorePath) else None
        choices = replace(self.settings.choices, store=store)
        return replace(self, settings=replace(self.settings, sites=found.sites, choices=choices))

    def follow(self, outcomes: Iterable[Outcome[R]], total: int, what: str) -> Iterator[Outcome[R]]:
        """Yield ``outcomes``, each counted in the report, with a progress bar where one is wanted."""
        for outcome in track(outcomes, total, what, shown=total > 1 and wants_progress(self.invocation)):
            self.report.add(outcome)
            yield outcome

    def _extensions(self) -> Collection[str]:
        chosen = self.settings.source_format
        every = (reader for reader in self.registry.readers.values() if reader.in_folders)
        readers = [self.registry.reader(chosen)] if chosen else every
        return {extension for reader in readers for extension in reader.extensions}


def open_session(invocation: Invocation, target: str = "", output: str = "") -> Session:
    """Return the session of ``invocation`` that writes ``target`` ("": as the name ``output`` says, if any).

    Raises UsageError for whatever makes no sense, before anything is read.
    """
    configuration = invocation.configuration()
    registry = invocation.registry(configuration)
    chosen = target or (registry.format_of_name(os.path.basename(output)) if output else "")  # noqa: PTH119  # "x/" has no name
    if chosen:
        check_requirements(registry.target(chosen))
    if invocation.source_format:
        check_requirements(registry.reader(invocation.source_format))
    choices = invocation.choices(configuration, chosen)
    check_options(registry, choices)
    if invocation.executor:
        registry.executing.find(invocation.executor)
    settings = Settings(
        registry,
        choices,
        source_format=invocation.source_format,
        target=chosen,
        encoding=invocation.encoding,
        strict=invocation.strict,
        executor=invocation.executor,
        workers=invocation.workers(),
    )
    return Session(invocation, settings, Report(invocation))


__all__ = ["Session", "as_url", "open_session"]
