"""The command ``octavo digest``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, get_args
from zoneinfo import ZoneInfo

import click
import msgspec

from octavo._cli.invocation import Invocation, complete_targets, general_options, reading_options, writing_options
from octavo._cli.publishing import about, about_site, check_file, check_terminal, link_to_published, read_all, store
from octavo._cli.reporting import say
from octavo._cli.session import Session, open_session
from octavo._convert import PipelineContext
from octavo._inputs import Inputs, as_url
from octavo.errors import OptionError, UsageError
from octavo.model import Document, Meta, Resource, Timestamp
from octavo.options import describe_options
from octavo.plugin import FetchPolicy
from octavo.publication import GroupBy, gather
from octavo.selection import Selection, Sort, instant_of, matches, parse_since, parse_until, select

_STDOUT = "-"
_DATE_HELP = " such as 2022-04-28, 2022-04, 7d, today, yesterday, last-week or last-month."


C = TypeVar("C", bound=Callable[..., Any])


def _names(*declarations: str, help: str) -> Callable[[C], C]:
    return click.option(*declarations, metavar="NAME", multiple=True, help=help)


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--output", metavar="FILE", default="", help="The file to make; - is standard output.")
@click.option("-t", "--to", "target", metavar="FORMAT", default="", shell_complete=complete_targets,
              help="Its format; otherwise that of the name after -o.")  # fmt: skip
@click.option("--title", default="", help="Its title. [default: the site's or Digest, with the first and last date]")
@click.option("--description", default="", metavar="TEXT", help="What it is about.")
@click.option("--publisher", default="", metavar="NAME", help="Who publishes it.")
@click.option("--cover", default="", metavar="FILE", help="The picture on its cover.")
@click.option(
    "--since", default="", metavar="DATE", help="Take what was published from the start of DATE on," + _DATE_HELP
)
@click.option("--until", default="", metavar="DATE", help="Take what was published up to the end of DATE.")
@_names(
    "--category", "categories", help="Take only this category, or a path such as News/World. Repeatable: any of them."
)
@_names("--tag", "tags", help="Take only this tag. Repeatable: any of them.")
@_names("--author", "authors", help="Take only this author. Repeatable: any of them.")
@_names("--language", "languages", help="Take only this language: zh, or more narrowly zh-TW. Repeatable: any of them.")
@_names("--exclude-category", "without_categories", help="Leave this category out. Repeatable.")
@_names("--exclude-tag", "without_tags", help="Leave this tag out. Repeatable.")
@_names("--exclude-author", "without_authors", help="Leave this author out. Repeatable.")
@_names("--exclude-language", "without_languages", help="Leave this language out. Repeatable.")
@click.option("--max", "maximum", type=click.IntRange(min=1), help="Take no more than the newest so many.")
@click.option("--sort", type=click.Choice(get_args(Sort)), default="-date", show_default=True,
              help="Order of the articles; -date: the newest first.")  # fmt: skip
@click.option("--group-by", type=click.Choice(get_args(GroupBy)), default="none", show_default=True,
              help="Put the articles into sections.")  # fmt: skip
@reading_options
@writing_options
@general_options
@click.pass_obj
def command(  # each option is a parameter; what belongs together goes into values at once
    invocation: Invocation,
    /,
    inputs: tuple[str, ...],
    output: str,
    target: str,
    title: str,
    description: str,
    publisher: str,
    cover: str,
    since: str,
    until: str,
    sort: Sort,
    group_by: GroupBy,
    maximum: int | None,
    **names: tuple[str, ...],
) -> int:
    """Bind many posts into one publication.

    INPUT is a file, a folder (the posts below it) or a quoted glob. What can't be read is
    reported and left out; so are drafts without --drafts, and with --since or --until what has
    no date. The newest article comes first, as in a magazine; --sort date begins with the oldest.
    """
    if not target and output in ("", _STDOUT):
        raise UsageError("the format of the digest is not clear", "name a file with -o, such as weekly.epub")
    session = _with_publisher(open_session(invocation, target, output), publisher)
    file = None if output in ("", _STDOUT) else Path(output)
    check_terminal(session.registry.target(session.settings.target), file)
    found = session.inputs(inputs)
    session = session.within(found.sites)
    since_moment, until_moment = _moments(session, since, until)
    selection = Selection(
        since=since_moment, until=until_moment, drafts=invocation.drafts, maximum=maximum, sort=sort, **names
    )
    picture = _cover(session, Path(cover)) if cover else None
    check_file(found, file)
    documents = link_to_published(session, _read_selected(session, found, selection))
    meta = _meta(documents, about_site(session), title, description)
    publication = gather(documents, about(documents, meta), group_by)
    store(session, found, msgspec.structs.replace(publication, cover=picture), file)
    return session.report.finish(many=True, verb="read")


def _moments(session: Session, since: str, until: str) -> tuple[datetime | None, datetime | None]:
    zones = (session.settings.choices.timezone, *(site.timezone for site in session.settings.sites.values()), "UTC")
    now = datetime.now(ZoneInfo(next(zone for zone in zones if zone)))
    return parse_since(since, now) if since else None, parse_until(until, now) if until else None


def _read_selected(session: Session, found: Inputs, selection: Selection) -> list[Document]:
    """Return the documents that are taken, in order; raises UsageError if there are none."""
    undated: list[str] = []
    documents = select(_noting_undated(read_all(session, found), selection, undated), selection)
    if undated and not session.invocation.quiet:
        say(f"octavo: {len(undated):,} without a date left out, as --since or --until was given")
    if not documents:
        session.report.finish(many=True, verb="read")
        raise UsageError("no post is selected", "widen --since, --until, --category and the like")
    return documents


def _noting_undated(documents: Iterable[Document], selection: Selection, undated: list[str]) -> Iterator[Document]:
    """Yield ``documents``; those that only the lack of a date keeps out are noted in ``undated``."""
    ever = replace(selection, since=None, until=None)
    for document in documents:
        yield document
        if instant_of(document) is None and not matches(document, selection) and matches(document, ever):
            undated.append(document.name)


def _meta(documents: Sequence[Document], site: Meta, title: str, description: str) -> Meta:
    """Return the Meta of the digest, with what ``site`` says and the user doesn't.

    Its date is that of its newest article, so that it can be made again.
    """
    meta = msgspec.structs.replace(site, title=title, description=description or site.description)
    instants = sorted(instant for document in documents if (instant := instant_of(document)))
    name = site.title or "Digest"
    if not instants:
        return msgspec.structs.replace(meta, title=title or name)
    first, last = instants[0].date().isoformat(), instants[-1].date().isoformat()
    span = first if first == last else f"{first} – {last}"
    published = Timestamp(instants[-1].isoformat(), instants[-1])
    return msgspec.structs.replace(meta, title=title or f"{name}, {span}", published=published)


def _with_publisher(session: Session, publisher: str) -> Session:
    """Return ``session`` with ``publisher`` as an option of its target."""
    if not publisher:
        return session
    settings = session.settings
    target = session.registry.target(settings.target)
    if "publisher" not in {option.name for option in describe_options(target.options)}:
        raise OptionError(f"{target.name} has no place for a publisher", "leave --publisher out")
    writers = settings.choices.writer_options
    values = {**writers.get(target.name, {}), "publisher": publisher}
    choices = replace(settings.choices, writer_options={**writers, target.name: values})
    return replace(session, settings=replace(settings, choices=choices))


def _cover(session: Session, file: Path) -> Resource:
    """Return the picture in ``file``; raises FetchError for what can't be had, UsageError for what is none."""
    policy = FetchPolicy(roots=(as_url(file.parent.resolve()),))
    context = PipelineContext(session.registry, replace(session.settings.choices, policy=policy), str(file))
    picture = context.fetch(Resource(file.name, location=as_url(file)))
    if not picture.media_type.startswith("image/"):
        raise UsageError(f"the cover {file} is no picture", "give a PNG or JPEG")
    return picture
