"""What all parts of one document's Markdown share: the dialect, the footnotes, the notices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from re import Pattern
from typing import Any

import msgspec

from octavo.model import Blocks, Heading, Inlines
from octavo.plugin import Context
from octavo_markdown.dialects import Dialect


class Page(msgspec.Struct):
    """The state of writing one document by ``writers`` and ``inline_writers``, the function for each type of node.

    ``special`` finds what may mean something within a line, ``whole`` matches a text that is a paragraph as it is.
    ``depth`` counts the open block containers,
    ``other_marker`` says that a list must differ from the one before it. ``targets`` are the fragments
    that links refer to, ``headings`` those that have an id; ``wanted`` are the targets that are the id of
    a heading whose words don't give it, when the document was written before.
    """

    dialect: Dialect
    html: bool
    context: Context
    special: Pattern[str]
    whole: Pattern[str]
    writers: Mapping[type, Callable[[Any, Page], str]]
    inline_writers: Mapping[type, Callable[[Any, Any], None]]
    wanted: frozenset[str] = frozenset()
    notes: list[Blocks] = msgspec.field(default_factory=list)
    told: set[str] = msgspec.field(default_factory=set)
    targets: set[str] = msgspec.field(default_factory=set)
    headings: list[Heading] = msgspec.field(default_factory=list)
    depth: int = 0
    in_list: bool = False
    other_marker: bool = False

    def plain_text(self, nodes: Inlines) -> str:
        """Return the text that ``nodes`` are, if they are one in which nothing means anything within a line; else ""."""
        if len(nodes) == 1 and type(nodes[0]) is str and not self.special.search(nodes[0]):
            return nodes[0]
        return ""

    def add_note(self, blocks: Blocks) -> int:
        """Keep a footnote for the end of the document; return its number."""
        self.notes.append(blocks)
        return len(self.notes)

    def keeps_html(self, tag: str) -> bool:
        """Return whether ``tag`` may be written; if not, tell that it is left out."""
        if not self.html:
            self.tell("html-stripped", f"Markdown has no form for <{tag}>; its content is kept")
        return self.html

    def tell(self, code: str, message: str) -> None:
        """Tell the user once for this document."""
        if message not in self.told:
            self.told.add(message)
            self.context.notice(code, message)
