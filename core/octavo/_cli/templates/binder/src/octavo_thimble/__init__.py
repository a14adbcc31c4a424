"""octavo-thimble: binds a publication into one file. For a start, it is a list of contents and the articles' text.

Keep this module light: octavo imports it whenever it starts. What needs a library goes into a module of its
own, and is named by ``bind=octavo.lazy("octavo_thimble.binder:bind")``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from octavo import Binder, Context, Part, Publication, hookimpl, option

octavo_api_version = 1


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a user may choose: ``-W numbered=no``."""

    numbered: bool = option(True, help="number sections and articles")


def bind(publication: Publication, options: Options, context: Context) -> bytes:
    """Return ``publication`` as one file: no I/O, no state, and the same bytes each time."""
    parts = list(numbered(publication.parts))
    names = [f"{number} {part.title}".strip() if options.numbered else part.title for number, part in parts]
    pieces = [publication.meta.title, "\n".join(names)]
    for name, (_, part) in zip(names, parts, strict=True):
        pieces.append(f"== {name}")
        if part.document is not None:  # a section has none, only parts
            pieces.append(context.write(part.document, "text").decode())  # any format, by its name
    return "\n\n".join(piece.strip("\n") for piece in pieces).encode() + b"\n"


def numbered(parts: Iterable[Part], above: str = "") -> Iterator[tuple[str, Part]]:
    """Yield all ``parts`` in reading order, each with its number: 1, 1.1, 1.2, 2."""
    for place, part in enumerate(parts, 1):
        number = f"{above}{place}"
        yield number, part
        yield from numbered(part.parts, f"{number}.")


@hookimpl
def octavo_binders() -> Iterable[Binder[Options]]:
    """Declare the binder."""
    yield Binder(
        name="thimble",
        description="a book of yours",
        extensions=(".thimble",),
        media_type="text/plain",
        options=Options,
        bind=bind,
    )
