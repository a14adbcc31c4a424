"""Apache Parquet: a row for each document, typed columns for its metadata, for pipelines of data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from octavo import Writer, hookimpl, lazy, option


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a user may choose of the writer."""

    body: Literal["markdown", "html", "json", "none"] = option(
        "markdown", help="the format of the column body; json is octavo's model, lossless"
    )
    row_group: int = option(32, help="megabytes of a row group before compression; so much is held in memory")
    compression: Literal["zstd", "snappy", "gzip", "none"] = option("zstd", help="how the columns are compressed")


@hookimpl
def octavo_writers() -> Iterable[Writer[Any]]:
    """Write ``.parquet`` files; pyarrow is imported when the first one is written."""
    yield Writer(
        name="parquet",
        description="Apache Parquet: a row for each document",
        extensions=(".parquet",),
        media_type="application/vnd.apache.parquet",
        options=Options,
        requires={"pyarrow": "octavo[parquet]"},
        write=lazy("octavo_parquet.writer:write"),
        join=lazy("octavo_parquet.writer:join"),
    )
