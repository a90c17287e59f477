"""No link gives more than its purpose: not another command, nor one about something else."""

from types import SimpleNamespace
from typing import Any, get_args

import pytest

from domain import people, programs
from domain.links.condition import STAGES, Usable, condition_of
from domain.links.link import Link
from domain.links.offers import offers
from domain.links.permits import (
    FINAL,
    NOT_BY_LINK,
    PERMITS,
    completed,
    is_final,
    own_number,
    permits,
    permits_type,
)
from domain.links.purposes import OF_PERSON, Purpose
from domain.mentorship import Command
from domain.mentorship.outreach import Accept
from domain.mentorship.stages import Part, Side, Stage
from domain.mentorship.tasks import CompleteTask
from domain.people.commands import AnswerInvitationToMentor
from domain.people.parts import Part as PersonPart
from domain.refusals import Refusal
from tests.domain.links.scene import ACT_ON, ROLES, a_link
from tests.domain.mentorship.commands import COMMANDS, command_of, furnished
from tests.domain.mentorship.scene import BEN, CLEO, MIA, state_of

MENTORSHIP = {each.model_fields["type"].default: each for each in get_args(Command)}
PERSON = {each.model_fields["type"].default: each for each in people.COMMANDS}
PROGRAM = {each.model_fields["type"].default: each for each in programs.COMMANDS}
EVERY = {**MENTORSHIP, **PERSON, **PROGRAM}
NUMBERS = ("invitation", "version", "goal", "task", "meeting", "check_in")
PEOPLE = {each.id: each for each in (MIA, BEN, CLEO)}


def given(type_: str, **fields: Any) -> SimpleNamespace:
    """Return a command as links look at it, about number ``subject`` of everything it names."""
    named = {name: fields.get("subject") for name in NUMBERS if name in EVERY[type_].model_fields}
    return SimpleNamespace(type=type_, **named)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_purpose_gives_its_commands_on_its_own_subject_and_nothing_else(purpose: Purpose) -> None:
    bound, free = a_link(purpose, subject=3), a_link(purpose)
    for type_ in EVERY:
        for link, subject in [(bound, 3), (bound, 4), (bound, None), (free, 3), (free, None)]:
            refusal = permits(link, given(type_, subject=subject))
            number = own_number(link, type_)
            may = type_ in PERMITS[purpose] and (number is None or subject == number[1])
            assert (refusal is None) == may, (type_, link.subject, subject)
            assert refusal is None or refusal.code == "link_not_for_this"


@pytest.mark.parametrize("purpose", Purpose)
def test_a_number_is_held_against_the_link_wherever_the_command_has_one(purpose: Purpose) -> None:
    subjects = {
        Purpose.ANSWER_INVITATION: "invitation",
        Purpose.AGREEMENT: "version",
        Purpose.GOAL: "goal",
        Purpose.TASK: "task",
        Purpose.MEETING: "meeting",
        Purpose.CHECK_IN: "check_in",
    }
    field = subjects.get(purpose)
    if field is None:
        assert all(own_number(a_link(purpose), each) is None for each in EVERY)
        return
    link = a_link(purpose, subject=3)
    for type_ in PERMITS[purpose]:
        has_it = field in EVERY[type_].model_fields
        assert own_number(link, type_) == ((field, 3) if has_it else None), type_


def test_what_people_can_do_is_given_by_a_link_or_left_out_for_a_reason() -> None:
    ours = {Part.MENTEE, Part.MENTOR, Part.INVITED, PersonPart.SELF, PersonPart.MENTEE}
    reachable = {type_ for type_, each in EVERY.items() if ours & set(getattr(each, "who", ()))}
    by_link = frozenset[str]().union(*PERMITS.values())
    assert by_link | set(NOT_BY_LINK) == reachable
    assert not by_link & set(NOT_BY_LINK)
    assert by_link >= FINAL


@pytest.mark.parametrize("purpose", Purpose)
def test_a_purpose_gives_commands_of_one_stream_to_people_themselves(purpose: Purpose) -> None:
    commands = PERSON if purpose in OF_PERSON else MENTORSHIP
    assert set(commands) >= PERMITS[purpose]
    parts = {PersonPart.SELF} if purpose in OF_PERSON else {*map(Part, Side), Part.INVITED}
    assert all(set(commands[each].who) & parts for each in PERMITS[purpose])


def test_a_link_acts_as_its_person_on_its_own_stream() -> None:
    link = a_link(Purpose.TASK, BEN)
    assert (link.actor.person, link.actor.role) == (BEN.id, ROLES[BEN.id])
    assert link.stream == ("mentorship", link.mentorship)
    for purpose in OF_PERSON:
        assert a_link(purpose, BEN).stream == ("person", BEN.id)
    assert a_link(Purpose.PREFERENCES, BEN, mentorship=None).stream == ("person", BEN.id)


def test_the_number_of_a_link_is_put_in_where_the_reader_gives_none() -> None:
    link = a_link(Purpose.TASK, subject=3)
    assert completed(link, "complete_task", {}) == {"task": 3}
    assert completed(link, "drop_task", {"why": "No"}) == {"why": "No", "task": 3}
    assert completed(link, "complete_task", {"task": 4}) == {"task": 4}
    assert completed(a_link(Purpose.MENTORSHIP), "complete_task", {}) == {}
    refusal = permits(link, CompleteTask(task=4))
    assert refusal is not None
    assert str(refusal) == "This link is for task 3 and no other; use the link to the other one."


def test_a_refusal_says_what_the_link_is_for() -> None:
    refusal = permits_type(a_link(Purpose.ANSWER_INVITATION, BEN), "end_mentorship")
    assert refusal is not None
    assert str(refusal) == (
        "This link lets you accept, decline or reply later, and nothing else; sign in to do more."
    )
    only = permits_type(a_link(Purpose.UNSUBSCRIBE), "erase_person")
    assert str(only).startswith("This link lets you unsubscribe, and nothing else")
    reads = permits_type(a_link(Purpose.CALENDAR), "accept")
    assert "nothing can be done by it" in str(reads)


def test_a_yes_is_final_and_a_later_is_not() -> None:
    assert is_final(Accept())
    assert is_final(AnswerInvitationToMentor(answer="no"))
    assert not is_final(AnswerInvitationToMentor(answer="later"))
    assert not is_final(CompleteTask(task=1))


def _around(link: Link, stage: Stage) -> tuple[bool, tuple[str, ...]]:
    state = state_of(furnished(stage))
    person = PEOPLE[link.person]
    condition = condition_of(link, at=furnished(stage).at, person=person, mentorship=state)
    return isinstance(condition, Usable), offers(link, state)


@pytest.mark.parametrize("purpose", ACT_ON)
def test_a_link_that_is_usable_offers_something_to_one_of_the_people(purpose: Purpose) -> None:
    for stage in STAGES[purpose]:
        found = [
            _around(a_link(purpose, person, state_of(furnished(stage)), subject=number), stage)
            for person in PEOPLE.values()
            for number in ([1, 2] if purpose is Purpose.ANSWER_INVITATION else [None])
        ]
        usable = [each for is_usable, each in found if is_usable]
        assert any(usable) or purpose is Purpose.ANSWER_INVITATION, stage


@pytest.mark.parametrize("stage", Stage)
def test_what_is_offered_is_refused_neither_for_the_part_nor_for_the_stage(stage: Stage) -> None:
    story = furnished(stage)
    for purpose in ACT_ON:
        for person in PEOPLE.values():
            link = a_link(purpose, person, state_of(story))
            for type_ in offers(link, state_of(story)):
                assert type_ in COMMANDS
                found: Refusal | None = story.when(command_of(type_), by=link.actor).refusal
                if (type_, stage) == ("note", Stage.ENDED):
                    continue  # only a coordinator's note settles something there
                assert found is None or found.code not in {"wrong_stage", "not_your_part"}, type_


def test_a_link_of_a_person_offers_the_same_whatever_the_stage() -> None:
    state = state_of(furnished(Stage.ENDED))
    assert offers(a_link(Purpose.AVAILABILITY, CLEO), state) == ("set_away", "set_capacity")
    assert offers(a_link(Purpose.UNSUBSCRIBE, CLEO), None) == ("unsubscribe",)
