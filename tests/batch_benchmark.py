"""Measures batches: posts a second, what a second process gains, memory, and what the next run costs.

    python tests/batch_benchmark.py [--counts 1000,10000,100000] [--median BYTES] [--pandoc 1000]

It makes the posts (benchmarks/posts.py), and prints tables in Markdown. Whatever else the machine does goes into the
seconds, so compare those of one run alone; the CPU seconds of all processes tell more where others use it too.
Linux only, and it needs pandoc (pypandoc-binary has one) unless ``--pandoc 0``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
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


def batch(folder: Path, count: int, median: int) -> list[list[object]]:
    """Return the rows for ``count`` posts: one process, two, and the next runs."""
    posts = folder / "posts"
    write_posts(posts, count, median=median)
    costs = {"one process": convert(posts, folder / "one", "--jobs", "1")}
    costs["two processes"] = convert(posts, folder / "two", "--jobs", "2")
    costs["again, unchanged"] = convert(posts, folder / "two", "--jobs", "2")
    edit(posts, count, count)
    costs["again, one post edited"] = convert(posts, folder / "two", "--jobs", "2")
    edit(posts, count, 100)
    costs["again, 1 % edited"] = convert(posts, folder / "two", "--jobs", "2")
    one, two = costs["one process"], costs["two processes"]
    print(
        f"{count:,} posts: two processes are {one.seconds / two.seconds:.2f} times as fast as one, and take {two.cpu / one.cpu:.2f} times the CPU"
    )
    return [_row(count, name, cost) for name, cost in costs.items()]


def pandoc(folder: Path, count: int, median: int) -> list[list[object]]:
    """Return the rows for ``count`` posts by octavo and by one pandoc for each post, both with two processes."""
    from pypandoc import get_pandoc_path

    posts = folder / "posts"
    write_posts(posts, count, median=median)
    (folder / "by-pandoc").mkdir()
    each = f'"{get_pandoc_path()}" -f markdown -t gfm "$1" -o "{folder}/by-pandoc/$(basename "$1")"'
    command = f"find {posts} -name '*.md' -print0 | xargs -0 -P2 -n1 sh -c '{each}' sh"
    return [
        _row(count, "octavo, two processes", convert(posts, folder / "by-octavo", "--jobs", "2")),
        _row(count, "find, xargs -P2 pandoc", run(["bash", "-o", "pipefail", "-c", command])),
    ]


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
    parser.add_argument("--counts", default="1000,10000,100000", help="how many posts, with commas")
    parser.add_argument("--median", type=int, default=MEDIAN, help="bytes of the post in the middle")
    parser.add_argument("--pandoc", type=int, default=1000, help="how many posts pandoc converts too; 0 for none")
    asked = parser.parse_args()
    print(describe())
    for count in map(int, asked.counts.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            print("\n" + table(HEAD, batch(Path(folder), count, asked.median)) + "\n", flush=True)
    if asked.pandoc:
        with tempfile.TemporaryDirectory() as folder:
            print(table(HEAD, pandoc(Path(folder), asked.pandoc, asked.median)))


if __name__ == "__main__":
    main()
