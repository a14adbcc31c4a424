"""From the bytes of a file of the book to a tree of elements: no entity, DTD or address is ever resolved."""

from __future__ import annotations

import contextlib
import re
from html.entities import html5

import msgspec
from lxml import etree

from octavo.errors import Notice
from octavo.source import Source

OPS = "{http://www.idpf.org/2007/ops}"
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_LONG_NAMESPACE = re.compile(r"""(\bxmlns[^\s=]{0,100}+\s*+=\s*+["'][^"'<]{1000})[^"'<]+""")
"""The name of a namespace, which stands before that of each of its elements, up to what is kept of it."""
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_DECLARATION = re.compile(r"(?<!\s)\s*+<\?xml\b[^>]{0,300}\?>")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{0,40});")
_END_OF_SUBSET = re.compile(r"\]\s*>")
# What XML forbids, but for what a parser of HTML reads on over.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class Parsed(msgspec.Struct, frozen=True):
    """The ``root`` of a tree whose elements have no namespaces, and what had to be repaired.

    ``problem`` is what is wrong with the XML, "" if nothing is; ``unknown`` are the entities that stand as they were.
    """

    root: etree._Element
    problem: str = ""
    line: int = 0
    unknown: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()


def parse(data: bytes, name: str, *, html: bool = False) -> Parsed | None:
    """Return the tree of ``data``, or None if nothing of it can be understood.

    What is no well-formed XML is read as browsers read HTML, if it is a page (``html``), else as far as it makes sense.
    """
    decoded = Source(data, name).decode()
    text = _LONG_NAMESPACE.sub(r"\1", _DECLARATION.sub("", decoded.text, count=1))
    text, unknown = _without_entities(_without_doctype(text))
    if "<!ENTITY" not in text:
        try:
            root = etree.fromstring(text.encode("utf-8", "replace"), _parser(recover=False))
        except etree.XMLSyntaxError as error:
            problem, line = (error.msg or "").partition(", line ")[0], error.lineno or 0
        else:
            return Parsed(_without_namespaces(root), unknown=unknown, notices=decoded.notices)
    else:
        problem, line = "it declares entities", 0
    recovered = _recover(_ILLEGAL.sub("", text), html=html)
    if recovered is None:
        return None
    return Parsed(_without_namespaces(recovered), problem, line, unknown, decoded.notices)


def types_of(element: etree._Element) -> frozenset[str]:
    """Return the ``epub:type`` of ``element``, and its roles of DPUB-ARIA as such types."""
    named = element.get(f"{OPS}type") or element.get("epub:type") or ""
    roles = (role.removeprefix("doc-") for role in (element.get("role") or "").split() if role.startswith("doc-"))
    return frozenset((*named.split(), *roles))


def text_of(element: etree._Element | None) -> str:
    """Return the words of ``element`` with single spaces, "" for None."""
    return " ".join("".join(str(piece) for piece in element.itertext()).split()) if element is not None else ""


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
    )


def _recover(text: str, *, html: bool) -> etree._Element | None:
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True) if html else _parser(recover=True)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # nothing but white space, for instance
        return None


def _without_doctype(text: str) -> str:
    start = text.find("<!DOCTYPE")
    if start < 0:
        return text
    end, subset = text.find(">", start), text.find("[", start)
    if 0 <= subset < end:
        match = _END_OF_SUBSET.search(text, subset)
        end = match.end() - 1 if match else -1
    if end < 0:
        return text
    lines = "\n" * text.count("\n", start, end)  # so that errors keep their lines
    return text[:start] + lines + text[end + 1 :]


def _without_entities(text: str) -> tuple[str, tuple[str, ...]]:
    """Return ``text`` with HTML's entities as characters, and others as words; and the names of those."""
    unknown: dict[str, None] = {}

    def replace(match: re.Match[str]) -> str:
        name = match.group(1)
        if name in _OF_XML:
            return match.group()
        character = html5.get(f"{name};")
        if character is None:
            unknown[name] = None
            return f"&amp;{name};"
        return "".join(f"&#{ord(one)};" for one in character)

    return _ENTITY.sub(replace, text), tuple(unknown)


def _without_namespaces(root: etree._Element) -> etree._Element:
    """Return ``root`` with elements named by their local names alone, and xml:lang as lang."""
    for element in root.iter(etree.Element):
        tag = str(element.tag)
        with contextlib.suppress(ValueError):  # a parser of HTML takes names that are none
            element.tag = tag.rpartition("}")[2].rpartition(":")[2] or tag
        language = element.get(_XML_LANGUAGE)
        if language and not element.get("lang"):
            element.set("lang", language)
    return root
