"""The conformance kit: what octavo promises its users of any plugin, as checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import ModuleType
from typing import Any

from octavo._registry import Registry
from octavo.model import Document
from octavo.publication import gather
from octavo.testing import _binding, _declaring, _reading, _working
from octavo.testing._bench import Bench, bench
from octavo.testing._samples import kitchen_sinks

Samples = Mapping[str, Sequence[str | bytes]]
Kept = Mapping[str, Sequence[Document]]


@dataclass(frozen=True)
class Check:
    """One check: call it; it raises AssertionError that says what is wrong. ``str`` is its name."""

    name: str
    function: Callable[[], None] = field(repr=False)

    def __call__(self) -> None:
        self.function()

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Conformance:
    """What is checked of ``plugin``, a module (or an object) with hooks.

    ``samples`` are inputs by format that its readers must read, ``kept`` documents by format that
    must be the same when they are written and read again. ``urls`` are those by fetcher that it must
    fetch, without the network. ``beside`` names installed plugins that it asks for other formats.
    Raises TypeError where one text stands in place of a list of them.
    """

    plugin: object
    samples: Samples = field(default_factory=dict)
    kept: Kept = field(default_factory=dict)
    urls: Mapping[str, Sequence[str]] = field(default_factory=dict)
    beside: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for argument in ("samples", "kept", "urls"):
            for name, several in getattr(self, argument).items():
                if not isinstance(several, list | tuple):
                    kind = type(several).__name__
                    raise TypeError(f"{argument}[{name!r}] is {kind}, not a list: write {{{name!r}: [...]}}")
        beside: object = self.beside
        if isinstance(beside, str):
            raise TypeError(f"beside is a text, not a tuple: write ({self.beside!r},)")

    def bench(self) -> Bench:
        """Return a new bench with the plugin, and those beside it."""
        return bench(self.plugin, beside=self.beside)

    def checks(self) -> tuple[Check, ...]:
        """Return the checks for all that the plugin declares, in the order in which to repair them."""
        return tuple(Check(name, function) for name, function in self._functions())

    def _functions(self) -> Iterator[tuple[str, Callable[[], None]]]:
        alone = bench(self.plugin).registry
        yield "loads", partial(_check_loads, self, alone)
        if isinstance(self.plugin, ModuleType):
            yield "light", partial(_declaring.check_light, self.plugin)
            yield "pickles", partial(_declaring.check_pickles, self.plugin)
        for kind, declared in _declared(alone):
            yield f"{kind}-{declared.name}-declared", partial(_declaring.check_declaration, declared)
        yield "detects", partial(_reading.check_detection, self.bench, self.samples)
        for kind, declared in _declared(alone):
            for name, check in _CHECKS.get(kind, {}).items():
                yield f"{kind}-{declared.name}-{name}", partial(check, self, declared.name)


def _check_loads(kit: Conformance, registry: Registry) -> None:
    """The plugin loads, and declares all that the kit was given inputs for."""
    _declaring.check_loads(kit.plugin)
    fetchers = {one.name for one in registry.fetchers.values()}
    known = {"samples": set(registry.readers), "kept": set(registry.readers), "urls": fetchers}
    for argument, names in known.items():
        unknown = sorted(getattr(kit, argument).keys() - names)
        assert not unknown, (
            f"{argument} has {unknown[0]!r}, but the plugin declares {', '.join(sorted(names)) or 'none'}"
        )


def _declared(registry: Any) -> Iterator[tuple[str, Any]]:
    for kind, declared in (
        ("reader", registry.readers),
        ("writer", registry.writers),
        ("binder", registry.binders),
        ("transform", registry.transforms),
    ):
        yield from ((kind, one) for one in declared.values())
    yield from (("fetcher", one) for one in {one.name: one for one in registry.fetchers.values()}.values())


def _on_samples(check: Callable[..., None]) -> Callable[[Conformance, str], None]:
    return lambda kit, name: check(kit.bench, name, kit.samples.get(name, ()))


def _on_bench(check: Callable[..., None]) -> Callable[[Conformance, str], None]:
    return lambda kit, name: check(kit.bench, name)


def _check_options(kit: Conformance, name: str, kind: str) -> None:
    work = _work(kit, name, kind)
    _working.check_options_work(kit.bench, _find(kit.bench(), name, kind).options, work)


def _check_threads(kit: Conformance, name: str, kind: str) -> None:
    _working.check_threads(kit.bench, _work(kit, name, kind))


def _find(bench: Bench, name: str, kind: str) -> Any:
    registry = bench.registry
    known: Mapping[str, Any] = {"reader": registry.reading, "transform": registry.transforming}
    return known.get(kind, registry.writing).find(name)


def _work(kit: Conformance, name: str, kind: str) -> _working.Work:
    """Return what the declaration does: a reader with its samples, all else with a document that has everything."""
    everything = kitchen_sinks()["everything"]
    match kind:
        case "reader":
            return lambda bench, options: [bench.read(sample, name, options) for sample in kit.samples.get(name, ())]
        case "transform":
            return lambda bench, options: bench.transform(everything, name, options)
        case "binder":
            return lambda bench, options: bench.bind(gather([everything]), name, options)
        case _:
            return lambda bench, options: bench.context(everything.name).write(everything, name, options)


def _of_all(kind: str) -> Mapping[str, Callable[[Conformance, str], None]]:
    """Return the checks of ``kind`` that all have that work on documents."""
    return {
        "options-work": partial(_check_options, kind=kind),
        "works-in-threads": partial(_check_threads, kind=kind),
    }


def _check_kept(kit: Conformance, name: str) -> None:
    _reading.check_kept(kit.bench, name, kit.kept.get(name, ()))


_CHECKS: Mapping[str, Mapping[str, Callable[[Conformance, str], None]]] = {
    "reader": {
        "reads-its-samples": _on_samples(_reading.check_samples),
        "is-pure": _on_samples(_reading.check_purity),
        "survives-hostile-input": _on_samples(_reading.check_hostile),
        "keeps-what-it-declares": _check_kept,
        **_of_all("reader"),
    },
    "writer": {
        "takes-everything": _on_bench(_binding.check_writer),
        "is-pure": _on_bench(_binding.check_writer_purity),
        **_of_all("writer"),
    },
    "binder": {
        "takes-everything": _on_bench(_binding.check_binder),
        "is-pure": _on_bench(_binding.check_binder_purity),
        **_of_all("binder"),
    },
    "transform": {
        "takes-everything": _on_bench(_binding.check_transform),
        "is-pure": _on_bench(_binding.check_transform_purity),
        **_of_all("transform"),
    },
    "fetcher": {
        "refuses-nonsense": _on_bench(_binding.check_fetcher),
        "keeps-to-the-policy": lambda kit, name: _binding.check_policy(kit.bench, name, kit.urls.get(name, ())),
    },
}
