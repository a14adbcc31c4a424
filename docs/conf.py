"""How the documentation becomes a site: ``sphinx-build -W --keep-going -n docs build/site``.

decisions/0074 says why it is Sphinx. Nothing on a page is loaded from the network.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

project = "octavo"
author = "The authors of octavo"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["samples", "example-*/src", "example-*/tests", "decisions/template.md"]
nitpicky = True

# Markdown as on the code's own pages: headings are targets by GitHub's rule.
myst_heading_anchors = 4
myst_links_external_new_tab = False

# The reference is made of docstrings, in the order of the source, with types in signatures.
autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
python_maximum_signature_line_length = 90
add_module_names = False
autodoc_use_type_comments = False
napoleon_google_docstring = True
python_use_unqualified_type_names = True
nitpick_ignore_regex = [
    ("py:.*", r"(?!octavo).*"),  # types of other libraries
    ("py:.*", r"octavo\._.*"),  # what is private stands in a signature now and then, and has no page
    ("py:.*", r"octavo\.\w+\.[A-Z]$"),  # type variables
]

html_theme = "furo"
html_title = "octavo"
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["octavo.css"]
html_theme_options = {"navigation_with_keys": True}
pygments_style = "friendly"
pygments_dark_style = "github-dark"
html_search_language = "en"

ROOT = Path(__file__).parents[1]
BESIDE = {
    "README": "index",
    "CONTRIBUTING": "project/contributing",
    "SECURITY": "project/reporting",
    "CHANGELOG": "project/changes",
}
"""Pages that lie beside this folder, and where the site has them."""


def setup(app: Any) -> None:
    """Let pages beside this folder be pages of the site, and links to them lead there."""
    app.connect("source-read", take_from_beside)


def take_from_beside(_app: Any, name: str, source: list[str]) -> None:
    """Replace a stub by the page beside this folder that it stands for, and the targets of links by the site's."""
    for page, place in BESIDE.items():
        if name == place != "index":
            source[0] = (ROOT / f"{page}.md").read_text(encoding="utf-8").replace("](docs/", "](/")
    source[0] = re.sub(
        rf"\]\((?:\.\./)*({'|'.join(BESIDE)})\.md(?:#quick-start)?",
        lambda found: f"](/{BESIDE[found[1]]}.md",
        source[0],
    )
    source[0] = re.sub(r"\]\((/[\w/-]+)\)", r"](\1/README.md)", source[0])  # a link to a folder
