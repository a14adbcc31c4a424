"""Whole sites on the command line."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result

from octavo import digest
from octavo.selection import Selection

Run = Callable[..., Result]

CONFIGURATION = """title: The Tea Diary
author: Lin
description: About tea
language: en
timezone: Asia/Shanghai
url: https://tea.test
"""


@pytest.fixture
def diary(site: Path, post: Callable[..., None]) -> Path:
    """The site with a configuration, a page, and posts that refer to each other."""
    (site / "_config.yml").write_text(CONFIGURATION)
    post("source/_posts/four.md", "Four", "2022-04-20 00:30:00", "{% post_link 2022/two %}, [one](/2022/04/01/one/)")
    post("source/about/index.md", "About")
    return site


def test_a_folder_of_outputs_has_links_that_work(diary: Path, octavo: Run) -> None:
    result = octavo("convert", ".", "-t", "html", "-o", "out/")
    assert result.exit_code == 0, result.output
    written = {str(path.relative_to("out")) for path in Path("out").rglob("*.html")}
    assert written == {f"source/_posts/{name}.html" for name in ("2022/two", "four", "one", "three")}
    four = Path("out/source/_posts/four.html").read_text()
    assert '<a href="2022/two.html">Two</a>' in four
    assert '<a href="one.html">one</a>' in four
    assert Path("out/source/images/logo.png").is_file()


def test_one_post_links_to_where_the_others_are_published(diary: Path, octavo: Run) -> None:
    result = octavo("convert", "source/_posts/four.md", "-t", "markdown")
    assert "[Two](https://tea.test/2022/04/08/2022/two/), [one](https://tea.test/2022/04/01/one/)" in result.output
    octavo("convert", "source/_posts/four.md", "-o", "four.md")
    assert "(https://tea.test/2022/04/01/one/)" in Path("four.md").read_text()


def test_drafts_are_taken_when_the_user_says_so(diary: Path, octavo: Run) -> None:
    octavo("convert", ".", "-t", "markdown", "-o", "out/", "--drafts")
    assert Path("out/source/_drafts/four.md").is_file()
    assert not Path("out/source/about").exists()


def test_dates_are_in_the_zone_of_the_site_unless_the_user_says_otherwise(diary: Path, octavo: Run) -> None:
    def instant(*arguments: str) -> str:
        result = octavo("inspect", "source/_posts/four.md", "--json", *arguments)
        return str(json.loads(result.stdout)["meta"]["published"]["instant"])

    assert instant() == "2022-04-20T00:30:00+08:00"
    assert instant("--timezone", "Asia/Tokyo") == "2022-04-20T00:30:00+09:00"


def test_a_digest_is_about_its_site_and_links_within_itself(diary: Path, octavo: Run) -> None:
    result = octavo("digest", ".", "-o", "tea.epub", "--since", "2022-04-08")
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile("tea.epub") as book:
        texts = {name: book.read(name).decode() for name in book.namelist() if name.endswith((".xhtml", ".opf"))}
    package = next(text for name, text in texts.items() if name.endswith(".opf"))
    assert "The Tea Diary, 2022-04-08 – 2022-04-20" in package
    assert "Lin" in package
    (four,) = [text for text in texts.values() if ">Two</a>" in text and "https://tea.test/2022/04/01/one/" in text]
    assert "tea.test/2022/04/08" not in four
    assert '<a class="source" property="url" href="https://tea.test/2022/04/20/four/">tea.test</a>' in four


def test_since_counts_in_the_zone_of_the_site(diary: Path, octavo: Run) -> None:
    result = octavo("digest", ".", "-t", "markdown", "-o", "-", "--since", "2022-04-20")
    assert result.stdout.startswith("---\ntitle: Four\n")


def test_many_posts_in_one_file_link_to_each_other(diary: Path, octavo: Run) -> None:
    octavo("convert", ".", "-o", "all.epub")
    with zipfile.ZipFile("all.epub") as book:
        text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml"))
    assert "tea.test" not in text


def test_what_is_wrong_with_a_site_is_said(diary: Path, octavo: Run) -> None:
    (diary / "_config.yml").write_text(CONFIGURATION.replace("Asia/Shanghai", "Tea/Time"))
    result = octavo("convert", "source/_posts/four.md", "-t", "text", "-v")
    assert (
        "_config.yml:5: warning: timezone: 'Tea/Time' is no time zone; dates are in UTC [site-setting]" in result.output
    )


def lay_two_sites(front_matter: str = "") -> None:
    """Write two sites below ``both``, each with posts of the same names, one with a link to itself and to the other."""
    for name in ("red", "blue"):
        posts = Path("both", name, "source", "_posts")
        posts.mkdir(parents=True)
        Path("both", name, "_config.yml").write_text(f"url: https://{name}.test\n")
        (posts / "hello.md").write_text(
            f"---\ntitle: Hello {name}\ndate: 2024-01-02\n{front_matter.format(name)}---\n"
            "[here](/2024/01/02/hello/) [old](/2020/01/01/old/)\n"
        )
        (posts / "old.md").write_text(f"---\ntitle: Old {name}\ndate: 2020-01-01\n---\nOld.\n")


@pytest.mark.parametrize("name", ["red", "blue"])
def test_links_of_a_post_lead_to_its_own_site(site: Path, octavo: Run, name: str) -> None:
    lay_two_sites()
    assert octavo("convert", "both/red", "both/blue", "-o", "all.md").exit_code == 0
    text = Path("all.md").read_text()
    ids = {title: anchor for anchor, title in re.findall(r'^# <span id="(.+)"></span>(.+)$', text, re.MULTILINE)}
    assert len(set(ids.values())) == len(ids) == 4
    post = text.partition(f"</span>Hello {name}\n\n")[2].partition("\n")[0]
    assert post == f"[here](#{ids[f'Hello {name}']}) [old](#{ids[f'Old {name}']})"


def test_links_to_posts_of_one_name_that_are_no_inputs_lead_to_their_sites(site: Path, octavo: Run) -> None:
    lay_two_sites()
    posts = [f"both/{name}/source/_posts/hello.md" for name in ("red", "blue")]
    assert octavo("convert", *posts, "-o", "two.md").exit_code == 0
    old = re.findall(r"\[old\]\((.+?)\)", Path("two.md").read_text())
    assert old == ["https://red.test/2020/01/01/old/", "https://blue.test/2020/01/01/old/"]


def test_links_of_a_post_that_names_its_source_lead_to_its_own_site(site: Path, octavo: Run) -> None:
    lay_two_sites("source_url: https://elsewhere.test/{}\n")
    assert octavo("digest", "both", "-o", "both.json", "--since", "2024").exit_code == 0
    document = json.loads(Path("both.json").read_bytes())
    made = digest(["both"], "json", selection=Selection(since=datetime(2024, 1, 1, tzinfo=UTC)))
    for text in (json.dumps(document), made.data.decode()):
        assert {"https://red.test/2020/01/01/old/", "https://blue.test/2020/01/01/old/"} <= set(
            re.findall(r"https://[a-z.]+/2020[^\"]*", text)
        )


def test_links_of_posts_that_can_not_be_told_apart_lead_to_no_site(site: Path, octavo: Run) -> None:
    lay_two_sites("source_url: https://elsewhere.test/hello\n")
    assert octavo("digest", "both", "-o", "both.md", "--since", "2024").exit_code == 0
    assert Path("both.md").read_text().count("[old](old.md)") == 2


def test_posts_of_one_name_are_told_apart_by_their_sites(site: Path, octavo: Run) -> None:
    lay_two_sites()
    assert octavo("digest", "both", "-o", "both.epub", "--since", "2024").exit_code == 0
    with zipfile.ZipFile("both.epub") as book:
        pages = {name.rpartition("/")[2]: book.read(name).decode() for name in book.namelist() if "/hello-" in name}
    assert len(pages) == 2
    for file, text in pages.items():
        name = "red" if ">Hello red<" in text else "blue"
        assert f'href="https://{name}.test/2024/01/02/hello/">{name}.test</a>' in text
        assert f'<a href="{file}">here</a>' in text
