"""Checks of what a plugin declares: names, options, and what importing it costs."""

from __future__ import annotations

import dataclasses
import json
import pickle
import re
import subprocess
import sys
from types import ModuleType
from typing import Any, get_type_hints

import msgspec

from octavo._registry import discover
from octavo.options import describe_options, make_options
from octavo.plugin import Binder, Fetcher, LazyFunction, Reader, Transform, Writer

IMPORT_SECONDS = 0.25
"""How much time of a processor importing and declaring may take; a light module takes a hundredth of it."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_.+-]*")
_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+(?:;\s*[a-z-]+=[^\s;]+)*")
"""RFC 9110, section 8.3.1."""
_FUNCTIONS: dict[type, str] = {Reader: "read", Writer: "write", Binder: "bind", Transform: "apply", Fetcher: "fetch"}
_COST = """\
import json, sys, time
sys.path[:] = json.loads(sys.argv[2])
from octavo._registry import discover
discover(entry_points=False)
before, started = set(sys.modules), time.process_time()
module = __import__(sys.argv[1], fromlist=["x"])
discover(module, entry_points=False)
spent = time.process_time() - started
own = sys.argv[1].partition(".")[0]
added = {name.partition(".")[0] for name in set(sys.modules) - before if hasattr(sys.modules[name], "__file__")}
platform = {name for name in added if name.startswith("_sysconfigdata")}  # the standard library's, named for each platform
heavy = sorted(added - sys.stdlib_module_names - platform - {own, "octavo"})
print(json.dumps([spent, heavy]))
"""


def check_loads(plugin: object) -> None:
    """The plugin is registered: its API version is right, its hooks exist and give what they promise."""
    registry = discover(plugin, entry_points=False)
    problems = [f"{one.name}: {one.problem}" for one in registry.plugins if one.problem]
    assert not problems, problems[0]


def check_light(plugin: ModuleType) -> None:
    """Importing and declaring imports no other package, and takes no time: octavo does it at each start."""
    if plugin.__spec__ is None:
        return  # made by a test; no other process can import it
    command = [sys.executable, "-c", _COST, plugin.__name__, json.dumps(sys.path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # this interpreter
    assert done.returncode == 0, done.stderr
    spent, heavy = json.loads(done.stdout)
    hint = 'name functions with octavo.lazy("package.module:function"), and import it there'
    assert not heavy, f"importing {plugin.__name__} imports {', '.join(heavy)}; {hint}"
    assert spent < IMPORT_SECONDS, f"importing {plugin.__name__} takes {spent:.2f} s; {hint}"


def check_pickles(plugin: ModuleType) -> None:
    """A worker process can discover the plugin again, and be sent its options."""
    if plugin.__spec__ is None:
        return
    registry = discover(plugin, entry_points=False)
    again = pickle.loads(pickle.dumps(registry))  # noqa: S301  # our own bytes
    assert set(again.readers) == set(registry.readers)
    assert set(again.writing.by_name) == set(registry.writing.by_name)
    kinds = (registry.readers, registry.writing.by_name, registry.transforms)
    for declared in (one for kind in kinds for one in kind.values()):
        options = declared.options()
        assert pickle.loads(pickle.dumps(options)) == options, f"options of {declared.name} don't pickle"  # noqa: S301  # the same


def check_declaration(declared: Any) -> None:
    """Its name, description, extensions, function and options are what users and octavo expect."""
    assert _NAME.fullmatch(declared.name), f"{declared.name!r} is no name: write it in small ASCII letters"
    assert declared.description.strip(), f"{declared.name} has no description; octavo formats shows it"
    assert len(declared.description.splitlines()) == 1, f"the description of {declared.name} is not one line"
    extensions = getattr(declared, "extensions", ())
    assert not isinstance(extensions, str), f"the extensions of {declared.name} are one text: write ({extensions!r},)"
    for extension in extensions:
        assert re.fullmatch(r"\.[^\s/A-Z]+", extension), f"{extension!r} is no extension: a dot, then small letters"
    for media_type in getattr(declared, "media_types", (getattr(declared, "media_type", "text/plain"),)):
        assert _MEDIA_TYPE.fullmatch(media_type), f"{media_type!r} is no media type: type/subtype in small letters"
    function = getattr(declared, _FUNCTIONS[type(declared)])
    function = function.resolve() if isinstance(function, LazyFunction) else function
    assert callable(function), f"{function!r} of {declared.name} is no function"
    if not isinstance(declared, Fetcher):
        check_options(declared.options, declared.name)


def check_options(options: Any, owner: str) -> None:
    """Options are a frozen dataclass whose fields have a type, a default of that type, and help."""
    parameters = getattr(options, "__dataclass_params__", None)
    assert parameters is not None, f"the options of {owner} are no dataclass"
    assert parameters.frozen, f"the options of {owner} are not frozen"
    hints = get_type_hints(options)
    for one, described in zip(dataclasses.fields(options), describe_options(options), strict=True):
        assert one.kw_only, f"{owner}: option {one.name} is not keyword-only"
        assert one.default is not dataclasses.MISSING, f"{owner}: option {one.name} has no default"
        assert described.help.strip(), f"{owner}: option {one.name} has no help; declare it by octavo.option"
        assert msgspec.convert(one.default, hints[one.name]) == one.default, f"{owner}: the default of {one.name}"
        chosen = make_options(options, {one.name: described.default}, owner)
        assert getattr(chosen, one.name) == one.default, f"{owner}: {one.name}={described.default} is not its default"
