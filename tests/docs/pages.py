"""The pages whose code blocks are run, in the order in which a reader comes to them."""

import re

from tests.docs.reference.rules import ROOT

DOCS = ROOT / "docs"

TUTORIAL = DOCS / "tutorial.md"

_FURTHER = sorted(
    path
    for path in DOCS.rglob("*.md")
    if path != TUTORIAL and re.search(r"^ *```(console|sh|python)$", path.read_text(), re.MULTILINE)
)

PAGES = (TUTORIAL, *_FURTHER)
"""The tutorial comes first: the others go on with what it made."""

README = ROOT / "README.md"
