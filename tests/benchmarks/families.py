"""Families of inputs that are made to be slow: by format and name, a function of how often the slow thing stands there."""

from __future__ import annotations

import json
from collections.abc import Callable

from books import MANIFEST, METADATA, NAV, SPINE, book, healthy, pack, package, page

Family = Callable[[int], str | bytes]


def _each(pattern: str) -> Callable[[int], str]:
    """``pattern`` again and again, each time with the number of the repetition for ``@``."""
    return lambda n: "".join(pattern.replace("@", str(number)) for number in range(n))


def _within(begin: str, slow: Callable[[int], str], end: str) -> Callable[[int], str]:
    return lambda n: begin + slow(n) + end


def _both(first: str, second: str) -> Callable[[int], str]:
    return lambda n: _each(first)(n) + _each(second)(n)


def _front_matter(pattern: str, begin: str = "", end: str = "") -> Family:
    return _within("---\n" + begin, _each(pattern), end + "\n---\nBody.\n")


_TEXT = {
    "stars": "*a _b ",
    "strong stars": "**a*b",
    "underscores": "_a",
    "runs of stars": "*",
    "runs of underscores": "_",
    "brackets": "[![",
    "both brackets": "[]",
    "backticks": "`a",
    "runs of backticks": "`",
    "tildes": "~a~~b ",
    "dollars": "$a",
    "signs": "<&",
    "ampersands": "&",
    "entities": "&amp;amp",
    "bars": "|",
    "greater": "> ",
    "hashes": "# ",
    "backslashes": "\\",
    "colons": ":a",
    "tags of Hexo": "{% a ",
    "expressions of Hexo": "{{ a ",
    "addresses": "http://a.b/c ",
    "addresses that run on": "http://a",
    "addresses of mail": "a@b",
    "digits": "1",
    "spaces": " ",
    "one word": "word",
    "words": "word ",
    "CJK": "漢字",
    "CJK with words": "漢字word, ",
    "combining signs": "á̂̃",
    "joined emoji": "👩‍",
    "right to left": "א ב\u200f",
    "soft hyphens": "a\u00ad",
    "lines": "a\n",
    "lines of CJK": "漢\n",
    "blank lines": "a\n\n",
}
"""Runs of text: in a paragraph of HTML, in Markdown, and as plain text."""

_HTML: dict[str, Family] = {
    "nested div": lambda n: "<div>" * n + "x" + "</div>" * n,
    "nested span": lambda n: "<span class=a>" * n + "x" + "</span>" * n,
    "unclosed div": _each("<div>"),
    "unclosed div with words": _each("<div>a "),
    "unclosed b and p": _each("<b><p>"),
    "unclosed formatting": _each("<b><i><u><a href=x>a"),
    "nested quotes": _each("<blockquote>a"),
    "nested lists": _each("<ul><li>a"),
    "lists without items": _each("<ul>"),
    "nested tables": _each("<table><tr><td>a"),
    "nested definitions": _each("<dl><dt>a<dd>"),
    "unclosed tags": _each("<a "),
    "unclosed tags in nested div": lambda n: "<div>" * 3000 + "<a " * n,
    "unclosed quotes in nested div": lambda n: "<div>" * 3000 + "<a 'b\" " * n,
    "attributes of a script": _within("<script ", _each("a@=b "), ">x</script>"),
    "attributes behind a comment": _within("<!--><p ", _each("a@=b "), ">x</p>-->"),
    "attributes of quotes": _within("<p ' ", _each("a@ "), "' >x</p>"),
    "attributes of an end tag": _within("<p>x</p ", _each("a@ "), ">"),
    "unclosed comments": _each("<!--"),
    "unclosed sections": _each("<![CDATA["),
    "unclosed scripts": _each("<script>"),
    "unclosed text areas": _each("<textarea>"),
    "stray ends": _each("</b></p>"),
    "attributes": _within("<p ", _each("a@=b "), ">x</p>"),
    "classes": _within('<p class="', _each("c@ "), '">x</p>'),
    "styles": _within('<p style="', _each("color:red;"), '">x</p>'),
    "an attribute": _within('<a href="', _each("a&amp;"), '">x</a>'),
    "rows": _within("<table>", _each("<tr><td>a<td>b"), "</table>"),
    "rows of a head": lambda n: "<table><thead>" + _each("<tr><td colspan=2>@")(n) + "<tbody>" + "<tr><td>b" * n,
    "heads that cross": lambda n: (
        "<table><tr>" + "<th colspan=2>a" * n + "<td>b<tr><th>c" + "<th colspan=2>a" * n + "</table>"
    ),
    "columns": _within("<table><tr>", _each("<td>a"), "</table>"),
    "a wide row over many": lambda n: "<table><tr>" + "<td>a" * n + "<tr><td>b<td>c" * n + "</table>",
    "spans": _within("<table>", _each("<tr><td colspan=1000 rowspan=1000>a"), "</table>"),
    "spans of rows": _within("<table>", _each("<tr><td rowspan=9>a<td>b"), "</table>"),
    "a cell of many lines": _within("<table><tr><td>a<td>", _each("b<br>"), "</table>"),
    "tables": _each("<table><tr><td>a</table>"),
    "line breaks": _each("a<br>"),
    "blank lines": _within("<div>", _each("a\n\n"), "</div>"),
    "links": _each("<a href=x@>y</a> "),
    "links to one place": _each("<a href=#x>y</a> "),
    "links to headings": _both("<h2 id=h@>a</h2>", "<a href=#h@>b</a> "),
    "pictures": _each("<img src=x@.png alt=a>"),
    "one picture": _each("<img src=x.png alt=a>"),
    "address of a picture": _within("<img src=", _each("a."), ">"),
    "address of a picture for a script": _within("<img data-src='", _each("."), "{'>"),
    "set of pictures": _within('<img srcset="', _each("a"), ' b">'),
    "spaces in a set of pictures": _within('<img srcset="', _each(" "), ',">'),
    "thickness of a fraction": _within(
        "<math><mfrac linethickness='0", _each(" "), "x'><mi>a</mi><mi>b</mi></mfrac></math>"
    ),
    "width of a picture": _within('<img src=a.png width="1', _each(" "), 'x">'),
    "one id": _each("<h2 id=x>a</h2>"),
    "ids that collide": _each("<h2 id=x-@>x</h2><h2>x</h2>"),
    "one heading": _each("<h2>a</h2>"),
    "headings": _each("<h@>a @</h@>"),
    "levels of headings": _each("<h1>a<h2>b<h3>c"),
    "items": _within("<ol>", _each("<li>a</li>"), "</ol>"),
    "items of paragraphs": _within("<ul>", _each("<li><p>a<p>b"), "</ul>"),
    "footnotes": _both('<sup><a href="#fn@" id="r@">@</a></sup> ', '<p id="fn@">note <a href="#r@">x</a></p>'),
    "one footnote": lambda n: '<sup><a href="#fn1">1</a></sup> ' * n + '<ol class="footnotes"><li id="fn1">a</li></ol>',
    "footnotes by role": _both(
        '<a role="doc-noteref" href="#n@">@</a> ', '<aside role="doc-footnote" id="n@">a</aside>'
    ),
    "emphasis": _each("<em>a</em>"),
    "emphasis within words": _each("a<em>b</em><strong>c</strong>"),
    "codes": _each("<code>`a``</code> "),
    "code of backticks": _within("<pre><code>", _each("`"), "</code></pre>"),
    "lines of code": _within("<pre><code class=language-python>", _each("a = '@'\n"), "</code></pre>"),
    "a line of code": _within("<pre><code class=language-python>", _each("(a, "), "</code></pre>"),
    "gutters": lambda n: (
        "<figure class=highlight><table><tr><td class=gutter><pre>"
        + "<span class=line>1</span><br>" * n
        + "</pre></td><td class=code><pre>"
        + "<span class=line>a</span><br>" * n
        + "</pre></td></tr></table></figure>"
    ),
    "formulas": _each(r"<p>\(a_@\)</p>"),
    "a formula": _within(r'<script type="math/tex">', _each("{a"), "</script>"),
    "MathML": _within("<math>", _each("<mi>a</mi>"), "</math>"),
    "fences of MathML": _within("<math>", _each("<mo>(</mo>"), "<mfrac><mi>a</mi><mi>b</mi></mfrac></math>"),
    "nested MathML": _within("<math>", _each("<mrow><mi>a</mi>"), "</math>"),
    "SVG": _within("<svg>", _each("<g><text>a"), "</svg>"),
    "ruby": _each("<ruby>a<rt>b</ruby>"),
    "definitions": _within("<dl>", _each("<dt>a<dd>b"), "</dl>"),
    "languages": _each("<p lang=a@>x</p>"),
    "frames": _each("<iframe src=http://a.b/@></iframe>"),
    "details": _each("<details><summary>a</summary>b</details>"),
}

_MARKDOWN: dict[str, Family] = {
    "quotes with words": _each("> a\n"),
    "quotes that run on": _each("> a\nb\n"),
    "lists in a line": _each("- "),
    "numbers in a line": _each("1. "),
    "items": _each("- a\n"),
    "loose items": _each("- a\n\n"),
    "nested items": _each("".join(" " * 2 * depth + "- a\n" for depth in range(40))),
    "items of two marks": _each("- a\n* b\n"),
    "headings": _each("# a @\n"),
    "one heading": _each("# a\n"),
    "headings with underlines": _each("a\n=\n"),
    "references": _both("[a@] ", "\n[a@]: /u@\n"),
    "one reference": _within("[a]: /u\n\n", _each("[a]"), ""),
    "definitions of references": _each("[a@]: /u@\n"),
    "unfinished definitions": _each("[a\n"),
    "long labels": _each("[a" + "b" * 998 + "]"),
    "definitions with one label": _each("[a]: /u@\n"),
    "footnotes": _both("a[^@] ", "\n\n[^@]: note\n"),
    "one footnote": _within("[^a]: note\n\n", _each("b[^a] "), ""),
    "footnotes in footnotes": _each("[^@]: a[^@x] [^@]\n\n"),
    "notes in a line": _each("^[a "),
    "links": _each("[a](b) "),
    "unfinished links": _each("[a]("),
    "unfinished destinations": _each("[a](<b"),
    "unfinished titles": _each('[a](b "'),
    "parentheses": _within("[a](", _each("("), ""),
    "nested links": _within("", lambda n: "[" * n + "a" + "](b)" * n, ""),
    "pictures": _each("![a](b) "),
    "rows": _within("|a|b|\n|-|-|\n", _each("|c|d|\n"), ""),
    "columns": lambda n: "|a" * n + "|\n" + "|-" * n + "|\n" + "|b" * n + "|\n",
    "a wide head over short rows": lambda n: "|a" * n + "|\n" + "|-" * n + "|\n" + "|b|\n" * n,
    "lines that may be rows": _each("a | b\n"),
    "fences": _each("```\na\n```\n"),
    "unclosed fences": _each("```\n~~~\n"),
    "codes of many lengths": lambda n: "".join("`" * (1 + number % 300) + "a" for number in range(max(1, n // 150))),
    "HTML": _each("<b>"),
    "HTML blocks": _each("<div>\n\na\n\n"),
    "unclosed comments": _each("a <!-- b "),
    "unclosed instructions": _each("a <? "),
    "unclosed declarations": _each("a <!A "),
    "unclosed tags": _each("<a b='"),
    "comments": _each("<!-- a --> b\n\n"),
    "autolinks": _each("<http://a.b> "),
    "unfinished autolinks": _each("<http:"),
    "formulas": _each("$a$ "),
    "blocks of formulas": _each("$$\na\n$$\n"),
    "unfinished formulas": _each("$$a\n"),
    "emphasis of many kinds": _each("*a **b _c __d ~~e "),
    "closed emphasis": _within("", lambda n: "**a *b " * n + "c* d** " * n, ""),
    "definitions": _each("a\n: b\n\n"),
    "tasks": _each("- [ ] a\n"),
    "containers": _each("::: a\n"),
    "attributes": _each("[a]{.b} "),
    "breaks": _each("a  \n"),
    "tabs": _each("\ta\n"),
    "tabs in a heading": _within("# a", _each("\t"), "b\n"),
    "words of a fence": _within("```js ", _each("a-"), "\na\n```\n"),
    "marked lines of a fence": _within("```js mark:", _each("1-9999,"), "\na\n```\n"),
    "braces of a fence": _within("```js ", _each("{"), "\na\n```\n"),
    "tags in a formula": _within("$$\n", _each("<a >"), "\n$$\n"),
    "rules": _each("---\n\n"),
    "control characters": _each("\x00\x01"),
}

_HEXO: dict[str, Family] = {
    "closed tags": _each("{% youtube a@ %}\n"),
    "quotes": _each("{% blockquote %}\na\n{% endblockquote %}\n"),
    "unclosed quotes": _each("{% blockquote %}\n"),
    "ends alone": _each("{% endblockquote %}\n"),
    "nested quotes": lambda n: "{% blockquote %}\n" * n + "{% endblockquote %}\n" * n,
    "code blocks": _each("{% codeblock %}\na\n{% endcodeblock %}\n"),
    "unclosed code": _each("{% codeblock %}\n"),
    "unclosed raw": _each("{% raw %}\n"),
    "raw": _each("{% raw %}a{% endraw %}"),
    "arguments": _within("{% img ", _each("a@ "), "%}"),
    "marks in tabs": _within("{% tabs a %}\n", _each("<!-- tab "), "\n{% endtabs %}\n"),
    "spaces of a mark in tabs": _within("{% tabs a %}\n<!-- tab", _each(" "), "a\n{% endtabs %}\n"),
    "name of a picture": _within("{% asset_img '", _each(".png#"), " a' %}"),
    "quoted arguments": _within("{% img ", _each('"a'), "%}"),
    "unfinished tags": _each("{%"),
    "unfinished expressions": _each("{{"),
    "comments": _each("{# a "),
    "triple fences": _each("```js {% a %}\n"),
    "more": _each("<!-- more -->\n"),
    "definitions of links for quotes": _both("[a@]: /u\n", "{% blockquote %}\n[a@]\n{% endblockquote %}\n"),
    "one definition of a link for quotes": _within(
        "[a]: /u\n\n", _each("{% blockquote %}\n[a]\n{% endblockquote %}\n"), ""
    ),
    "headings in quotes": _each("{% blockquote %}\n# a\n{% endblockquote %}\n"),
    "links to posts": _each("{% post_link a@ %}\n"),
}

_FRONT_MATTER: dict[str, Family] = {
    "keys": _front_matter("k@: v\n"),
    "one key": _front_matter("k: v\n"),
    "tags": _front_matter("- t@\n", "tags:\n"),
    "one tag": _front_matter("- t\n", "tags:\n"),
    "tags in a line": _front_matter("t@, ", "tags: [", "]"),
    "categories": _front_matter("- [a, b@]\n", "categories:\n"),
    "a long title": _front_matter("word ", "title: "),
    "spaces before a mistake": _front_matter(" ", "title: a", ": b"),
    "spaces in a line with a mistake": _front_matter(" ", "title: [x\na", "b"),
    "spaces in a key": _front_matter(" ", "title: x\na", "b: c"),
    "quotes around a title": lambda n: "---\ntitle: " + "\"'" * n + "a" + "'\"" * n + "\n---\nBody.\n",
    "address of a cover": _front_matter("./", "title: x\ncover: ", " b"),
    "a quoted title": _front_matter("\\n", 'title: "', '"'),
    "a folded title": _front_matter("  a\n", "title: >\n"),
    "a title of many lines": _front_matter("  a\n", "title: a\n"),
    "an unclosed quote": _front_matter('a "', 'title: "'),
    "colons": _front_matter("a: ", "title: "),
    "brackets": _front_matter("[", "tags: "),
    "braces": _front_matter("{a: ", "tags: "),
    "nested keys": _front_matter("".join(" " * depth + "k:\n" for depth in range(20)) + "k@:\n"),
    "dashes": _front_matter("- ", "tags:\n"),
    "anchors": _front_matter("k@: &a@ v\n"),
    "aliases": _front_matter("- *a\n", "a: &a b\nk:\n"),
    "aliases of lists": _front_matter("- *a\n", "a: &a [1, 2, 3, 4, 5, 6, 7, 8]\nk:\n"),
    "merges": _front_matter("k@:\n  <<: *a\n", "a: &a {b: c}\n"),
    "tags of YAML": _front_matter("k@: !a v\n"),
    "digits": _front_matter("1", "k: "),
    "digits by sixties": _front_matter(":1", "k: 1"),
    "a date": _front_matter("1", "date: 2020-01-0"),
    "comments": _front_matter("# a\n"),
    "blank lines": _front_matter("\n", "title: a\n"),
    "tabs": _front_matter("\tk: v\n"),
    "not YAML": _front_matter("a b @\n"),
    "lines with mistakes": _front_matter("k@: [a\n"),
    "JSON": lambda n: json.dumps({f"k{number}": "v" for number in range(n)})[1:-1] + "\n;;;\nBody.\n",
    "never ending": lambda n: "---\n" + "k: v\n" * n,
    "fences": _each("---\n"),
}


def _page(slow: Callable[[int], str]) -> Family:
    return lambda n: book(one=page(slow(n)))


def _pages(n: int, nav: str = NAV) -> bytes:
    """A book of ``n`` further pages, each of which refers to the one before it."""
    numbers = range(1, n + 1)
    items = "".join(f'<item id="p{i}" href="text/p{i}.xhtml" media-type="application/xhtml+xml"/>' for i in numbers)
    spine = "".join(f'<itemref idref="p{i}"/>' for i in numbers)
    texts = {
        f"OEBPS/text/p{i}.xhtml": page(f'<h1>{i}</h1><p><a href="p{max(1, i - 1)}.xhtml">b</a></p>') for i in numbers
    }
    opf = package(manifest=MANIFEST + items, spine=SPINE.replace("</spine>", spine + "</spine>"))
    return pack({**healthy(), **texts, "OEBPS/book.opf": opf, "OEBPS/nav.xhtml": page(nav)})


def _sections(n: int) -> bytes:
    """That book, each page in a section of its own, and all of one title."""
    entry = '<li><span>a</span><ol><li><a href="text/p@.xhtml">@</a></li></ol></li>'
    numbered = "".join(entry.replace("@", str(number)) for number in range(1, n + 1))
    return _pages(n, f'<nav epub:type="toc"><ol>{numbered}</ol></nav>')


def _contents(entries: Callable[[int], str]) -> Family:
    return lambda n: book(nav=page(f'<nav epub:type="toc"><ol>{entries(n)}</ol></nav>'))


def _nested_contents(n: int) -> str:
    return '<li><a href="text/one.xhtml">a</a><ol>' * n + '<li><a href="text/two.xhtml">b</a></li>' + "</ol></li>" * n


_EPUB: dict[str, Family] = {
    "pages": _pages,
    "sections of one title": _sections,
    "contents": _contents(_each('<li><a href="text/one.xhtml#p@">a @</a></li>')),
    "contents of one place": _contents(_each('<li><a href="text/one.xhtml">a</a></li>')),
    "nested contents": _contents(_nested_contents),
    "sections": _page(_each("<section><h2>a</h2><p>b</p></section>")),
    "footnotes": _page(
        _both('<p><a epub:type="noteref" href="#n@">1</a></p>', '<aside epub:type="footnote" id="n@"><p>a</p></aside>')
    ),
    "one footnote": _page(
        _within(
            '<aside epub:type="footnote" id="n"><p>a</p></aside>',
            _each('<p><a epub:type="noteref" href="#n">1</a></p>'),
            "",
        )
    ),
    "links to another page": _page(_each('<p><a href="two.xhtml#there">a</a></p>')),
    "references to a page without ids": lambda n: book(
        one=page('<p><a epub:type="noteref" href="two.xhtml#x">1</a></p>' * n), two=page("<p>a</p>" * n)
    ),
    "framed footnotes": lambda n: book(
        one=page(_each('<p><a epub:type="noteref" href="two.xhtml#n@">1</a></p>')(n)),
        two=page(_each('<div><aside epub:type="footnote" id="n@"><p>a</p></aside></div>')(n) + "<p>b</p>"),
    ),
    "long namespace": _page(lambda n: f'<x xmlns="{"u" * 20 * n}">{"<b/>" * n}</x>'),
    "pictures": lambda n: pack(
        {
            **healthy(),
            **{f"OEBPS/{i}.png": b"" for i in range(n)},
            "OEBPS/book.opf": package(manifest=MANIFEST + _each('<item id="x@" href="@.png" media-type="a/b"/>')(n)),
            "OEBPS/text/one.xhtml": page(_each('<img src="../@.png"/>')(n)),
        }
    ),
    "one picture": _page(_each('<p><img src="../images/dot.png" alt="a"/></p>')),
    "metadata": lambda n: book(book=package(metadata=METADATA + _each("<dc:subject>a @</dc:subject>")(n))),
    "manifest": lambda n: book(
        book=package(manifest=MANIFEST + _each('<item id="x@" href="x@.css" media-type="text/css"/>')(n))
    ),
    "contributors": lambda n: book(
        book=package(metadata=METADATA + _each("<dc:creator>a@</dc:creator><dc:contributor>b@</dc:contributor>")(n))
    ),
    "refinements of one id": lambda n: book(
        book=package(
            metadata=METADATA
            + '<dc:subject id="x">a</dc:subject>' * n
            + _each('<meta refines="#x" property="p@">b</meta>')(n)
        )
    ),
    "fallbacks": lambda n: book(
        book=package(
            manifest=MANIFEST
            + "".join(f'<item id="f{i}" fallback="f{i + 1}" href="f{i}" media-type="a/b"/>' for i in range(n)),
            spine=SPINE.replace("</spine>", '<itemref idref="f0"/>' * n + "</spine>"),
        )
    ),
    "steps to a long address": lambda n: book(
        book=package(
            manifest=MANIFEST + f'<item id="f" href="{"f" * 20 * n}" media-type="application/xhtml+xml"/>',
            spine=SPINE.replace("</spine>", '<itemref idref="f"/>' * n + "</spine>"),
        )
    ),
    "spine": lambda n: book(book=package(spine=SPINE.replace("</spine>", '<itemref idref="one"/>' * n + "</spine>"))),
}


def _pandoc(n: int) -> str:
    words = [{"t": "Str", "c": "a"}, {"t": "Space"}] * n
    return json.dumps({"pandoc-api-version": [1, 23], "meta": {}, "blocks": [{"t": "Para", "c": words}]})


def _crossed(n: int) -> str:
    """A table with cells that span columns and rows as far as they may, above rows without any."""
    attr, plain = ["", [], []], {"t": "AlignDefault"}
    rows = [[attr, [[attr, plain, 1000, 1000, []]] * n], *[[attr, []]] * n]
    head, body = [attr, []], [attr, 1, [], rows]
    table = {"t": "Table", "c": [attr, [None, []], [[plain, {"t": "ColWidthDefault"}]], head, [body], head]}
    return json.dumps({"pandoc-api-version": [1, 23], "meta": {}, "blocks": [table]})


def _tree(n: int) -> str:
    return _own([_paragraph("a ", {"type": "emphasis", "children": ["b"]}, " c")] * n)


def _own(blocks: list[object]) -> str:
    return json.dumps({"octavo": 1, "meta": {}, "blocks": blocks})


def _paragraph(*children: object) -> dict[str, object]:
    return {"type": "paragraph", "children": children}


def _link(*children: object) -> dict[str, object]:
    return {"type": "link", "url": "/a", "children": children}


_BREAK = {"type": "line_break"}
_JSON: dict[str, Family] = {
    "paragraphs": _tree,
    "spaces": lambda n: _own([_paragraph(f"a\n|:-{' ' * n}b")]),  # it begins as a table's line, which only trees have
    "line breaks": lambda n: _own([_paragraph(*[_BREAK] * n, "a")]),
    "line breaks in emphasis": lambda n: _own(
        [_paragraph("a", {"type": "emphasis", "children": [*[_BREAK] * n, "b", *[_BREAK] * n]})]
    ),
    "links with dollars": lambda n: _own([_paragraph(*[_link("$b"), " c "] * n)]),
    "a mark that closes many": lambda n: _own([_paragraph("*a " * n + "b" + "*" * n)]),
}


FAMILIES: dict[tuple[str, str], Family] = {
    **{("html", name): _within("<p>", _each(text.replace("<", "&lt;")), "</p>") for name, text in _TEXT.items()},
    **{("html", name): family for name, family in _HTML.items()},
    **{("markdown", name): _each(text) for name, text in _TEXT.items()},
    **{("markdown", name): family for name, family in _MARKDOWN.items()},
    **{("hexo", name): family for name, family in _HEXO.items()},
    **{("hexo", f"front matter: {name}"): family for name, family in _FRONT_MATTER.items()},
    **{("text", name): _each(text) for name, text in _TEXT.items()},
    **{("epub", name): family for name, family in _EPUB.items()},
    **{("json", name): family for name, family in _JSON.items()},
    ("pandoc", "words"): _pandoc,
    ("pandoc", "spans"): _crossed,
}
