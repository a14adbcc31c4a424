"""octavo: documents from many formats into one model, and out again.

This is the public door: what a user of the library or the author of a plugin needs is here.
The nodes of the model are in :mod:`octavo.model`, functions over trees in :mod:`octavo.walk`.

What converts (``read``, ``write``, ``convert``, ``digest`` and what belongs to them) is imported when it
is first used, so that plugins, which import this module too, don't pay for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from octavo.errors import (
    DecodeError,
    FetchError,
    NetworkOff,
    Notice,
    OctavoError,
    OptionError,
    PluginError,
    Position,
    ReadError,
    SourceError,
    StrictError,
    UnknownFormat,
    UsageError,
    WriteError,
)
from octavo.model import Author, Document, Meta, Part, Publication, Resource, Timestamp
from octavo.options import NoOptions, option
from octavo.plugin import (
    API_VERSION,
    Binder,
    Context,
    Detection,
    Executor,
    Fetcher,
    FetchPolicy,
    Lost,
    Reader,
    Transform,
    Workers,
    Writer,
    hookimpl,
    lazy,
)
from octavo.publication import flatten, gather, split
from octavo.site import Folder, Site
from octavo.source import Source
from octavo.walk import plain_text, rewrite, walk

if TYPE_CHECKING:
    from octavo._arguments import default_registry
    from octavo._library import convert, digest, read, read_all, write
    from octavo._output import Output
    from octavo._registry import Registry, discover

__all__ = [
    "API_VERSION",
    "Author",
    "Binder",
    "Context",
    "DecodeError",
    "Detection",
    "Document",
    "Executor",
    "FetchError",
    "FetchPolicy",
    "Fetcher",
    "Folder",
    "Lost",
    "Meta",
    "NetworkOff",
    "NoOptions",
    "Notice",
    "OctavoError",
    "OptionError",
    "Output",
    "Part",
    "PluginError",
    "Position",
    "Publication",
    "ReadError",
    "Reader",
    "Registry",
    "Resource",
    "Site",
    "Source",
    "SourceError",
    "StrictError",
    "Timestamp",
    "Transform",
    "UnknownFormat",
    "UsageError",
    "Workers",
    "WriteError",
    "Writer",
    "convert",
    "default_registry",
    "digest",
    "discover",
    "flatten",
    "gather",
    "hookimpl",
    "lazy",
    "option",
    "plain_text",
    "read",
    "read_all",
    "rewrite",
    "split",
    "walk",
    "write",
]

_LATER = {
    **dict.fromkeys(("convert", "digest", "read", "read_all", "write"), "octavo._library"),
    "default_registry": "octavo._arguments",
    "Output": "octavo._output",
    **dict.fromkeys(("Registry", "discover"), "octavo._registry"),
}


def __getattr__(name: str) -> object:
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *_LATER]
