"""A deprecated function works, and warns where it is called: what to use, and until when."""

from __future__ import annotations

import warnings

import pytest

from octavo._deprecation import deprecated


@deprecated(instead="octavo.new", removed_in="2.0")
def old(number: int, *, by: int = 2) -> int:
    """Return a product."""
    return number * by


def test_a_call_warns_at_its_caller_and_gives_what_it_gave() -> None:
    with pytest.warns(DeprecationWarning, match="octavo.new") as caught:
        assert old(4, by=3) == 12
    (warning,) = caught
    assert str(warning.message) == f"{__name__}.old is deprecated and will be removed in octavo 2.0; use octavo.new"
    assert warning.filename == __file__


def test_it_says_so_in_its_documentation_and_is_silent_until_called() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert old.__name__ == "old"
        assert (old.__doc__ or "").startswith("Deprecated: use octavo.new.\n\nReturn a product.")
