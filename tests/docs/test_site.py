"""The pages can be built, their links lead somewhere, and they need no network."""

import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from domain.mailbox import KINDS
from tests.docs.letters.written import GATHERED, TOGETHER
from tests.docs.reference.rules import ROOT

pytestmark = [pytest.mark.xdist_group("docs-site"), pytest.mark.long]

_FETCHED = {"link": "href", "script": "src", "img": "src", "iframe": "src"}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built pages; building them checks every link and anchor."""
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return folder


def test_every_page_is_built_and_every_link_leads_somewhere(site: Path) -> None:
    for page in ("index", "tutorial", "reference/commands", "explanation/one-idea"):
        assert (site / f"{page}.html").is_file()


def test_the_pages_fetch_nothing_from_anywhere(site: Path) -> None:
    fetched = {
        address for page in site.rglob("*.html") for address in _fetched_by(page.read_text())
    }
    assert fetched
    assert [each for each in fetched if "//" in each] == []


def test_each_letter_is_shown_in_a_frame_that_was_built(site: Path) -> None:
    page = site / "reference" / "letters.html"
    frames = {each for each in _fetched_by(page.read_text()) if each.startswith("letters/")}
    assert frames == {f"letters/{kind}.html" for kind in (*KINDS, GATHERED, TOGETHER)}
    for frame in frames:
        assert "<html" in (page.parent / frame).read_text()


class _Fetching(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get(_FETCHED.get(tag, ""))
        if address and dict(attrs).get("rel") not in {"canonical", "prev", "next"}:
            self.found.append(address)


def _fetched_by(page: str) -> Iterator[str]:
    parser = _Fetching()
    parser.feed(page)
    yield from parser.found
