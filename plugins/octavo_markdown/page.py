"""What all parts of one document's Markdown share: the dialect, the footnotes, the notices."""

from __future__ import annotations

from dataclasses import dataclass, field

from octavo.model import Blocks
from octavo.plugin import Context
from octavo_markdown.dialects import Dialect


@dataclass
class Page:
    """The state of writing one document."""

    dialect: Dialect
    html: bool
    context: Context
    notes: list[Blocks] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    depth: int = 0
    other_marker: bool = False

    def add_note(self, blocks: Blocks) -> int:
        """Keep a footnote for the end of the document; return its number."""
        self.notes.append(blocks)
        return len(self.notes)

    def keeps_html(self, tag: str) -> bool:
        """Return whether ``tag`` may be written; if not, tell that it is left out."""
        if not self.html:
            self.notice_once("html-stripped", f"the dialect has no form for <{tag}>; its content is kept")
        return self.html

    def notice_once(self, code: str, message: str) -> None:
        """Tell the user once for this document."""
        if (code + message) not in self.told:
            self.told.add(code + message)
            self.context.notice(code, message, severity="info")
