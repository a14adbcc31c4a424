"""What the user chose for one source: options, transforms, pictures, time zone; and whether it makes sense."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import msgspec

from octavo._downloads import Downloads
from octavo._registry import Registry
from octavo._stores import Store
from octavo.errors import UsageError
from octavo.model import Resource
from octavo.options import make_options
from octavo.plugin import Binder, FetchPolicy, Reader, Writer
from octavo.site import Site

OptionsByName = Mapping[str, Mapping[str, object]]
"""Option values by the name of what has them: ``{"markdown": {"dialect": "gfm"}}``."""

Images = Literal["embed", "link", "drop"]
"""What becomes of pictures: all embedded, those on the network only linked to, or only their words kept."""


def _forget(location: str, resource: Resource | None) -> None:
    """Take no notice of what was fetched."""


class Choices(msgspec.Struct, frozen=True):
    """What the user set: options by reader, by writer or binder, and by transform to run.

    ``source_options`` are for the reader of the source itself, whichever that is. ``site`` is that of
    the source; its options and time zone count where the user set none. ``downloads`` is what was
    fetched ahead, ``store`` the one that the source is in, if any. Raw nodes of inputs are left out unless
    ``allow_raw``. ``fetched`` is told each location that was fetched, and what came of it.
    """

    source_options: Mapping[str, object] = msgspec.field(default_factory=dict)
    reader_options: OptionsByName = msgspec.field(default_factory=dict)
    writer_options: OptionsByName = msgspec.field(default_factory=dict)
    transforms: OptionsByName = msgspec.field(default_factory=dict)
    timezone: str = ""
    images: Images = "link"
    allow_raw: bool = False
    policy: FetchPolicy = msgspec.field(default_factory=FetchPolicy)
    downloads: Downloads = msgspec.field(default_factory=dict)
    store: Store | None = None
    site: Site | None = None
    fetched: Callable[[str, Resource | None], None] = _forget


def checked_zone(name: str) -> str:
    """Return ``name``, that of a time zone or ""; raises UsageError for another."""
    if not name:
        return name
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UsageError(f"{name!r} is no time zone", "name one such as Asia/Shanghai or UTC") from error
    return name


def check_options(registry: Registry, choices: Choices) -> None:
    """Raise UsageError if options are set for a format or transform that is not there, or has none such."""
    for name, values in choices.reader_options.items():
        make_options(registry.reader(name).options, values, f"reader {name!r}")
    for name, values in choices.writer_options.items():
        make_options(registry.target(name).options, values, f"writer {name!r}")
    for name, values in choices.transforms.items():
        make_options(registry.transforming.find(name).options, values, f"transform {name!r}")


def check_requirements(declared: Reader[Any] | Writer[Any] | Binder[Any]) -> None:
    """Raise UsageError if a module is not installed that ``declared`` can't do without; none is imported."""
    if not declared.requires:
        return
    from importlib.util import find_spec  # it takes 5 ms to import

    for module, package in declared.requires.items():
        if find_spec(module) is None:
            raise UsageError(f"{declared.name} needs the library {module}", f"pip install '{package}'")
