"""Front matter: kept to the letter while it holds, renewed where it doesn't, made where there is none."""

from __future__ import annotations

import tomllib
from datetime import datetime
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import octavo_hexo
import octavo_html
import octavo_markdown
from octavo.model import Author, Document, FrontMatter, FrontMatterEntry, Meta, Paragraph, Timestamp
from octavo.testing import Bench, bench
from octavo_markdown.scalars import toml_entry, yaml_entry

POST = """---
title: "A: post" # its title
date: 2022-04-28 13:53:12
tags: [one, two]
categories:
  - [A, B]
  - C
description: Some words
odd_key:   {a: 1,   b: 2}
---

Body.
"""
META = Meta(
    title="A: post",
    authors=(Author("甲"),),
    published=Timestamp("28 Apr", datetime.fromisoformat("2022-04-28T13:53:12+08:00")),
    updated=Timestamp("not a date"),
    language="zh-CN",
    categories=(("A", "B"), ("A", "C")),
    tags=("one", "no", "1"),
    description="Words",
    excerpt="More words",
    cover="/c.png",
    source_url="https://example.org/",
    slug="a-post",
    draft=True,
)
BODY = (Paragraph(("Body.",)),)


@pytest.fixture
def octavo() -> Bench:
    return bench(octavo_markdown, octavo_hexo, octavo_html)


def write(octavo: Bench, meta: Meta, flavour: str = "hexo", name: str = "x.md") -> str:
    written = octavo.write(Document(meta, BODY, name=name), "markdown", {"front_matter": flavour})
    assert written.endswith("\nBody.\n")
    return written.removesuffix("\nBody.\n")


def load(written: str) -> Any:
    mark = written[:3]
    assert written.startswith(mark + "\n")
    assert written.endswith(f"\n{mark}\n")
    return tomllib.loads(written[4:-4]) if mark == "+++" else yaml.safe_load(written[4:-4])


def test_what_still_holds_stays_to_the_letter(octavo: Bench) -> None:
    assert octavo.write(octavo.read(POST, "hexo"), "markdown") == POST


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        ({"title": "Another"}, 'title: "A: post" # its title\n', "title: Another\n"),
        ({"tags": ("one",)}, "", ""),
        ({"tags": ("one", "three")}, "tags: [one, two]\n", "tags:\n  - one\n  - three\n"),
        ({"description": ""}, "description: Some words\n", ""),
        ({"published": Timestamp("2023")}, "date: 2022-04-28 13:53:12\n", 'date: "2023"\n'),
        ({"categories": (("X",),)}, "categories:\n  - [A, B]\n  - C\n", "categories:\n  - X\n"),
    ],
)
def test_only_what_changed_is_renewed(octavo: Bench, change: dict[str, Any], old: str, new: str) -> None:
    document = octavo.read(POST, "hexo")
    changed = msgspec.structs.replace(document, meta=msgspec.structs.replace(document.meta, **change))
    assert octavo.write(changed, "markdown") == POST.replace(old, new)


def test_what_was_not_stated_is_added(octavo: Bench) -> None:
    document = octavo.read(POST, "hexo")
    meta = msgspec.structs.replace(document.meta, cover="/c.png", authors=(Author("甲"), Author("B")))
    written = octavo.write(msgspec.structs.replace(document, meta=meta), "markdown")
    assert 'odd_key:   {a: 1,   b: 2}\nauthor:\n  - 甲\n  - B\ncover: "/c.png"\n---\n' in written


def test_what_a_reader_says_beside_its_entries_is_added(octavo: Bench) -> None:
    entry = FrontMatterEntry("mood", "calm", "mood: calm\n")
    made = Meta(title="Rain", language="en", front_matter=FrontMatter("", (entry,)))
    assert write(octavo, made) == "---\nmood: calm\ntitle: Rain\nlang: en\n---\n"
    stood = msgspec.structs.replace(made, front_matter=FrontMatter("---\nmood: calm\n---\n", (entry,)))
    assert write(octavo, stood) == "---\nmood: calm\ntitle: Rain\n---\n"


@pytest.mark.parametrize(("name", "body"), [("Rain.md", "Body."), ("x.md", "# Rain\n\nBody.")])
def test_a_title_that_stands_elsewhere_is_not_added(octavo: Bench, name: str, body: str) -> None:
    post = f"---\nmood: calm\n---\n\n{body}\n"
    document = octavo.read(post, "hexo", name=name)
    meta = msgspec.structs.replace(document.meta, title="Rain")
    document = msgspec.structs.replace(document, meta=meta, name=name)
    assert octavo.write(document, "markdown").startswith("---\nmood: calm\n---\n")


@pytest.mark.parametrize(
    ("block", "renewed"),
    [
        ("title: Day 1: Home", 'title: "Day 1: Home"'),
        ("title: [x] y", 'title: "[x] y"'),
        ("title: @x", 'title: "@x"'),
        ("title: T\ntags:\n\t- a", "title: T\ntags:\n  - a"),
        ("title: T\ndate: 2020-20-19 10:00:00", 'title: T\ndate: "2020-20-19 10:00:00"'),
        ("title: T\nzone: 2020-01-01 10:00:00 +99:00", 'title: T\nzone: "2020-01-01 10:00:00 +99:00"'),
        ("title: T\nbig: " + "1" * 5000, "title: T\nbig: " + '"' + "1" * 5000 + '"'),
        ("title: T\nfile: !include /etc/passwd", 'title: T\nfile: "!include /etc/passwd"'),
        ("title: T\ntitle: T\nx: 1", "title: T\nx: 1"),
        ("title: T\nv: =", 'title: T\nv: "="'),
        ("title: a\0b", "title: a\ufffdb"),
        ("title: T\na: &a [1]\nb: *a\n? [c]\n: 1", None),
    ],
)
def test_what_not_every_reader_of_yaml_understands_is_written_anew(
    octavo: Bench, block: str, renewed: str | None
) -> None:
    written = octavo.write(octavo.read(f"---\n{block}\n---\n\nBody.\n", "hexo"), "markdown")
    values = yaml.safe_load(written.partition("\n---\n")[0])
    assert values["title"]
    if renewed is not None:
        assert written == f"---\n{renewed}\n---\n\nBody.\n"


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: T\n---\n<script>alert(1)</script>\n---\n",
        "---\ntitle: T\n...\n<script>alert(1)</script>\n---\n",
        "<script>alert(1)</script>\n---\n",
        "---\ntitle: T\n",
        "---\n- title\n---\n",
        "---\n" + "[" * 40_000 + "\n---\n",
        "---\na: &a [x]\nb: [" + "*a, " * 17 + "]\n---\n",
        "---\ntitle: T\nx: \x1b[31m\n---\n",
    ],
    ids=["two blocks", "two documents", "no mapping", "unclosed", "a list", "deep", "aliases", "escape"],
)
def test_a_block_of_a_tree_can_not_break_out(octavo: Bench, text: str) -> None:
    old = FrontMatter(text, (FrontMatterEntry("title", "T", "title: T\n---\n<script>\n"),))
    assert write(octavo, Meta(title="T", front_matter=old)) == "---\ntitle: T\n---\n"


def test_entries_that_do_not_fit_each_other_are_written_anew(octavo: Bench) -> None:
    post = "---\n  title: Old\n  odd: {a: 1}\n  x: &a b\n  y: *a\n---\n\nBody.\n"
    document = octavo.read(post, "hexo")
    document = msgspec.structs.replace(document, meta=msgspec.structs.replace(document.meta, title="New"))
    values = yaml.safe_load(octavo.write(document, "markdown").split("---")[1])
    assert values == {"title": "New", "odd": {"a": 1}, "x": "b", "y": "b"}


def test_long_keys_are_read_back() -> None:
    key = "k\u2028" * 800
    assert yaml.safe_load(yaml_entry(key, ["v"])) == {key: ["v"]}


def test_front_matter_in_json_is_renewed_as_yaml(octavo: Bench) -> None:
    entries = (FrontMatterEntry("title", "old"), FrontMatterEntry("odd", {"a": [1, None]}))
    old = FrontMatter(';;;\n"title": "old", "odd": {"a": [1, null]}\n;;;\n', entries, "json")
    assert write(octavo, Meta(title="old", front_matter=old)) == old.text
    assert write(octavo, Meta(title="new", front_matter=old)) == '---\ntitle: new\nodd: {"a": [1, null]}\n---\n'


def test_hexo(octavo: Bench) -> None:
    assert load(write(octavo, META)) == {
        "title": "A: post",
        "author": "甲",
        "date": META.published and META.published.instant,
        "updated": "not a date",
        "lang": "zh-CN",
        "categories": [["A", "B"], ["A", "C"]],
        "tags": ["one", "no", "1"],
        "description": "Words",
        "excerpt": "More words",
        "cover": "/c.png",
        "link": "https://example.org/",
        "slug": "a-post",
        "published": False,
    }
    one = Meta(title="x", categories=(("A", "B"),), slug="x")
    assert write(octavo, one) == "---\ntitle: x\ncategories:\n  - A\n  - B\n---\n"


@pytest.mark.parametrize(
    ("flavour", "expected"),
    [
        ("jekyll", {"last_modified_at": "not a date", "image": "/c.png", "published": False}),
        ("hugo", {"lastmod": "not a date", "summary": "More words", "draft": True}),
        ("hugo-toml", {"lastmod": "not a date", "draft": True, "params": {"odd": [1, "a"]}}),
        ("zola", {"taxonomies": {"categories": ["A", "B", "C"], "tags": ["one", "no", "1"]}, "draft": True}),
        ("astro", {"updatedDate": "not a date", "heroImage": "/c.png"}),
        ("obsidian", {"source": "https://example.org/", "tags": ["one", "no", "1"]}),
    ],
)
def test_other_flavours(octavo: Bench, flavour: str, expected: dict[str, Any]) -> None:
    entries = (FrontMatterEntry("odd", [1, "a"], "odd: [1, a]\n"), FrontMatterEntry("title", "old", "title: old\n"))
    meta = msgspec.structs.replace(META, front_matter=FrontMatter("---\n---\n", entries))
    loaded = load(write(octavo, meta, flavour))
    assert loaded.items() >= expected.items()
    assert loaded["title"] == "A: post"
    assert "odd" in str(loaded)


def test_nothing_known_is_no_block(octavo: Bench) -> None:
    assert octavo.write(Document(blocks=BODY), "markdown") == "Body.\n"
    assert octavo.write(Document(blocks=BODY), "markdown", {"front_matter": "zola"}) == "Body.\n"
    assert octavo.write(Document(META, BODY), "markdown", {"front_matter": "none"}) == "Body.\n"


TEXTS = st.one_of(
    st.text(max_size=20),
    st.text(st.sampled_from("ab1 :#-'\"\\,[]{}&*!|>%@`~?=\n\t\u00a0\u2028\u3000中。yesno0x.eE"), max_size=12),
    st.sampled_from(
        ["yes", "No", "null", "~", "1e3", "0x1F", "12:30:45", "2022-04-28", ".inf", "NaN", "---", "...", "{{x}}", "<<"]
    ),
)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.lists(TEXTS, max_size=3), st.lists(st.lists(TEXTS, max_size=2), max_size=2))
def test_any_text_loads_back(text: str, flat: list[str], nested: list[list[str]]) -> None:
    values: dict[str, Any] = {"text": text, "flat": flat, "nested": nested, text or "key": {"deep": [text, 1]}}
    expected = {_clean(key): _clean(value) for key, value in values.items()}
    assert yaml.safe_load("".join(yaml_entry(key, value) for key, value in values.items())) == expected
    assert tomllib.loads("".join(toml_entry(key, value) for key, value in values.items())) == expected


def _clean(value: Any) -> Any:
    """Return ``value`` with lone surrogates, which no file can hold, replaced."""
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case list():
            return [_clean(item) for item in value]
        case dict():
            return {key: _clean(item) for key, item in value.items()}
        case _:
            return value


@pytest.mark.parametrize("text", ["2024 年终总结", "A title, plainly (with more)", "中文：标题", "C'est ça!", "3 Tips"])
def test_plain_words_need_no_quotes(text: str) -> None:
    assert yaml_entry("title", text) == f"title: {text}\n"


@pytest.mark.parametrize("text", ["a: b", "a #b", "#a", "- a", "yes", "2022-04-28", "12", "1e3", "", " a", "{{ x }}"])
def test_other_words_are_quoted(text: str) -> None:
    assert yaml_entry("title", text) == f'title: "{text}"\n'
