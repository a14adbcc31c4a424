"""Who claims which name: the plugins, what they declare, and how it is settled when two claim one name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, Literal, TypeVar

import msgspec

from octavo.errors import PluginError, UnknownFormat

OWN = "octavo"
"""The distribution whose plugins are octavo's own."""

GROUP = "octavo"
"""The group of entry points that plugins are found by."""

Status = Literal["loaded", "installed", "disabled", "broken", "conflict"]

D = TypeVar("D")


class PluginInfo(msgspec.Struct, frozen=True):
    """One plugin as ``octavo plugins`` shows it.

    ``api`` is the version of the plugin interface that it says it is made for (0: it doesn't say). ``problem`` says
    in one line why it is broken, in conflict or disabled, and is empty when it works. ``group`` is that of its entry
    point: of another group than ``octavo`` is what adds to a plugin; it is "installed", and imported when it is needed.
    """

    name: str
    distribution: str = ""
    version: str = ""
    formats: tuple[str, ...] = ()
    hooks: tuple[str, ...] = ()
    api: int = 0
    status: Status = "loaded"
    problem: str = ""
    group: str = GROUP


class Entry(msgspec.Struct):
    """A plugin while it is loaded."""

    name: str
    distribution: str = ""
    version: str = ""
    formats: list[str] = msgspec.field(default_factory=list)
    hooks: tuple[str, ...] = ()
    api: int = 0
    status: Status = "loaded"
    problem: str = ""
    group: str = GROUP

    def __str__(self) -> str:
        return f"{self.name} ({self.distribution or 'given by the program'})"

    def fail(self, problem: str, status: Status = "broken") -> None:
        """Note what is wrong; what was first counts."""
        if not self.problem:
            self.problem, self.status = problem, status

    def freeze(self) -> PluginInfo:
        """Return what there is to know of the plugin, once all is loaded."""
        formats = tuple(dict.fromkeys(self.formats))
        return PluginInfo(
            self.name,
            self.distribution,
            self.version,
            formats,
            self.hooks,
            self.api,
            self.status,
            self.problem,
            self.group,
        )


class Declared(msgspec.Struct, Generic[D], frozen=True):
    """The declarations of one kind by name; ``conflicts`` says why some names are refused."""

    verb: str
    by_name: Mapping[str, D] = msgspec.field(default_factory=dict)
    conflicts: Mapping[str, PluginError] = msgspec.field(default_factory=dict)

    def find(self, name: str, advice: str = "") -> D:
        """Return the declaration of ``name``; raises UnknownFormat, whose hint ends with ``advice``, or PluginError for a conflict."""
        if name in self.conflicts:
            raise PluginError(*self.conflicts[name].args)
        if name in self.by_name:
            return self.by_name[name]
        known = ", ".join(sorted(self.by_name)) or "none is installed"
        raise UnknownFormat(f"no plugin: {name!r} can't be {self.verb}", f"known: {known}{advice}")


class Claim(msgspec.Struct, Generic[D], frozen=True):
    """One name that a plugin claims by a declaration."""

    name: str
    declaration: D
    entry: Entry


def settle(verb: str, kind: str, claims: Iterable[Claim[D]], prefer: Mapping[str, str]) -> Declared[D]:
    """Return the claims as declarations.

    A name that is claimed twice goes to the plugin (or the one of the distribution) that ``prefer`` names for it;
    otherwise it is a conflict, and refused.
    """
    by_name: dict[str, list[Claim[D]]] = {}
    for claim in claims:
        by_name.setdefault(claim.name, []).append(claim)
        claim.entry.formats.append(claim.name)
    found: dict[str, D] = {}
    conflicts: dict[str, PluginError] = {}
    for name, rivals in by_name.items():
        chosen = rivals if len(rivals) == 1 else _preferred(rivals, prefer.get(name, ""))
        if len(chosen) == 1:
            found[name] = chosen[0].declaration
        else:
            conflicts[name] = _conflict(kind, name, [claim.entry for claim in rivals], prefer.get(name, ""))
    return Declared(verb, found, conflicts)


def _preferred(rivals: Sequence[Claim[D]], preferred: str) -> list[Claim[D]]:
    """Return those of ``rivals`` that are ``preferred``, a plugin's name or a distribution's."""
    wanted = as_distribution(preferred)
    return [one for one in rivals if one.entry.name == preferred or as_distribution(one.entry.distribution) == wanted]


def _conflict(kind: str, name: str, rivals: Sequence[Entry], preferred: str) -> PluginError:
    owners = " and ".join(dict.fromkeys(str(entry) for entry in rivals))
    strangers = [entry for entry in rivals if entry.distribution != OWN]
    unwanted = (strangers or rivals)[-1]
    for entry in rivals:
        entry.fail(f"{owners} claim the {kind} {name!r}", "conflict")
    choice = f'"{unwanted.distribution or unwanted.name}"'
    hint = f"write {name} = {choice} below [plugins.prefer] in octavo.toml, or --disable-plugin {unwanted.name}"
    if preferred:
        hint = f"{preferred!r}, which [plugins.prefer] names, is not one of them; {hint}"
    return PluginError(f"two claim the {kind} {name!r}: {owners}", hint)


def as_distribution(name: str) -> str:
    """Return ``name``, that of a distribution, as names are compared (Names and normalization, PyPA)."""
    return name.lower().replace("_", "-").replace(".", "-")
