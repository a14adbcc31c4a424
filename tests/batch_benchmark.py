"""Measures batches: posts a second, what a second process gains, memory, and what the next run costs.

    python tests/batch_benchmark.py [--posts 1000,100000] [--median BYTES] [--pandoc 1000]

It makes the posts (benchmarks/posts.py), and prints tables in Markdown, and what they come to. Without arguments it takes
20 minutes on two cores, and 3 GB of TMPDIR. Whatever else the machine does goes into the
seconds, so compare those of one run alone; the CPU seconds of all processes tell more where others use it too.
Linux only, and it needs pandoc (pypandoc-binary has one) unless ``--pandoc 0``.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.machine import describe
from benchmarks.measuring import table
from benchmarks.posts import MEDIAN, post_path, write_posts
from benchmarks.processes import Cost, run

OCTAVO = str(Path(sys.executable).with_name("octavo"))
HEAD = ("posts", "run", "seconds", "posts/s", "CPU s", "ms of CPU a post", "MB")


def convert(posts: Path, output: Path, *options: str) -> Cost:
    """Convert all of ``posts``."""
    return run([OCTAVO, "convert", str(posts), "-t", "markdown", "-o", f"{output}/", "--quiet", *options])


def edit(posts: Path, count: int, every: int) -> None:
    """Change every so many of the posts."""
    for number in range(0, count, every):
        with post_path(posts, number).open("a") as file:
            file.write("\nMore words.\n")


def batch(folder: Path, count: int, median: int) -> dict[str, Cost]:
    """Return what ``count`` posts cost by the name of the run: the plan, one process, two, and the next runs."""
    posts = folder / "posts"
    write_posts(posts, count, median=median)
    costs = {"the plan (--dry-run)": convert(posts, folder / "none", "--dry-run")}
    costs["one process"] = convert(posts, folder / "one", "--jobs", "1")
    shutil.rmtree(folder / "one")
    costs["two processes"] = convert(posts, folder / "two", "--jobs", "2")
    costs["again, unchanged"] = convert(posts, folder / "two", "--jobs", "2")
    edit(posts, count, count)
    costs["again, one post edited"] = convert(posts, folder / "two", "--jobs", "2")
    edit(posts, count, 100)
    costs["again, 1 % edited"] = convert(posts, folder / "two", "--jobs", "2")
    return costs


def pandoc(folder: Path, count: int, median: int) -> dict[str, Cost]:
    """Return what ``count`` posts cost by octavo and by one pandoc for each post, both with two processes."""
    from pypandoc import get_pandoc_path

    posts = folder / "posts"
    write_posts(posts, count, median=median)
    (folder / "by-pandoc").mkdir()
    each = f'"{get_pandoc_path()}" -f markdown -t gfm "$1" -o "{folder}/by-pandoc/$(basename "$1")"'
    command = f"find {posts} -name '*.md' -print0 | xargs -0 -P2 -n1 sh -c '{each}' sh"
    return {
        "octavo, two processes": convert(posts, folder / "by-octavo", "--jobs", "2"),
        "find, xargs -P2 pandoc": run(["bash", "-o", "pipefail", "-c", command]),
    }


def show(measure: Callable[[Path, int, int], dict[str, Cost]], count: int, median: int) -> dict[str, Cost]:
    """Print what ``measure`` says of ``count`` posts, and return it."""
    with tempfile.TemporaryDirectory() as folder:
        costs = measure(Path(folder), count, median)
    rows = [_row(count, name, cost) for name, cost in costs.items()]
    print("\n" + table(HEAD, rows) + "\n", flush=True)
    return costs


def sum_up(count: int, costs: dict[str, Cost]) -> str:
    """Return in words what ``count`` posts cost."""
    one, two = costs["one process"], costs["two processes"]
    return (
        f"{count:,} posts: {count / one.seconds:.0f} a second with one process, {count / two.seconds:.0f} with two, "
        f"which is {one.seconds / two.seconds:.2f} times as fast for {two.cpu / one.cpu:.2f} times the CPU; at most "
        f"{one.megabytes:.0f} MB with one process, {two.megabytes:.0f} with two. The next run takes "
        f"{costs['again, unchanged'].seconds:.1f} s, with one post edited {costs['again, one post edited'].seconds:.1f} s, "
        f"with 1 % edited {costs['again, 1 % edited'].seconds:.1f} s."
    )


def compare(count: int, costs: dict[str, Cost]) -> str:
    """Return in words how octavo and pandoc did on ``count`` posts."""
    ours, theirs = costs["octavo, two processes"], costs["find, xargs -P2 pandoc"]
    return (
        f"{count:,} posts: pandoc by find and xargs -P2 takes {theirs.seconds / ours.seconds:.1f} times as long as octavo, "
        f"{theirs.cpu / ours.cpu:.1f} times the CPU and {theirs.megabytes / ours.megabytes:.1f} times the memory."
    )


def _row(count: int, name: str, cost: Cost) -> list[object]:
    return [
        count,
        name,
        cost.seconds,
        count / cost.seconds,
        cost.cpu,
        cost.cpu / count * 1000,
        cost.megabytes,
    ]


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--posts", default="1000,100000", help="how many posts, with commas")
    parser.add_argument("--median", type=int, default=MEDIAN, help="bytes of the post in the middle")
    parser.add_argument("--pandoc", type=int, default=1000, help="how many posts pandoc converts too; 0 for none")
    asked = parser.parse_args()
    print(describe())
    for count in map(int, asked.posts.split(",")):
        print(sum_up(count, show(batch, count, asked.median)), flush=True)
    if asked.pandoc:
        print(compare(asked.pandoc, show(pandoc, asked.pandoc, asked.median)))


if __name__ == "__main__":
    main()
