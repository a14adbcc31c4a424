"""The date of outputs that are to be made again: that of their sources, by the variable SOURCE_DATE_EPOCH."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from octavo._cli.session import Session
from octavo.errors import UsageError
from octavo.options import describe_options

VARIABLE = "SOURCE_DATE_EPOCH"
OPTION = "modified"


def with_date_of_sources(session: Session) -> Session:
    """Return ``session`` whose target says that it was last modified when the environment says so.

    It does if the target has such an option and the user did not set it. Raises UsageError for a time that is none.
    """
    settings = session.settings
    target = session.registry.target(settings.target)
    chosen = settings.choices.writer_options.get(target.name, {})
    if OPTION in chosen or all(option.name != OPTION for option in describe_options(target.options)):
        return session
    from octavo._cli.editions import with_options  # only books have a date of their own

    return with_options(session, {OPTION: _moment(os.environ.get(VARIABLE, ""))})


def _moment(text: str) -> str:
    """Return the moment that ``text`` names in seconds since 1970 as ISO 8601, "" for ""."""
    try:
        return datetime.fromtimestamp(int(text), UTC).isoformat() if text else ""
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"{VARIABLE}={text[:40]!r} is no time", "give seconds since 1970, or unset it") from error
