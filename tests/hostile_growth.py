"""Shows how the time to read and write grows with an input that is made to be slow: at n, 2n and 4n.

    python tests/hostile_growth.py [--kilobytes N] [--only FORMAT:NAME] [--above RATIO] [--bind]

n is how many repetitions take so many kilobytes. What is printed is a table: the seconds at 4n, and how many times
those at n they are: near 4 where the growth is linear, near 16 where it is quadratic. It is run by hand.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.families import FAMILIES, Family
from benchmarks.measuring import seconds
from octavo.errors import OctavoError
from octavo.model import Document
from octavo.publication import split
from octavo.testing import Bench, bench

WRITERS = ("markdown", "text", "html", "xhtml", "json", "pandoc")
_FACTORS = (1, 2, 4)
_WARMING = 100
_GRAIN = 0.02
"""Seconds; what takes less at 4n isn't judged."""


@dataclass
class Trial:
    """The times of one family: of reading, and of each writer, in the order of the factors."""

    octavo: Bench
    format: str
    bind: bool
    times: dict[str, list[float]] = field(default_factory=dict)
    refusal: str = ""

    def measure(self, family: Family, n: int) -> None:
        """Read and write ``family`` at each factor."""
        for factor in _FACTORS:
            text, read = family(n * factor), list[Document]()
            self._time("reading", lambda text=text, read=read: read.append(self.octavo.read(text, self.format)))  # type: ignore[misc]  # mypy infers no lambda with defaults
            for target in WRITERS if read else ():
                self._time(target, lambda target=target, read=read: self.octavo.write(read[0], target))  # type: ignore[misc]  # as above
            if self.bind and read:
                self._time("epub", lambda read=read: self.octavo.bind(split(read[0]), "epub"))  # type: ignore[misc]  # as above

    def _time(self, name: str, work: Callable[[], object]) -> None:
        try:
            self.times.setdefault(name, []).append(seconds(work))
        except OctavoError as error:
            self.refusal = str(error).splitlines()[0]

    def rows(self) -> dict[str, tuple[float, float]]:
        """Return, for each thing that was done at all sizes, the seconds at 4n and how many times those at n they are."""
        whole = {name: times for name, times in self.times.items() if len(times) == len(_FACTORS)}
        return {name: (times[-1], times[-1] / max(times[0], 1e-6)) for name, times in whole.items()}


def main() -> None:
    """Print the table, and then the largest ratios."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kilobytes", type=int, default=50, help="the size at n")
    parser.add_argument("--only", default="", help="families whose format and name begin so")
    parser.add_argument("--above", type=float, default=0.0, help="only what grows by more than this from n to 4n")
    parser.add_argument("--bind", action="store_true", help="make a book of each, too")
    chosen = parser.parse_args()
    octavo = bench(entry_points=True)
    print("| read as | family | slowest | seconds at 4n | times those at n |\n|:--|:--|:--|--:|--:|")
    for (source, name), family in FAMILIES.items():
        if f"{source}:{name}".startswith(chosen.only):
            _tell(octavo, source, name, family, chosen)


def _tell(octavo: Bench, format: str, name: str, family: Family, chosen: argparse.Namespace) -> None:
    trial = Trial(octavo, format, chosen.bind)
    n = max(1, chosen.kilobytes * 1000 * _WARMING // len(family(_WARMING)))
    trial.measure(family, n)
    rows = trial.rows()
    shown = {work: row for work, row in rows.items() if row[0] > _GRAIN and row[1] > chosen.above} or {
        work: row
        for work, row in rows.items()
        if not chosen.above and row[0] == max(times for times, _ in rows.values())
    }
    for work, (taken, ratio) in shown.items():
        print(f"| {format} | {name} | {work} | {taken:.2f} | {ratio:.1f} |", flush=True)
    if trial.refusal:
        print(f"| {format} | {name} | refused: {trial.refusal} | | |", flush=True)


if __name__ == "__main__":
    main()
