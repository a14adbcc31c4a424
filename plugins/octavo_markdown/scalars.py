"""Values of YAML 1.2 and TOML 1.0, quoted where they must be and never able to break out."""

from __future__ import annotations

import json
import re
from datetime import datetime

_INNER = r"\w.,/()+\-!?;'\"=~$^<>|&%*@\u00b7\u2010-\u2027\u3001-\u303f\uff00-\uffef"
_PLAIN = re.compile(rf"[^\W_](?:[{_INNER} \u3000]*[{_INNER}])?\Z")
"""No colon and no number sign: what begins with a letter or a digit is one plain word then."""
_NUMERIC = re.compile(r"[0-9][0-9A-Fa-fxoXO_.,+\-:eEtTzZ ]*\Z")
_WORDS = frozenset({"y", "n", "yes", "no", "true", "false", "on", "off", "null", "nan", "inf"})
_LONGEST_KEY = 500
"""YAML (1.2.2, section 7.4) takes no key for one that is over 1,024 characters from its colon, escapes counted."""
_UNPRINTABLE = re.compile(r"[\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def quoted(text: str) -> str:
    """Return ``text`` between double quotes, with escapes that JSON, YAML and TOML share."""
    text = text.encode("utf-8", "replace").decode()  # a lone surrogate is no character
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match.group()):04X}", json.dumps(text, ensure_ascii=False))


def yaml_text(text: str) -> str:
    """Return ``text`` as a YAML scalar that every loader reads as that text."""
    if _PLAIN.match(text) and not _NUMERIC.match(text) and text.lower() not in _WORDS and not _UNPRINTABLE.search(text):
        return text
    return quoted(text)


def yaml_entry(key: str, value: object) -> str:
    """Return one entry of a YAML mapping, with its line end; lists of texts stand one to a line."""
    if len(key) > _LONGEST_KEY:
        return f"? {quoted(key)}\n: {_yaml_value(value)}\n"
    match value:
        case list() if value and _are_texts(value):
            return f"{yaml_text(key)}:\n" + "".join(f"  - {yaml_text(item)}\n" for item in value)
        case list() if value and all(isinstance(item, list) and _are_texts(item) for item in value):
            return f"{yaml_text(key)}:\n" + "".join(f"  - {_flow(item)}\n" for item in value)
        case _:
            return f"{yaml_text(key)}: {_yaml_value(value)}\n"


def _are_texts(items: list[object]) -> bool:
    return all(isinstance(item, str) for item in items)


def _flow(items: list[str]) -> str:
    return "[" + ", ".join(item if item.isalnum() and yaml_text(item) == item else quoted(item) for item in items) + "]"


def _yaml_value(value: object) -> str:
    match value:
        case str():
            return yaml_text(value)
        case datetime():
            return value.isoformat(sep=" ")
        case _:
            return _json(value)


def toml_entry(key: str, value: object) -> str:
    """Return one entry of a TOML table, with its line end; "" for null, which TOML can't say."""
    name = key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else quoted(key)
    return "" if value is None else f"{name} = {_toml_value(value)}\n"


def _toml_value(value: object) -> str:
    match value:
        case str():
            return quoted(value)
        case datetime():
            return value.isoformat()
        case list():
            return "[" + ", ".join(_toml_value(item) for item in value if item is not None) + "]"
        case dict():
            pairs = [f"{quoted(str(key))} = {_toml_value(item)}" for key, item in value.items() if item is not None]
            return "{" + ", ".join(pairs) + "}"
        case _:
            return _json(value)


def _json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match.group()):04X}", text)
