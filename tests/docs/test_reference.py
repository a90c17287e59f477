"""The reference says what the code says."""

import pytest

from cli.catalogue import catalogue
from domain.mailbox import KINDS
from tests.docs.reference.letters import letters
from tests.docs.reference.rules import every_refusal, refusals_of
from tests.docs.write_reference import PAGES, REFERENCE, path_of

pytestmark = pytest.mark.xdist_group("docs-reference")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_reference_is_current(name: str) -> None:
    remedy = "write it again: python -m tests.docs.write_reference"
    assert path_of(name).read_text() == PAGES[name](), remedy


def test_no_page_of_the_reference_is_written_by_hand() -> None:
    assert {each.name for each in REFERENCE.iterdir()} == {*PAGES, "index.md"}


def test_every_letter_is_told_with_whom_it_goes_to_and_on_which_event() -> None:
    assert {each.kind for each in letters()} == KINDS.keys()
    assert all(each.to and each.events for each in letters())


def test_every_refusal_says_its_code_and_a_sentence() -> None:
    for each in every_refusal():
        assert each.code.isidentifier(), each
        assert each.sentence, each


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("invite", "too_many_invitations"),
        ("accept", "not_your_invitation"),
        ("replace_mentor", "mentor_at_capacity"),
        ("reopen", "record_closed"),
    ],
)
def test_the_refusals_of_a_command_are_found_through_what_it_calls(command: str, code: str) -> None:
    assert code in refusals_of("domain.mentorship.decide", catalogue()[command].model)


def test_what_one_command_is_refused_with_is_not_told_of_its_neighbour() -> None:
    decide = "domain.mentorship.decide"
    assert "too_many_invitations" not in refusals_of(decide, catalogue()["decline"].model)
    assert "goal_incomplete" not in refusals_of(decide, catalogue()["drop_goal"].model)
