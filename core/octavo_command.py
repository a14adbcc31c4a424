"""What the command ``octavo`` starts: Ctrl-C is minded from the first moment on.

While everything is still being imported there is nothing to clean up, and so a signal simply ends the
process. This module stands outside of the package, since to import anything of octavo takes longest.
"""

from __future__ import annotations

import signal


def main() -> None:
    """Run the command line and exit."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # a shell's background jobs ignore it
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from octavo._cli import main as run

    run()
