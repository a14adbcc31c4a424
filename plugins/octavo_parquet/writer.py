"""Rows as Parquet: one to a file, or the rows of many files in one, a row group at a time."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

from octavo.errors import UsageError
from octavo.model import Document
from octavo.plugin import Context
from octavo_parquet import Options
from octavo_parquet.row import row_of

_MEGABYTE = 1_000_000
_ROWS = 512
"""How many rows are put into one table at once: many small ones take their time and memory."""


def write(document: Document, options: Options, context: Context) -> bytes:
    """Return ``document`` as a Parquet file of one row."""
    pa = _library()
    table = pa.Table.from_pylist([row_of(document, options, context)], schema=_schema(pa))
    return b"".join(_written(iter([table]), options))


def join(files: Iterable[bytes], options: Options) -> Iterator[bytes]:
    """Yield one Parquet file with the rows of ``files`` piece by piece; of none, one without rows."""
    return _written(_groups(files, options.row_group * _MEGABYTE), options)


def _groups(files: Iterable[bytes], size: int) -> Iterator[Any]:
    """Yield tables of ``size`` bytes, or a little more, with the rows of ``files``."""
    pa = _library()
    group: list[Any] = []
    held = 0
    for table in _tables(pa, files):
        group.append(table)
        held += table.nbytes
        if held >= size:
            yield pa.concat_tables(group)
            group.clear()
            held = 0
    if group:
        yield pa.concat_tables(group)


def _tables(pa: Any, files: Iterable[bytes]) -> Iterator[Any]:
    from pyarrow.parquet import ParquetFile

    rows: list[Any] = []
    for file in files:
        rows.append(ParquetFile(pa.BufferReader(file)).read(use_threads=False))
        if len(rows) == _ROWS:
            yield pa.concat_tables(rows).combine_chunks()
            rows.clear()
    if rows:
        yield pa.concat_tables(rows).combine_chunks()


def _written(tables: Iterator[Any], options: Options) -> Iterator[bytes]:
    """Yield the bytes of a Parquet file with ``tables``, each a row group, as soon as they are made."""
    pa = _library()
    from pyarrow.parquet import ParquetWriter

    outlet = _Outlet()
    with ParquetWriter(outlet, _schema(pa), compression=options.compression) as writer:
        for table in tables:
            writer.write_table(table, row_group_size=max(1, table.num_rows))
            yield from outlet.take()
    yield from outlet.take()


class _Outlet(io.RawIOBase):
    """A file that holds what was written only until it is taken."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[bytes] = []
        self.position = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self.pieces.append(piece)
        self.position += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self.position

    def take(self) -> list[bytes]:
        """Return what was written since the last time."""
        taken, self.pieces = self.pieces, []
        return taken


def _schema(pa: Any) -> Any:
    """Return the columns; instants are in UTC, to the microsecond."""
    text, texts, instant = pa.string(), pa.list_(pa.string()), pa.timestamp("us", tz="UTC")
    notice = pa.struct([("code", text), ("severity", text), ("message", text), ("line", pa.int32())])
    columns = {
        "name": text, "slug": text, "title": text, "authors": texts, "published": instant, "updated": instant,
        "language": text, "categories": pa.list_(texts), "tags": texts, "description": text, "excerpt": text,
        "cover": text, "source_url": text, "draft": pa.bool_(), "front_matter": text, "text": text, "body": text,
        "resources": texts, "notices": pa.list_(notice),
    }  # fmt: skip
    return pa.schema(list(columns.items()))


def _library() -> Any:
    try:
        import pyarrow
    except ImportError as error:
        raise UsageError("parquet needs the library pyarrow", "pip install 'octavo[parquet]'") from error
    return pyarrow
