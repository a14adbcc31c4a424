"""The registry: what plugins declare, what is wrong with them, and which format is which."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pytest

from octavo import Detection, PluginError, Reader, Source, Transform, UnknownFormat, UsageError, Writer, hookimpl
from octavo import _registry as registry_module
from octavo._registry import Registry, check_disabled, discover


def reader(name: str, *extensions: str) -> Reader[Any]:
    return Reader(name=name, extensions=extensions, read=lambda *_: None)  # type: ignore[arg-type]  # never called


def writer(name: str, *extensions: str) -> Writer[Any]:
    return Writer(name=name, extensions=extensions, write=lambda *_: "")


def plugin(name: str, readers: Iterable[Any] = (), writers: Iterable[Any] = ()) -> object:
    class Plugin:
        __name__ = name

        @hookimpl
        def octavo_readers(self) -> Iterable[Any]:
            return readers

        @hookimpl
        def octavo_writers(self) -> Iterable[Any]:
            return writers

    return Plugin()


def problem_of(name: str, registry: Registry) -> str:
    return next(plugin.problem for plugin in registry.plugins if plugin.name == name)


class Point:
    """An entry point whose object is at hand."""

    def __init__(self, name: str, plugin: object, distribution: str = "stranger", group: str = "octavo") -> None:
        self.name, self.plugin = name, plugin
        self.distribution, self.version, self.group = distribution, "1.2", group

    def load(self) -> object:
        if isinstance(self.plugin, BaseException):
            raise self.plugin
        return self.plugin


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Any:
    def install(*points: Point) -> None:
        monkeypatch.setattr(registry_module, "installed", lambda: points)

    return install


def test_what_is_declared_is_found_by_name() -> None:
    one = reader("one")
    registry = discover(plugin("p", [one], [writer("two")]), entry_points=False)
    assert registry.reader("one") is one
    assert registry.target("two").name == "two"
    assert "serial" in registry.executors


def test_an_unknown_format_says_what_is_known() -> None:
    with pytest.raises(UnknownFormat, match=r"'x' can't be read.*known: one"):
        discover(plugin("p", [reader("one")]), entry_points=False).reader("x")
    with pytest.raises(UnknownFormat, match="none is installed"):
        discover(entry_points=False).target("x")


def test_an_unknown_format_may_be_that_of_a_broken_plugin() -> None:
    broken = discover(plugin("p", [writer("w")]), plugin("q", [reader("r")]), entry_points=False)
    advice = "octavo plugins says what is wrong with p$"
    for ask in (broken.reader, broken.target, lambda name: broken.detect(Source(b"", name)), broken.format_of_name):
        with pytest.raises(UnknownFormat) as told:
            ask("w.w")
        assert re.search(advice, told.value.hint)


def test_a_conflict_refuses_only_the_name_that_two_claim() -> None:
    registry = discover(plugin("p", [reader("a"), reader("b")]), plugin("q", [reader("a")]), entry_points=False)
    assert registry.reader("b").name == "b"
    with pytest.raises(PluginError, match=r"two claim the reader 'a': p .* and q .*disable-plugin q"):
        registry.reader("a")
    assert "claim the reader 'a'" in problem_of("p", registry)
    assert "claim the reader 'a'" in problem_of("q", registry)


def test_a_writer_and_a_binder_of_one_name_are_a_conflict(registry: Registry) -> None:
    clashing = discover(plugin("p", writers=[writer("book")]), type_of(registry)(), entry_points=False)
    with pytest.raises(PluginError, match="writer or binder 'book'"):
        clashing.target("book")


def type_of(registry: Registry) -> Any:
    return type(next(hook.plugin for hook in registry.hooks.octavo_binders.get_hookimpls()))


def test_the_stranger_is_the_one_to_disable(install: Any) -> None:
    install(Point("aaa", plugin("s", [reader("a")])), Point("own", plugin("o", [reader("a")]), "octavo"))
    with pytest.raises(PluginError, match=r"aaa .stranger. and own .octavo.*--disable-plugin aaa"):
        discover().reader("a")
    assert discover(disabled=["aaa"]).reader("a").name == "a"
    assert discover(disabled=["stranger"]).reader("a").name == "a"


def test_two_entry_points_of_one_name_are_two_plugins(install: Any) -> None:
    install(Point("html", plugin("s", [reader("a")]), "octavo"), Point("html", plugin("t", [reader("b")]), "other"))
    registry = discover()
    assert {"a", "b"} <= set(registry.readers)
    assert [plugin.name for plugin in registry.plugins] == ["core", "html", "html@other"]


@pytest.mark.parametrize("error", [ImportError("no module\nat all"), SystemExit(3), ZeroDivisionError()])
def test_what_can_not_be_imported_is_listed_and_harms_nobody(install: Any, error: BaseException) -> None:
    install(Point("broken", error), Point("good", plugin("g", [reader("a")])))
    registry = discover()
    assert registry.reader("a").name == "a"
    assert type(error).__name__ in problem_of("broken", registry)
    assert "\n" not in problem_of("broken", registry)


def test_a_hook_that_raises_is_listed_and_the_other_hooks_work() -> None:
    class Broken:
        @hookimpl
        def octavo_readers(self) -> Iterable[Any]:
            raise RuntimeError("not today")

        @hookimpl
        def octavo_writers(self) -> Iterable[Any]:
            yield writer("w")

    registry = discover(Broken(), entry_points=False)
    assert registry.target("w").name == "w"
    assert "octavo_readers failed: RuntimeError: not today" in problem_of("Broken", registry)


def test_a_hook_that_gives_the_wrong_thing_is_listed() -> None:
    registry = discover(plugin("p", [writer("w")]), entry_points=False)
    assert "it gives Writer, not Reader" in problem_of("p", registry)


def test_another_api_version_is_refused() -> None:
    module = SimpleNamespace(__name__="new", octavo_api_version=99)
    assert "needs plugin API 99" in problem_of("new", discover(module, entry_points=False))


def test_an_unknown_hook_is_refused() -> None:
    class Misspelt:
        @hookimpl
        def octavo_raeders(self) -> Iterable[Any]:
            return ()

    registry = discover(Misspelt(), entry_points=False)
    assert "octavo_raeders" in problem_of("Misspelt", registry)


def test_one_module_twice_is_listed_as_a_problem(install: Any) -> None:
    same = plugin("same", [reader("a")])
    install(Point("one", same), Point("two", same))
    registry = discover()
    assert registry.reader("a").name == "a"
    assert problem_of("one", registry) == ""
    assert problem_of("two", registry) != ""


def detecting(name: str, confidence: float, form: str) -> object:
    class Detecting:
        __name__ = name

        @hookimpl
        def octavo_detect(self, source: Source) -> Detection | None:
            if confidence < 0:
                raise ValueError(f"not these {len(source.data)} bytes")
            return Detection(confidence, form, "I say so")

    return Detecting()


def test_the_surest_detection_of_a_format_that_is_there_wins() -> None:
    known = plugin("p", [reader("a", ".x"), reader("b")])
    registry = discover(known, detecting("d", 0.7, "b"), detecting("e", 0.9, "missing"), entry_points=False)
    assert registry.detect(Source(b"", "f.x")) == "b"
    assert [detection.format for detection in registry.detections(Source(b"", "f.x"))] == ["missing", "b", "a"]


def test_names_and_media_types_count_where_no_plugin_says_more() -> None:
    registry = discover(plugin("p", [reader("a", ".x")]), entry_points=False)
    assert registry.detect(Source(b"", "F.X")) == "a"
    with pytest.raises(UnknownFormat, match="--from"):
        registry.detect(Source(b"", "f.y"))


def test_a_detection_that_fails_is_named_and_the_others_count() -> None:
    registry = discover(plugin("p", [reader("a", ".x")]), detecting("d", -1, ""), entry_points=False)
    assert registry.detect(Source(b"", "f.x")) == "a"
    failed = registry.detections(Source(b"", "f.x"))[-1]
    assert failed.format == ""
    assert failed.reason == "plugin 'd' failed: ValueError: not these 0 bytes"


def test_a_detection_that_is_none_is_named_and_the_others_count() -> None:
    class Detecting:
        __name__ = "d"

        @hookimpl
        def octavo_detect(self, source: Source) -> Any:
            return source.name

    registry = discover(plugin("p", [reader("a", ".x")]), Detecting(), entry_points=False)
    assert registry.detect(Source(b"", "f.x")) == "a"
    assert (
        registry.detections(Source(b"", "f.x"))[-1].reason
        == "plugin 'd' failed: TypeError: it gives 'f.x', not a Detection"
    )


def test_a_format_in_conflict_is_not_silently_read_by_the_next_best() -> None:
    registry = discover(
        plugin("p", [reader("a"), reader("b", ".x")]),
        plugin("q", [reader("a")]),
        detecting("d", 0.9, "a"),
        entry_points=False,
    )
    with pytest.raises(PluginError, match="two claim"):
        registry.detect(Source(b"", "f.x"))


def test_the_format_of_a_name_is_that_whose_own_extension_it_is() -> None:
    writers = [writer("a", ".a", ".md"), writer("m", ".md"), writer("t", ".tar.md")]
    registry = discover(plugin("p", writers=writers), entry_points=False)
    assert registry.format_of_name("X.MD") == "m"
    assert registry.format_of_name("x.tar.md") == "t"
    with pytest.raises(UnknownFormat, match="--to"):
        registry.format_of_name("x.zip")


def test_a_registry_pickles_as_its_recipe() -> None:
    registry = discover(disabled=["epub"])
    again = pickle.loads(pickle.dumps(registry))  # noqa: S301  # our own bytes
    assert set(again.readers) == set(registry.readers)
    assert again.recipe == registry.recipe
    with pytest.raises(PluginError, match="no module"):
        pickle.loads(pickle.dumps(discover(plugin("p"), entry_points=False)))  # noqa: S301  # the same


def test_to_disable_what_is_not_there_is_a_slip_of_the_pen() -> None:
    check_disabled(discover(), ["html", "octavo"])
    with pytest.raises(UsageError, match="octavo plugins"):
        check_disabled(discover(), ["htlm"])


def test_transforms_are_found_by_name() -> None:
    class Transforming:
        @hookimpl
        def octavo_transforms(self) -> Iterable[Any]:
            yield Transform(name="t", apply=lambda document, *_: document)

    assert discover(Transforming(), entry_points=False).transforms["t"].name == "t"


def test_what_adds_to_a_plugin_is_listed_and_left_to_it(install: Any) -> None:
    stars = Point("stars", ImportError("never imported here"), "octavo-stars", "octavo_hexo.tags")
    moons = Point("moons", None, "octavo-moons", "octavo_hexo.tags")
    install(stars, moons, Point("rain", plugin("rain")))
    registry = discover(disabled={"octavo-moons"})
    assert [point.name for point in registry.additions] == ["stars"]
    listed = {one.name: (one.group, one.status) for one in registry.plugins}
    assert listed["stars"] == ("octavo_hexo.tags", "installed")
    assert listed["moons"] == ("octavo_hexo.tags", "disabled")
    assert listed["rain"] == ("octavo", "loaded")
    assert discover(allowed=()).additions == ()
    assert [point.name for point in discover(allowed={"moons"}).additions] == ["moons"]
    assert discover(entry_points=False).additions == ()
    again = pickle.loads(pickle.dumps(registry))  # noqa: S301  # our own bytes
    assert again.additions == registry.additions
    check_disabled(registry, ["moons", "octavo-stars"])
