"""The command ``octavo formats``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from octavo._cli.invocation import Invocation, general_options
from octavo._cli.reporting import echo
from octavo._cli.terminal import table
from octavo._registry import Registry
from octavo.errors import UnknownFormat
from octavo.options import describe_options
from octavo.plugin import Binder, Reader, Transform, Writer

Declaration = Reader[Any] | Writer[Any] | Binder[Any] | Transform[Any]


@click.command()
@click.argument("name", required=False)
@general_options
@click.pass_obj
def command(invocation: Invocation, name: str | None) -> None:
    """List the formats that octavo reads and writes; with NAME show the options of that format or transform."""
    registry = invocation.registry(invocation.configuration())
    if name is None:
        echo(_overview(registry))
        return
    echo("\n\n".join(_section(role, flag, one) for role, flag, one in _find(registry, name)))


def _overview(registry: Registry) -> str:
    names = sorted({*registry.readers, *registry.writing.by_name})
    sections = [table([_row(registry, name) for name in names], ("FORMAT", "READ", "WRITTEN", "EXTENSIONS", "WHAT"))]
    if registry.transforms:
        rows = [(name, transform.description) for name, transform in sorted(registry.transforms.items())]
        sections.append(table(rows, ("TRANSFORM", "WHAT")))
    conflicts = [error for kind in (registry.reading, registry.writing) for error in kind.conflicts.values()]
    sections += [f"not available: {error}" for error in conflicts]
    return "\n\n".join(sections)


def _row(registry: Registry, name: str) -> tuple[str, ...]:
    reader, target = registry.readers.get(name), registry.writing.by_name.get(name)
    extensions = dict.fromkeys((*(reader.extensions if reader else ()), *(target.extensions if target else ())))
    description = next((one.description for one in (reader, target) if one and one.description), "")
    return name, "yes" if reader else "", "yes" if target else "", " ".join(extensions), description


def _find(registry: Registry, name: str) -> list[tuple[str, str, Declaration]]:
    found: list[tuple[str, str, Declaration]] = list(_declarations(registry, name))
    if found:
        return found
    for kind in (registry.reading, registry.writing, registry.transforming):
        if name in kind.conflicts:
            kind.find(name)  # raises what is wrong
    known = ", ".join(sorted({*registry.readers, *registry.writing.by_name, *registry.transforms}))
    raise UnknownFormat(f"no format or transform is called {name!r}", f"known: {known}")


def _declarations(registry: Registry, name: str) -> Iterator[tuple[str, str, Declaration]]:
    if name in registry.readers:
        yield "Reads", "-R KEY=VALUE", registry.readers[name]
    if name in registry.writing.by_name:
        target = registry.writing.by_name[name]
        yield "Writes" if isinstance(target, Writer) else "Binds", "-W KEY=VALUE", target
    if name in registry.transforms:
        yield "Transforms by", f"-T {name}:KEY=VALUE", registry.transforms[name]


def _section(role: str, flag: str, declaration: Declaration) -> str:
    extensions = " ".join(() if isinstance(declaration, Transform) else declaration.extensions)
    head = f"{role} {declaration.name}" + (f" ({extensions})" if extensions else "")
    head += f": {declaration.description}" if declaration.description else ""
    rows = [(f"  {one.name}", one.type, one.default, one.help) for one in describe_options(declaration.options)]
    if not rows:
        return f"{head}\n  It has no options."
    return head + "\n" + table(rows, (f"  {flag}", "TYPE", "DEFAULT", "WHAT"))
