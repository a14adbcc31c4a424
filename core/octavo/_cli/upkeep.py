"""What a run does with the outputs of earlier ones."""

from __future__ import annotations

import msgspec


class Upkeep(msgspec.Struct, frozen=True):
    """``force`` makes all again, ``prune`` removes what nothing asks for."""

    force: bool = False
    prune: bool = False
