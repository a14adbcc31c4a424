"""XML text and the page that every file of the book's text is."""

from __future__ import annotations

import re

from octavo.script import direction

_ILLEGAL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*\Z")


def escape(text: str) -> str:
    """Return ``text`` as character data or an attribute's value, without what XML 1.0 forbids."""
    text = _ILLEGAL.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def language_tag(language: str) -> str:
    """Return ``language`` if it is a well-formed BCP 47 tag, else ""."""
    return language if _LANGUAGE.match(language) else ""


def language_marks(language: str, around: str) -> str:
    """Return the attributes of an element in ``language`` within a page in the language ``around``, "" if it is that."""
    tag = language_tag(language)
    if not tag or tag == around:
        return ""
    way = f' dir="{direction(tag)}"' if direction(tag) != direction(around) else ""
    return f' lang="{tag}" xml:lang="{tag}"{way}'


def make_page(
    title: str, body: str, language: str, *, style: str, kind: str = "", writing: str = "horizontal"
) -> bytes:
    """Return a page of XHTML; ``kind`` is the body's ``epub:type``, ``style`` the way to the style sheet.

    ``writing`` "vertical" counts for the languages that can be written so.
    """
    tag = language_tag(language)
    marks = f' lang="{tag}" xml:lang="{tag}"' if tag else ""
    way = ' dir="rtl"' if direction(language) == "rtl" else ""
    if writing == "vertical" and tag.lower().split("-")[0] in ("zh", "ja"):
        way += ' class="vertical"'
    types = f' epub:type="{kind}"' if kind else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        f'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"{marks}{way}>\n'
        f"<head>\n<title>{escape(title)}</title>\n"
        f'<link rel="stylesheet" type="text/css" href="{style}"/>\n</head>\n'
        f"<body{types}>\n{body}</body>\n</html>\n"
    ).encode("utf-8", "ignore")
