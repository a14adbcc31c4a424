"""What makes a Document and its notices well-formed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

import msgspec

from octavo._guard import fault_of
from octavo.codec import decode, encode
from octavo.errors import Notice
from octavo.model import Document
from octavo.walk import CHILD_FIELDS, walk

ZONE_HINT = "give it that of context.timezone"
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def check_document(document: Document) -> None:
    """Raise AssertionError unless ``document`` keeps the rules of the model.

    It must be what its JSON says (so all types are right, and it nests no deeper than
    MAXIMUM_DEPTH), hold its children in tuples, and have no strings side by side.
    """
    assert isinstance(document, Document), f"it gives {type(document).__name__}, not a Document"
    assert isinstance(document.blocks, tuple), f"Document.blocks is {type(document.blocks).__name__}, not a tuple"
    for node in walk(document.blocks):
        for field in CHILD_FIELDS.get(type(node), ()):
            nodes = getattr(node, field)
            assert isinstance(nodes, tuple), f"{type(node).__name__}.{field} is {type(nodes).__name__}, not a tuple"
            neighbours = pairwise(nodes)
            beside = [pair for pair in neighbours if isinstance(pair[0], str) and isinstance(pair[1], str)]
            assert not beside, f"strings stand side by side: {beside[0]!r}; octavo.walk.merge_text makes them one"
    for field in ("published", "updated"):
        date = getattr(document.meta, field)
        is_aware = date is None or date.instant is None or date.instant.utcoffset() is not None
        assert is_aware, f"the instant of Meta.{field} has no zone; {ZONE_HINT}"
    plain = msgspec.structs.replace(document, resources=())  # their bytes may be large
    fault = fault_of(plain)
    assert not fault, f"it is not as the model has it: {fault}"
    assert msgspec.to_builtins(decode(encode(plain))) == msgspec.to_builtins(plain), "it is not what its JSON says"


def check_notices(notices: Iterable[Notice]) -> None:
    """Raise AssertionError unless each notice has a code in kebab-case, one line, and a place from line 0 on."""
    for notice in notices:
        assert _CODE.fullmatch(notice.code), f"the code {notice.code!r} is not in kebab-case"
        assert notice.message.strip(), f"the notice {notice.code} says nothing"
        assert len(notice.message.splitlines()) == 1, f"the notice {notice.code} has more than one line"
        assert notice.severity in ("info", "warning", "error"), f"no severity: {notice.severity!r}"
        assert notice.position.line >= 0, f"no line: {notice.position.line}"
