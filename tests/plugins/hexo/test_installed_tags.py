"""Tags that other packages add, and what is told of those that can't be used."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

import octavo_hexo
import octavo_html
import octavo_markdown
from octavo import PluginError
from octavo.entry_points import EntryPoint
from octavo.model import Blocks, Emphasis, Inlines, Paragraph
from octavo.testing import Bench, bench
from octavo_hexo.tags import Tag, TagCall, TagContext

HEAD = "---\ntitle: x\n---\n"
ONE = Paragraph(("One.",))


@pytest.fixture
def hexo() -> Bench:
    return bench(octavo_hexo, octavo_html, octavo_markdown)


def read(hexo: Bench, body: str) -> Blocks:
    return hexo.read(HEAD + body, "hexo", name="posts/walk.md").blocks


class Point(EntryPoint, frozen=True):
    """An entry point that names something of this module."""

    def load(self) -> object:
        return globals()[self.value]


def with_packages(hexo: Bench, **values: str) -> Bench:
    """Return ``hexo`` with entry points of tags: their names, and what each is called in this module."""
    points = tuple(Point(name, value, "octavo_hexo.tags", f"octavo-{name}", "1.0") for name, value in values.items())
    return replace(hexo, registry=msgspec.structs.replace(hexo.registry, additions=points))


def stars(call: TagCall, context: TagContext) -> Inlines | None:
    """The example of the documentation."""
    return ("\u2605" * int(call.arguments[0]),) if call.arguments else None


STARS = Tag(names=("stars",), render=stars)
LOUD = (Tag(names=("emp",), render=lambda call, _: (call.text.upper(),)),)
NO_TAG = ("stars",)
NONSENSE = tuple(
    Tag(names=(name,), render=lambda _call, _context, result=result: result)  # type: ignore[misc]  # one for each
    for name, result in {"number": (1,), "word": "word", "mixed": ("a", Paragraph(("b",)))}.items()
)


def test_a_package_adds_tags(hexo: Bench) -> None:
    hexo = with_packages(hexo, stars="STARS", loud="LOUD")
    assert read(hexo, "{% stars 3 %} {% emp a %}") == (Paragraph(("★★★ A",)),)


@pytest.mark.parametrize(
    ("values", "code", "message"),
    [
        ({"a": "STARS", "b": "STARS"}, "tag-claimed-twice", "octavo-a and octavo-b claim the tag stars"),
        ({"a": "STARS", "b": "NO_TAG"}, "tag-package-left-out", "octavo-b are left out: it names something that is no"),
        ({"a": "STARS", "b": "missing"}, "tag-package-left-out", "octavo-b are left out: KeyError: 'missing'"),
    ],
)
def test_a_bad_package_is_named_and_left_out(hexo: Bench, values: dict[str, str], code: str, message: str) -> None:
    hexo = with_packages(hexo, **values)
    assert read(hexo, "Without any.") == (Paragraph(("Without any.",)),)
    assert hexo.notices == []
    assert read(hexo, "{% stars 3 %} {% emp a %}") == (Paragraph(("★★★ ", Emphasis(("a",)))),)
    (notice,) = hexo.notices
    assert notice.code == code
    assert message in notice.message


def test_a_tag_that_raises_is_named_with_its_package_and_line(hexo: Bench) -> None:
    with pytest.raises(
        PluginError, match=r"^posts/walk.md:6: the tag stars of octavo-a failed: ValueError: "
    ) as caught:
        read(with_packages(hexo, a="STARS"), "One.\n\n{% stars many %}")
    assert isinstance(caught.value.__cause__, ValueError)


@pytest.mark.parametrize(
    ("name", "words"), [("number", "a tuple with int"), ("word", "str, not a tuple"), ("mixed", "blocks and inlines")]
)
def test_what_no_tag_may_return_is_told_and_the_tag_is_kept(hexo: Bench, name: str, words: str) -> None:
    hexo = with_packages(hexo, a="NONSENSE")
    assert read(hexo, f"One.\n\n{{% {name} %}}") == (ONE, Paragraph((f"{{% {name} %}}",)))
    (notice,) = hexo.notices
    assert (notice.code, notice.position.line) == ("tag-result-unusable", 6)
    assert notice.message.startswith(f"the tag {name} of octavo-a gives {words}")
