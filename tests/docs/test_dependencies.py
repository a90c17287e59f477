"""Every dependency is named with its reason."""

import re
import tomllib
from collections.abc import Iterator

from tests.docs.pages import DOCS
from tests.docs.reference.rules import ROOT


def _declared() -> Iterator[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    further = project["project"]["optional-dependencies"] | project["dependency-groups"]
    for each in [project["project"]["dependencies"], *further.values()]:
        for requirement in each:
            yield re.split(r"[\[<>=! ]", requirement)[0]


def test_every_dependency_is_named_with_what_it_is_for() -> None:
    page = (DOCS / "dependencies.md").read_text().lower()
    stubs = re.compile(r"^types-|-stubs$")
    missing = [each for each in _declared() if not stubs.search(each) and each not in page]
    assert missing == []
