"""Shows how the time to read and write grows with an input that is made to be slow: at n, 2n and 4n.

    python tests/hostile_growth.py [--size N]

Linear growth prints ratios near 2; a quadratic one, near 4. It is run by hand.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from itertools import pairwise

from benchmarks.measuring import seconds
from octavo.errors import OctavoError
from octavo.testing import Bench, bench

HTML: dict[str, Callable[[int], str]] = {
    "nested div": lambda n: "<div>" * n + "x" + "</div>" * n,
    "unclosed div": lambda n: "<div>" * n,
    "unclosed b and p": lambda n: "<b><p>" * n,
    "nested quotes": lambda n: "<blockquote>" * n,
    "nested lists": lambda n: "<ul><li>" * n,
    "lists without items": lambda n: "<ul>" * n,
    "stray ends": lambda n: "</b></p>" * n,
    "signs": lambda n: "<&" * n,
    "text with stars": lambda n: "<p>" + "*a _b " * n + "</p>",
    "text with brackets": lambda n: "<p>" + "[![" * n + "</p>",
    "text with backticks": lambda n: "<p>" + "`a" * n + "</p>",
    "rows": lambda n: "<table>" + "<tr><td>a<td>b" * n + "</table>",
    "columns": lambda n: "<table><tr>" + "<td>a" * n + "</table>",
    "a wide row over many": lambda n: "<table><tr>" + "<td>a" * n + "<tr><td>b<td>c" * n + "</table>",
    "spans": lambda n: "<table>" + "<tr><td colspan=1000 rowspan=1000>a" * n + "</table>",
    "one line": lambda n: "<p>" + "word " * (n * 10) + "</p>",
    "line breaks": lambda n: "a<br>" * n,
    "blank lines": lambda n: "<div>" + "a\n\n" * n + "</div>",
    "links": lambda n: "<a href=x>y</a> " * n,
    "one id": lambda n: "<h2 id=x>a</h2>" * n,
}
MARKDOWN: dict[str, Callable[[int], str]] = {
    "brackets": lambda n: "[" * n,
    "pictures": lambda n: "![" * n,
    "stars": lambda n: "*a " * n,
    "mixed emphasis": lambda n: "**a_b " * n,
    "backticks": lambda n: "`a" * n,
    "quotes": lambda n: "> " * n,
    "tags of Hexo": lambda n: "{% a " * n,
    "expressions of Hexo": lambda n: "{{ a " * n,
}


def convert(octavo: Bench, text: str, source: str, target: str) -> None:
    """Read and write ``text``; what it is refused for is printed."""
    try:
        octavo.write(octavo.read(text, source), target)
    except OctavoError as error:
        print(f"  {error}")


def main() -> None:
    """Print a line for each family and target."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=2000, help="n, in repetitions")
    size = parser.parse_args().size
    octavo = bench(entry_points=True)
    families = [("html", *family) for family in HTML.items()] + [("hexo", *family) for family in MARKDOWN.items()]
    for source, name, make in families:
        for target in ("markdown", "text", "xhtml"):
            texts = [make(size * factor) for factor in (1, 2, 4)]
            taken = [seconds(partial(convert, octavo, text, source, target)) for text in texts]
            ratios = "  ".join(f"x{b / max(a, 1e-6):.1f}" for a, b in pairwise(taken))
            print(f"{source:5} {name:22} {target:9} {taken[-1]:7.2f} s  {ratios}", flush=True)


if __name__ == "__main__":
    main()
