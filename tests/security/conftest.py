"""What the tests of threats share."""

from __future__ import annotations

import pytest

from converter import Converter
from octavo.testing import Bench, bench


@pytest.fixture(scope="session")
def plugins() -> Bench:
    return bench(entry_points=True)


@pytest.fixture
def converter(plugins: Bench) -> Converter:
    return Converter(plugins.with_files({}))
