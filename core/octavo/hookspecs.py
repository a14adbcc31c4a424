"""The hooks that a plugin may implement: names and promises only.

Mark an implementation with ``octavo.hookimpl``. A plugin is found by an entry point of the
group ``octavo`` that names its module.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pluggy

from octavo.plugin import Binder, Detection, Executor, Fetcher, Reader, Transform, Writer
from octavo.site import Folder, Site
from octavo.source import Source

if TYPE_CHECKING:
    import click

hookspec = pluggy.HookspecMarker("octavo")


@hookspec
def octavo_readers() -> Iterable[Reader[Any]]:  # type: ignore[empty-body]  # a promise, not a function
    """Return the formats that the plugin reads. Called once, when plugins are discovered."""


@hookspec
def octavo_writers() -> Iterable[Writer[Any]]:  # type: ignore[empty-body]  # a promise, not a function
    """Return the formats that the plugin writes, one Document each. Called once, at discovery."""


@hookspec
def octavo_binders() -> Iterable[Binder[Any]]:  # type: ignore[empty-body]  # a promise, not a function
    """Return the formats that the plugin binds whole Publications into. Called once, at discovery."""


@hookspec
def octavo_transforms() -> Iterable[Transform[Any]]:  # type: ignore[empty-body]  # a promise, not a function
    """Return the changes that a user can ask for by ``--transform``. Called once, at discovery."""


@hookspec
def octavo_fetchers() -> Iterable[Fetcher]:  # type: ignore[empty-body]  # a promise, not a function
    """Return what gets bytes behind URLs. Called once, at discovery."""


@hookspec
def octavo_executors() -> Iterable[Executor]:  # type: ignore[empty-body]  # a promise, not a function
    """Return ways to run a batch. Called once, at discovery."""


@hookspec
def octavo_detect(source: Source) -> Detection | None:
    """Say which format ``source`` is in, or None when the plugin can't tell.

    Called for each source whose format the user didn't name. All plugins are asked, and the
    highest confidence wins; above 0.5 means that the content says so, below that only the name.
    It must be fast and must not raise on any bytes.
    """


@hookspec
def octavo_site(folder: Folder) -> Site | None:
    """Say what ``folder`` is the site of, or None when it is no site that the plugin knows.

    Called once for each folder that inputs lie in, and for those above it up to the first site, in the
    order of the plugins' names; the first answer counts. Most folders are no site: it must say so fast.
    What is wrong with a site is among its notices.
    """


@hookspec
def octavo_commands(cli: click.Group) -> None:
    """Add commands to ``octavo``. Called once, before the command line is parsed."""
