"""The letters of whole stories are shown as the rules and the templates of today make them."""

import pytest

from domain.mailbox import timing_of
from domain.notices import Timing
from tests.docs.letters.stories import STORIES, letters_of, told
from tests.docs.write_letters import LETTERS, path_of

pytestmark = pytest.mark.xdist_group("docs-reference")


@pytest.mark.parametrize("name", STORIES)
def test_the_letters_of_a_story_are_current(name: str) -> None:
    remedy = "write them again: python -m tests.docs.write_letters"
    assert path_of(name).read_text() == letters_of(STORIES[name]), remedy


def test_no_story_is_written_by_hand() -> None:
    assert {each.stem for each in LETTERS.iterdir()} == {*STORIES, "index"}


def test_a_mail_of_reminders_is_told_from_others_and_no_letter_is_left_untold() -> None:
    office = told(STORIES["case-6"])
    assert office.waiting() == ()
    for mail in office.sent:
        timings = {timing_of(each.letter.notice.kind) for each in mail.letters}
        assert mail.is_reminder == (timings == {Timing.REMINDER})
