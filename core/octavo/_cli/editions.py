"""From the documents of a digest to the publications that are stored: one, or volumes of a series."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from octavo._cli.session import Session
from octavo._digest import about
from octavo._stores import AnyPath
from octavo.errors import OptionError
from octavo.model import Document, Meta, Publication
from octavo.options import describe_options
from octavo.publication import GroupBy, gather, gather_sections, section_of
from octavo.selection import Selection, select
from octavo.volumes import Rule, divide
from octavo.walk import plain_text

Chosen = tuple[tuple[str, tuple[Document, ...]], ...]
"""Documents in their order, by the title of the section that they were chosen for ("": none)."""


@dataclass(frozen=True)
class Edition:
    """One output of a digest: what it holds, and its number and count if it is one of several."""

    publication: Publication
    number: int = 0
    count: int = 1

    def file(self, file: AnyPath) -> AnyPath:
        """Return where this edition goes if the digest goes to ``file``: week.epub, or week-03.epub."""
        if not self.number:
            return file
        digits = max(2, len(str(self.count)))
        return file.with_name(f"{file.stem}-{self.number:0{digits}}{file.suffix}")


def choose(documents: Sequence[Document], selections: Iterable[tuple[str, Selection]]) -> Chosen:
    """Return ``documents`` by section: each goes to the first one whose Selection takes it."""
    rest = list(documents)
    chosen: list[tuple[str, tuple[Document, ...]]] = []
    for title, selection in selections:
        taken = select(rest, selection)
        gone = {id(document) for document in taken}
        rest = [document for document in rest if id(document) not in gone]
        chosen.append((title, tuple(taken)))
    return tuple(chosen)


def edit(
    chosen: Chosen, meta: Callable[[Sequence[Document], str], Meta], group_by: GroupBy, rule: Rule | None
) -> Iterator[Edition]:
    """Return the editions of what was ``chosen``; ``meta`` makes the Meta of one from its documents and its volume's name.

    A single one is bound at once, so that nothing more is kept of what was chosen.
    """
    titles = {id(document): title for title, documents in chosen if title for document in documents}
    documents = [document for _, some in chosen for document in some]
    if rule is None:
        return iter([Edition(_bound(documents, titles, meta(documents, ""), group_by))])
    return _volumes(documents, titles, meta, group_by, rule)


def _volumes(
    documents: Sequence[Document],
    titles: dict[int, str],
    meta: Callable[[Sequence[Document], str], Meta],
    group_by: GroupBy,
    rule: Rule,
) -> Iterator[Edition]:
    def title_of(document: Document) -> str:
        return titles.get(id(document), "") or next(iter(section_of(document.meta, group_by, document.name)), "")

    volumes = divide(documents, rule, size_of=size_of, section_of=title_of)
    for number, volume in enumerate(volumes, 1):
        name = volume.name or (str(number) if len(volumes) > 1 else "")
        bound = _bound(volume.documents, titles, meta(volume.documents, name), group_by)
        yield Edition(bound, number, len(volumes))


def _bound(documents: Sequence[Document], titles: dict[int, str], meta: Meta, group_by: GroupBy) -> Publication:
    meta = about(documents, meta)
    if any(titles.get(id(document), "") for document in documents):
        return gather_sections(((titles.get(id(document), ""), [document]) for document in documents), meta)
    return gather(documents, meta, group_by)


def size_of(document: Document) -> int:
    """Return about how many bytes ``document`` takes: its words, and the pictures that are at hand as files."""
    pictures = 0
    for resource in document.resources:
        pictures += len(resource.data) if resource.data is not None else _size_of_file(resource.location)
    return len(plain_text(document.blocks).encode("utf-8", "replace")) + pictures


def _size_of_file(url: str) -> int:
    parts = urlsplit(url) if url.startswith("file:") else None
    try:
        return Path(unquote(parts.path)).stat().st_size if parts else 0
    except (OSError, ValueError):  # it will be reported when the picture is fetched
        return 0


def with_options(session: Session, values: dict[str, str], *, required: bool = True) -> Session:
    """Return ``session`` with those of ``values`` that are not empty as options of its target.

    Raises OptionError for one that the target does not have, unless it is not ``required``.
    """
    settings = session.settings
    target = session.registry.target(settings.target)
    known = {option.name for option in describe_options(target.options)}
    given = {name: value for name, value in values.items() if value}
    for name in given:
        if name not in known and required:
            raise OptionError(f"{target.name} has no place for --{name.replace('_', '-')}", "leave it out")
    writers = settings.choices.writer_options
    merged = {**writers.get(target.name, {}), **{name: value for name, value in given.items() if name in known}}
    choices = msgspec.structs.replace(settings.choices, writer_options={**writers, target.name: merged})
    return msgspec.structs.replace(session, settings=msgspec.structs.replace(settings, choices=choices))
