"""octavo: documents from many formats into one model, and out again.

This is the public door: what a user of the library or the author of a plugin needs is here.
The nodes of the model are in :mod:`octavo.model`, functions over trees in :mod:`octavo.walk`.
"""

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
    "Part",
    "PluginError",
    "Position",
    "Publication",
    "ReadError",
    "Reader",
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
    "flatten",
    "gather",
    "hookimpl",
    "lazy",
    "option",
    "plain_text",
    "rewrite",
    "split",
    "walk",
]
