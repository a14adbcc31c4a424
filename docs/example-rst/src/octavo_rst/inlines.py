"""Inlines as reStructuredText, which can't put a mark within a mark: each piece of text has one of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from octavo import Context, model
from octavo.url import safe_url

Form = tuple[str, str]
"""What stands before and behind a piece of text; PLAIN is nothing."""
PLAIN: Form = ("", "")
ROLES = {model.Superscript: "sup", model.Subscript: "sub", model.Underline: "underline", model.Keyboard: "kbd",
         model.Strikethrough: "strike", model.Highlight: "mark", model.SmallCaps: "small-caps"}  # fmt: skip
OPEN, CLOSE = "\x01", "\x02"
"""The edges of what is marked; they become ``\\ `` where the mark would not be seen else."""


@dataclass
class Page:
    """The state of writing one document: the names of its targets by id, and what is collected on the way."""

    context: Context
    names: dict[str, str]
    targets: list[str] = field(default_factory=list)
    placed: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    notes: list[model.Blocks] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    sections: list[int] = field(default_factory=list)
    last: type | None = None
    depth: int = 0

    def lose(self, what: object, code: str, message: str) -> None:
        """Tell that ``what``, if there is any, can't be expressed."""
        if what:
            self.context.notice(code, message)

    def place(self, id: str) -> None:
        """Put a target for ``id`` before the block that is being written, if a link needs it."""
        if id in self.names and id not in self.placed:
            self.placed.add(id)
            self.targets.append(f".. _{self.names[id]}:")

    def attribute(self, attributes: model.Attributes) -> None:
        """Put a target for an id; tell that the other attributes are lost."""
        self.place(attributes.id)
        rest = (attributes.classes, attributes.data, attributes.language, attributes.direction)
        self.lose(any(rest), "attributes-dropped", "classes, a language or other attributes are left out")


def clean(text: str) -> str:
    """Return ``text`` on one line, without control characters."""
    return re.sub(r"[\x00-\x08\x0e-\x1b\x7f]", "", re.sub(r" *[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]\s*", " ", text))


def write_text(text: str, form: Form = PLAIN) -> str:
    """Return ``text`` escaped and, without the space at its ends, in ``form``."""
    text = re.sub(r"[\\*`|]|_(?![^\W_])", r"\\\g<0>", clean(text))
    bare = text.strip()
    return text.replace(bare, f"{OPEN}{form[0]}{bare}{form[1]}{CLOSE}") if bare and form is not PLAIN else text


def write_inlines(nodes: model.Inlines, page: Page) -> str:
    """Return ``nodes`` as text; its line ends are line breaks."""
    text = re.sub(rf"(^|(?<=\s)){OPEN}|{CLOSE}(?=[\s.,;:!?)]|$)", "", _write(nodes, PLAIN, page), flags=re.MULTILINE)
    return re.sub(r" *\n *", "\n", re.sub(f"[{OPEN}{CLOSE}]+", r"\\ ", text)).strip(" \n")


def write_line(nodes: model.Inlines, page: Page) -> str:
    """Return ``nodes`` as one line, for a heading, a term or a caption."""
    text = write_inlines(nodes, page)
    page.lose("\n" in text, "line-break-flattened", "a line break where there can be none is a space")
    return text.replace("\n", " ")


def _write(nodes: model.Inlines, form: Form, page: Page) -> str:
    return "".join(
        write_text(one, form) if isinstance(one, str) else _WRITERS[type(one)](one, form, page) for one in nodes
    )


def _marked(node: Any, mark: Form, form: Form, page: Page) -> str:
    """Return the children of ``node`` with ``mark``; a link around it stays, any other mark gives way."""
    page.lose(form is not PLAIN, "nesting-flattened", "there is no mark within a mark; one of them is left out")
    return _write(node.children, form if form[1].endswith("__") else mark, page)


def _role(node: Any, form: Form, page: Page) -> str:
    role = ROLES[type(node)]
    page.roles |= {role} - {"sup", "sub"}
    return _marked(node, (f":{role}:`", "`"), form, page)


def _exact(text: str, form: Form, role: str) -> str:
    """Return ``text`` as it stands; what its marks can't hold is a literal with escapes."""
    text = clean(text).strip()
    if form[1].endswith("__") or "`" in text or text.endswith("\\"):
        return write_text(text, form if form[1].endswith("__") else (":literal:`", "`"))
    return text and f"{OPEN}{role}{text}{'`' if role.endswith(':`') else '``'}{CLOSE}"


def address(url: str, page: Page) -> str:
    """Return where ``url`` leads, as it stands between the angle brackets of a link."""
    if url[:1] == "#" and url[1:] in page.names:
        return page.names[url[1:]] + "_"
    url = re.sub(r"[\s<>`\\]", lambda found: f"%{ord(found[0]):02X}", safe_url(url))
    return url[:-1] + "\\_" if url.endswith("_") else url


def _link(node: model.Link, form: Form, page: Page) -> str:
    page.lose(node.title, "title-dropped", "the title of a link or picture is left out")
    url = address(node.url, page)
    return _marked(node, ("`", f" <{url}>`__") if url else form, form, page)


def image_directive(node: model.Image | model.Link, name: str, page: Page, target: str = "") -> str:
    """Return ``node``, a picture or a link around one, as the directive ``name``; "" if it is neither."""
    match node:
        case model.Link(children=(model.Image() as inner,), url=url) if safe_url(url):
            return image_directive(inner, name, page, address(url, page))
        case model.Image(url=url, title=title) if url := re.sub(r"\s", "%20", safe_url(url, image=True)):
            page.lose(title, "title-dropped", "the title of a link or picture is left out")
            values = {"alt": clean(node.alt).strip(), "width": node.width, "height": node.height, "target": target}
            options = [f":{key}: {value}" for key, value in values.items() if value]
            return "\n   ".join([f".. {name}:: {url}", *options])
        case _:
            return ""


def _image(node: model.Image, form: Form, page: Page) -> str:
    target = form[1][2:-4] if form[1].endswith("__") else ""
    directive = image_directive(node, "image", page, target)
    if not directive:
        return write_text(node.alt, form)
    page.images.append(f".. |image.{len(page.images) + 1}|{directive[2:]}")
    return f"{OPEN}|image.{len(page.images)}|{CLOSE}"


def _note(node: model.Note, _form: Form, page: Page) -> str:
    page.notes.append(node.children)
    return f"{OPEN}[#note.{len(page.notes)}]_{CLOSE}"


def _ruby(node: model.Ruby, form: Form, page: Page) -> str:
    page.lose(node, "ruby-flattened", "an annotation stands in brackets behind its base")
    return _write((*node.base, "（", *node.annotation, "）"), form, page)


def _span(node: model.Span, form: Form, page: Page) -> str:
    page.attribute(node.attributes)
    return _write(node.children, form, page)


def _raw(node: model.RawInline, _form: Form, page: Page) -> str:
    page.lose(node.format != "rst", "raw-dropped", f"text for {node.format} alone is left out")
    return node.text if node.format == "rst" else ""


_WRITERS: Mapping[type, Callable[[Any, Form, Page], str]] = {
    **dict.fromkeys(ROLES, _role),
    model.Emphasis: lambda node, form, page: _marked(node, ("*", "*"), form, page),
    model.Strong: lambda node, form, page: _marked(node, ("**", "**"), form, page),
    model.Code: lambda node, form, page: _exact(node.text, form, "``"),
    model.Math: lambda node, form, page: _exact(node.tex, form, ":math:`"),
    model.Link: _link,
    model.Image: _image,
    model.Note: _note,
    model.Ruby: _ruby,
    model.Quote: lambda node, form, page: _write(("“", *node.children, "”"), form, page),
    model.SoftBreak: lambda node, form, page: " ",
    model.LineBreak: lambda node, form, page: "\n",
    model.Span: _span,
    model.RawInline: _raw,
}
