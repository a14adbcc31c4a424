"""Pieces of each format that a fuzzer puts together: it need not find out first how a tag is spelt."""

from __future__ import annotations

_BREAKS = ["\n", "\n\n", " ", "    ", "\t", "a", "bc", "。", "中文", "\u3000", "\u00a0", "\u200b", "\0", "\x1b[1m"]
_TAGS = (
    "p div b i em strong u s del ins mark sup sub small big kbd code pre samp var q cite dfn abbr a span font center "
    "blockquote ul ol li dl dt dd table caption thead tbody tfoot tr td th figure figcaption section article aside header "
    "footer nav main h1 h2 h6 ruby rb rt rp address hgroup bdo bdi time label fieldset legend tt strike"
)

WORDS = ["word", "二字", "x1", "quick", "Z"]
"""Words that must be found again."""

_HTML = (
    "<p> </p> <table> <tr> <td> </table> <ul> <ol> <li> </ul> <pre> </pre> <b> </b> <i> </i> <!-- --> <svg> </svg> <math> "
    "&# &#0; &lt; &amp; & < > <br> <hr> <h1> </h1> <ruby> <rt> </ruby> <script> </script> <style> </style> <figure> "
    "</figure> <figcaption> <details> <summary> </details> <![CDATA[ ]]> <dl> <dt> <dd> <input <div> </div> <span> "
    "</span> <code> </code> <kbd> <sup> <sub> <blockquote> </blockquote> <body> </body> <html> </html> <head> <title> "
    "</title> <iframe> </iframe> <template> <noscript> <select> <option> <textarea> <plaintext> <xmp> <center> <font> "
    "<caption> <thead> <tfoot> <colgroup> <video> <audio> <object> <q> <cite> <abbr> <img> <a> </a> <frameset>"
)
_MARKDOWN = (
    "# ## ###### - * + > >> ``` ~~~ ` `` * ** *** _ __ ~~ ~ == ^ ++ [ ] ( ) ![ [^1] [^1]: [a]: [a] | --- === : $ $$ <div> </div> <b> </b> "
    "::: :::: 1. 9) \\ & &amp; &#x; http://a.b <http://a.b> <!-- --> {#id} {.c} [ ] [x] |a|b| |-|-| |:-:| <br> ! \" '"
)
_JSON = (
    '{ } [ ] : , "octavo":1, "blocks":[ "type": "paragraph" "children":[ "table" "cells":[ "colspan": -1 1e999 null true 0 1 '
    '"meta":{ "title": "text" "heading" "level": "link" "url": "list" "items": "strong" "raw_block" "format": "note" "image"'
)
PIECES: dict[str, list[str]] = {
    "html": [
        *_HTML.split(),
        "<td colspan=9 rowspan=3>", "<td colspan=2>", '<a href="javascript:x">', '<a href="#n" id="r">', '<p id="n">', '<a href="/x y">',
        '<img src="a.png" alt="p">', '<img src="data:image/png;base64,AAAA">', '<iframe src="//a.b/c">', '<span class="math">',
        '<figure class="highlight"><table><tr><td class="gutter"><pre>1</pre><td class="code"><pre>x', '<sup id="fnref1"><a href="#fn1">1</a></sup>',
        '<li id="fn1">', '<pre><code class="language-py">', '<ol start=3 type=a>', '<input type="checkbox" checked>', '<p dir="rtl" lang="ar">',
        '<font color="x">', '<div class="admonition tip">', '<script type="math/tex">',
    ],
    "markdown": [
        *_MARKDOWN.split(),"- [ ] ", "\n    ", "  \n", "\n> ", "\n- ", "\n1. ", "\n# ", "\n---\n", "\n\n[^1]: ", "[a](b \"c\")", "![a](b)", "\n|a|\n|-|\n|"],
    "hexo": [
        "---\n", ";;;\n", "title: t\n", "tags: [a]\n", "{%", "%}", "{{", "}}", "{#", "#}", "{% raw %}", "{% endraw %}", "{% codeblock %}",
        "{% codeblock lang:py x.py https://a.b mark:1,3-5 %}", "{% endcodeblock %}", "{% note info %}", "{% endnote %}", "{% quote a, b %}", "{% endquote %}",
        "{% blockquote a %}", "{% endblockquote %}", "{% pullquote x %}", "{% endpullquote %}", "{% post_link a %}", "{% asset_img a.png b %}",
        "{% img x /a.png 1 2 \"t 'a'\" %}", "{% link a http://a.b true %}", "{% youtube x %}", "{% iframe //a.b %}", "{% include_code a.py %}",
        "{% tabs a, 1 %}", "<!-- tab a -->", "<!-- endtab -->", "{% endtabs %}", "{% gist 1 %}", "{% nosuch a %}", "{% endnosuch %}", "<!--more-->",
        "```py\n", "```\n", "<p>", "</p>", "<pre>", "</pre>", "**", "# ", "- ", "> ", "`", "{%-", "-%}", "{{ a }}", "{{{", "' \"", "\\",
    ],
    "json": [
        *_JSON.split(),'{"octavo":1,"blocks":[', '{"type":"paragraph","children":["a"]}', '{"type":"strong","children":["a"]}', "]}", '"\\ud800"', '"\\u0000"'],
    "pandoc": [
        '{"pandoc-api-version":[1,23,1],"meta":{},"blocks":[', "]}", '{"t":"Para","c":[', '{"t":"Str","c":"x"}', '{"t":"Space"}', ",", "[", "]", "{", "}", "null",
        '{"t":"Header","c":[1,["",[],[]],[', '{"t":"CodeBlock","c":[["",[],[]],"x"]}', '{"t":"BulletList","c":[[', '{"t":"Div","c":[["a",["b"],[["c","d"]]],[',
        '{"t":"RawBlock","c":["html","<b>"]}', '{"t":"Note","c":[', '{"t":"Link","c":[["",[],[]],[', '],["u","t"]]}', '{"t":"Emph","c":[', '{"t":"Math","c":[{"t":"InlineMath"},"x"]}',
        '{"t":"Plain","c":[', '{"t":"HorizontalRule"}', "-1", "1e9", '"\\ud800"', '{"t":"LineBlock","c":[[', '{"t":"Quoted","c":[{"t":"SingleQuote"},[',
    ],
    "text": ["\f", "\u2028", "\u2029", "\ufeff", "\r", "\r\n", "- ", "* ", "1. ", "    ", "===", "> ", "\ud800", "\x85", "あ", "한", "é"],
    "front matter": [
        "title:", "date:", "tags:", "categories:", "author:", "permalink:", "a", ": ", "- ", "\n", "\n  ", "\n    ", "[", "]", "{", "}", ",", "&a ", "*a", "!!", "!!str ", "!<x>",
        "!!python/object:x ", "|", ">", "|2-", "'", '"', "\\", "\\x00", "#", " #", "2020-01-01", "2020-02-30 25:61:00", "+99:99", "~", "null", "yes", "<<: ", "? ", "@", "%", "`",
        "0x1F", "1_000", "1e400", ".nan", "9" * 40, "190:20:30", "---", "...", "\t", "{{ a }}", "=", "http://a.b", "-",
    ],
    "words": [*(f"<{tag}>" for tag in _TAGS.split()), *(f"</{tag}>" for tag in _TAGS.split()), "<br>", "<hr>", *(f" {word} " for word in WORDS) , *WORDS],
}  # fmt: skip


def text_of(data: bytes, kind: str) -> str:
    """Return the pieces of ``kind`` that ``data`` stands for, each byte one of them."""
    pieces = PIECES[kind] if kind == "words" else PIECES[kind] + _BREAKS
    return "".join(pieces[byte % len(pieces)] for byte in data)
