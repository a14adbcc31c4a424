"""The user's folders are those that platformdirs names, whatever the environment says."""

from __future__ import annotations

import platformdirs
import pytest

from octavo._user_folders import cache_folder, configuration_folder


@pytest.mark.parametrize("value", [None, "", " ", "/somewhere", "/some where/", "relative", "~/here"])
def test_folders_are_those_of_platformdirs(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(variable, raising=False)
        if value is not None:
            monkeypatch.setenv(variable, value)
    assert cache_folder() == platformdirs.user_cache_path("octavo", appauthor=False)
    assert configuration_folder() == platformdirs.user_config_path("octavo", appauthor=False)


def test_a_home_that_is_nowhere_is_left_to_platformdirs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", "")
    assert cache_folder() == platformdirs.user_cache_path("octavo", appauthor=False)
