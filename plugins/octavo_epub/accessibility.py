"""What a book says of its accessibility (EPUB Accessibility 1.1, section 2.2): computed, never claimed."""

from __future__ import annotations

import msgspec


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What was found while the book was made."""

    pictures: bool
    described: bool
    animated: bool
    formulas: bool


def describe(findings: Findings) -> list[tuple[str, str]]:
    """Return the ``schema:`` properties and their values, in order."""
    modes = ["textual", "visual"] if findings.pictures else ["textual"]
    features = ["tableOfContents", "readingOrder", "structuralNavigation"]
    if findings.pictures and findings.described:
        features.append("alternativeText")
    if findings.formulas:
        features += ["MathML", "latex"]
    sufficient = ["textual"] if findings.described or not findings.pictures else []
    if findings.pictures:
        sufficient.append("textual,visual")
    return [
        *(("schema:accessMode", mode) for mode in modes),
        *(("schema:accessModeSufficient", mode) for mode in sufficient),
        *(("schema:accessibilityFeature", feature) for feature in features),
        ("schema:accessibilityHazard", "unknown" if findings.animated else "none"),
        ("schema:accessibilitySummary", _summary(findings)),
    ]


def _summary(findings: Findings) -> str:
    said = "The text is structured by headings and has a table of contents."
    if not findings.pictures:
        return said + " It has no images."
    if findings.described:
        return said + " All images have alternative text."
    return said + " Some images have no alternative text."
