"""What programs are given: the bytes that were made, where they are stored, and what was lost."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from octavo._batch import Settings
from octavo._choices import Choices
from octavo._origins import FileName
from octavo._publish import publish, publish_into
from octavo._sink import open_file
from octavo._stores import reason_of
from octavo.errors import Notice, Position, SourceError, UsageError
from octavo.model import Document, Part, Publication
from octavo.plugin import Binder
from octavo.publication import notices_of, split
from octavo.raw import without_raw
from octavo.resources import without_images


@dataclass(frozen=True, kw_only=True, repr=False)
class Output:
    """What was made: its ``data``, and all that was lost on the way there.

    ``path`` is where it was stored, None if it wasn't. ``str()`` and ``bytes()`` give what they say.
    """

    format: str
    media_type: str
    notices: tuple[Notice, ...] = ()
    path: Path | None = None
    _held: bytes | None = None

    @property
    def data(self) -> bytes:
        """The bytes. Those of a book that was stored are in no memory, but read from ``path``; raises SourceError if it is gone."""
        if self._held is not None or self.path is None:
            return self._held or b""
        try:
            return self.path.read_bytes()
        except OSError as error:
            reason, hint = reason_of(error)
            raise SourceError(f"can't be read again: {reason}", hint, Position(str(self.path))) from error

    @property
    def text(self) -> str:
        """The data as text; raises UsageError where it is none, such as an EPUB."""
        try:
            return self.data.decode()
        except UnicodeDecodeError as error:
            raise UsageError(f"{self.format} is no text", "take its data") from error

    def __str__(self) -> str:
        return self.text

    def __bytes__(self) -> bytes:
        return self.data

    def __repr__(self) -> str:
        size = f", {len(self._held):,} bytes" if self._held is not None else ""
        notices = f", {len(self.notices)} notices" if self.notices else ""
        return f"<Output {self.format}{size}{notices}{f', {self.path}' if self.path else ''}>"


def fit(given: Document | Publication, choices: Choices) -> Document | Publication:
    """Return ``given``, that octavo didn't read just now, without what the user doesn't want to be written; raises UsageError if it is neither."""
    match given:
        case Document():
            return fit_document(given, choices)
        case Publication():
            return msgspec.structs.replace(given, parts=tuple(_fit_part(part, choices) for part in given.parts))
        case _:
            raise UsageError(
                f"an object of the type {type(given).__name__} is no Document", "octavo.convert takes files and Sources"
            )


def fit_document(given: Document, choices: Choices) -> Document:
    """Return the one document ``given`` as :func:`fit` does."""
    document = without_images(given) if choices.images == "drop" else given
    if choices.allow_raw:
        return document
    document, dropped = without_raw(document)
    notices = [
        Notice(
            "raw-dropped",
            f"{count} raw pieces for {name[:40]} are left out; allow_raw lets them through",
            "warning",
            Position(given.name),
        )
        for name, count in dropped.items()
    ]
    return msgspec.structs.replace(document, notices=(*document.notices, *notices)) if notices else document


def _fit_part(part: Part, choices: Choices) -> Part:
    document = None if part.document is None else fit_document(part.document, choices)
    return msgspec.structs.replace(
        part, document=document, parts=tuple(_fit_part(below, choices) for below in part.parts)
    )


def store(
    made_of: Document | Publication, settings: Settings, roots: Collection[str], output: FileName | None, folder: str
) -> Output:
    """Return what is ``made_of`` a Document or Publication, stored as ``output`` if there is one."""
    file = None if output is None else Path(output)
    if isinstance(made_of, Document):
        made_of = split(made_of)
    settings = msgspec.structs.replace(
        settings, folder=str(file.parent) if file else "", root=folder, keeps_others=True
    )
    target = settings.registry.target(settings.target)
    made = Output(format=target.name, media_type=target.media_type, path=file)
    if file and isinstance(target, Binder):
        with open_file(file) as stream:
            noticed = publish_into(stream, made_of, settings, roots)
        return replace(made, notices=(*notices_of(made_of), *noticed))
    result = publish(made_of, settings, roots, file.name if file else "")
    return replace(made, notices=result.notices, _held=result.data)
