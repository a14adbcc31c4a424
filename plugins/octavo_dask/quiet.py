"""What Dask loads in each worker process of a cluster of our own: Ctrl-C goes to all; the parent then ends them."""

from __future__ import annotations

import signal


def dask_setup(worker: object) -> None:  # noqa: ARG001  # Dask's signature
    """Let Ctrl-C be the parent's matter."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
