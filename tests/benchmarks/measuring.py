"""CPU time in pairs: what is measured and what it is measured by take turns."""

from __future__ import annotations

import gc
import resource
import statistics
from collections.abc import Callable, Mapping, Sequence

Work = Callable[[], object]


def cpu() -> float:
    """Return the seconds of CPU that this process and its children that ended have taken."""
    usages = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def seconds(work: Work) -> float:
    """Return the CPU seconds of one run."""
    gc.collect()
    begin = cpu()
    work()
    return cpu() - begin


def compare(measure: Work, works: Mapping[str, Work], rounds: int, *, warm: bool = True) -> dict[str, float]:
    """Return, for each of ``works``, the median of its time as a multiple of that of ``measure`` in the same round.

    ``measure`` is run several times a round when it is short: its time must not drown in the clock's grain.
    """
    for work in (measure, *works.values()) if warm else ():
        work()
    repeats = max(1, min(100, round(0.1 / max(seconds(measure), 0.001))))
    ratios: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            unit = seconds(lambda: [measure() for _ in range(repeats)]) / repeats
            times = max(1, round(repeats / 10)) if warm else 1
            ratios[name].append(seconds(lambda work=work, times=times: [work() for _ in range(times)]) / times / unit)  # type: ignore[misc]  # mypy infers no lambda with defaults
    return {name: statistics.median(found) for name, found in ratios.items()}


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(_shown, line)) + " |" for line in lines)


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}" if value < 10 else f"{value:.0f}"
    return str(value)
