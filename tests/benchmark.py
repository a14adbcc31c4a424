"""Measures octavo against lxml's parse alone, and the other tools against the same.

    python tests/benchmark.py [FOLDER] [--rounds N] [--only NAME,...] [--full] [--peers ENVIRONMENT]

FOLDER holds posts (``.md``, ``.html``); without one a made-up set is used. Every figure is a ratio: the median over
``--rounds`` pairs of runs that follow each other on the same bytes, in CPU time of the process and its children, so
that other work on the machine counts little. The output is Markdown. ENVIRONMENT is a folder for a virtual environment
that the other tools are installed into when it is not there; without it they are left out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import conversion, epub, growth, machine, peers, startup
from benchmarks.samples import Sample, load, make


@dataclass(frozen=True)
class Chosen:
    """What the command line says."""

    samples: dict[str, Sample]
    rounds: int
    full: bool
    environment: Path | None


PARTS: dict[str, Callable[[Chosen], str]] = {
    "conversion": lambda chosen: conversion.report(chosen.samples, chosen.rounds),
    "peers": lambda chosen: peers.report(chosen.samples, chosen.rounds, chosen.environment),
    "startup": lambda chosen: startup.report(chosen.rounds, chosen.environment),
    "epub": lambda chosen: epub.report(chosen.rounds, 10_000 if chosen.full else 1_000),
    "growth": lambda chosen: growth.report(chosen.rounds, full=chosen.full),
}


def main() -> int:
    """Print the tables that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", help="posts to measure with")
    parser.add_argument("--rounds", type=int, default=5, help="pairs of runs (5)")
    parser.add_argument("--only", default=",".join(PARTS), help="parts of the report, by comma")
    parser.add_argument("--full", action="store_true", help="10,000 articles, 100 MB and 100,000 posts")
    parser.add_argument("--peers", type=Path, help="the environment of the other tools")
    given = parser.parse_args()
    chosen = Chosen(load(given.folder) if given.folder else make(), given.rounds, given.full, given.peers)
    print(machine.describe(), flush=True)
    for name in given.only.split(","):
        print(PARTS[name](chosen), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
