"""A cluster: batches are run by Dask, on one that is there (``--cluster``) or on processes of this machine.

It is called only when the user asks for it. ``distributed``, which it needs, comes with ``octavo[dask]``.
"""

from __future__ import annotations

from collections.abc import Iterable

from octavo.plugin import Executor, hookimpl, lazy


@hookimpl
def octavo_executors() -> Iterable[Executor]:
    """Declare ``dask``."""
    yield Executor(
        name="dask",
        description="on a Dask cluster; a worker that dies costs nothing, a file that kills two is reported",
        connects=True,
        run=lazy("octavo_dask.running:run_on_dask"),
    )
