"""What earlier digests held, so that the next one need not hold it again."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from octavo._sink import write_file
from octavo._stores import AnyPath, reason_of
from octavo.errors import Position, SourceError, UsageError
from octavo.model import Document

FILE_NAME = ".octavo-held.json"
_VERSION = 1


class Memory(msgspec.Struct, frozen=True):
    """What is written down: the articles that digests held, each by what it is called, with its title."""

    held: dict[str, str] = {}
    version: int = _VERSION

    def holds(self, document: Document) -> bool:
        """Return whether an earlier digest held ``document``."""
        return identity_of(document) in self.held

    def with_all(self, other: Memory) -> Memory:
        """Return the memory of what ``other`` holds, too."""
        return Memory({**self.held, **other.held})


def identity_of(document: Document) -> str:
    """Return what an article is known by: where it was published, else its name."""
    return document.meta.source_url or document.name


def memory_of(documents: Iterable[Document]) -> Memory:
    """Return the memory of these ``documents`` alone."""
    return Memory({identity_of(one): one.meta.title for one in documents})


def recall(file: AnyPath) -> Memory:
    """Return what ``file`` remembers, nothing if it is not there; raises UsageError for one that is no memory, SourceError for one that can't be had."""
    try:
        memory = msgspec.json.decode(file.read_bytes(), type=Memory)
    except FileNotFoundError:
        return Memory()
    except OSError as error:
        reason, hint = reason_of(error)
        raise SourceError(f"can't be read: {reason}", hint, Position(str(file))) from error
    except msgspec.DecodeError as error:
        raise UsageError(f"it remembers no digests: {error}", "name another --remember", Position(str(file))) from error
    if memory.version != _VERSION:
        raise UsageError(f"its version is {memory.version}, not {_VERSION}", "", Position(str(file)))
    return memory


def remember(file: AnyPath, memory: Memory) -> None:
    """Write ``memory`` down, sorted, so that two of them can be compared. Raises WriteError."""
    ordered = Memory(dict(sorted(memory.held.items())))
    write_file(file, msgspec.json.format(msgspec.json.encode(ordered), indent=1) + b"\n")
