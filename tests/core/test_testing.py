"""The conformance kit finds what is wrong, each fault by the check that is for it; its pytest plugin runs them."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest

from octavo import (
    Detection,
    Document,
    Fetcher,
    FetchError,
    Meta,
    PluginError,
    Reader,
    Resource,
    Site,
    Source,
    Timestamp,
    Transform,
    WriteError,
    Writer,
    hookimpl,
    option,
)
from octavo.model import MAXIMUM_DEPTH, AnyNode, Block, Inline, Paragraph
from octavo.plugin import FetchPolicy
from octavo.testing import Conformance, bench, check_document, check_notices, hostile_inputs, kitchen_sinks
from octavo.walk import children, walk


@dataclass(frozen=True, kw_only=True)
class NoHelp:
    width: int = 72


@dataclass(frozen=True, kw_only=True)
class WrongDefault:
    width: int = option("wide", help="columns")  # type: ignore[assignment]  # the fault


@dataclass(frozen=True, kw_only=True)
class Word:
    word: Literal["a", "b", "c"] = option("a", help="a word")
    much: bool | None = option(None, help="yes, no or none")


@dataclass(frozen=True, kw_only=True)
class Limited:
    limit: int = option(5, help="how much at most")


@dataclass(kw_only=True)
class NotFrozen:
    width: int = option(72, help="columns")


def read(source: Any, options: Any, context: Any) -> Document:
    return Document(blocks=(Paragraph((source.decode().text or "x",)),))


def read_file(source: Any, options: Any, context: Any) -> Document:
    Path(__file__).read_bytes()
    return Document(blocks=(Paragraph(("x",)),))


def read_and_print(source: Any, options: Any, context: Any) -> Document:
    print("reading")
    return Document(blocks=(Paragraph(("x",)),))


def read_or_crash(source: Any, options: Any, context: Any) -> Document:
    return Document(blocks=(Paragraph((source.data.decode("ascii"),)),))


def read_differently(source: Any, options: Any, context: Any) -> Document:
    return Document(meta=Meta(title=os.urandom(8).hex()))


def read_naively(source: Any, options: Any, context: Any) -> Document:
    return date_naively(Document(blocks=(Paragraph(("x",)),)), options, context)


def date_naively(document: Any, options: Any, context: Any) -> Document:
    naive = Timestamp("2024", datetime(2024, 1, 1))  # the fault
    changed: Document = msgspec.structs.replace(document, meta=Meta(published=naive))
    return changed


def read_mistyped(source: Any, options: Any, context: Any) -> Document:
    return Document(Meta(title=None))  # type: ignore[arg-type]  # the fault


def read_unmerged(source: Any, options: Any, context: Any) -> Document:
    return Document(blocks=(Paragraph(("a", "b")),))


def write(document: Any, options: Any, context: Any) -> str:
    return "lost\n"


def write_known(document: Any, options: Any, context: Any) -> str:
    return str(document.blocks[0].children[0])


def write_noisily(document: Any, options: Any, context: Any) -> str:
    context.notice("Not_Kebab", "one\ntwo")
    return ""


def mutilate(document: Any, options: Any, context: Any) -> Document:
    changed: Document = msgspec.structs.replace(document, blocks=list(document.blocks))
    return changed


def read_by_word(source: Any, options: Word, context: Any) -> Document:
    return Document(meta=Meta(title={"a": "one", "b": "two"}[options.word]))


def write_by_turns(document: Any, options: Any, context: Any) -> str:
    if threading.current_thread() is not threading.main_thread():
        return "another thread"
    return "the main thread"


def write_limited(document: Any, options: Limited, context: Any) -> str:
    if options.limit < 2:
        raise WriteError("it is over the limit")
    return ""


def fetch_all(resource: Resource, policy: FetchPolicy) -> Resource:
    if resource.location != "f:good":
        raise FetchError("no such thing")
    return msgspec.structs.replace(resource, data=b"data", media_type="image/png")


def fetch_within(resource: Resource, policy: FetchPolicy) -> Resource:
    if policy.maximum_bytes < 4:
        raise FetchError("too large")
    return fetch_all(resource, policy)


def fetch_anew(resource: Resource, policy: FetchPolicy) -> Resource:
    return msgspec.structs.replace(fetch_within(resource, policy), name="another")


def fetch(resource: Resource, policy: FetchPolicy) -> Resource:
    raise KeyError(resource.location)


class Plugin:
    """Whatever is given."""

    def __init__(self, *declared: Any) -> None:
        self.declared = declared

    def _of(self, kind: type) -> Iterable[Any]:
        return [one for one in self.declared if isinstance(one, kind)]

    @hookimpl
    def octavo_readers(self) -> Iterable[Any]:
        return self._of(Reader)

    @hookimpl
    def octavo_writers(self) -> Iterable[Any]:
        return self._of(Writer)

    @hookimpl
    def octavo_transforms(self) -> Iterable[Any]:
        return self._of(Transform)

    @hookimpl
    def octavo_fetchers(self) -> Iterable[Any]:
        return self._of(Fetcher)


def reader(function: Any = read, **settings: Any) -> Reader[Any]:
    return Reader(**{"name": "x", "description": "a format", "extensions": (".x",), "read": function, **settings})


def writer(function: Any = write) -> Writer[Any]:
    return Writer(name="x", description="a format", write=function)


def fetcher(function: Any) -> Fetcher:
    return Fetcher(name="f", description="nothing", schemes=("f",), fetch=function)


def failures(conformance: Conformance) -> dict[str, str]:
    found = {}
    for check in conformance.checks():
        try:
            check()
        except (AssertionError, PluginError) as error:
            found[str(check)] = str(error)
    return found


def test_a_good_reader_passes() -> None:
    assert failures(Conformance(Plugin(reader()), samples={"x": ["Hello"]})) == {}


def test_a_detection_of_another_format_is_found() -> None:
    class Mistaken(Plugin):
        @hookimpl
        def octavo_detect(self, source: Source) -> Detection | None:
            return Detection(0.5, "xx", "its name") if source.extension == ".x" else None

    found = failures(Conformance(Mistaken(reader()), samples={"x": ["Hello"]}))
    assert found == {"detects": "sample.x is taken for xx, not x"}


def test_limits_and_policies_that_refuse_pass() -> None:
    limited = Writer(name="x", description="a format", options=Limited, write=write_limited)
    assert failures(Conformance(Plugin(limited))) == {}
    assert failures(Conformance(Plugin(fetcher(fetch_within)), urls={"f": ["f:good"]})) == {}


@pytest.mark.parametrize(("function", "words"), [(fetch_all, "maximum_bytes"), (fetch_anew, "another name")])
def test_a_fetcher_keeps_to_the_policy_and_the_name(function: Any, words: str) -> None:
    found = failures(Conformance(Plugin(fetcher(function)), urls={"f": ["f:good"]}))
    assert words in found["fetcher-f-keeps-to-the-policy"]


@pytest.mark.parametrize(
    ("declared", "check", "words"),
    [
        (reader(read_file), "reader-x-is-pure", "the reader of x does I/O: open"),
        (reader(read_and_print), "reader-x-is-pure", "prints 'reading"),
        (reader(read_differently), "reader-x-is-pure", "two readings"),
        (reader(read_or_crash), "reader-x-survives-hostile-input", "UnicodeDecodeError"),
        (reader(read_unmerged), "reader-x-reads-its-samples", "merge_text"),
        (reader(read_naively), "reader-x-reads-its-samples", "a date without a zone; it is taken to be in UTC; give it"),
        (reader(lambda *_: None), "reader-x-reads-its-samples", "reader 'x' returns NoneType"),
        (Transform(name="t", description="a change", apply=date_naively), "transform-t-takes-everything", "no zone"),
        (reader(name="X y"), "reader-X y-declared", "is no name"),
        (reader(description=""), "reader-x-declared", "no description"),
        (reader(extensions=("x",)), "reader-x-declared", "is no extension"),
        (reader(extensions=".x"), "reader-x-declared", "are one text: write ('.x',)"),
        (reader(read_mistyped), "reader-x-reads-its-samples", "not as the model has it: Expected `str`, got `null`"),
        (reader(options=NoHelp), "reader-x-declared", "no help"),
        (reader(options=NotFrozen), "reader-x-declared", "not frozen"),
        (reader(options=WrongDefault), "reader-x-declared", "Expected `int`"),
        (reader(media_types=("Text",)), "reader-x-declared", "is no media type"),
        (reader(read_by_word, options=Word), "reader-x-options-work", "with {'word': 'c'} it fails"),
        (writer(write_by_turns), "writer-x-works-in-threads", "several threads"),
        (writer(write_known), "writer-x-takes-everything", "IndexError"),
        (writer(write_noisily), "writer-x-takes-everything", "kebab"),
        (Transform(name="t", description="a change", apply=mutilate), "transform-t-takes-everything", "tuple"),
        (Fetcher(name="f", description="nothing", schemes=("f",), fetch=fetch), "fetcher-f-refuses-nonsense", "KeyError"),
    ],
)  # fmt: skip
def test_each_fault_is_found_by_its_check(declared: Any, check: str, words: str) -> None:
    plugin = Plugin(declared)
    samples = {declared.name: ["Hello"]} if isinstance(declared, Reader) else {}
    (function,) = [one for one in Conformance(plugin, samples=samples).checks() if str(one) == check]
    try:
        function()
    except Exception as error:  # noqa: BLE001  # what it says is what is tested
        assert words in f"{type(error).__name__}: {error}"  # noqa: PT017  # any type will do
    else:
        pytest.fail("nothing was found")


def test_what_is_declared_to_be_kept_must_be() -> None:
    kit = Conformance(Plugin(reader(), writer()), kept={"x": [Document(blocks=(Paragraph(("kept",)),))]})
    assert "reader-x-keeps-what-it-declares" in failures(kit)


def test_a_module_is_imported_and_sent_to_another_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    light = "from octavo import Reader, hookimpl, lazy\n@hookimpl\ndef octavo_readers():\n"
    light += "    yield Reader(name='x', description='x', read=lazy('json:loads'))\n"
    (tmp_path / "kit_light.py").write_text(light)
    light = "import sysconfig\nsysconfig.get_config_vars()\n" + light
    (tmp_path / "kit_platform.py").write_text(light)
    (tmp_path / "kit_heavy.py").write_text("import lxml.etree\n" + light)
    monkeypatch.syspath_prepend(tmp_path)
    import kit_heavy  # type: ignore[import-not-found]  # written above
    import kit_light  # type: ignore[import-not-found]  # the same
    import kit_platform  # type: ignore[import-not-found]  # the same

    named = {str(check): check for check in Conformance(kit_light).checks()}
    named["light"]()
    named["pickles"]()
    {str(check): check for check in Conformance(kit_platform).checks()}["light"]()
    with pytest.raises(AssertionError, match=r"imports lxml; name functions with octavo\.lazy"):
        {str(check): check for check in Conformance(kit_heavy).checks()}["light"]()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"samples": {"x": "Hello"}}, r"samples\['x'\] is str, not a list: write {'x': \[\.\.\.\]}"),
        ({"kept": {"x": Document()}}, r"kept\['x'\] is Document, not a list"),
        ({"beside": "html"}, r"beside is a text, not a tuple: write \('html',\)"),
        ({"sample": {"x": ["Hello"]}}, "'sample'"),
    ],
)
def test_arguments_of_the_kit_that_make_no_sense_are_refused(arguments: Any, words: str) -> None:
    with pytest.raises(TypeError, match=words):
        Conformance(Plugin(reader()), **arguments)


@pytest.mark.parametrize("argument", ["samples", "kept", "urls"])
def test_inputs_for_what_the_plugin_does_not_declare_are_found(argument: str) -> None:
    kit = Conformance(Plugin(reader(), fetcher(fetch_within)), **{argument: {"xx": []}})  # type: ignore[arg-type]  # one of each
    declared = "f" if argument == "urls" else "x"
    loads, *_ = kit.checks()
    with pytest.raises(AssertionError, match=f"{argument} has 'xx', but the plugin declares {declared}"):
        loads()


def test_a_kitchen_sink_has_everything() -> None:
    sinks = kitchen_sinks()
    kinds: set[type] = {type(node) for node in walk(sinks["everything"].blocks)}
    assert {*Block.__args__, *Inline.__args__} <= kinds  # type: ignore[attr-defined]  # typing.Union's members
    for document in sinks.values():
        check_document(document)
    level: tuple[AnyNode, ...] = sinks["deep"].blocks
    depth = 0
    while level := tuple(child for node in level for child in children(node)):
        depth += 1
    assert depth == MAXIMUM_DEPTH


def test_hostile_inputs_are_the_same_each_time() -> None:
    assert list(hostile_inputs(["a\nb", b""])) == list(hostile_inputs(["a\nb", b""]))


def test_notices_are_checked() -> None:
    under_test = bench(Plugin(reader()))
    under_test.context().notice("good-code", "one line", position=3)
    check_notices(under_test.notices)
    under_test.context().notice("good-code", " ")
    with pytest.raises(AssertionError, match="says nothing"):
        check_notices(under_test.notices)


def test_the_bench_fetches_what_it_was_given_and_nothing_else() -> None:
    under_test = bench(Plugin(reader())).with_files({"https://x.example/a.png": b"one", "b.png": b"two"})
    context = under_test.context()
    assert context.fetch(Resource("a.png", location="https://x.example/a.png")).data == b"one"
    assert context.fetch(Resource("b.png")).data == b"two"
    assert context.fetch(Resource("c.png", data=b"three")).data == b"three"
    with pytest.raises(FetchError, match="no such file"):
        context.fetch(Resource("d.png", location=f"file://{__file__}"))


def test_the_bench_knows_sites_detection_and_plugins_beside() -> None:
    under_test = bench(Plugin(reader()), beside=["html"]).within(Site(url="https://x.example"))
    assert under_test.context().site == Site(url="https://x.example")
    assert under_test.detect("Hello", "a.x") == "x"
    assert under_test.read("<p>Hello", "html").blocks == (Paragraph(("Hello",)),)
    with pytest.raises(PluginError, match="no plugin is called 'nothing'"):
        bench(beside=["nothing"])


def test_the_pytest_plugin_runs_each_check(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        octavo_tiny="from octavo import Document, Reader, hookimpl\nfrom octavo.model import Paragraph\n"
        "def read(source, options, context):\n    return Document(blocks=(Paragraph((source.decode().text or '-',)),))\n"
        "@hookimpl\ndef octavo_readers():\n    yield Reader(name='tiny', description='t', extensions=('.ti',), read=read)\n",
        test_tiny="import octavo_tiny, pytest\n"
        "pytestmark = pytest.mark.octavo(octavo_tiny, samples={'tiny': ['Hello']})\n"
        "def test_conformance(octavo_check):\n    octavo_check()\n"
        "def test_bench(octavo_bench):\n    assert len(octavo_bench.read('Hello', 'tiny').blocks) == 1\n",
        test_misspelt="import octavo_tiny, pytest\npytestmark = pytest.mark.octavo(octavo_tiny, sample={})\n"
        "def test_it(octavo_bench):\n    pass\n",
        test_forgotten="def test_it(octavo_bench):\n    pass\n",
    )
    done = pytester.run(sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "test_tiny.py")
    done.assert_outcomes(passed=12)
    done.stdout.fnmatch_lines(["*test_conformance?reader-tiny-survives-hostile-input?*"])
    forgotten = pytester.run(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "test_forgotten.py")
    forgotten.stdout.fnmatch_lines(["*pytest.mark.octavo(your_plugin)*"])
    misspelt = pytester.run(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "test_misspelt.py")
    misspelt.stdout.fnmatch_lines(["*test_misspelt.py::test_it: pytest.mark.octavo: *'sample'*"])
