"""What the user of the Hexo reader can choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from octavo.options import option


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the reader of Hexo posts lets its user choose."""

    body: Literal["auto", "html", "markdown"] = option("auto", help="what the body is written in; auto: told by itself")
    tidy: bool = option(
        True, help="mend what scraped bodies suffer from: see the option of the same name of the html reader"
    )
    breaks: bool = option(
        True, help="take line ends in Markdown for line breaks, as Hexo does unless its site says otherwise"
    )
    language: str = option(
        "", help="the language of posts that name none; empty: the site's, or told from their letters"
    )
    site_url: str = option(
        "", help="where the posts are published; links that begin so lead to them; empty: the site's"
    )
    site_root: str = option("/", help="the path that links between posts begin with")
    code_folder: str = option("downloads/code", help="the folder of the site from which include_code takes files")
    post_names: str = option("", help="how files of posts are named (Hexo's new_post_name); empty: the site's")
    front_matter_bytes: int = option(262_144, help="the largest front matter that is read")
    front_matter_depth: int = option(32, help="how deep lists and mappings in front matter may nest")
    front_matter_aliases: int = option(10_000, help="how many values YAML aliases may stand for")
