"""The documentation is complete and true: every node, hook, option, command, notice and example in it is checked.

Tables of options and help texts are generated: ``pytest --update-golden tests/test_documentation.py`` renews them.
"""

import ast
import importlib
import json
import re
import shutil
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import msgspec
import pytest
from click.testing import CliRunner

import octavo
from octavo import errors, hookspecs, model
from octavo._cli import cli
from octavo._registry import discover
from octavo.entry_points import entry_points
from octavo.options import describe_options
from octavo.testing import Conformance, bench
from octavo_hexo import tags

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
Golden = Callable[[Path, str], None]

STRUCTS = [
    name
    for name, kind in vars(model).items()
    if isinstance(kind, type)
    and issubclass(kind, msgspec.Struct)
    and kind.__module__ == "octavo.model"
    and name != "Node"
]
REGISTRY = discover()


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks_of(name: str, language: str = "python") -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text_of(name), re.DOTALL | re.MULTILINE)


def plugins_of(name: str) -> list[tuple[str, str]]:
    pattern = r"<!-- plugin: (\w+) -->\n```python\n(.*?)^```"
    return re.findall(pattern, text_of(name), re.DOTALL | re.MULTILINE)


def module_of(name: str, code: str) -> Any:
    module = types.ModuleType(name)
    sys.modules[name] = module  # dataclasses look their module up
    exec(compile(code, name, "exec"), module.__dict__)  # noqa: S102  # it is our own documentation
    return module


@pytest.fixture(autouse=True)
def _forget_plugins() -> Iterator[None]:
    before = set(sys.modules)
    yield
    for name in {"octavo_gemtext", "octavo_shout", "octavo_calm"} - before:
        sys.modules.pop(name, None)


# The model


def sections_of_model() -> dict[str, str]:
    pieces = re.split(r"^### (\w+)\n", text_of("docs/model.md"), flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def test_every_type_of_the_model_is_documented() -> None:
    assert set(sections_of_model()) == set(STRUCTS)


@pytest.mark.parametrize("name", STRUCTS)
def test_each_type_has_an_example_that_is_true(name: str) -> None:
    section = sections_of_model()[name]
    assert "*Stands in*: " in section
    assert "*Holds*: " in section
    examples = re.findall(r"```python\n(.*?)```\n\n```json\n(.*?)```", section, re.DOTALL)
    assert examples
    for code, as_json in examples:
        value = eval(code, dict(vars(model)))  # noqa: S307  # it is our own documentation
        assert type(value).__name__ == name
        assert json.loads(msgspec.json.encode(value)) == json.loads(as_json)
        assert msgspec.json.decode(as_json, type=type(value)) == value


@pytest.mark.parametrize("name", STRUCTS)
def test_each_field_of_a_type_is_named_in_its_section(name: str) -> None:
    section = sections_of_model()[name]
    shown = set(json.loads(re.findall(r"```json\n(.*?)```", section, re.DOTALL)[0]))
    fields: tuple[str, ...] = getattr(model, name).__struct_fields__
    assert [field for field in fields if field not in shown and f"`{field}`" not in section] == []


# Examples


def test_examples_of_the_model_run() -> None:
    first = blocks_of("docs/model.md")[0]
    exec(compile(first, "model.md", "exec"), {})  # noqa: S102  # it is our own documentation


def test_examples_of_the_readme_run() -> None:
    plugins = {code for _, code in plugins_of("README.md")}
    examples = [code for code in blocks_of("README.md") if code not in plugins]
    assert examples
    for code in examples:
        exec(compile(code, "README.md", "exec"), {})  # noqa: S102  # it is our own documentation


@pytest.mark.parametrize("code", blocks_of("docs/library.md"))
def test_examples_of_the_library_run(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(DOCS / "samples", tmp_path / "samples")
    monkeypatch.chdir(tmp_path / "samples")
    exec(compile(code, "library.md", "exec"), {})  # noqa: S102  # it is our own documentation


@pytest.mark.parametrize("page", ["README.md", "docs/plugins.md"])
def test_the_reader_of_the_tutorial_reads(page: str) -> None:
    name, code = plugins_of(page)[0]
    document = bench(module_of(name, code)).read("# Hello\n=> a.gmi The way\n\nIt rains.", "gemtext")
    assert octavo.plain_text(document.blocks).split("\n") == ["Hello", "The way", "It rains."]
    assert [node.url for node in octavo.walk(document.blocks) if isinstance(node, model.Link)] == ["a.gmi"]


def test_the_reader_of_the_readme_fits_one_screen() -> None:
    (_, code), *_ = plugins_of("README.md")
    assert code.count("\n") <= 35


def test_the_writer_and_the_tests_of_the_tutorial_run() -> None:
    modules = {name: module_of(name, code) for name, code in plugins_of("docs/plugins.md")}
    document = octavo.Document(blocks=(model.Heading(1, ("Hello",)), model.Paragraph(("It rains.",))))
    assert bench(modules["octavo_shout"]).write(document, "shout") == "HELLO!\n\nIt rains.\n"
    tests, kit = [code for code in blocks_of("docs/plugins.md") if "def test_" in code]
    names: dict[str, Any] = {}
    exec(compile(tests, "plugins.md", "exec"), names)  # noqa: S102  # it is our own documentation
    exec(compile(kit, "plugins.md", "exec"), names)  # noqa: S102  # the same
    marker = names["pytestmark"]
    names["test_title"](bench(*marker.args))
    for check in Conformance(*marker.args, **marker.kwargs).checks():
        names["test_conformance"](check)


@pytest.mark.parametrize("page", ["README.md", "docs/plugins.md"])
def test_the_reader_of_the_tutorial_hands_on_the_notices_of_decoding(page: str) -> None:
    name, code = plugins_of(page)[0]
    tried = bench(module_of(name, code))
    tried.read(b"# Hello\nIt \xff\xfe rains, " + "\u96e8".encode() * 500, "gemtext")
    assert tried.codes() == ["invalid-bytes"]


def test_the_transform_of_the_tutorial_does_what_the_page_says() -> None:
    ((name, code),) = [(name, code) for name, code in plugins_of("docs/plugins.md") if name == "octavo_calm"]
    module = module_of(name, code)
    blocks = (
        model.ThematicBreak(),
        model.Paragraph((model.Highlight(("Hello",)), " all")),
        model.Paragraph((model.Highlight(()),)),
    )
    document = octavo.Document(octavo.Meta(title="Hello!!"), blocks)
    changed = bench(module).transform(document, "calm")
    assert changed == octavo.Document(octavo.Meta(title="Hello"), (model.Paragraph(("Hello all",)),))
    for check in Conformance(module).checks():
        check()
    left = octavo.rewrite(
        (model.Paragraph((model.Image("a.png"),)),), lambda node: () if isinstance(node, model.Image) else node
    )
    assert left == (model.Paragraph(()),)


def test_the_dates_of_the_tutorial_have_a_zone() -> None:
    (code,) = [code for code in blocks_of("docs/plugins.md") if "def read_date" in code]
    names: dict[str, Any] = {}
    exec(compile(code, "plugins.md", "exec"), names)  # noqa: S102  # it is our own documentation
    tried = bench()
    context = tried.context()
    assert names["read_date"]("2024-02-29T08:00", 7, context).instant.isoformat() == "2024-02-29T08:00:00+00:00"
    assert names["read_date"]("2024-02-29T08:00+09:00", 7, context).instant.utcoffset().seconds == 9 * 3600
    assert names["read_date"]("someday", 7, context) == octavo.Timestamp("someday")
    (notice,) = tried.notices
    assert (notice.code, str(notice.position)) == ("date-not-understood", "test:7:1")


@pytest.mark.parametrize("kind", [octavo.Context, octavo.Source])
def test_all_that_a_function_gets_is_documented(kind: type) -> None:
    section = text_of("docs/plugins.md").partition("## What a function is given")[2].partition("\n## ")[0]
    for name in [*vars(kind), *getattr(kind, "__struct_fields__", ())]:
        if not name.startswith("_"):
            assert f"`{name}" in section, name


def test_the_tags_of_the_tutorial_are_rendered() -> None:
    (code,) = [code for code in blocks_of("docs/plugins.md") if "octavo_hexo.tags" in code]
    names: dict[str, Any] = {}
    exec(compile(code, "plugins.md", "exec"), names)  # noqa: S102  # it is our own documentation
    stars, verdict = (tag.render for tag in names["TAGS"])
    told: list[str] = []
    context = types.SimpleNamespace(
        notice=lambda code, _, line: told.append(f"{code} {line}"),
        read=lambda text, _: (model.Paragraph((text,)),),
    )
    assert stars(tags.TagCall(name="stars", arguments=("3",)), context) == ("★★★",)
    assert stars(tags.TagCall(name="stars", line=7), context) is None
    assert told == []
    assert stars(tags.TagCall(name="stars", arguments=("1000",), line=7), context) == ("★" * 100,)
    assert told == ["stars-left-out 7"]
    call = tags.TagCall(name="verdict", text="Good", content="It rains.")
    assert octavo.plain_text(verdict(call, context)) == "Good\nIt rains."


@pytest.mark.parametrize("kind", [tags.TagCall, tags.TagContext])
def test_all_that_a_tag_gets_is_documented(kind: type) -> None:
    section = text_of("docs/plugins.md").partition("## A Hexo tag")[2].partition("\n## ")[0]
    for name in vars(kind):
        if not name.startswith("_"):
            assert f"`{name}" in section, name


def test_every_check_of_the_kit_is_documented() -> None:
    rows = set(re.findall(r"^\| `([a-z.-]+)` \|", text_of("docs/plugins.md"), re.MULTILINE))
    for plugin in (point.load() for point in entry_points("octavo") if point.distribution == "octavo"):
        for check in Conformance(plugin).checks():
            assert [row for row in rows if str(check).endswith(row.lstrip("."))], check


# Hooks, formats, commands


def test_every_hook_is_documented() -> None:
    hooks = [name for name in vars(hookspecs) if name.startswith("octavo_")]
    table = text_of("docs/plugins.md").partition("## The hooks")[2]
    assert hooks
    assert [hook for hook in hooks if f"| `{hook}(" not in table] == []


def option_table(owner: str) -> str:
    kind, _, name = owner.partition(" ")
    declarations: Mapping[str, Any] = {
        "reader": REGISTRY.readers,
        "writer": REGISTRY.writers,
        "binder": REGISTRY.binders,
    }[kind]
    flag = "-R" if kind == "reader" else "-W"
    rows = [
        f"| `{one.name}` | {one.type.replace('|', ' or ')} | {one.default and f'`{one.default}`'} | {one.help} |\n"
        for one in describe_options(declarations[name].options)
    ]
    head = f"| `{flag}` | type | default | what it does |\n|:--|:--|:--|:--|\n"
    return head + "".join(rows) if rows else f"The {kind} has no options.\n"


def help_text(command: str) -> str:
    arguments = [*command.split()[1:], "--help"]
    result = CliRunner().invoke(cli, arguments, prog_name="octavo", terminal_width=110)
    assert result.exit_code == 0, result.output
    return f"```text\n{result.output}```\n"


def commands_of(name: str, command: click.Command) -> Iterator[str]:
    """Yield ``name`` and the names of all commands below ``command``."""
    yield name
    if isinstance(command, click.Group):
        context = click.Context(command)
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            assert found is not None
            yield from commands_of(f"{name} {below}", found)


def generate(page: Path, render: Callable[[str], str]) -> str:
    """Return the text of ``page`` with each generated piece as ``render`` gives it."""

    def replace(match: re.Match[str]) -> str:
        return f"<!-- generated: {match[1]} -->\n\n{render(match[1])}\n<!-- end -->"

    pattern = r"<!-- generated: (.+?) -->\n.*?<!-- end -->"
    return re.sub(pattern, replace, page.read_text(encoding="utf-8"), flags=re.DOTALL)


def generated_pieces(page: Path) -> set[str]:
    return set(re.findall(r"<!-- generated: (.+?) -->", page.read_text(encoding="utf-8")))


def test_every_format_is_documented_with_its_options(golden: Golden) -> None:
    page = DOCS / "formats.md"
    kinds = {"reader": REGISTRY.readers, "writer": REGISTRY.writers, "binder": REGISTRY.binders}
    assert {f"{kind} {name}" for kind, found in kinds.items() for name in found} <= generated_pieces(page)
    golden(page, generate(page, option_table))


def test_every_command_is_documented_with_its_help(golden: Golden) -> None:
    page = DOCS / "command-line.md"
    assert set(commands_of("octavo", cli)) == generated_pieces(page)
    golden(page, generate(page, help_text))


@pytest.mark.parametrize("page", ["docs/command-line.md", "docs/errors-and-notices.md"])
def test_every_error_is_documented_with_its_exit_code(page: str) -> None:
    rows = [line for line in text_of(page).splitlines() if line.startswith("|")]
    for name, kind in vars(errors).items():
        if isinstance(kind, type) and issubclass(kind, errors.OctavoError):
            assert [row for row in rows if f"`{name}`" in row and f"| {kind.exit_code} |" in row], name


def test_the_exit_codes_of_the_readme_are_those_of_the_command_line() -> None:
    def codes(page: str) -> list[str]:
        return re.findall(r"^\| (\d+) \|", text_of(page), re.MULTILINE)

    assert codes("README.md") == codes("docs/command-line.md")


# The public names


def public_modules() -> Iterator[tuple[str, Path]]:
    """Yield the name and file of each module that may be imported from outside, and of the one that tags are made by."""
    core = ROOT / "core"
    for path in sorted((core / "octavo").rglob("*.py")):
        parts = path.relative_to(core).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if not any(part.startswith("_") for part in name.split(".")):
            yield name, path
    yield "octavo_hexo.tags", ROOT / "plugins" / "octavo_hexo" / "tags" / "__init__.py"


def public_names(name: str, path: Path) -> list[str]:
    """Return what the module offers: its ``__all__``, else the classes, functions and constants that it defines."""
    declared: list[str] | None = getattr(importlib.import_module(name), "__all__", None)
    return sorted(set(declared if declared is not None else defined_names(path)))


def defined_names(path: Path) -> Iterator[str]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                names = [name]
            case ast.AnnAssign(target=ast.Name(id=name)):
                names = [name]
            case ast.Assign(value=ast.Call(func=ast.Name(id="TypeVar" | "ParamSpec"))):
                names = []
            case ast.Assign(targets=targets):
                names = [target.id for target in targets if isinstance(target, ast.Name)]
            case _:
                names = []
        yield from (name for name in names if not name.startswith("_"))


def list_of_names(_: str) -> str:
    lines = []
    for name, path in public_modules():
        names = public_names(name, path)
        if names:
            lines.append(f"- `{name}`: " + ", ".join(f"`{one}`" for one in names) + "\n")
    return "".join(lines)


def test_the_public_names_are_those_that_are_documented(golden: Golden) -> None:
    page = DOCS / "api-policy.md"
    assert generated_pieces(page) == {"public names"}
    golden(page, generate(page, list_of_names))


def test_what_a_module_offers_is_there_once_and_is_its_own() -> None:
    for name, _ in public_modules():
        module = importlib.import_module(name)
        declared = list(getattr(module, "__all__", ()))
        assert len(declared) == len(set(declared)), name
        assert [one for one in declared if one.startswith("_") or not hasattr(module, one)] == [], name


# Notices


def noticed_codes() -> set[str]:
    """The codes of all notices in the code: the first argument of what is called ``...notice...`` or ``tell``."""
    found = set()
    templates = ROOT / "core" / "octavo" / "_cli" / "templates"  # plugins that a user will change
    for path in [*(ROOT / "core").rglob("*.py"), *(ROOT / "plugins").rglob("*.py")]:
        if path.is_relative_to(templates):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(attr=name) | ast.Name(id=name), args=[ast.Constant(value=str(code)), *_]
                ) if "notice" in name.lower() or name == "tell":
                    found.add(code)
    return found


def documented_codes() -> list[str]:
    notices = text_of("docs/errors-and-notices.md").partition("## Notices of any format")[2]
    return re.findall(r"^\| `([a-z0-9-]+)` \|", notices, re.MULTILINE)


def test_every_notice_is_documented_once_and_no_other() -> None:
    documented = documented_codes()
    assert len(documented) == len(set(documented))
    assert set(documented) == noticed_codes()


def test_codes_are_in_kebab_case() -> None:
    assert [code for code in noticed_codes() if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", code)] == []


# Pages

PAGES = [page for page in (*sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("*.md"))) if "samples" not in page.parts]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target, fragment in re.findall(r"\]\(([^)#:\s]*)(#[^)\s]*)?\)", prose):
        file = (page.parent / target).resolve() if target else page
        assert file.exists(), f"{page.name}: {target}"
        if fragment and file.suffix == ".md":
            headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            anchors = {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}
            assert fragment[1:] in anchors, f"{page.name}: {target}{fragment}"


def test_every_decision_is_listed() -> None:
    listed = text_of("docs/decisions/README.md")
    records = [path.name for path in sorted((DOCS / "decisions").glob("0*.md"))]
    assert records
    assert [name for name in records if f"({name})" not in listed] == []


# The site: its build fails on warnings, but that comes late

TREES = re.compile(r"^```\{toctree\}\n(.*?)^```", re.MULTILINE | re.DOTALL)


def pages_in_navigation() -> set[Path]:
    found = {DOCS / "index.md"}
    for page in DOCS.rglob("*.md"):
        for tree in TREES.findall(page.read_text(encoding="utf-8")):
            entries = [line for line in tree.splitlines() if line and not line.startswith(":")]
            found.update(path for entry in entries for path in page.parent.glob(f"{entry}.md"))
    return found


def test_every_page_is_in_the_navigation_of_the_site() -> None:
    pages = {page for page in PAGES if DOCS in page.parents}
    assert pages - pages_in_navigation() == set(), "name it in a toctree, such as those at the end of docs/index.md"


def test_every_public_name_is_in_the_reference() -> None:
    reference = "".join(page.read_text(encoding="utf-8") for page in sorted((DOCS / "reference").glob("*.md")))
    described = set(re.findall(r"^\.\. auto\w+:: (\S+)$", reference, re.MULTILINE))
    modules = {f"octavo.{path.stem}" for path in (ROOT / "core" / "octavo").glob("[a-z]*.py")} | {"octavo.testing"}
    assert modules - described == set()
    homes = {name: getattr(getattr(octavo, name), "__module__", "octavo.plugin") for name in octavo.__all__}
    assert [name for name, home in homes.items() if not {home, f"octavo.{name}"} & described] == []
