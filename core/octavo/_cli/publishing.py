"""Many documents into one output: what convert and digest share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from octavo import _batch, _publish, _tasks
from octavo._cli.session import Session
from octavo._inputs import Inputs, as_url
from octavo._plan import Jobs, check_overwriting
from octavo._sink import clear_leftovers, folder_of, open_file, open_stdout, write_stdout
from octavo._stores import AnyPath
from octavo.errors import UsageError
from octavo.model import Document, Publication
from octavo.plugin import Binder, Writer
from octavo.publication import notices_of
from octavo.site import Site

_TEXTUAL = ("text/", "application/json", "application/xml", "application/x-ndjson", "application/jsonl")


def read_with_sites(session: Session, found: Inputs) -> Iterator[tuple[Document, Site | None]]:
    """Yield the documents of all inputs that can be read, each article of a publication, with the site that it is of.

    The report counts the inputs that can't be read.
    """
    jobs = Jobs(found.files)
    outcomes = session.follow(_batch.run(_tasks.read_articles, session.settings, jobs), len(jobs), "reading")
    sites = session.settings.sites
    return ((document, sites.get(outcome.job.input.site)) for outcome in outcomes for document in outcome.value or ())


def store(session: Session, found: Inputs, publication: Publication, file: AnyPath | None) -> None:
    """Write ``publication`` to ``file``, or to standard output; the report counts its notices."""
    sites = dict.fromkeys(one.site for one in found.files if one.site)
    folder = folder_of(file) if file else ""
    settings = replace(session.settings, folder=folder, root=as_url(found.root), keeps_others=True)
    if file:
        clear_leftovers(file.parent)
    if isinstance(session.registry.target(settings.target), Binder):
        with open_file(file) if file else open_stdout() as stream:
            session.report.add_notices(_publish.publish_into(stream, publication, settings, sites))
        return
    result = _publish.publish(publication, settings, sites, file.name if file else "")
    session.report.add_notices(result.notices[len(notices_of(publication)) :])
    if file is None:
        write_stdout(result.data)


def check_file(found: Inputs, file: AnyPath | None) -> None:
    """Raise UsageError if ``file`` is an input."""
    if file is not None:
        check_overwriting(Jobs(found.files, [file.name] * len(found.files)), file.parent)


def check_terminal(target: Writer[Any] | Binder[Any], file: AnyPath | None) -> None:
    """Raise UsageError if ``target`` is no text and would go to a terminal."""
    textual = target.media_type.startswith(_TEXTUAL) or target.media_type.endswith(("+xml", "+json"))
    if file is None and sys.stdout.isatty() and (isinstance(target, Binder) or not textual):
        raise UsageError(f"{target.name} is no text for a terminal", "name a file with -o, or a pipe")
