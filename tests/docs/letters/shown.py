"""Makes the sample letters as HTML while the pages are built, so that none is kept twice.

`mkdocs.yml` names this file among its hooks.
"""

from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from domain.mailbox import KINDS
from tests.docs.letters.written import GATHERED, TOGETHER, sample


def on_files(files: Files, config: MkDocsConfig, **_: Any) -> Files:
    """Add a file for every kind of letter, beside the page that shows it."""
    for kind in (*sorted(KINDS), GATHERED, TOGETHER):
        place = f"reference/letters/{kind}.html"
        files.append(File.generated(config, place, content=sample(kind).html))
    return files
