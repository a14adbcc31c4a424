"""What a tag is: declared once, called wherever it stands in a body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, Protocol, TypeAlias

import msgspec

from octavo.errors import Severity
from octavo.model import Blocks, Inlines
from octavo.site import Site


class TagCall(msgspec.Struct, frozen=True, kw_only=True):
    """One tag where it stands: ``{% name text %}``, and for a block ``content {% endname %}``.

    ``arguments`` is ``text`` split at white space, quotes grouping. ``content`` is None where
    there is no end tag; it has lost the indentation that all its lines share. ``line`` is that of
    the tag in the source, ``content_line`` that of its content; ``source`` is all of it as it stood.
    """

    name: str
    text: str = ""
    arguments: tuple[str, ...] = ()
    content: str | None = None
    line: int = 1
    content_line: int = 1
    source: str = ""


class TagContext(Protocol):
    """What a tag may ask for while it is rendered."""

    @property
    def post(self) -> str:
        """The name of the post's file without its folder and ending: that of its asset folder."""
        ...

    @property
    def name(self) -> str:
        """The name of the post's file: in a site, below its root."""
        ...

    @property
    def site(self) -> Site | None:
        """The site that the post is part of, or None."""
        ...

    def code(self, path: str) -> str | None:
        """Return the text of the file ``path`` in the site's folder of code; None if it can't be had."""
        ...

    def read(self, text: str, line: int) -> Blocks:
        """Read ``text``, which begins at ``line``, as the body is read; tags in it are rendered."""
        ...

    def read_inline(self, text: str, line: int) -> Inlines:
        """Read ``text`` as the inlines of one paragraph."""
        ...

    def notice(self, code: str, message: str, *, severity: Severity = "warning", line: int | None = None) -> None:
        """Tell the user what was lost, guessed or repaired."""
        ...


Rendered: TypeAlias = Blocks | Inlines
Render: TypeAlias = Callable[[TagCall, TagContext], Rendered | None]
Content: TypeAlias = Literal["none", "body", "verbatim"]


class Tag(msgspec.Struct, frozen=True, kw_only=True):
    """Declares one tag, or several that are rendered alike.

    ``render(call, context)`` returns blocks or inlines (never both), ``()`` for nothing, or None
    when it can't understand the call: the tag is then kept as text. ``content`` says what may
    stand up to ``{% endname %}``: nothing, a part of the body in which other tags count, or text
    that is taken as it stands.
    """

    names: tuple[str, ...]
    render: Render
    content: Content = "none"


TagTable: TypeAlias = Mapping[str, Tag]


def table_of(*families: tuple[Tag, ...]) -> dict[str, Tag]:
    """Return the tags of ``families`` by name."""
    return {name: tag for family in families for tag in family for name in tag.names}
