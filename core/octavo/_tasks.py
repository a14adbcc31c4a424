"""What is done for one job of a batch: its input is read, and returned or converted.

Every task is a function of the batch's Settings and a Job, known by its name in this module, by which pickle sends it
to other processes. What it raises is minded by :func:`octavo._batch.run`.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from octavo._batch import Outcome, Settings
from octavo._choices import Choices
from octavo._convert import bind_publication, check_strictly, read_document, read_whole, write_document
from octavo._fingerprint import Fingerprint, fingerprint, fingerprint_by_mark
from octavo._inputs import Input, read_source
from octavo._links import follow_links
from octavo._plan import Job
from octavo._publish import checked, make_document, make_publication, place_of, store_all
from octavo._trace import Sources, Trace
from octavo._waiting import pack
from octavo.model import Document, Publication
from octavo.publication import documents_of
from octavo.source import Source


class Stored(msgspec.Struct, frozen=True):
    """What was stored for one input: the files by their names below the outputs' folder, and what they came of."""

    files: dict[str, Fingerprint]
    sources: Sources


def read_one(settings: Settings, job: Job) -> Outcome[Document]:
    """Read the input of ``job``."""
    document = _read(settings, job, _choices_of(settings, job))
    if settings.strict:
        check_strictly(document.notices)
    return Outcome(job, document, document.notices)


def read_articles(settings: Settings, job: Job) -> Outcome[tuple[Document, ...]]:
    """Read the input of ``job``: a document, or all that a publication holds, packed for the way to us."""
    source = read_source(job.input, settings.encoding)
    found = read_whole(source, settings.source_format, settings.registry, _choices_of(settings, job))
    if settings.strict:
        check_strictly(found.notices)
    documents = (found,) if isinstance(found, Document) else documents_of(found, source.name)
    return Outcome(job, tuple(map(pack, documents)), found.notices)


def convert_to_bytes(settings: Settings, job: Job) -> Outcome[bytes]:
    """Read the input of ``job`` and return it in the target format."""
    choices = _choices_of(settings, job)
    source = read_source(job.input, settings.encoding)
    found = read_whole(source, settings.source_format, settings.registry, choices)
    if isinstance(found, Publication):
        result = bind_publication(found, settings.target, settings.registry, choices)
    else:
        result = write_document(_linked(found, settings, job), settings.target, settings.registry, choices)
    return Outcome(job, checked(result, settings).data, result.notices)


def convert_to_file(settings: Settings, job: Job) -> Outcome[Stored]:
    """Read the input of ``job`` and store it in the target format, with its images; tell what it came of."""
    trace = Trace(job.input.remote or job.input.path)
    planned = settings.outputs
    settings = replace(settings, outputs=trace.outputs(settings.outputs))
    choices = _choices_of(settings, job)
    choices = replace(choices, site=trace.site(choices.site), fetched=trace.fetched)
    source = read_source(job.input, settings.encoding)
    trace.post = _fingerprint_of(job.input, source)
    found = read_whole(source, settings.source_format, settings.registry, choices)
    if isinstance(found, Publication):
        made = make_publication(found, settings, choices, job.output, planned)
    else:
        made = [
            make_document(_linked(found, settings, job), settings, choices, place_of(job.output, settings, choices))
        ]
    files = store_all(made, settings)
    notices = tuple(notice for one in made for notice in one.result.notices)
    return Outcome(job, Stored(files, trace.sources()), notices)


def _fingerprint_of(file: Input, source: Source) -> Fingerprint:
    data = source.data if isinstance(source.data, bytes) else source.data.encode()
    return fingerprint_by_mark(file.status, data) if file.remote else fingerprint(file.path, data)


def _read(settings: Settings, job: Job, choices: Choices) -> Document:
    source = read_source(job.input, settings.encoding)
    return read_document(source, settings.source_format, settings.registry, choices)


def _linked(document: Document, settings: Settings, job: Job) -> Document:
    """Return ``document`` with links that follow the other inputs to their outputs."""
    return follow_links(document, job.input.place, settings.outputs, settings.sites.get(job.input.site))


def _choices_of(settings: Settings, job: Job) -> Choices:
    """Return the choices for ``job``: its fetchers may read below its own site, and nowhere else."""
    roots = (job.input.site,) if job.input.site else ()
    policy = replace(settings.choices.policy, roots=roots)
    return replace(settings.choices, policy=policy, site=settings.sites.get(job.input.site))
