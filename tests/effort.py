"""How many examples Hypothesis tries: a few each time, as many as ``EXAMPLES`` says when one looks for faults."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings


def effort(examples: int) -> settings:
    """Return settings for ``examples`` examples, always the same; or for more, new ones each time, by ``EXAMPLES``."""
    wanted = int(os.environ.get("EXAMPLES", "0"))
    return settings(
        max_examples=max(examples, wanted),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=not wanted,
    )
