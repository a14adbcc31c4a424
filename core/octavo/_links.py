"""Links from one input to another, once it is known what becomes of each."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from functools import cached_property
from urllib.parse import SplitResult, unquote, urlsplit

import msgspec

from octavo._naming import folders_of
from octavo._shelf import Shelf
from octavo._waiting import with_blocks
from octavo.model import AnyNode, Blocks, Document, Link
from octavo.site import Site, relative_url, resolve
from octavo.walk import rewrite

_POST_EXTENSION = re.compile(r"\.(?:md|markdown|html?|xhtml)$", re.IGNORECASE)


class Outputs(msgspec.Struct, frozen=True, dict=True):
    """What becomes of the inputs: the name of the output of each, by the input's place and by that without its ending."""

    exact: Mapping[str, str] = msgspec.field(default_factory=dict)
    bare: Mapping[str, str] = msgspec.field(default_factory=dict)

    def find(self, place: str) -> str:
        """Return the output of the input at ``place``, or "": also for ``x.html`` where the input is ``x.md``."""
        return self.exact.get(place) or self.bare.get(_POST_EXTENSION.sub("", place), "")

    @cached_property
    def folders(self) -> Container[str]:
        """The keys (``_naming.key_of``) of all folders that outputs are in; publications alone ask for them."""
        return folders_of(self.exact.values())

    def in_memory(self) -> Outputs:
        """Return the same for processes that may be on another machine."""
        return Outputs(dict(self.exact), dict(self.bare))


def outputs_of(pairs: Iterable[tuple[str, str]]) -> Outputs:
    """Return the Outputs of ``pairs``, each the place of an input and the name of its output."""
    exact: Shelf[str] = Shelf()
    bare: Shelf[str] = Shelf()
    for place, output in pairs:
        exact.add(place, output)
        bare.add(_POST_EXTENSION.sub("", place), output)
    return Outputs(exact, bare)


def follow_links(document: Document, place: str, outputs: Outputs, site: Site | None = None) -> Document:
    """Return ``document``, the input at ``place``, with links that lead where their targets are to be found.

    That is the output of another input; else, for a post of the ``site`` that is none of the inputs,
    where it is published. Every other link stays as it is.
    """
    return with_blocks(document, _Following(document.name, place, outputs, site))


class _Following(msgspec.Struct, frozen=True):
    """How links of the document ``name``, the input at ``place``, follow their targets; many of them wait for their documents."""

    name: str
    place: str
    outputs: Outputs
    site: Site | None

    def __call__(self, blocks: Blocks) -> Blocks:
        return rewrite(blocks, self._relink, (Link,))

    def _relink(self, link: Link) -> AnyNode:
        parts = _relative(link.url)
        if parts is None:
            return link
        path, here = unquote(parts.path), self.outputs.exact.get(self.place, self.place)
        output = self.outputs.find(resolve(path, self.place))
        if output and resolve(path, here) == output:
            return link
        url = relative_url(output, here) if output else self._published(path)
        return msgspec.structs.replace(link, url=url + _rest(parts)) if url else link

    def _published(self, path: str) -> str:
        return self.site.address(resolve(path, self.name)) if self.site else ""


def _relative(url: str) -> SplitResult | None:
    """Return the parts of ``url`` if it is a relative path, else None."""
    try:
        parts = urlsplit(url)
    except ValueError:  # urllib refuses malformed hosts
        return None
    return parts if parts.path and not (parts.scheme or parts.netloc or parts.path.startswith("/")) else None


def _rest(parts: SplitResult) -> str:
    return (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
