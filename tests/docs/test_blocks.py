"""What the pages tell readers to type works, and prints what they show."""

from pathlib import Path

import pytest

from tests.docs.blocks import Reader, blocks_of, follow, steps_of
from tests.docs.outputs import is_shown
from tests.docs.pages import PAGES, README, TUTORIAL

pytestmark = pytest.mark.xdist_group("docs")


@pytest.mark.long
def test_whoever_follows_the_tutorial_gets_what_it_shows(reader: Reader) -> None:
    assert reader.mentorship
    shown = [step for block in blocks_of(TUTORIAL) for step in steps_of(block) if step.output]
    assert len(shown) > 20


@pytest.mark.long
@pytest.mark.parametrize("path", [*PAGES[1:], README], ids=lambda path: path.stem)
def test_whoever_goes_on_with_a_page_gets_what_it_shows(reader: Reader, path: Path) -> None:
    follow(path, reader)


@pytest.mark.long
def test_a_page_that_shows_something_else_fails(reader: Reader, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ mentorship programs --json\n[]\n```\n")
    with pytest.raises(AssertionError, match=r"page\.md:1: mentorship programs"):
        follow(page, reader)


@pytest.mark.long
@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("mentorship lst --all", "no command lst"),
        ("mentorship list --al", "no --al"),
        ("docker compose run --rm office list --al", "no --al"),
        ("make upp", "no target upp"),
    ],
)
def test_a_page_cannot_name_a_command_or_an_option_that_is_not_there(
    newcomer: Reader, tmp_path: Path, line: str, wrong: str
) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"<!-- not run: it is wrong -->\n```sh\n{line}\n```\n")
    with pytest.raises(AssertionError, match=wrong):
        follow(page, newcomer)


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("through Sun 6 Dec 2026", "through  Mon 14 Feb 2028"),
        ("mentorship 8b19f82a", "mentorship 0c38a1b2"),
        ("a\n…\nz", "a\nb\nc\nz"),
        ("opened 00:55", "opened\n 17:03"),
    ],
)
def test_days_moments_ids_and_spaces_may_differ(shown: str, printed: str) -> None:
    assert is_shown(shown, printed)


@pytest.mark.parametrize(
    ("shown", "printed"),
    [("version 4", "version 5"), ("a … z", "a b c"), ("all", "all that"), ("", "something")],
)
def test_nothing_else_may_differ(shown: str, printed: str) -> None:
    assert not is_shown(shown, printed)
