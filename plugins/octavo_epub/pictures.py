"""Pictures: each file of the book's images once, its type by its content, read again and made when it is stored."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from octavo.errors import FetchError, Position
from octavo.model import Resource
from octavo.plugin import Context
from octavo_epub.imaging import SVG, Plan, UnfitPicture, Wish, examine, render

_DATA = re.compile(r"data:[\w/+.-]*(?:;[\w=.-]+)*?(;base64)?,(.*)", re.DOTALL | re.IGNORECASE)


class BrokenPicture(FetchError):
    """What was fetched is no picture that a reading system shows, or that can be made one."""


@dataclass(frozen=True)
class Picture:
    """One image file of the book: what becomes of it, and how its bytes are had where it lies."""

    file: str
    plan: Plan
    wish: Wish
    fetch: Callable[[], bytes]

    def read(self) -> bytes:
        """Return the bytes that stand in the book, made when they are asked for, so that they need not be kept."""
        try:
            return render(self.fetch(), self.plan, self.wish)
        except UnfitPicture as error:  # it was whole a moment ago
            raise FetchError(f"{self.file}: {error}") from error


@dataclass
class Album:
    """All pictures of the book by file name, and what became of each resource."""

    context: Context
    wish: Wish = field(default_factory=Wish)
    pictures: dict[str, Picture] = field(default_factory=dict)
    _known: dict[str, str | FetchError] = field(default_factory=dict)

    def place(self, resource: Resource, where: str = "") -> str:
        """Return the file name of ``resource`` in the book; raises FetchError if it can't be one. ``where`` is the article that shows it."""
        key = resource.location or f"{resource.name}\n{hash(resource.data)}"
        if key not in self._known:
            try:
                self._known[key] = self._add(resource, where)
            except FetchError as error:
                self._known[key] = error
        found = self._known[key]
        if isinstance(found, FetchError):
            raise found
        return found

    def _add(self, resource: Resource, where: str) -> str:
        data = self.context.fetch(resource).data or b""
        try:
            plan = examine(data, self.wish)
        except UnfitPicture as error:
            raise BrokenPicture(f"{resource.name[:80]}: {error}") from error
        if plan.damage:
            message = f"{resource.name[:80]}: {plan.damage}; readers may show a part of it"
            self.context.notice("image-damaged", message, position=Position(where) if where else None)
        file = f"{hashlib.sha256(data).hexdigest()[:16]}.{plan.type.extension}"
        if file not in self.pictures:
            at_hand = resource.data is not None or plan.type is SVG
            fetch = self.context.keep(data) if at_hand else (lambda: self.context.fetch(resource).data or b"")
            self.pictures[file] = Picture(file, plan, self.wish, fetch)
        return file


def resource_of_data_url(url: str) -> Resource:
    """Return what a ``data:`` URL (RFC 2397) holds; raises FetchError if it is malformed."""
    match = _DATA.match(url)
    if match is None:
        raise FetchError("a malformed data: URL")
    raw = unquote_to_bytes(match.group(2))
    try:
        data = base64.b64decode(raw, validate=False) if match.group(1) else raw
    except ValueError as error:
        raise FetchError(f"a malformed data: URL: {error}") from error
    return Resource(url, data=data)
