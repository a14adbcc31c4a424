"""What goes into a digest: the options that select, and the Selection that they mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar, get_args

import click

from octavo.duplicates import Dedupe
from octavo.query import parse_query
from octavo.selection import KEY, Selection, Sort, parse_since, parse_until

C = TypeVar("C", bound=Callable[..., Any])

_DATE_HELP = " such as 2022-04-28, 2022-04, 7d, today, yesterday, last-week or last-month."


class SortType(click.Choice[str]):
    """An order: one of those with a name, or by an entry of the front matter."""

    name = "order"

    def __init__(self) -> None:
        super().__init__(get_args(Sort))

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return ``value`` if it is an order."""
        return value if str(value).startswith(KEY) and len(value) > len(KEY) else super().convert(value, param, ctx)


def _names(*declarations: str, help: str) -> Callable[[C], C]:
    return click.option(*declarations, metavar="NAME", multiple=True, help=help)


_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--since", default="", metavar="DATE", help="Take what was published from the start of DATE on," + _DATE_HELP
    ),
    click.option("--until", default="", metavar="DATE", help="Take what was published up to the end of DATE."),
    _names(
        "--category",
        "categories",
        help="Take only this category, or a path such as News/World. Repeatable: any of them.",
    ),
    _names("--tag", "tags", help="Take only this tag. Repeatable: any of them."),
    _names("--author", "authors", help="Take only this author. Repeatable: any of them."),
    _names(
        "--language",
        "languages",
        help="Take only this language: zh, or more narrowly zh-TW. Repeatable: any of them.",
    ),
    _names("--exclude-category", "without_categories", help="Leave this category out. Repeatable."),
    _names("--exclude-tag", "without_tags", help="Leave this tag out. Repeatable."),
    _names("--exclude-author", "without_authors", help="Leave this author out. Repeatable."),
    _names("--exclude-language", "without_languages", help="Leave this language out. Repeatable."),
    click.option(
        "--query",
        default="",
        metavar="WORDS",
        help='Take only what has these words: rain -wind "heavy rain" title:snow tag:x, AND (as between words), OR.',
    ),
    click.option("--max", "maximum", type=click.IntRange(min=1), help="Take no more than the newest so many."),
    click.option(
        "--sort",
        type=SortType(),
        metavar="ORDER",
        default="-date",
        show_default=True,
        help="Order of the articles: -date (the newest first), date, title, name, given (as the inputs are named), or"
        " key:NAME, an entry of the front matter.",
    ),
    click.option(
        "--dedupe",
        type=click.Choice(get_args(Dedupe)),
        default="none",
        show_default=True,
        help="Of posts that say the same, keep the longest alone: those with the same words (exact), or with most of"
        " their phrases the same too (near; needs octavo[dedupe]).",
    ),
)


def selecting_options(command: C) -> C:
    """Add the options that say which posts are taken."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def selection_of(values: Mapping[str, Any], now: datetime, *, drafts: bool) -> Selection:
    """Return the Selection that the options' ``values``, by parameter, mean; raises UsageError for a date or query that is none."""
    lists = {name: tuple(values.get(name, ())) for name in _LISTS}
    since, until, query = (values.get(name, "") for name in ("since", "until", "query"))
    return Selection(
        since=parse_since(since, now) if since else None,
        until=parse_until(until, now) if until else None,
        query=parse_query(query) if query else None,
        drafts=drafts,
        maximum=values.get("maximum"),
        sort=values.get("sort", "-date"),
        **lists,
    )


_KINDS = ("categories", "tags", "authors", "languages")
_LISTS = (*_KINDS, *(f"without_{kind}" for kind in _KINDS))
