"""Checks of all that works on documents: every choice of every option does its work, and so do many threads at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from octavo.errors import OptionError, ReadError, WriteError
from octavo.plugin import NO_SETTINGS
from octavo.testing._bench import Bench

NewBench = Callable[[], Bench]
Work = Callable[[Bench, Mapping[str, object]], object]
"""Does on a bench, with options, what a declaration is for, and returns what comes of it."""

_THREADS = 4


def check_options_work(new: NewBench, options: type[Any], work: Work) -> None:
    """Each choice of each option works: both answers to yes and no, each word, the numbers 0 and 1.

    It may be refused, by OptionError, or by ReadError or WriteError where it is a limit.
    """
    for values in _choices(options):
        try:
            work(new(), values)
        except (OptionError, ReadError, WriteError):
            continue
        except Exception as error:
            raise AssertionError(f"with {values} it fails: {error}") from error


def check_threads(new: NewBench, work: Work) -> None:
    """Several threads at once get what one gets alone."""
    expected = work(new(), NO_SETTINGS)
    with ThreadPoolExecutor(_THREADS) as pool:
        for result in pool.map(lambda _: work(new(), NO_SETTINGS), range(2 * _THREADS)):
            assert result == expected, "several threads at once get something else than one alone"


def _choices(options: type[Any]) -> Iterator[Mapping[str, object]]:
    hints = get_type_hints(options)
    for field in dataclasses.fields(options):
        for value in _values(hints[field.name]):
            if value != field.default:
                yield {field.name: value}


def _values(hint: Any) -> tuple[object, ...]:
    """Return what an option of the type ``hint`` may be, as far as that can be listed."""
    origin = get_origin(hint)
    if origin is Literal:
        return get_args(hint)
    if origin in (Union, UnionType):
        return tuple(value for member in get_args(hint) for value in _values(member))
    known: Mapping[Any, tuple[object, ...]] = {bool: (False, True), int: (0, 1), type(None): (None,)}
    return known.get(hint, ())
