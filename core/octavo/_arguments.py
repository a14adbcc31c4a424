"""What programs may ask for, as arguments of octavo's functions: checked, and made into the Settings of the engine."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, get_args

from octavo._batch import Settings
from octavo._choices import Choices, Images, check_options, checked_zone
from octavo._downloads import network_policy
from octavo._loading import allowed_by_environment
from octavo._origins import FileName
from octavo._registry import Registry, discover
from octavo.errors import UsageError
from octavo.options import by_owner
from octavo.plugin import FetchPolicy

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Options: TypeAlias = "Mapping[str, object] | DataclassInstance"
"""Options by the names that they have on the command line, ``{"tidy": True, "html:tidy": False}``; or the Options object of a format."""

Transforms: TypeAlias = "Iterable[str] | Mapping[str, Mapping[str, object]]"
"""The names of transforms to run, or their options by their names."""


@cache
def default_registry() -> Registry:
    """Return the installed plugins that OCTAVO_PLUGINS allows, discovered once in a process: a value that nothing changes.

    Every function takes another one as ``registry``, which :func:`discover` makes.
    """
    return discover(allowed=allowed_by_environment())


def settings_for(
    registry: Registry | None,
    source_format: str,
    target: str,
    reader_options: Options,
    writer_options: Options,
    transforms: Transforms,
    *,
    timezone: str = "",
    images: Images = "link",
    allow_raw: bool = False,
    encoding: str = "",
    strict: bool = False,
) -> Settings:
    """Return all that was asked for, checked; raises UsageError for what makes no sense."""
    plugins = registry if registry is not None else default_registry()
    if source_format:
        plugins.reader(source_format)
    check_choice("images", images, get_args(Images))
    readers = by_owner(_pairs(reader_options))
    choices = Choices(
        source_options=readers.pop("", {}),
        reader_options=readers,
        writer_options=by_owner(_pairs(writer_options), target),
        transforms=transforms if isinstance(transforms, Mapping) else {name: {} for name in transforms},
        timezone=checked_zone(timezone),
        images=images,
        allow_raw=allow_raw,
        policy=network_policy() if images == "embed" else FetchPolicy(),
    )
    check_options(plugins, choices)
    return Settings(plugins, choices, source_format or None, target, encoding, strict)


def check_choice(name: str, value: str, choices: Collection[str]) -> None:
    """Raise UsageError unless ``value``, that of the argument ``name``, is one of ``choices``."""
    if value not in choices:
        raise UsageError(f"{name}={value!r} is no choice", f"it has: {', '.join(choices)}")


def _pairs(options: Options) -> Iterator[tuple[str, object]]:
    if isinstance(options, Mapping):
        return iter(options.items())
    return ((one.name, getattr(options, one.name)) for one in dataclasses.fields(options))


def target_of(format: str, output: FileName | None, registry: Registry | None) -> str:
    """Return the format to write; raises UsageError if it is neither named nor told from the name of ``output``."""
    plugins = registry if registry is not None else default_registry()
    if not format and output is None:
        raise UsageError("the format of the output is not clear", "name it, or an output with an extension")
    return plugins.target(format or plugins.format_of_name(os.path.basename(output or ""))).name  # noqa: PTH119  # "x/" has no name


def each_of(inputs: Any) -> Iterable[Any]:
    """Return each of ``inputs``: a path, a Source or a Document is one input, and so are bytes, not the pieces of them."""
    return (inputs,) if isinstance(inputs, (str, bytes, bytearray)) or not isinstance(inputs, Iterable) else inputs
