"""What a program gives to be read: paths, and Sources that are at hand."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeAlias

from msgspec.structs import replace

from octavo._batch import Settings
from octavo._convert import check_strictly, read_whole
from octavo._inputs import Input, as_url, find_inputs, read_source
from octavo._plan import Job, check_overwriting
from octavo._scanning import Scan
from octavo._sites import SiteFinder, on_disk
from octavo.errors import OctavoError, SourceError, UsageError
from octavo.model import Document, Publication
from octavo.publication import documents_of
from octavo.site import Site
from octavo.source import Source

FileName: TypeAlias = "str | os.PathLike[str]"
Readable: TypeAlias = "FileName | Source"
"""What is read: a path, or bytes or text that are at hand, as a Source."""

_AT_HAND = 'octavo.Source(content, "post.md") is for bytes or text that are at hand'


@dataclass(frozen=True)
class Origin:
    """One thing to read: its ``name``, how to ``load`` it, its ``place`` below the inputs' common ``folder`` (a URL),
    the URL of the ``root`` that its pictures may come from, its ``site``, and the file that it is, if it is one.
    """

    name: str
    load: Callable[[], Source]
    place: str
    folder: str = ""
    root: str = ""
    site: Site | None = None
    file: Input | None = field(default=None, repr=False)


def find_one(source: Readable, settings: Settings, root: FileName | None) -> Origin:
    """Return ``source`` as the one thing to read; raises UsageError for a folder or glob, SourceError for nothing."""
    origins = find_origins([source], settings, root)
    is_folder = not isinstance(source, Source) and os.path.isdir(source)  # noqa: PTH112  # Path.is_dir raises for a name that is too long
    if is_folder or len(origins) != 1:
        raise UsageError(f"{source} is not one file", "octavo.read_all reads many, octavo.digest binds them")
    return origins[0]


def find_origins(
    given: Collection[Readable], settings: Settings, root: FileName | None, *, drafts: bool = False
) -> list[Origin]:
    """Return all that ``given`` means, files first."""
    names = [_name_of(one) for one in given if not isinstance(one, Source)]
    sources = [one for one in given if isinstance(one, Source)]
    finder = on_disk(settings.registry.site)
    return [
        *_files(names, settings, _folder_of(root), finder, drafts=drafts),
        *_sources(sources, _folder_of(root), finder),
    ]


def _name_of(one: object) -> str:
    """Return the name of the file that ``one`` is; raises UsageError for what is none, such as the text of a post."""
    name = os.fsdecode(one) if isinstance(one, os.PathLike) else one
    if isinstance(name, str) and _may_be_name(name):
        return name
    what = "this text" if isinstance(name, str) else f"an object of the type {type(one).__name__}"
    raise UsageError(
        f"{what} is not the name of a file", "octavo.write takes a Document" if isinstance(one, Document) else _AT_HAND
    )


def _may_be_name(text: str) -> bool:
    return "\0" not in text and ("\n" not in text or os.path.lexists(text))


def _files(
    names: list[str], settings: Settings, root: Path | None, finder: SiteFinder[Path], *, drafts: bool
) -> Iterator[Origin]:
    if not names:
        return
    registry, chosen = settings.registry, settings.source_format
    readers = [registry.reader(chosen)] if chosen else registry.readers.values()
    extensions = {extension for reader in readers for extension in reader.extensions}
    found = find_inputs(names, Scan(extensions, drafts, root, sites=finder))
    if not found.files:
        raise SourceError(
            "there is nothing to read", f"names that count in folders end in {' '.join(sorted(extensions))}"
        )
    for file in found.files:
        load = partial(read_source, file, settings.encoding)
        yield Origin(file.name, load, file.place, as_url(found.root), file.site, found.sites.get(file.site), file)


def _sources(sources: Iterable[Source], root: Path | None, finder: SiteFinder[Path]) -> Iterator[Origin]:
    """Yield ``sources``, as posts of the site at ``root`` if there is one."""
    found = finder.above(Path(os.path.abspath(root))) if root else None  # noqa: PTH100  # resolve() would follow links
    for source in sources:
        yield Origin(
            source.name,
            partial(_itself, source),
            source.name,
            root=as_url(root) if root else "",
            site=found.site if found else None,
        )


def _itself(source: Source) -> Source:
    return source


def read_origin(origin: Origin, settings: Settings) -> Document | Publication:
    """Return what ``origin`` holds; raises what its reader raises, and StrictError for a loss if the settings are strict."""
    roots = (origin.root,) if origin.root else ()
    policy = replace(settings.choices.policy, roots=roots)
    choices = replace(settings.choices, policy=policy, site=origin.site)
    found = read_whole(origin.load(), settings.source_format, settings.registry, choices)
    if settings.strict:
        check_strictly(found.notices)
    return found


def read_each(
    origins: Iterable[Origin], settings: Settings, failed: Callable[[str, OctavoError], None] | None
) -> Iterator[Document]:
    """Yield the Documents of ``origins``; ``failed`` is told of each that can't be read, without it that is raised."""
    for origin in origins:
        try:
            found = read_origin(origin, settings)
        except OctavoError as error:
            if failed is None:
                raise
            failed(origin.file.path if origin.file else origin.name, error)
        else:
            yield from (found,) if isinstance(found, Document) else documents_of(found, origin.name)


def _folder_of(root: FileName | None) -> Path | None:
    if root is not None and not Path(root).is_dir():
        raise UsageError(f"the root {os.fspath(root)} is no folder")
    return None if root is None else Path(root)


def folder_url(root: FileName) -> str:
    """Return the URL of the folder ``root``; raises UsageError if it is none."""
    folder = _folder_of(root)
    return as_url(folder) if folder else ""


def check_output(origins: Iterable[Origin], output: FileName | None) -> None:
    """Raise UsageError if ``output`` is a file that is read."""
    if output is not None:
        file = Path(output)
        check_overwriting([Job(origin.file, file.name) for origin in origins if origin.file], file.parent)
