"""octavo's pytest plugin: one marker and two fixtures for the tests of a plugin.

::

    pytestmark = pytest.mark.octavo(octavo_gemtext, samples={"gemtext": ["# Hello"]})

    def test_conformance(octavo_check):  # once for each check of the kit
        octavo_check()

    def test_headings(octavo_bench):  # a registry of just this plugin, a pure Context
        assert octavo_bench.read("# Hello", "gemtext").meta.title == "Hello"

The marker takes what :class:`octavo.testing.Conformance` takes. This module stands outside of the
package and imports octavo when a test asks for it, so that other test runs cost nothing and
coverage sees octavo's own lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from octavo.testing import Bench, Check, Conformance

_MARKER = (
    "octavo(plugin, samples={}, kept={}, urls={}, beside=()): the plugin that octavo_bench and octavo_check are about"
)


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", _MARKER)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that takes ``octavo_check`` once for each check of the kit."""
    if "octavo_check" in metafunc.fixturenames:
        checks = _conformance(metafunc.definition).checks()
        metafunc.parametrize("octavo_check", checks, ids=str, indirect=True)


@pytest.fixture
def octavo_bench(request: pytest.FixtureRequest) -> Bench:
    """A registry of just the plugin of the marker and those beside it, and a Context whose fetches are fake."""
    return _conformance(request.node).bench()


@pytest.fixture
def octavo_check(request: pytest.FixtureRequest) -> Check:
    """One check of the conformance kit: call it."""
    check: Check = request.param
    return check


def _conformance(node: pytest.Item) -> Conformance:
    from octavo.testing import Conformance

    marker = node.get_closest_marker("octavo")
    if marker is None:
        raise pytest.UsageError(f"{node.nodeid}: say pytestmark = pytest.mark.octavo(your_plugin)")
    try:
        return Conformance(*marker.args, **marker.kwargs)
    except TypeError as error:
        raise pytest.UsageError(f"{node.nodeid}: pytest.mark.octavo: {error}") from error
