"""Options: what a reader, writer, binder or transform lets its user choose.

Options are a frozen, keyword-only dataclass whose fields are declared by :func:`option`::

    @dataclass(frozen=True, kw_only=True)
    class Options:
        width: int = option(72, help="columns of a line; 0 never breaks a line")

The command line, the configuration file and other plugins set them by name.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from octavo.errors import OptionError

T = TypeVar("T")
O = TypeVar("O")  # noqa: E741  # the Options of a declaration, as Reader[O] spells it

_YES = frozenset({"yes", "true", "on", "1"})
_NO = frozenset({"no", "false", "off", "0"})


@dataclass(frozen=True, kw_only=True)
class NoOptions:
    """The options of a plugin that has none."""


class OptionDescription(msgspec.Struct, frozen=True):
    """One option as ``octavo formats NAME`` shows it."""

    name: str
    type: str
    default: str
    help: str


def option(default: T, *, help: str) -> T:
    """Declare a field of an Options dataclass: its default, and one line of help for people."""
    # dataclasses.field is typed as returning its default, which is what a reader of the class sees.
    return dataclasses.field(default=default, metadata={"help": help})


def make_options(options: type[O], values: Mapping[str, object], owner: str) -> O:
    """Return an ``options`` instance with ``values``, the rest defaults.

    Strings are converted to the field's type: ``yes/no``, numbers, a tuple from a
    comma-separated list. Raises OptionError that names ``owner`` and the options it has.
    """
    if not values:  # the commonest case, which every document asks for several times
        return options()
    hints = _hints_of(options)  # type: ignore[arg-type]  # a class is hashable
    names = [field.name for field in dataclasses.fields(options)]  # type: ignore[arg-type]  # O is a dataclass
    converted: dict[str, object] = {}
    for key, value in values.items():
        name = key.replace("-", "_")
        if name not in names:
            hint = f"it has: {', '.join(names)}" if names else "it has no options"
            raise OptionError(f"{owner} has no option {key!r}", hint)
        converted[name] = _convert(value, hints[name], f"{owner}: option {key!r}")
    try:
        return options(**converted)
    except ValueError as error:  # an Options type may check its values together, in __post_init__
        raise OptionError(f"{owner}: {error}") from error


def describe_options(options: type[Any]) -> tuple[OptionDescription, ...]:
    """Return the names, types, defaults and help of ``options`` in the order of declaration."""
    hints = _hints_of(options)  # type: ignore[arg-type]  # a class is hashable
    return tuple(
        OptionDescription(
            field.name, _type_name(hints[field.name]), _show(field.default), field.metadata.get("help", "")
        )
        for field in dataclasses.fields(options)
    )


def parse_assignments(texts: Iterable[str]) -> dict[str, str]:
    """Return ``["key=value", ...]`` as a mapping; raises OptionError for one without ``=``."""
    pairs: dict[str, str] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key.strip():
            raise OptionError(f"{text!r} is no option", "write key=value")
        pairs[key.strip()] = value
    return pairs


def by_owner(values: Iterable[tuple[str, T]], default: str = "") -> dict[str, dict[str, T]]:
    """Return ``("key", value)`` and ``("format:key", value)`` by format; a key without one is for ``default``."""
    found: dict[str, dict[str, T]] = {}
    for key, value in values:
        owner, colon, name = key.rpartition(":")
        found.setdefault(owner if colon else default, {})[name] = value
    return found


@lru_cache(maxsize=256)
def _hints_of(options: Any) -> Mapping[str, Any]:
    """Evaluating annotations takes longer than writing a short document, and a batch asks for each."""
    return get_type_hints(options)


def _convert(value: object, hint: Any, owner: str) -> object:
    if isinstance(value, str):
        value = _from_text(value, hint)
    try:
        return msgspec.convert(value, hint, strict=False)
    except msgspec.ValidationError as error:
        raise OptionError(f"{owner}: {value!r} is not {_type_name(hint)}", str(error)) from error


def _from_text(text: str, hint: Any) -> object:
    origin = get_origin(hint)
    if hint is bool:
        lowered = text.strip().lower()
        return True if lowered in _YES else False if lowered in _NO else text
    if origin is tuple:
        return tuple(piece.strip() for piece in text.split(",") if piece.strip())
    if origin in (Union, types.UnionType) and type(None) in get_args(hint) and text.strip().lower() in ("none", ""):
        return None
    return text


def _type_name(hint: Any) -> str:
    origin = get_origin(hint)
    if origin is Literal:
        return "|".join(str(value) for value in get_args(hint))
    if origin in (Union, types.UnionType):
        return "|".join(_type_name(member) for member in get_args(hint))
    if origin is tuple:
        return f"{_type_name(get_args(hint)[0])},..."
    if hint is bool:
        return "yes|no"
    return "none" if hint is type(None) else {str: "text", int: "number", float: "number"}.get(hint, str(hint))


def _show(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ",".join(str(member) for member in value)
        case None:
            return "none"
        case _:
            return str(value)
