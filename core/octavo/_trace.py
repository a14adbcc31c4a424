"""What the output of one post came of: all that was looked up in its site and its batch, and every file.

The maps of a Site, and those of Outputs, are wrapped so that each question is written down with its
answer. As long as all of them would be answered the same, the output would be the same.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from octavo._fingerprint import Fingerprint, digest_of, fingerprint, fingerprint_by_time, is_same, join
from octavo._links import Outputs
from octavo._stores import StorePath, at
from octavo.model import Resource
from octavo.site import Site
from octavo.url import local_path

V = TypeVar("V")

_MAPS = ("posts", "calls", "paths", "files")
_EVERYTHING = "\0"
"""The question that is none about one key: somebody went through all of them."""


class Asked(Mapping[str, V]):
    """A mapping that writes down in ``log`` what it was asked, and what it said."""

    def __init__(self, name: str, answers: Mapping[str, V], log: dict[str, str]) -> None:
        self.name, self.answers, self.log = name, answers, log

    def __getitem__(self, key: str) -> V:
        self.log[f"{self.name} {key}"] = _answer(self.answers, key)
        return self.answers[key]

    def __iter__(self) -> Iterator[str]:
        self.log[f"{self.name} {_EVERYTHING}"] = _answer(self.answers, _EVERYTHING)
        return iter(self.answers)

    def __len__(self) -> int:
        self.log[f"{self.name} {_EVERYTHING}"] = _answer(self.answers, _EVERYTHING)
        return len(self.answers)


class AskedSet(AbstractSet[str]):
    """The same for a set."""

    def __init__(self, name: str, members: AbstractSet[str], log: dict[str, str]) -> None:
        self.name, self.members, self.log = name, members, log

    def __contains__(self, key: object) -> bool:
        self.log[f"{self.name} {key}"] = _answer(self.members, str(key))
        return key in self.members

    def __iter__(self) -> Iterator[str]:
        self.log[f"{self.name} {_EVERYTHING}"] = _answer(self.members, _EVERYTHING)
        return iter(self.members)

    def __len__(self) -> int:
        self.log[f"{self.name} {_EVERYTHING}"] = _answer(self.members, _EVERYTHING)
        return len(self.members)


class Sources(msgspec.Struct, frozen=True, array_like=True):
    """What an output came of: the post itself; questions with their answers; other files, from the post's own folder."""

    post: Fingerprint
    answers: dict[str, str] = {}
    files: dict[str, Fingerprint] = {}


class Trace(msgspec.Struct):
    """Writes down what the output of the post at ``path`` comes of."""

    path: str | StorePath
    post: Fingerprint = msgspec.field(default_factory=Fingerprint)
    answers: dict[str, str] = {}
    files: dict[str, Fingerprint] = {}

    def site(self, site: Site | None) -> Site | None:
        """Return ``site`` with maps that are watched."""
        if site is None:
            return None
        maps: dict[str, Any] = {name: Asked(name, getattr(site, name), self.answers) for name in _MAPS[:3]}
        return msgspec.structs.replace(site, **maps, files=AskedSet("files", site.files, self.answers))

    def outputs(self, outputs: Outputs) -> Outputs:
        """Return ``outputs`` with maps that are watched."""
        return Outputs(Asked("exact", outputs.exact, self.answers), Asked("bare", outputs.bare, self.answers))

    def fetched(self, location: str, resource: Resource | None) -> None:
        """Write down that ``location`` was fetched: as ``resource``, or (None) could not be had."""
        path = _path_of(location, self.path)
        if not path:
            return  # what is on the network is taken to stay
        name = _relative(path, self.path)
        data = resource.data if resource else None
        self.files[name] = fingerprint_by_time(path) if data is None else fingerprint(path, data)

    def sources(self) -> Sources:
        """Return all that was written down."""
        return Sources(self.post, self.answers, self.files)


def are_same(sources: Sources, path: str | StorePath, site: Site | None, outputs: Outputs) -> bool:
    """Return whether ``sources`` of the post ``path`` are what they were, given its ``site`` and ``outputs``."""
    return (
        is_same(path, sources.post)
        and all(_current_answer(question, site, outputs) == said for question, said in sources.answers.items())
        and all(is_same(join(_folder_of(path), name), known) for name, known in sources.files.items())
    )


def _current_answer(question: str, site: Site | None, outputs: Outputs) -> str:
    name, _, key = question.partition(" ")
    owner: object = site if name in _MAPS else outputs
    return _answer(getattr(owner, name, {}), key)


def _answer(answers: Any, key: str) -> str:
    """Return what ``answers``, a mapping or set, says to ``key``: "" for nothing, else a short text that stands for it."""
    if key == _EVERYTHING:
        everything = sorted(answers.items() if isinstance(answers, Mapping) else answers)
        return digest_of(msgspec.json.encode(everything)).hex()
    if key not in answers:
        return ""
    answer = answers[key] if isinstance(answers, Mapping) else "in"
    return answer if isinstance(answer, str) else digest_of(msgspec.json.encode(answer)).hex()


def _folder_of(path: str | StorePath) -> str | StorePath:
    if isinstance(path, StorePath):
        return path.parent
    return os.path.dirname(os.path.abspath(path))  # noqa: PTH100, PTH120  # 100,000 Paths take their time


def _relative(path: str | StorePath, post: str | StorePath) -> str:
    """Return how ``path`` is called from the folder of ``post``."""
    if isinstance(path, StorePath) and isinstance(post, StorePath):
        return posixpath.relpath("/" + path.path, posixpath.dirname("/" + post.path))
    return os.path.relpath(str(path), str(_folder_of(post)))


def _path_of(location: str, post: str | StorePath) -> str | StorePath:
    """Return the file at ``location``, which ``post`` shows; "" for what is none."""
    if isinstance(post, StorePath):
        return at(post.store, location) or ""
    parts = urlsplit(location)
    if parts.scheme.lower() != "file":
        return ""
    return local_path(parts.path)
