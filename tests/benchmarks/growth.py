"""Whether twice as much takes twice as long: one page that grows, and posts that become more."""

from __future__ import annotations

from benchmarks.measuring import seconds, table
from benchmarks.samples import article
from octavo import Source
from octavo._choices import Choices
from octavo._convert import read_document, write_document
from octavo._registry import discover

_PARAGRAPH = 330
"""About how many bytes a made-up paragraph takes."""


def report(rounds: int, *, full: bool) -> str:
    """Return the tables: microseconds for each kB, and for each post, with the best of ``rounds`` runs."""
    sizes = [10**power for power in range(3, 9 if full else 7)]
    counts = [10**power for power in range(6 if full else 4)]
    page = [_row(size, 1, f"{size / 1000:g} kB", rounds) for size in sizes]
    posts = [_row(2_000, count, str(count), rounds) for count in counts]
    return f"""## Growth, HTML to Markdown (CPU time; in a linear one the last three columns are the same)

{table(["one page of", "µs for each kB: n", "2n", "4n"], page)}

{table(["posts of 2 kB", "µs for each kB: n", "2n", "4n"], posts)}
"""


def _row(size: int, count: int, name: str, rounds: int) -> list[object]:
    if count == 1 and name.endswith("kB"):
        return [name, *(_cost(times * size, 1, rounds) for times in (1, 2, 4))]
    return [name, *(_cost(size, times * count, rounds) for times in (1, 2, 4))]


def _cost(size: int, count: int, rounds: int) -> float:
    """Return the microseconds that a kB takes."""
    data = article(max(1, size // _PARAGRAPH), size)
    repeats = max(1, min(200, 200_000 // (len(data) * count)))
    registry, choices = discover(), Choices(source_options={"maximum_bytes": 2**31, "maximum_tags": 2**31})

    def convert() -> None:
        for _ in range(count * repeats):
            document = read_document(Source(data, name="page.html"), "html", registry, choices)
            write_document(document, "markdown", registry, choices)

    best = min(seconds(convert) for _ in range(rounds if size < 10**7 else 1))
    return best / repeats / (len(data) * count / 1000) * 1e6
