"""A site: its configuration, the addresses of its posts, and what links and tags make of them."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import pytest

import octavo_file
import octavo_hexo
import octavo_html
import octavo_markdown
from octavo import Document, FetchPolicy, Site, plain_text, walk
from octavo._choices import Choices
from octavo._context import PipelineContext
from octavo._sites import DiskFolder
from octavo.model import CodeBlock, Image, Link, Paragraph
from octavo.plugin import Context
from octavo.site import Post
from octavo.testing import Bench, bench
from octavo_hexo.configuration import Configuration, read_configuration
from octavo_hexo.linking import find_post
from octavo_hexo.permalinks import date_in, fill_permalink, parse_name, same_page
from octavo_hexo.sites import find_site

SITE = Path(__file__).parent / "site"
POST = "---\ntitle: {title}\ndate: {date}\n---\n"


@dataclass(frozen=True)
class Drawer:
    """A folder that is only data."""

    files: Mapping[str, str]

    def names(self, below: str = "") -> Iterable[str]:
        return sorted(name for name in self.files if not below or name.startswith(below + "/"))

    def read(self, name: str, maximum: int = 1_000_000) -> bytes | None:
        return self.files[name].encode()[:maximum] if name in self.files else None


def site_of(configuration: str, **posts: str) -> Site:
    files = {f"source/_posts/{name}.md": text for name, text in posts.items()}
    site = find_site(Drawer({"_config.yml": configuration, **files}))
    assert site is not None
    return site


def configured(text: str, name: str = "_config.yml") -> Configuration:
    found = read_configuration(Drawer({name: text}))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def harbour() -> Site:
    """The site in the folder beside this file."""
    site = find_site(DiskFolder(SITE))
    assert site is not None
    return msgspec.structs.replace(site, location=(SITE / site.root).as_uri())


@dataclass(frozen=True)
class SiteBench(Bench):
    """A bench that fetches the site's files from the disk, as the command line does."""

    def context(self, name: str = "test") -> Context:
        return PipelineContext(self.registry, self.choices, name, self.notices)


def bench_of(site: Site) -> Bench:
    policy = FetchPolicy(roots=(site.location,))
    plugins = bench(octavo_hexo, octavo_html, octavo_markdown, octavo_file).registry
    return SiteBench(plugins, Choices(site=site, policy=policy))


def read(site: Site, name: str) -> tuple[Document, Bench]:
    pipeline = bench_of(site)
    document = pipeline.read((SITE / site.root / name).read_bytes(), "hexo", name=name)
    return document, pipeline


def links(document: Document) -> dict[str, str]:
    return {plain_text(node): node.url for node in walk(document.blocks) if isinstance(node, Link)}


def images(document: Document) -> dict[str, str]:
    return {node.alt: node.url for node in walk(document.blocks) if isinstance(node, Image)}


def body(site: Site, text: str, name: str = "_posts/a.md") -> tuple[Document, Bench]:
    pipeline = bench_of(site)
    return pipeline.read("---\ntitle: x\n---\n" + text, "hexo", name=name), pipeline


# The configuration


def test_what_a_site_says_of_itself(harbour: Site) -> None:
    assert harbour.root == "source"
    assert harbour.timezone == "Asia/Tokyo"
    assert harbour.url == "https://harbour.test/notes"
    assert harbour.meta.title == "Notes from the Harbour"
    assert [author.name for author in harbour.meta.authors] == ["Mirre Vos"]
    assert harbour.settings["hexo"]["language"] == "nl-NL"
    assert harbour.notices == ()


def test_a_folder_without_configuration_or_posts_is_no_site() -> None:
    assert find_site(Drawer({"source/_posts/a.md": ""})) is None
    assert find_site(Drawer({"_config.yml": "title: x", "_posts/a.md": ""})) is None


def test_settings_that_are_wrong_are_left_out_with_a_notice() -> None:
    found = configured("timezone: Mars/Base\nsource_dir: ../elsewhere\nurl: harbour\ntitle: x")
    assert (found.timezone, found.source_dir, found.url, found.title) == ("", "source", "", "x")
    assert [(notice.code, notice.position.line) for notice in found.notices] == [
        ("site-setting", 1),
        ("site-setting", 2),
        ("site-setting", 3),
    ]


def test_broken_yaml_is_read_as_far_as_it_goes() -> None:
    found = configured("title: Tides: a diary\nlanguage: ja\n")
    assert (found.title, found.language) == ("Tides: a diary", "ja")
    assert [notice.code for notice in found.notices] == ["site-setting"]


@pytest.mark.parametrize(
    ("settings", "breaks"),
    [
        ("title: x", True),
        ("marked: {breaks: false}", False),
        ("markdown: {render: {breaks: false}}", False),
        ("markdown: {breaks: true}", True),
        ("marked: {gfm: true}", True),
        ("marked: none", True),
    ],
)
def test_whether_line_ends_are_shown(settings: str, breaks: bool) -> None:
    assert configured(settings).breaks is breaks


def test_the_configuration_may_be_json_and_the_language_a_list() -> None:
    assert configured('{"title": "x", "language": ["zh-CN", "en"]}', "_config.json").language == "zh-CN"
    assert configured("language: default").language == ""


@pytest.mark.parametrize("url", ["http://example.com", "https://www.example.com/blog", "http://yoursite.com"])
def test_the_example_that_everyone_starts_with_is_no_address(url: str) -> None:
    assert configured(f"url: {url}").published_url == ""


@pytest.mark.parametrize("url", ["http://[", "ftp://x.test", "/blog"])
def test_what_is_no_web_address_is_none(url: str) -> None:
    assert configured(f"url: '{url}'").url == ""


# Addresses


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        (":year/:month/:day/:title/", "2024/01/01/trips/one/"),
        (":year/:i_month/:i_day/:name.html", "2024/1/1/one.html"),
        ("p/:post_title/", "p/one-two/"),
        (":category/:title/", "Sea/far-off/trips/one/"),
        (":hour:minute:second/:timestamp/", "033005/1704047405/"),
        (":lang/:title/", "en/trips/one/"),
        (":title-:hash/", "trips/one-621b9329eb02/"),
        (":urlname/", ""),
    ],
)
def test_permalinks(pattern: str, path: str) -> None:
    text = "---\ntitle: One, Two\ndate: 2024-01-01 03:30:05\ncategories: [Sea, far off]\n---\n"
    configuration = f"permalink: {pattern}\ntimezone: Asia/Tokyo\npermalink_defaults:\n  lang: en\n"
    site = site_of(configuration, **{"trips/one": text})
    assert site.posts["_posts/trips/one.md"] == Post("One, Two", path)


def test_an_instant_counts_in_the_zone_of_the_site(harbour: Site) -> None:
    assert harbour.posts["_posts/2023/moorings.md"].path == "2023/12/31/2023/moorings/"


def test_a_posts_own_permalink_goes_before_the_pattern(harbour: Site) -> None:
    assert harbour.address("_posts/low-water.md") == "https://harbour.test/notes/tables/low-water.html"
    whole = site_of("title: x", a="---\ntitle: a\npermalink: https://h.test/x%20y/\n---\n")
    assert whole.posts["_posts/a.md"].path == "x y/"


def test_posts_without_a_date_have_no_dated_address() -> None:
    assert site_of("title: x", a="---\ntitle: a\n---\n").posts["_posts/a.md"].path == ""
    assert site_of("title: x", a="no front matter").posts["_posts/a.md"] == Post()


def test_drafts_are_known_but_not_published(harbour: Site) -> None:
    assert harbour.posts["_drafts/unfinished.md"] == Post("Unfinished", "")
    assert harbour.address("_drafts/unfinished.md") == ""


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        ("trips/My Post", ":title.md", {"title": "trips/My Post"}),
        (
            "2024-01-02-rain",
            ":year-:month-:day-:title.md",
            {"year": "2024", "month": "01", "day": "02", "title": "rain"},
        ),
        ("rain & wind", ":year-:title.md", {"title": "rain-wind"}),
        ("2024/rain", ":year/:title.md", {"year": "2024", "title": "rain"}),
        ("2024", ":year.md", {"year": "2024", "title": "2024"}),
        ("a-a", ":title-:title.md", {"title": "a"}),
    ],
)
def test_what_the_name_of_a_file_tells(path: str, pattern: str, expected: dict[str, str]) -> None:
    assert parse_name(path, pattern) == expected


def test_a_date_in_a_name_counts_where_the_front_matter_has_none() -> None:
    assert date_in(parse_name("2024-3-09-x", ":year-:i_month-:day-:title.md")) == "2024-3-09"
    site = site_of("new_post_name: ':year-:i_month-:i_day-:title.md'", **{"2024-3-9-x": "---\ntitle: x\n---\n"})
    assert site.posts["_posts/2024-3-9-x.md"].path == "2024/03/09/x/"
    document, _ = body(site, "x", "_posts/2024-3-9-x.md")
    assert document.meta.slug == "x"
    assert document.meta.published is not None
    assert document.meta.published.text == "2024-3-9"


def test_addresses_of_one_page_are_the_same() -> None:
    assert {same_page(path) for path in ("/a/b/", "a/b", "a/b/index.html", "a/b.html")} == {"a/b"}
    assert same_page("/reindex.html") == "reindex"
    assert fill_permalink(":title/:missing/", {"title": "x"}) == ""


# Links


def test_links_lead_to_the_files_of_other_posts(harbour: Site) -> None:
    document, pipeline = read(harbour, "_posts/harbour.md")
    assert links(document) == {
        "Moorings & ropes": "2023/moorings.md",
        "the *tables*": "low-water.md#tables",
        "moorings": "2023/moorings.md",
        "from the root": "2023/moorings.md#rope",
        "beside": "2023/moorings.md",
        "relative": "2023/moorings.md",
        "far away": "https://elsewhere.test/2023/12/31/2023/moorings/",
        "Here": "low-water.md",
        "itself": "#top",
        "about": "/about/",
        "missing.py": "/downloads/code/missing.py",
    }
    assert pipeline.codes() == ["post-missing", "code-not-included"]


def test_a_post_that_is_not_there_leaves_its_words(harbour: Site) -> None:
    document, pipeline = body(harbour, "See {% post_link nowhere %}, [x]({% post_path nowhere %}).")
    assert plain_text(document.blocks) == "See nowhere, x."
    assert [notice.position.line for notice in pipeline.notices] == [4, 4]


def test_a_draft_links_to_posts_by_their_titles(harbour: Site) -> None:
    document, _ = read(harbour, "_drafts/unfinished.md")
    assert links(document) == {"The harbour at low tide": "../_posts/harbour.md"}


def test_pictures_are_found_in_the_asset_folder_and_below_the_root(harbour: Site) -> None:
    document, _ = read(harbour, "_posts/harbour.md")
    assert images(document) == {
        "A crane": "harbour/crane.png",
        "The logo": "/images/logo.png",
        "With the root": "/images/logo.png",
        "Whole": "/images/logo.png",
        "The crane": "harbour/crane.png",
    }


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("missing.png", "missing.png"),
        ("http://[", "http://%5B"),
        ("https://harbour.test/notes/nothing.png", "https://harbour.test/notes/nothing.png"),
        ("../../../../images/logo.png?x=1", "/images/logo.png?x=1"),
    ],
)
def test_a_picture_that_the_site_does_not_have_stays(harbour: Site, url: str, expected: str) -> None:
    document, _ = body(harbour, f"![a]({url})", "_posts/harbour.md")
    assert images(document) == {"a": expected}


def test_a_cover_is_found_as_pictures_are(harbour: Site) -> None:
    text = "---\ntitle: x\ncover: https://harbour.test/notes/images/logo.png\n---\n"
    assert bench_of(harbour).read(text, "hexo", name="_posts/x.md").meta.cover == "/images/logo.png"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("low-water.md?x=1#y", "low-water.md?x=1#y"),
        ("HTTP://HARBOUR.test/notes/tables/low-water", "low-water.md"),
        ("mailto:a@harbour.test", "mailto:a@harbour.test"),
        ("harbour/crane.png", "harbour/crane.png"),
        ("/tables/low-water.html", "low-water.md"),
        ("crane.png", "harbour/crane.png"),
    ],
)
def test_links_however_they_are_spelt(harbour: Site, url: str, expected: str) -> None:
    document, _ = body(harbour, f"[a]({url})", "_posts/harbour.md")
    assert links(document) == {"a": expected}


def test_posts_are_found_by_whatever_calls_them() -> None:
    text = "---\ntitle: A Day Out\nslug: outing\ndate: 2024-01-01\n---\n"
    site = site_of("new_post_name: ':year-:title.md'", **{"2024/a b": text})
    for call in ("2024-a-b", "2024/a b", "2024/a%20b.md", "outing", "a b", "A Day Out"):
        assert find_post(call, site) == "_posts/2024/a b.md"
    assert find_post("b", site) == ""


# Code and settings


def test_code_of_the_site_is_included(harbour: Site) -> None:
    document, _ = read(harbour, "_posts/harbour.md")
    (code,) = [node for node in walk(document.blocks) if isinstance(node, CodeBlock)]
    assert (code.language, code.caption) == ("python", ("Tides",))
    assert code.text == "def height(hour):\n    return 2.1 if hour % 12 < 6 else 0.4"


@pytest.mark.parametrize("path", ["../../_config.yml", "../../../../etc/passwd"])
def test_code_is_included_from_below_the_root_alone(harbour: Site, path: str) -> None:
    document, pipeline = body(harbour, f"{{% include_code {path} %}}")
    assert isinstance(document.blocks[0], Paragraph) or not document.blocks
    assert "code-not-included" in pipeline.codes()


def test_a_site_without_a_place_includes_nothing(harbour: Site) -> None:
    document, pipeline = body(site_of("title: x", a=""), "{% include_code tides.py %}")
    assert links(document) == {"tides.py": "/downloads/code/tides.py"}
    assert pipeline.codes() == ["code-not-included"]


def test_the_site_tells_language_and_zone_unless_the_post_or_the_user_does(harbour: Site) -> None:
    document, _ = read(harbour, "_posts/harbour.md")
    assert document.meta.language == "nl-NL"
    assert document.meta.published is not None
    assert str(document.meta.published.instant) == "2024-01-01 03:30:00+09:00"
    assert read(harbour, "_posts/low-water.md")[0].meta.language == "en"
    choices = Choices(site=harbour, timezone="UTC", reader_options={"hexo": {"language": "de"}})
    told = replace(bench_of(harbour), choices=choices).read(POST.format(title="x", date="2024-01-01"), "hexo")
    assert told.meta.language == "de"
    assert told.meta.published is not None
    assert str(told.meta.published.instant) == "2024-01-01 00:00:00+00:00"


def test_a_site_can_be_sent_to_another_process(harbour: Site) -> None:
    assert pickle.loads(pickle.dumps(harbour)) == harbour  # noqa: S301  # our own bytes
