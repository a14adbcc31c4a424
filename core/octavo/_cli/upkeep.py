"""What a run does with the outputs of earlier ones."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Upkeep:
    """``force`` makes all again, ``prune`` removes what nothing asks for."""

    force: bool = False
    prune: bool = False
