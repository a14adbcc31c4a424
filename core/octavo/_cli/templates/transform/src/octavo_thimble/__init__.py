"""octavo-thimble: changes documents between reader and writer. For a start, it makes deep headings shallower.

Keep this module light: octavo imports it whenever it starts. What needs a library goes into a module of its
own, and is named by ``apply=octavo.lazy("octavo_thimble.changing:apply")``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
from octavo import Context, Document, Transform, hookimpl, option, rewrite
from octavo.model import AnyNode, Heading

octavo_api_version = 1


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a user may choose: ``-T thimble:deepest=2``."""

    deepest: int = option(3, help="headings below this level become the last that is allowed")


def apply(document: Document, options: Options, context: Context) -> Document:
    """Return ``document`` with its deep headings lifted: no I/O, no state; nodes are frozen, so new ones are made."""
    deepest = min(max(options.deepest, 1), 6)

    def change(node: AnyNode) -> AnyNode:
        """Return what comes into the place of ``node``; a tuple would splice, ``()`` delete."""
        if not isinstance(node, Heading) or node.level <= deepest:
            return node
        context.notice("heading-lifted", f"a heading of level {node.level} is now of level {deepest}", severity="info")
        return msgspec.structs.replace(node, level=deepest)

    return msgspec.structs.replace(document, blocks=rewrite(document.blocks, change))


@hookimpl
def octavo_transforms() -> Iterable[Transform[Options]]:
    """Declare the transform."""
    yield Transform(
        name="thimble",
        description="deep headings become shallower",
        options=Options,
        apply=apply,
    )
