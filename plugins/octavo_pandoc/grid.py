"""Where the cells of a table stand, when some span rows or columns (HTML Standard, section 4.9.12.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence


def place(rows: Iterable[Sequence[tuple[int, int]]]) -> Iterator[list[int]]:
    """Yield for each row the columns, from 0, in which its cells begin.

    A cell is given as how many rows and columns it spans. A cell that spans rows takes its
    columns in those below.
    """
    taken: dict[int, int] = {}  # for each column, how many rows from here on a cell above takes
    for cells in rows:
        starts: list[int] = []
        below = {column: left - 1 for column, left in taken.items() if left > 1}
        column = 0
        for height, width in cells:
            while taken.get(column):
                column += 1
            starts.append(column)
            if height > 1:
                below.update(dict.fromkeys(range(column, column + width), height - 1))
            column += width
        taken = below
        yield starts
