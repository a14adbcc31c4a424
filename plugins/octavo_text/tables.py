"""Tables in aligned columns, by display width.

Cells wrap where the table is too wide. A table whose words don't fit even so is written row by row,
each cell behind the head of its column.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, zip_longest

import msgspec

from octavo.model import Alignment, Cell, Row, Table
from octavo_text.wrapping import display_width, wrap

Text = Callable[[Cell], str]
_GAP = "  "


class _Place(msgspec.Struct, frozen=True):
    """A cell in the grid: its first column, how many it spans, its words and how wide they are."""

    column: int
    span: int
    text: str
    size: int
    alignment: Alignment | None


def draw_table(table: Table, width: int, text: Text) -> list[str]:
    """Return the lines of ``table``; ``text`` gives a cell's words, ``width`` 0 never wraps them."""
    head = _grid(table.head, table, text)
    body = _grid((*table.body, *table.foot), table, text)
    rows = [*head, *body]
    if not any(rows):
        return []
    natural = _columns(rows, 0)
    room = width - len(_GAP) * (len(natural) - 1)
    if width <= 0 or sum(natural) <= room:
        return _lines(head, body, natural)
    least = _columns(rows, 1)
    return _lines(head, body, _fit(natural, least, room)) if sum(least) <= room else _records(head, body, width)


def _grid(rows: Sequence[Row], table: Table, text: Text) -> list[list[_Place]]:
    """Return the cells of each row where they stand, pushed aside by those that span rows from above."""
    spanned: dict[int, int] = {}
    grid: list[list[_Place]] = []
    for row in rows:
        taken = {column for column, count in spanned.items() if count}
        spanned = {column: spanned[column] - 1 for column in taken}
        places: list[_Place] = []
        column = 0
        for cell in row.cells:
            while column in taken:
                column += 1
            place = _place(cell, column, table, text)
            places.append(place)
            column += place.span
            spanned.update(dict.fromkeys(range(place.column, column), max(cell.rowspan, 1) - 1))
        grid.append(places)
    return grid


def _place(cell: Cell, column: int, table: Table, text: Text) -> _Place:
    span = max(1, min(cell.colspan, len(table.columns) - column))
    of_column = table.columns[column].alignment if column < len(table.columns) else None
    words = text(cell)
    return _Place(column, span, words, _size(words, 0), cell.alignment or of_column)


def _size(words: str, width: int) -> int:
    """Return how wide ``words`` are, wrapped at ``width``."""
    return max(map(display_width, wrap(words, width)))


def _columns(rows: Sequence[Sequence[_Place]], width: int) -> list[int]:
    """Return what each column takes with its words wrapped at ``width`` (0: not wrapped, 1: everywhere)."""
    places = sorted((place for row in rows for place in row), key=lambda place: place.span)
    widths = [1] * max(place.column + place.span for place in places)
    for place in places:
        across = _across(place, widths)
        if place.size <= across:  # it fits, wrapped or not
            continue
        size = _size(place.text, width) if width else place.size
        share, rest = divmod(max(0, size - across), place.span)
        for index in range(place.span):
            widths[place.column + index] += share + (index < rest)
    return widths


def _across(place: _Place, widths: Sequence[int]) -> int:
    """Return how wide ``place`` is, with the gaps between the columns that it spans."""
    if place.span == 1:
        return widths[place.column]
    return sum(widths[place.column : place.column + place.span]) + len(_GAP) * (place.span - 1)


def _fit(natural: list[int], least: list[int], room: int) -> list[int]:
    """Return ``natural`` narrowed, the widest first and none below its ``least``, to ``room`` columns in all."""
    cap = min(max(natural), room)
    widths = natural
    while sum(widths) > room:
        widths = [max(low, min(size, cap)) for size, low in zip(natural, least, strict=True)]
        cap -= 1
    return widths


def _lines(head: list[list[_Place]], body: list[list[_Place]], widths: Sequence[int]) -> list[str]:
    """Return the drawn rows, the head above a rule; blank lines part them if a row takes several lines."""
    starts = list(accumulate((size + len(_GAP) for size in widths), initial=0))
    drawn = [_draw(row, widths, starts) for row in body]
    loose = any(len(lines) > 1 for lines in drawn)
    result = [line for row in head for line in _draw(row, widths, starts)]
    if head:
        result.append(_GAP.join("─" * size for size in widths))
    for index, lines in enumerate(drawn):
        result += [""] * (loose and index > 0) + lines
    return result


def _draw(row: Sequence[_Place], widths: Sequence[int], starts: Sequence[int]) -> list[str]:
    """Return the lines of ``row``, whose cells are as wide as ``widths`` and begin at ``starts``, by column."""
    sizes = [_across(place, widths) for place in row]
    columns = [wrap(place.text, size) for place, size in zip(row, sizes, strict=True)]
    result = []
    for lines in zip_longest(*columns, fillvalue="") if row else [()]:
        pieces: list[str] = []
        end = 0
        for place, size, words in zip(row, sizes, lines, strict=True):
            start = starts[place.column]
            pieces += " " * (start - end), _pad(words, size, place.alignment)
            end = max(start, end) + max(size, display_width(words))
        result.append("".join(pieces).rstrip(" "))
    return result


def _pad(text: str, size: int, alignment: Alignment | None) -> str:
    space = max(0, size - display_width(text))
    left = {"right": space, "center": space // 2}.get(alignment, 0) if alignment else 0
    return " " * left + text + " " * (space - left)


def _records(head: list[list[_Place]], body: list[list[_Place]], width: int) -> list[str]:
    """Return the rows as paragraphs, each cell on a line of its own behind the head of its column."""
    names = {place.column: " ".join(place.text.split("\n")) for row in head for place in row if place.text.strip()}
    lines: list[str] = []
    for row in body or head:
        lines += [""] if lines else []
        for place in row:
            name = names.get(place.column, "") if body else ""
            text = f"{name}: {place.text}" if name else place.text
            lines += wrap(text, width) if place.text.strip() else []
    return lines
