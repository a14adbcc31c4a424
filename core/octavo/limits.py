"""The limits that readers share: what passes one is an error that names the limit and how to raise it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, islice

from octavo.errors import Position, ReadError
from octavo.model import Blocks, Table
from octavo.source import Source
from octavo.walk import walk

MAXIMUM_MARKED_LINES = 10_000
"""How many lines of one code block are marked at most: a few characters can name millions."""


def check_bytes(source: Source, maximum: int, reader: str) -> None:
    """Raise ReadError if ``source`` is larger than ``maximum`` bytes (characters, where it is decoded already)."""
    if len(source.data) > maximum:
        raise passed("maximum_bytes", maximum, reader, source)


def check_tree(blocks: Blocks, nodes: int, cells: int, reader: str, source: Source) -> None:
    """Raise ReadError if ``blocks`` hold more than ``nodes`` nodes, or a table takes more than ``cells`` places.

    A cell takes as many places of its table's grid as the rows and columns that it spans say.
    """
    for count, node in enumerate(walk(blocks), start=1):
        if count > nodes:
            raise passed("maximum_nodes", nodes, reader, source)
        if isinstance(node, Table) and _places(node) > cells:
            raise passed("maximum_cells", cells, reader, source)


def marked_lines(ranges: Iterable[range]) -> tuple[int, ...]:
    """Return the numbers of the lines of code that ``ranges`` name, in their order: the first ``MAXIMUM_MARKED_LINES``."""
    return tuple(islice(chain.from_iterable(ranges), MAXIMUM_MARKED_LINES))


def passed(name: str, maximum: int, reader: str, source: Source) -> ReadError:
    """Return the error that says that the option ``name`` of ``reader`` is passed."""
    hint = f"raise it by -R {reader}:{name}=N"
    return ReadError(f"over the limit {name}={maximum}", hint, Position(source.name))


def _places(table: Table) -> int:
    rows = (*table.head, *table.body, *table.foot)
    return sum(max(cell.colspan, 1) * max(cell.rowspan, 1) for row in rows for cell in row.cells)
