"""octavo-thimble in posts, as the installed tag; ``octavo.read`` is octavo as a library."""

import octavo
import pytest


def read(body: str) -> octavo.Document:
    return octavo.read(octavo.Source(f"---\ntitle: A post\n---\n{body}\n", "post.md"), "hexo")


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("{% thimble %}", "★"),
        ("{% thimble 3 %}", "★★★"),
        ("{% thimble 0 %}", ""),
        ("{% thimble many %}", "{% thimble many %}"),
    ],
)
def test_the_tag_is_rendered_where_it_stands(tag: str, text: str) -> None:
    assert octavo.plain_text(read(f"Rain {tag}!").blocks) == f"Rain {text}!"


def test_what_is_lost_is_said_with_its_line() -> None:
    document = read("Rain\n\n{% thimble 1000 %}")
    assert octavo.plain_text(document.blocks).endswith("★" * 100)
    assert ("stars-left-out", 6) in [(notice.code, notice.position.line) for notice in document.notices]
