"""How a public function is given up: for a while it works and warns (docs/api-policy.md says for how long)."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def deprecated(*, instead: str, removed_in: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make each call of a function warn: what to call ``instead``, and in which version of octavo it will be gone."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        name = f"{function.__module__}.{function.__qualname__}"
        message = f"{name} is deprecated and will be removed in octavo {removed_in}; use {instead}"

        @functools.wraps(function)
        def warning(*arguments: P.args, **named: P.kwargs) -> R:
            warnings.warn(message, DeprecationWarning, stacklevel=2)
            return function(*arguments, **named)

        warning.__doc__ = f"Deprecated: use {instead}.\n\n{function.__doc__ or ''}".rstrip()
        return warning

    return decorate
