"""For the authors of plugins: a bench to try a plugin on, and the conformance kit.

:func:`bench` runs a plugin's functions without a disk, a network or other plugins.
:class:`Conformance` is a list of checks that every plugin should pass; octavo's own run it too.
With pytest, the marker ``octavo`` and the fixtures ``octavo_bench`` and ``octavo_check`` do both
(:mod:`pytest_octavo`)::

    pytestmark = pytest.mark.octavo(octavo_gemtext, samples={"gemtext": ["# Hello"]})

    def test_conformance(octavo_check):
        octavo_check()
"""

from octavo.testing._bench import Bench, bench
from octavo.testing._conformance import Check, Conformance
from octavo.testing._samples import hostile_inputs, kitchen_sinks
from octavo.testing._trees import check_document, check_notices

__all__ = [
    "Bench",
    "Check",
    "Conformance",
    "bench",
    "check_document",
    "check_notices",
    "hostile_inputs",
    "kitchen_sinks",
]
