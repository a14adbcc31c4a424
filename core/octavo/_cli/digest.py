"""The command ``octavo digest``."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import click
import msgspec

from octavo._cli.choosing import selecting_options, selection_of
from octavo._cli.dating import with_date_of_sources
from octavo._cli.definition import EXTENSION, check_assignment, read_definition
from octavo._cli.editions import Chosen, choose, edit, with_options
from octavo._cli.invocation import Invocation, complete_targets, general_options, reading_options, writing_options
from octavo._cli.memory import FILE_NAME, Memory, memory_of, recall, remember
from octavo._cli.publishing import check_file, check_terminal, read_with_sites, store
from octavo._cli.reporting import say
from octavo._cli.session import Session, open_session
from octavo._digest import Provenance, about_site, link_to_published, meta_of, read_cover, read_style, take
from octavo._inputs import Inputs
from octavo._paths import path_of
from octavo._sink import output_path
from octavo._stores import AnyPath
from octavo._waiting import WaitingRoom
from octavo.duplicates import without_duplicates
from octavo.errors import OptionError, UnknownFormat, UsageError
from octavo.model import Document, Meta
from octavo.publication import GroupBy
from octavo.selection import Selection, instant_of, matches, select
from octavo.volumes import parse_rule

_STDOUT = "-"
NOTHING_NEW = 8
"""The exit code when --only-new leaves nothing, so that a script does not send the last digest again."""


@dataclass(frozen=True)
class _Request:
    """What is to be made, as the command line says it."""

    output: str
    target: str
    title: str
    description: str
    publisher: str
    rights: str
    cover: str
    style: str
    max_image: int | None
    greyscale: bool
    group_by: GroupBy
    split_by: str
    only_new: bool
    remembered: str

    @property
    def file(self) -> AnyPath | None:
        """Where the digest goes; None is standard output."""
        return None if self.output in ("", _STDOUT) else output_path(self.output)

    @property
    def memory_file(self) -> AnyPath | None:
        """Where it is written down what digests held, if that is wanted."""
        if not self.only_new and not self.remembered:
            return None
        if self.remembered:
            return output_path(self.remembered)
        return (self.file.parent if self.file else Path()) / FILE_NAME


def _define(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:  # noqa: ARG001  # click's signature
    """Return the inputs: those that a definition names, if it is the only one; its other keys become defaults."""
    if len(value) != 1 or not value[0].endswith(EXTENSION):
        return value
    selecting = frozenset(parameter.name or "" for parameter in selecting_options(click.Command("")).params)
    definition = read_definition(Path(value[0]), context, selecting - {"dedupe"})
    context.default_map = {**definition.values}
    invocation = context.ensure_object(Invocation)
    invocation.sections, invocation.assignments = definition.sections, definition.assignments
    return definition.sources


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...", is_eager=True, callback=_define)
@click.option("-o", "--output", metavar="FILE", default="", help="The file to make; - is standard output.")
@click.option("-t", "--to", "target", metavar="FORMAT", default="", shell_complete=complete_targets,
              help="Its format; otherwise that of the name after -o.")  # fmt: skip
@click.option("--title", default="", help="Its title. [default: the site's or Digest, with the first and last date]")
@click.option("--description", default="", metavar="TEXT", help="What it is about.")
@click.option("--publisher", default="", metavar="NAME", help="Who publishes it.")
@click.option("--rights", default="", metavar="TEXT", help="The rights held in it.")
@click.option("--cover", default="", metavar="FILE", help="The picture on its cover.")
@click.option("--style", default="", metavar="FILE", help="A style sheet (CSS) that goes after the book's own.")
@click.option("--max-image", type=click.IntRange(min=0), metavar="DOTS",
              help="Make pictures that are wider no wider than so many dots; 0: leave them. [default: as the format has it]")  # fmt: skip
@click.option("--greyscale", is_flag=True, help="Make pictures grey, for paper-like screens.")
@click.option("--group-by", type=click.Choice(get_args(GroupBy)), default="none", show_default=True,
              help="Put the articles into sections; of categories, into sections within sections.")  # fmt: skip
@click.option("--split-by", default="", metavar="RULE",
              help="Make numbered volumes of a series: count:100 (articles), size:20MB, month, year or section.")  # fmt: skip
@click.option("--only-new", is_flag=True,
              help="Leave out what earlier digests held, and remember what this one holds.")  # fmt: skip
@click.option("--remember", "remembered", default="", metavar="FILE",
              help=f"Where --only-new remembers; implies it. [default: {FILE_NAME} beside the output]")  # fmt: skip
@selecting_options
@reading_options
@writing_options
@general_options
@click.pass_obj
def command(invocation: Invocation, /, inputs: tuple[str, ...], **values: Any) -> int:
    """Bind many posts into one publication.

    INPUT is a file, a folder (the posts below it) or a quoted glob; or the definition of a digest,
    digest.toml, whose keys are the names of these options, with sources and sections. What can't be
    read is reported and left out; so are drafts without --drafts, and with --since or --until what
    has no date. The newest article comes first, as in a magazine; --sort date begins with the oldest.
    """
    request = _Request(**{field.name: values.pop(field.name) for field in dataclasses.fields(_Request)})
    rule = parse_rule(request.split_by) if request.split_by else None
    session = _open(invocation, request)
    found = session.inputs(inputs)
    session = session.within(found)
    held: list[str] = []
    chosen = _choose(session, found, values, request, held)
    if not any(some for _, some in chosen):
        return _end_without(session, held)
    site = about_site(session.settings.sites.values())

    def meta(documents: Sequence[Document], volume: str) -> Meta:
        whole = meta_of(documents, site, request.title, request.description)
        title = f"{request.title or site.title or 'Digest'} · {volume}" if volume else whole.title
        return msgspec.structs.replace(whole, title=title)

    settings = session.settings
    picture = read_cover(path_of(request.cover), settings.registry, settings.choices) if request.cover else None
    taken = memory_of(document for _, some in chosen for document in some) if request.memory_file else Memory()
    editions = edit(chosen, meta, request.group_by, rule)
    del chosen  # what is bound are other documents, linked to each other
    for edition in editions:
        file = edition.file(request.file) if request.file else None
        series = {"series": request.title or site.title or "Digest", "volume": str(edition.number)}
        volume = with_options(session, series, required=False) if edition.number else session
        check_file(found, file)
        store(volume, found, msgspec.structs.replace(edition.publication, cover=picture), file)
    if request.memory_file:  # it is asked again: other runs may have ended in the meantime
        remember(request.memory_file, recall(request.memory_file).with_all(taken))
    return session.report.finish(many=True, verb="read")


def _open(invocation: Invocation, request: _Request) -> Session:
    """Return the session, after all checks that need no input."""
    if not request.target and request.file is None:
        raise UsageError("the format of the digest is not clear", "name a file with -o, such as weekly.epub")
    if request.split_by and request.file is None:
        raise UsageError("volumes can't go to standard output", "name a file with -o, such as weekly.epub")
    session = _session_of(invocation, request)
    check_terminal(session.registry.target(session.settings.target), request.file)
    return with_date_of_sources(with_options(session, _for_binder(request)))


def _session_of(invocation: Invocation, request: _Request) -> Session:
    """Return the session; an option of a format that a definition says wrongly is told with its line."""
    try:
        return open_session(invocation, request.target, request.output)
    except (OptionError, UnknownFormat):
        registry = invocation.registry(invocation.configuration())
        for one in invocation.assignments:
            check_assignment(one, registry)
        raise


def _for_binder(request: _Request) -> dict[str, str]:
    """Return the binder's options that the command line has names of its own for; "" is what was not said."""
    return {
        "publisher": request.publisher,
        "rights": request.rights,
        "style": read_style(path_of(request.style)) if request.style else "",
        "max_image": "" if request.max_image is None else str(request.max_image),
        "greyscale": "yes" if request.greyscale else "",
    }


def _end_without(session: Session, held: Sequence[str]) -> int:
    """End a run that takes nothing; raises UsageError, unless that is because earlier digests ``held`` what is selected."""
    code = session.report.finish(many=True, verb="read")
    if not held:
        raise UsageError("no post is selected", "widen --since, --until, --category and the like")
    if not session.invocation.quiet:
        posts = "the only post that is" if len(held) == 1 else f"all {len(held):,} posts that are"
        say(f"octavo: nothing new: earlier digests held {posts} selected; nothing is written")
    return code or NOTHING_NEW


def _choose(session: Session, found: Inputs, values: dict[str, Any], request: _Request, held: list[str]) -> Chosen:
    """Return the documents that are taken, by section and in order; what only the memory keeps out is noted in ``held``."""
    now = _now(session)
    drafts = session.invocation.drafts
    selection = selection_of(values, now, drafts=drafts)
    sections = [
        (section.title, selection_of({"sort": selection.sort, **section.values}, now, drafts=drafts))
        for section in session.invocation.sections
    ]
    check_file(found, request.file)
    memory = recall(request.memory_file) if request.memory_file else Memory()
    provenance = Provenance()
    read = provenance.addressed(read_with_sites(session, found))
    documents = _selected(session, read, selection, memory, held)
    unique = without_duplicates(documents, values["dedupe"])
    session.report.add_notices(unique.notices)
    newest = select(unique.documents, Selection(maximum=selection.maximum, sort=selection.sort))
    linked = link_to_published(provenance.pairs(newest))
    return choose(linked, sections) if sections else (("", tuple(linked)),)


def _now(session: Session) -> datetime:
    zones = (session.settings.choices.timezone, *(site.timezone for site in session.settings.sites.values()), "UTC")
    return datetime.now(ZoneInfo(next(zone for zone in zones if zone)))


def _selected(
    session: Session, documents: Iterable[Document], selection: Selection, memory: Memory, held: list[str]
) -> list[Document]:
    """Return those of ``documents`` that are taken, in order, but for those in ``memory``, which are noted in ``held``."""
    undated: list[str] = []
    noted = _noting_undated(documents, selection, undated)
    taken = take(_new(noted, selection, memory, held), selection, WaitingRoom())
    if undated and not session.invocation.quiet:
        say(f"octavo: {len(undated):,} without a date left out, as --since or --until was given")
    return taken


def _new(documents: Iterable[Document], selection: Selection, memory: Memory, held: list[str]) -> Iterator[Document]:
    """Yield those of ``documents`` that are not in ``memory``; those that only that keeps out are noted in ``held``."""
    for document in documents:
        if not memory.holds(document):
            yield document
        elif matches(document, selection):
            held.append(document.name)


def _noting_undated(documents: Iterable[Document], selection: Selection, undated: list[str]) -> Iterator[Document]:
    """Yield ``documents``; those that only the lack of a date keeps out are noted in ``undated``."""
    ever = replace(selection, since=None, until=None)
    for document in documents:
        yield document
        if instant_of(document) is None and not matches(document, selection) and matches(document, ever):
            undated.append(document.name)
