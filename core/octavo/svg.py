"""SVG pictures that may stand in an output: shapes, text and paint; nothing that runs, reads or leads elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

import msgspec

from octavo.url import safe_url

MAXIMUM_DEPTH = 200
"""How deep elements may nest."""
MAXIMUM_SIZE = 20_000_000
"""How many characters what is kept may have; entities can make much of little."""
_LONGEST_NAME = 1_000
"""How many characters the name of a namespace may have."""

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"

_ELEMENT_NAMES = """svg g defs symbol use switch title desc path rect circle ellipse line polyline polygon text tspan textPath image
    marker linearGradient radialGradient stop pattern clipPath mask style filter feBlend feColorMatrix
    feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow
    feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight
    feSpecularLighting feSpotLight feTile feTurbulence"""
_ATTRIBUTE_NAMES = """id class style lang version width height viewBox preserveAspectRatio x y x1 y1 x2 y2 cx cy r rx ry fx fy fr d
    points transform dx dy rotate textLength lengthAdjust startOffset pathLength method spacing side href offset
    gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits patternTransform clipPathUnits
    maskUnits maskContentUnits markerUnits markerWidth markerHeight refX refY orient filterUnits primitiveUnits in in2
    result mode type values tableValues slope intercept amplitude exponent operator k1 k2 k3 k4 order kernelMatrix
    divisor bias targetX targetY edgeMode preserveAlpha surfaceScale diffuseConstant specularConstant specularExponent
    azimuth elevation z pointsAtX pointsAtY pointsAtZ limitingConeAngle scale xChannelSelector yChannelSelector
    stdDeviation radius baseFrequency numOctaves seed stitchTiles kernelUnitLength role aria-label aria-hidden
    aria-labelledby aria-describedby alignment-baseline baseline-shift clip clip-path clip-rule color
    color-interpolation color-interpolation-filters color-rendering direction display dominant-baseline fill
    fill-opacity fill-rule filter flood-color flood-opacity font-family font-size font-size-adjust font-stretch
    font-style font-variant font-weight glyph-orientation-vertical image-rendering letter-spacing lighting-color marker
    marker-end marker-mid marker-start mask mask-type opacity overflow paint-order pointer-events shape-rendering
    stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit
    stroke-opacity stroke-width text-anchor text-decoration text-rendering unicode-bidi vector-effect visibility
    word-spacing writing-mode"""
_ELEMENTS = frozenset(_ELEMENT_NAMES.split())
_ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())
_TRANSPARENT = frozenset({"a"})
"""Elements whose children stay when they go."""

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_AT_RULE = re.compile(r"@(?!media\b|supports\b|keyframes\b)[\w-]++[^;{}]*+(;|\{[^{}]*+\}|\Z)?", re.IGNORECASE)
"""An at-rule, and its end if it has one: without any it is passed over whole, not looked at again from each ``@`` in it."""
_FOREIGN_URL = re.compile(r"url\(\s*(?![\"']?#)[^)]*\)?", re.IGNORECASE)
_LIVE_CSS = re.compile(
    r"\\|@import|@charset|expression|javascript:|vbscript:|behavio|-moz-binding|image-set|src\(|</|<!", re.IGNORECASE
)


class Cleaned(msgspec.Struct, frozen=True):
    """An SVG made safe, and what was taken out of it: the names of elements and attributes, each once."""

    data: bytes
    removed: tuple[str, ...] = ()


def clean_svg(data: bytes) -> Cleaned:
    """Return the SVG picture ``data`` with only what shows, as UTF-8.

    Elements and attributes outside a list are dropped: scripts, event handlers, animation, foreign
    objects, links (their children stay), and every reference but those to the picture's own ids and to
    raster ``data:`` images. CSS keeps no ``url()`` to elsewhere and no at-rule that loads. Document type
    declarations go; their internal entities are resolved within bounds (expat's own), external
    ones are never read. Raises ValueError if it is no well-formed SVG, or beyond the limits.
    """
    cleaner = _Cleaner()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartNamespaceDeclHandler = cleaner.declare
    parser.StartElementHandler = cleaner.start
    parser.EndElementHandler = cleaner.end
    parser.CharacterDataHandler = cleaner.text
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError) as error:  # LookupError: an unknown encoding
        raise ValueError(f"the SVG is not well-formed: {error}") from error
    return Cleaned("".join(cleaner.pieces).encode("utf-8", "replace"), tuple(sorted(cleaner.removed)))


class _Cleaner:
    """Writes what is kept, as the parser comes upon it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.removed: Counter[str] = Counter()
        self.size = 0
        self.open: list[str] = []  # of each open element its name, or "" when its tags are left out
        self.sheet: list[str] = []
        self.hidden = 0  # how many open elements are dropped with all that they hold

    def declare(self, prefix: str | None, name: str | None) -> None:  # noqa: ARG002  # expat's signature
        """Refuse a namespace that would stand, at full length, before the name of each element in it."""
        if name and len(name) > _LONGEST_NAME:
            raise ValueError(f"a namespace has a name of over {_LONGEST_NAME:,} characters")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.open) + self.hidden >= MAXIMUM_DEPTH:
            raise ValueError(f"the SVG nests deeper than {MAXIMUM_DEPTH} elements")
        namespace, local = _split(name)
        if not self.open and not self.hidden and local != "svg":
            raise ValueError("it is no SVG")
        known = namespace in (_SVG, "")
        if self.hidden or not known or local not in _ELEMENTS | _TRANSPARENT:
            self.hidden += 1
            if known:
                self.removed[local] += 1
            return
        self._open_element(local, attributes)

    def _open_element(self, local: str, attributes: dict[str, str]) -> None:
        if local in _TRANSPARENT:
            self.removed[local] += 1
            self.open.append("")
            return
        pieces = [f"<{local}"] if self.open else [f'<svg xmlns="{_SVG}" xmlns:xlink="{_XLINK}"']
        pieces += [f" {key}={quoteattr(value)}" for key, value in self._attributes(local, attributes)]
        self._write("".join(pieces) + ">")
        self.open.append(local)

    def end(self, name: str) -> None:  # noqa: ARG002  # expat's signature
        if self.hidden:
            self.hidden -= 1
        elif local := self.open.pop():
            sheet = self._css("".join(self.sheet), "style") if local == "style" else ""
            self.sheet.clear()
            self._write(f"{escape(sheet)}</{local}>")

    def text(self, text: str) -> None:
        if self.hidden:
            return
        if self.open and self.open[-1] == "style":
            self.sheet.append(text)  # it comes in pieces, and only the whole can be judged
        else:
            self._write(escape(text))

    def _write(self, piece: str) -> None:
        self.size += len(piece)
        if self.size > MAXIMUM_SIZE:
            raise ValueError(f"the SVG is longer than {MAXIMUM_SIZE:,} characters")
        self.pieces.append(piece)

    def _attributes(self, element: str, attributes: dict[str, str]) -> Iterator[tuple[str, str]]:
        for name, value in attributes.items():
            namespace, local = _split(name)
            if namespace not in ("", _XLINK, _XML):
                continue  # what drawing programs note for themselves
            key = _qualified(namespace, local)
            kept = self._value(element, key, value) if key else ""
            if kept:
                yield key, kept
            elif value and not (namespace == _XLINK and local != "href"):
                self.removed[local] += 1

    def _value(self, element: str, key: str, value: str) -> str:
        if key in ("href", "xlink:href"):
            own = value.strip()
            if own.startswith("#"):
                return own
            return safe_url(own, image=True) if element == "image" and own.lower().startswith("data:") else ""
        return self._css(value, key) if key == "style" or "url" in value.lower() or "\\" in value else value

    def _css(self, text: str, where: str) -> str:
        """Return the CSS ``text`` without what loads or runs; nothing of it, if that can't be told."""
        kept = _FOREIGN_URL.sub("none", _AT_RULE.sub(_no_rule, _COMMENT.sub("", text)))
        if _LIVE_CSS.search(kept):
            kept = ""
        if kept != _COMMENT.sub("", text):
            self.removed[where] += 1
        return kept


def _no_rule(rule: re.Match[str]) -> str:
    return rule[0] if rule[1] is None else ""


def _split(name: str) -> tuple[str, str]:
    namespace, _, local = name.rpartition(" ")
    return namespace, local


def _qualified(namespace: str, local: str) -> str:
    """Return the attribute's name as it is written, or "" if it is not kept."""
    if namespace == _XML:
        return f"xml:{local}" if local in ("lang", "space", "id") else ""
    if namespace == _XLINK:
        return "xlink:href" if local == "href" else ""
    return local if local in _ATTRIBUTES else ""
