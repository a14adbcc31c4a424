"""Threat: what comes out of a hostile post runs code, reaches out, shows what was hidden, or breaks its format."""

from __future__ import annotations

import json

import pytest
import yaml
from lxml import etree

from browsing import dangers, rendered, shown
from converter import BODY_FORMATS, Converter, pages_of
from octavo.errors import ReadError

ACTIVE = {
    "a script": "<script>alert(1)</script>",
    "a script in an attribute": '<p title="</p><script>alert(1)</script>">x</p>',
    "a nested script": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "a handler": "<img src=x onerror=alert(1)><svg/onload=alert(1)><body onpageshow=alert(1)>",
    "a handler without spaces": "<img/src=x/onerror=alert(1)//>",
    "an upper-case scheme": '<a href="JaVaScRiPt:alert(1)">x</a>',
    "a scheme in entities": '<a href="&#106;ava&#x73;cript&colon;alert(1)">x</a>',
    "a scheme with controls": '<a href="java\tscr\nipt:alert(1)">x</a><a href="&#1;javascript:alert(1)">y</a>',
    "vbscript": '<a href=" vbscript:msgbox(1)">x</a>',
    "a page as data": '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "an SVG as data": '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
    "a refresh": '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
    "an object": '<object data="x.swf"></object><embed src="javascript:alert(1)"><applet code="x">',
    "a frame with a page": '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "a frame": '<iframe src="javascript:alert(1)"></iframe>',
    "a form": '<form action="javascript:alert(1)"><button formaction="javascript:alert(1)">x</button></form>',
    "a base": '<base href="https://evil.example/"><a href="x">x</a>',
    "a style": "<style>p{background:url(https://evil.example)}</style><p style='width:expression(alert(1))'>x</p>",
    "a style sheet": '<link rel="stylesheet" href="https://evil.example/x.css">',
    "an SVG": '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a><animate onbegin=alert(1)></svg>',
    "MathML": '<math><maction actiontype="statusline#x" xlink:href="javascript:alert(1)">x</maction></math>',
    "a namespace that changes": "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "MathML that changes": "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "a comment that ends early": "<!--><img src=x onerror=alert(1)>-->",
    "a noscript": '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "a template": "<template><script>alert(1)</script></template>",
    "a textarea": "<textarea></textarea><script>alert(1)</script></textarea>",
    "escaped text": "<p>&lt;script&gt;alert(1)&lt;/script&gt; &lt;img src=x onerror=alert(1)&gt;</p>",
    "escaped code": "<pre>&lt;/code&gt;&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;</pre>",
    "an autolink": "<p>&lt;javascript:alert(1)&gt; [x](javascript:alert(1)) ![x](javascript:alert(1))</p>",
    "a definition of a link": "<p>[x]: javascript:alert(1)</p><p>[x]</p>",
    "a cell": "<table><tr><td>a|&lt;img src=x onerror=alert(1)&gt;</td></tr></table>",
    "an alternative text": '<img alt="](x) <script>alert(1)</script>" src="a.png">',
    "a title of a link": "<a href=\"x\" title='&quot;) <script>alert(1)</script>'>x</a>",
    "a caption of code": '<figure class="highlight"><figcaption>&lt;script&gt;alert(1)&lt;/script&gt;</figcaption><pre>x</pre></figure>',
}
SOURCES = ("hexo", "html", "markdown")


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("target", ["markdown", "html", "xhtml", "epub"])
@pytest.mark.parametrize("payload", ACTIVE.values(), ids=ACTIVE.keys())
def test_nothing_is_active(converter: Converter, payload: str, target: str, source: str) -> None:
    post = f"<p>BEFORE</p>\n\n{payload}\n\n<p>AFTER</p>\n"
    written = converter.convert(post, target, source)
    pages = [rendered(written)] if target == "markdown" else pages_of(written)
    assert [danger for page in pages for danger in dangers(page)] == []
    assert any("BEFORE" in shown(page) for page in pages)


@pytest.mark.parametrize("target", ["xhtml", "epub"])
@pytest.mark.parametrize("payload", ACTIVE.values(), ids=ACTIVE.keys())
def test_xml_is_well_formed(converter: Converter, payload: str, target: str) -> None:
    written = converter.convert(f"<p>BEFORE</p>\n{payload}\n<p>AFTER</p>\n", target)
    for page in pages_of(written):
        etree.fromstring(page.encode())


BREAKING = {
    "controls": "a\x00b\x01c\x08d\x0be\x0cf\x1bg\x7fh\x85i\x9bj",
    "references to controls": "a&#0;b&#1;c&#27;d&#x9b;e&#xFFFE;f&#xD800;g&#x110000;h",
    "noncharacters": "a\ufdd0b\ufffec\uffffd\U0001fffee",
    "the end of a CDATA section": "a]]>b",
    "a terminal's sequences": "a\x1b[31mred\x1b]0;title\x07\x9b2Jb",
    "a comment's end": "a-->b",
    "an instruction's end": "a?>b",
}


@pytest.mark.parametrize("target", BODY_FORMATS)
@pytest.mark.parametrize("text", BREAKING.values(), ids=BREAKING.keys())
def test_text_does_not_break_its_format(converter: Converter, text: str, target: str) -> None:
    post = (
        f'---\ntitle: "t"\n---\n<p>BEFORE {text} AFTER</p>\n<pre>{text}</pre>\n<p><img src="a.png" alt="{text}"></p>\n'
    )
    written = converter.convert(post, target)
    assert not {character for character in written if ord(character) < 32 and character not in "\t\n"}
    assert "\x9b" not in written
    assert "\x7f" not in written
    assert "BEFORE" in written
    assert "AFTER" in written
    if target in ("xhtml", "epub"):
        for page in pages_of(written):
            etree.fromstring(page.encode())
    if target == "json":
        json.loads(written)


@pytest.mark.parametrize(
    "value",
    ["a: b", "x\n---\n<script>", "'\"", "{% raw %}", "&a *a", "!!python/name:os.system x", "- a", "# c", "\u2028layout: evil", "\x85x: y", "a\rb: c"],
)  # fmt: skip
def test_metadata_does_not_break_out(converter: Converter, value: str) -> None:
    document = json.dumps({"octavo": 1, "meta": {"title": value, "tags": [value]}, "blocks": []})
    written = converter.convert(document, "markdown", "json")
    block = written.split("---\n")[1]
    assert set(yaml.safe_load(block)) == {"title", "tags"}
    assert yaml.safe_load(block)["tags"] == [value]


@pytest.mark.parametrize("target", BODY_FORMATS)
def test_what_is_hidden_stays_hidden(converter: Converter, target: str) -> None:
    hidden = (
        "<title>SECRET</title><style>SECRET</style><script>SECRET</script><template>SECRET</template><!-- SECRET -->"
    )
    written = converter.convert(f"<p>BEFORE</p><div>{hidden}</div><p>AFTER</p>", target)
    assert "SECRET" not in written
    assert "AFTER" in written


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!!python/name:os.system", "!ruby/object:Gem", "!!js/function"])  # fmt: skip
def test_tags_that_run_code_are_refused(converter: Converter, tag: str) -> None:
    with pytest.raises(ReadError, match="asks for code"):
        converter.convert(f"---\ntitle: T\nx: {tag} 'echo'\n---\nBody.\n", "markdown")
