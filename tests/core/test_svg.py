"""SVG: what shows stays; nothing runs, loads or leads elsewhere."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from octavo.svg import MAXIMUM_DEPTH, clean_svg

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def clean(inner: str, attributes: str = "") -> str:
    cleaned = clean_svg(f"{HEAD} {attributes}>{inner}</svg>".encode()).data.decode()
    ElementTree.fromstring(cleaned)  # noqa: S314  # it is our own output
    return cleaned.removeprefix(HEAD).removesuffix("</svg>")


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ('<rect width="9" fill="url(#g)" onclick="alert(1)"/>', '<rect width="9" fill="url(#g)"></rect>'),
        ('<text y="9">雪 &amp; &lt;b></text>', '<text y="9">雪 &amp; &lt;b&gt;</text>'),
        ("<script>alert(1)</script><g/>", "<g></g>"),
        ('<a xlink:href="javascript:alert(1)"><text>x</text></a>', "<text>x</text>"),
        ('<foreignObject><x:b xmlns:x="http://www.w3.org/1999/xhtml">b</x:b></foreignObject><g/>', "<g></g>"),
        ('<use xlink:href="#a"/><use href="other.svg#a"/>', '<use xlink:href="#a"></use><use></use>'),
        ('<use href="data:image/svg+xml,x#x"/>', "<use></use>"),
        ('<image href="data:image/png;base64,AA=="/>', '<image href="data:image/png;base64,AA=="></image>'),
        ('<image href="https://tracker.example/x.png"/><image href="file:///x"/>', "<image></image><image></image>"),
        ('<image href="data:image/svg+xml;base64,AA=="/>', "<image></image>"),
        ('<a><animate attributeName="href" to="javascript:alert(1)"/></a><set to="x"/>', ""),
        ('<rect style="fill:url(https://t.example/x)"/>', '<rect style="fill:none"></rect>'),
        ('<rect fill="URL( &quot;//t.example/x&quot; )"/>', '<rect fill="none"></rect>'),
        (r'<rect style="fill:u\72l(//t.example)"/>', "<rect></rect>"),
        ("<style>@import 'x.css'; .a{fill:red}</style>", "<style> .a{fill:red}</style>"),
        ("<style>@import url(//t.example/x.css) screen;.a{fill:red}</style>", "<style>.a{fill:red}</style>"),
        ("<style>@IMPORT url('//t.example/x.css');@charset 'x';.a{fill:red}</style>", "<style>.a{fill:red}</style>"),
        ("<style>.a{fill:red}@import url(//t.example/x)</style>", "<style>.a{fill:red}</style>"),
        ("<style>@font-face{font-family:F;src:url(//t.example/f)}.a{fill:red}</style>", "<style>.a{fill:red}</style>"),
        ("<style>@font-face{src:url(//t.example/f)</style>", "<style>@font-face{src:none</style>"),
        ("<style>@namespace x url(//t.example/);.a{fill:red}</style>", "<style>.a{fill:red}</style>"),
        (
            "<style>@media (width){.a{fill:url(#g)}.b{fill:url(//t.example/x)}}</style>",
            "<style>@media (width){.a{fill:url(#g)}.b{fill:none}}</style>",
        ),
        (
            "<style>@supports (a:b){@font-face{src:url(//t.example/f)}.a{fill:red}}</style>",
            "<style>@supports (a:b){.a{fill:red}}</style>",
        ),
        ("<style>@keyframes k{to{fill:url(//t.example/x)}}</style>", "<style>@keyframes k{to{fill:none}}</style>"),
        ("<style>@media{@import url(//t.example/x);}</style>", "<style>@media{}</style>"),
        ("<style>@layer a{.b{fill:url(//t.example/x)}}</style>", "<style>@layer a{.b{fill:none}}</style>"),
        ("<style>@im/**/port '//t.example/x';.a{fill:red}</style>", "<style>.a{fill:red}</style>"),
        ("<style>@x @import '//t.example/x'{}</style>", "<style></style>"),
        ("<style>.a{fill:url(#g)}/* @import */</style>", "<style>.a{fill:url(#g)}</style>"),
        ("<style>@im<!-- -->port 'x.css';</style>", "<style></style>"),
        ("<style>.a{b:expression(alert(1))}</style>", "<style></style>"),
        ("<style><![CDATA[</style><script>alert(1)</script>]]></style>", "<style></style>"),
        ('<inkscape:x xmlns:inkscape="http://i.example/" a="1"/>', ""),
        ("<metadata><x/></metadata><!-- c --><?php x ?>", ""),
        ('<text xml:space="preserve"> x </text>', '<text xml:space="preserve"> x </text>'),
    ],
)
def test_what_is_kept(inner: str, expected: str) -> None:
    assert clean(inner).partition(">")[2] == expected


def test_the_root_is_cleaned_too() -> None:
    assert clean("", 'onload="alert(1)" viewBox="0 0 9 9"').startswith(' viewBox="0 0 9 9">')


def test_what_was_taken_out_is_named() -> None:
    cleaned = clean_svg(f'{HEAD} onload="x"><script/><a><g/></a><image href="//x/"/></svg>'.encode())
    assert cleaned.removed == ("a", "href", "onload", "script")
    assert clean_svg(f'{HEAD} width="1"/>'.encode()).removed == ()


def test_without_a_namespace_it_is_given_one() -> None:
    assert clean_svg(b'<svg width="1"><g/></svg>').data.startswith(b'<svg xmlns="http://www.w3.org/2000/svg"')


def test_the_entities_of_drawing_programs_are_resolved() -> None:
    data = b'<!DOCTYPE svg [<!ENTITY ns "http://www.w3.org/2000/svg">]><svg xmlns="&ns;"><g id="a"/></svg>'
    assert clean_svg(data).data.endswith(b'><g id="a"></g></svg>')


def test_external_entities_are_not_read() -> None:
    data = b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg><text>&x;</text></svg>'
    assert re.search(rb"<text></text>", clean_svg(data).data)


def test_entity_bombs_are_refused() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    data = f'<!DOCTYPE s [<!ENTITY e0 "aaaaaaaaaa">{entities}]><svg><text>&e9;</text></svg>'
    with pytest.raises(ValueError, match=r"amplification|longer than"):
        clean_svg(data.encode())


@pytest.mark.parametrize(
    "data",
    [b"", b"<svg>", b"<html/>", b"\xff\xfe", b'<?xml version="1.0" encoding="nonsense"?><svg/>', b"<svg a='1' a='2'/>"],
)
def test_what_is_no_svg_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="SVG"):
        clean_svg(data)


def test_a_long_style_sheet_is_judged_whole() -> None:
    for spaces in range(8185, 8195):
        assert "t.example" not in clean(f"<style>{'a' * spaces}@import '//t.example/x';</style>")


def test_depth_is_bounded() -> None:
    def nested(depth: int) -> bytes:
        return b"<svg>" + b"<g>" * (depth - 1) + b"</g>" * (depth - 1) + b"</svg>"

    assert clean_svg(nested(MAXIMUM_DEPTH)).data
    with pytest.raises(ValueError, match="nests deeper"):
        clean_svg(nested(MAXIMUM_DEPTH + 1))


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    data = f"{HEAD}><text>{'a' * 1000}</text></svg>".encode()
    size = len(clean_svg(data).data.decode())
    monkeypatch.setattr("octavo.svg.MAXIMUM_SIZE", size)
    assert clean_svg(data).data
    monkeypatch.setattr("octavo.svg.MAXIMUM_SIZE", size - 1)
    with pytest.raises(ValueError, match="longer than"):
        clean_svg(data)


@pytest.mark.parametrize(("length", "fits"), [(1_000, True), (1_001, False)])
def test_names_of_namespaces_are_bounded(length: int, fits: bool) -> None:
    """Threat: each element is given with the name of its namespace, so that a long one is copied for each of many."""
    data = f'{HEAD}><g xmlns="{"u" * length}"/></svg>'.encode()
    if fits:
        assert clean_svg(data).data
    else:
        with pytest.raises(ValueError, match="namespace"):
            clean_svg(data)
