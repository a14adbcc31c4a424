"""From places in a text to numbers of lines, in logarithmic time."""

from __future__ import annotations

import re
from bisect import bisect_left


class Lines:
    """The lines of a text, whose first has the number ``first``."""

    def __init__(self, text: str, first: int = 1) -> None:
        """Find the line ends once."""
        self.ends = [match.start() for match in re.finditer("\n", text)]
        self.first = first

    def number(self, position: int) -> int:
        """Return the number of the line in which ``position`` stands."""
        return self.first + bisect_left(self.ends, position)

    def start(self, position: int) -> int:
        """Return where the line begins in which ``position`` stands."""
        before = bisect_left(self.ends, position)
        return self.ends[before - 1] + 1 if before else 0
