"""A document or a publication becomes an output: written or bound, and stored with the images that go with it.

The images are fetched first, so that links follow those that can be had; what can't is a notice of the output.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

import msgspec
from msgspec.structs import replace

from octavo._batch import Settings
from octavo._beside import Copy, Place, find_copies, follow_copies
from octavo._choices import Choices
from octavo._context import PipelineContext
from octavo._convert import Result, bind_publication, binding, check_strictly, write_document
from octavo._fingerprint import Fingerprint, fingerprint, join
from octavo._links import Outputs
from octavo._sink import exists, holds, inside, write_file
from octavo.errors import FetchError, Notice
from octavo.model import Document, Publication
from octavo.plugin import Binder, Writer
from octavo.publication import flatten, notices_of


def publish(publication: Publication, settings: Settings, sites: Iterable[str], output: str) -> Result:
    """Return ``publication`` in the target format; all of it as one, where that takes one document.

    That is stored with its images as the file ``output`` of the settings' folder ("": nothing is); what a binder
    makes is stored by :func:`publish_into`. ``sites`` are URLs of the folders that its images may come from. Raises
    what the binder or writer raises, and WriteError.
    """
    policy = replace(settings.choices.policy, roots=tuple(dict.fromkeys(sites)))
    choices = replace(settings.choices, policy=policy)
    if output:
        if isinstance(settings.registry.target(settings.target), Binder):
            raise TypeError(f"{settings.target} is a binder, which publishes into a file")
        made = make_document(flatten(publication), settings, choices, place_of(output, settings, choices))
        store_all([made], settings)
        return made.result
    return checked(bind_publication(publication, settings.target, settings.registry, choices), settings)


def publish_into(
    file: BinaryIO, publication: Publication, settings: Settings, sites: Iterable[str]
) -> Sequence[Notice]:
    """Write ``publication``, bound piece by piece, into ``file``; return what the binder noticed.

    All else is as for :func:`publish`. When it raises, what ``file`` holds is no output.
    """
    target = settings.registry.target(settings.target)
    if not isinstance(target, Binder):
        raise TypeError(f"{target.name} is no binder")
    policy = replace(settings.choices.policy, roots=tuple(dict.fromkeys(sites)))
    with binding(publication, target, settings.registry, replace(settings.choices, policy=policy)) as bound:
        file.writelines(bound.pieces)
    if settings.strict:
        check_strictly((*notices_of(publication), *bound.notices))
    return bound.notices


class Made(msgspec.Struct, frozen=True):
    """The output ``name`` before it is stored: what was written, and the images that go with it."""

    name: str
    result: Result
    copies: tuple[Copy, ...] = ()


def place_of(output: str, settings: Settings, choices: Choices, own: str = "") -> Place:
    """Return where ``output`` stands; ``own`` is the folder for what its source carried ("": one for it alone)."""
    return Place(output, settings.root, choices.policy.roots, own)


def make_publication(
    publication: Publication, settings: Settings, choices: Choices, output: str, planned: Outputs
) -> list[Made]:
    """Return what becomes of ``publication``: ``output``, and the articles beside it if it is to be spread.

    ``planned`` are the outputs of all inputs.
    """
    if isinstance(settings.registry.target(settings.target), Binder):
        bound = bind_publication(publication, settings.target, settings.registry, choices)
        return [Made(output, checked(bound, settings))]
    if not settings.spreads:
        return [make_document(flatten(publication), settings, choices, place_of(output, settings, choices))]
    from octavo._spreading import folder_for, spread  # few publications are

    folder = folder_for(output, planned.folders)
    return [
        make_document(page.document, settings, choices, place_of(page.name, settings, choices, folder))
        for page in spread(publication, output, folder)
    ]


def make_document(document: Document, settings: Settings, choices: Choices, place: Place) -> Made:
    """Return ``document`` written, with its images fetched."""
    copies, lost = _copies_of(document, settings, choices, place)
    written = write_document(follow_copies(document, copies, place), settings.target, settings.registry, choices)
    result = checked(replace(written, notices=(*written.notices, *lost)), settings)
    return Made(place.name, result, tuple(copies))


def store_all(made: Iterable[Made], settings: Settings) -> dict[str, Fingerprint]:
    """Store what was ``made`` below the settings' folder, the first of it last; return all files by their names in that folder."""
    first, *rest = made
    files: dict[str, bytes] = {}
    for one in (*rest, first):
        for copy in one.copies:
            if copy.path not in files:
                _store_copy(copy, settings)
                files[copy.path] = copy.resource.data or b""
        write_file(inside(settings.folder, one.name), one.result.data, forced=not settings.recorded)
        files[one.name] = one.result.data
    return {name: fingerprint(join(settings.folder, name), data, ours=True) for name, data in files.items()}


def checked(result: Result, settings: Settings) -> Result:
    """Return ``result``; raises StrictError if it tells of a loss and none is allowed."""
    if settings.strict:
        check_strictly(result.notices)
    return result


# Images beside the output


def _copies_of(
    document: Document, settings: Settings, choices: Choices, place: Place
) -> tuple[list[Copy], tuple[Notice, ...]]:
    """Return what is to be copied for ``document`` at ``place``, with its bytes, and what can't be."""
    target = settings.registry.target(settings.target)
    if not isinstance(target, Writer) or not target.copies_resources:
        return [], ()
    context = PipelineContext(settings.registry, choices, document.name)
    copies: list[Copy] = []
    for copy in find_copies(document, place):
        try:
            fetched = replace(copy, resource=context.fetch(copy.resource))
        except FetchError as error:
            context.notice("image-missing", error.message)
            continue
        if reason := _refusal(fetched, settings, target):
            context.notice("image-not-copied", f"{copy.resource.name}: {reason}")
        else:
            copies.append(fetched)
    return copies, tuple(context.notices)


def _refusal(copy: Copy, settings: Settings, target: Writer[Any]) -> str:
    """Return why ``copy`` may not be stored, or ""."""
    path = inside(settings.folder, copy.path)
    if not copy.resource.media_type.startswith("image/"):
        return f"it is {copy.resource.media_type or 'of an unknown type'}, not an image"
    if copy.path.lower().endswith(tuple(target.extensions)):
        return "its name is that of an output"
    if settings.keeps_others and exists(path) and not holds(path, copy.resource.data or b""):
        return f"{path} is there and differs; it is kept"
    return ""


def _store_copy(copy: Copy, settings: Settings) -> None:
    path = inside(settings.folder, copy.path)
    if not holds(path, copy.resource.data or b""):
        write_file(path, copy.resource.data or b"", forced=not settings.recorded)
