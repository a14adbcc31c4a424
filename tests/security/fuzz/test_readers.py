"""Threat: an input that nobody thought of. Readers give a Document or an OctavoError for whatever they are given.

The seed is fixed here. ``EXAMPLES=100000 pytest tests/security/fuzz`` tries that many new ones for each reader.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import effort
from octavo.errors import ReadError, SourceError
from octavo.testing import Bench, bench

PIECES = {
    "html": "<p> </p> <table> <tr> <td colspan=9> </table> <ul> <li> <pre> <b> </b> <a href= javascript: > <!-- --> <svg> <math> "
    "<img src= &# &#0; &lt; <br> <h1> <ruby> <rt> <script> </script> <figure> <details> <![CDATA[ ]]> <dl> <dt> <input",
    "markdown": "# ## - * + > ``` ` ** _ ~~ [ ]( ) ![ [^1] [^1]: | --- $ $$ <div> </div> ::: 1. \\ & &amp; : http://a.b",
    "hexo": "--- ;;; title: tags: [ ] { } - & * !! !!python/x : | > {% %} {{ }} {# #} raw endraw codeblock endcodeblock note "
    "endnote quote <!--more--> ' \" # \\ 2020-01-01 ~ << ? @ % `",
    "json": '{ } [ ] "octavo" : 1 "blocks" "type" "paragraph" "children" "table" "cells" "colspan" -1 1e999 null true "meta" , ',
    "pandoc": '{ } [ ] "pandoc-api-version" : [1,23,1] "meta" {} "blocks" "t" "c" "Para" "Str" "Table" "RawBlock" null 1e9 , ',
    "text": "a \u3000 \f \0 \x1b[1m \ufeff \u2028",
}


@pytest.fixture(scope="module")
def octavo() -> Bench:
    return bench(entry_points=True)


@pytest.mark.parametrize("reader", PIECES)
def test_a_reader_gives_a_document_or_a_clear_error(octavo: Bench, reader: str) -> None:
    pieces = st.one_of(st.sampled_from([*PIECES[reader].split(), "\n", "\n\n", " "]), st.text(max_size=5))

    @settings(effort(150), database=None)
    @given(st.lists(pieces, max_size=40).map("".join))
    def attempt(text: str) -> None:
        try:
            document = octavo.read(text, reader)
        except (SourceError, ReadError):  # any other is a fault
            return
        for target in ("markdown", "text", "xhtml", "json"):
            octavo.write(document, target)

    attempt()
