"""The state that pages are given holds nothing that its viewer may not see."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from domain.driver import World
from domain.mentorship import Mentorship
from domain.mentorship.check_in import SubmitReflection
from domain.mentorship.expectations import ProposeAgreement, SubmitExpectations, WaiveExpectations
from domain.mentorship.goals import NoteAccomplishment
from domain.mentorship.matters import Terms
from domain.mentorship.outreach import Accept, Invite
from domain.mentorship.returning import ReplaceMentor
from domain.mentorship.seeking import AssignMentor, Shortlist
from domain.mentorship.seen import HIDDEN, as_seen
from domain.mentorship.stages import Part, Side, Stage
from domain.mentorship.transition import Transition
from domain.mentorship.views import Viewer, view
from domain.mentorship.work import Wish
from tests.domain.cast import as_coordinator, as_mentee, as_mentor, on
from tests.domain.mentorship.story import (
    ANA,
    CORA,
    DINA,
    EMIL,
    FAY,
    OPENED,
    a_world,
    opened_for,
    told,
)

MENTEE = Viewer(Part.MENTEE, ANA)
MENTOR = Viewer(Part.MENTOR, CORA)
INVITED = Viewer(Part.INVITED, DINA)
PROGRAM = Viewer(Part.COORDINATOR, FAY)
STATE = TypeAdapter(Mentorship)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case dict():
            for each in value.values():
                yield from _texts(each)
        case list() | tuple() | set() | frozenset():
            for each in value:
                yield from _texts(each)
        case str():
            yield value


def _holds(state: Mentorship) -> set[str]:
    return set(_texts(STATE.dump_python(state, mode="json")))


def _leaks(state: Mentorship, viewer: Viewer) -> set[str]:
    """Return the texts of the seen state that are not in what the viewer may see."""
    new = Mentorship(state.id, state.program, state.mentee, state.opened_at, state.last_at)
    known = set(_texts(view(state, viewer))) | _holds(new) | {HIDDEN, "go_on"}
    return _holds(as_seen(state, viewer)) - known


def _viewers(state: Mentorship) -> Iterable[Viewer]:
    yield from (Viewer(Part.MENTEE, state.mentee), PROGRAM)
    if state.mentor is not None:
        yield Viewer(Part.MENTOR, state.mentor)
    for each in state.invitations.values():
        if each.mentor != state.mentor:
            yield Viewer(Part.INVITED, each.mentor)


def test_at_no_moment_of_the_residents_story_does_anybody_get_more_than_their_view() -> None:
    world, looked = World(now=OPENED), 0
    for _ in told(world):
        for state in world.mentorships.values():
            for viewer in _viewers(state):
                assert _leaks(state, viewer) == set()
                looked += 1
    assert looked > 300


def _paired() -> tuple[World, UUID]:
    world = a_world()
    ident = opened_for(world, ANA)
    world.do(AssignMentor(mentor=CORA), by=as_coordinator(FAY), stream=ident)
    return world, ident


def test_that_the_other_side_has_answered_shows_and_what_they_answered_does_not() -> None:
    world, ident = _paired()
    answers = SubmitExpectations(
        goals="QUAIL", outcome="QUAIL", i_expect="QUAIL", you_expect="QUAIL", how_often="QUAIL"
    )
    world.do(answers, by=as_mentee(ANA), stream=ident)
    state = world.mentorships[ident]
    for viewer, text in ((MENTEE, "QUAIL"), (MENTOR, HIDDEN), (PROGRAM, HIDDEN)):
        assert as_seen(state, viewer).answers[Side.MENTEE].goals == text
        assert ("QUAIL" in _holds(as_seen(state, viewer))) == (viewer is MENTEE)
    world.do(answers, by=as_mentor(CORA), stream=ident)
    assert as_seen(world.mentorships[ident], MENTOR).answers[Side.MENTEE].goals == "QUAIL"


def _reflects(world: World, ident: UUID, person: UUID, wish: Wish) -> None:
    by = as_mentee(person) if person == ANA else as_mentor(person)
    reflection = SubmitReflection(done="QUAIL", next="On", wish=wish, private_note="FINCH")
    world.do(reflection, by=by, stream=ident)


def test_of_the_others_reflection_wish_and_private_note_never_show() -> None:
    world, ident = _paired()
    world.pass_time(until=on("2026-04-02"))
    _reflects(world, ident, ANA, Wish.END)
    theirs = as_seen(world.mentorships[ident], MENTOR).check_ins[1].reflections[Side.MENTEE]
    assert (theirs.done, theirs.wish, theirs.private_note) == (HIDDEN, Wish.GO_ON, None)
    _reflects(world, ident, CORA, Wish.GO_ON)
    state = world.mentorships[ident]
    assert state.check_ins[1].outcome == "end_wished"
    check_in = as_seen(state, MENTOR).check_ins[1]
    theirs = check_in.reflections[Side.MENTEE]
    assert (theirs.done, theirs.wish, theirs.private_note) == ("QUAIL", Wish.GO_ON, None)
    assert check_in.outcome == "go_on"
    assert "end_confirmation:mentee" in as_seen(state, MENTEE).deadlines
    assert "end_confirmation:mentee" not in as_seen(state, MENTOR).deadlines
    for viewer in (MENTEE, PROGRAM):
        own = as_seen(state, viewer).check_ins[1].reflections[Side.MENTEE]
        assert (own.wish, own.private_note) == (Wish.END, "FINCH")


def test_who_is_asked_gets_the_own_invitation_and_nothing_of_the_search() -> None:
    world = a_world()
    ident, ana = opened_for(world, ANA), as_mentee(ANA)
    for each in (DINA, EMIL, CORA):
        world.do(Shortlist(person=each, note="FINCH"), by=ana, stream=ident)
    world.do(Invite(candidate=1, ask="WREN"), by=ana, stream=ident)
    asked = as_seen(world.mentorships[ident], INVITED)
    assert [each.ask for each in asked.invitations.values()] == ["WREN"]
    assert (asked.candidates, asked.deadlines, asked.answers, asked.check_ins) == ({}, {}, {}, {})
    world.do(Accept(), by=as_mentor(DINA), stream=ident)
    seen = as_seen(world.mentorships[ident], Viewer(Part.MENTOR, DINA))
    assert (seen.candidates, seen.mentor) == ({}, DINA)


def test_a_new_mentor_gets_nothing_of_the_one_before() -> None:
    world, ident = _paired()
    world.pass_time(until=on("2026-04-02"))
    _reflects(world, ident, ANA, Wish.GO_ON)
    _reflects(world, ident, CORA, Wish.GO_ON)
    goals, office = Transition(to=Stage.GOALS, why="Go"), as_coordinator(FAY)
    world.do(goals, by=office, stream=ident)
    world.do(NoteAccomplishment(what="QUAIL"), by=as_mentor(CORA), stream=ident)
    world.do(ReplaceMentor(why="x", next=DINA), by=office, stream=ident)
    seen = as_seen(world.mentorships[ident], Viewer(Part.MENTOR, DINA))
    assert (seen.check_ins, seen.attention, seen.ending) == ({}, frozenset(), None)
    assert seen.accomplishments == ()
    world.do(goals, by=office, stream=ident)
    world.do(NoteAccomplishment(what="FINCH"), by=as_mentor(DINA), stream=ident)
    seen = as_seen(world.mentorships[ident], Viewer(Part.MENTOR, DINA))
    assert [each.what for each in seen.accomplishments] == ["FINCH"]
    mentees = as_seen(world.mentorships[ident], MENTEE)
    assert set(mentees.check_ins) == {1}
    assert [each.what for each in mentees.accomplishments] == ["QUAIL", "FINCH"]


def test_a_new_mentor_sees_the_version_that_waits_although_earlier_ones_are_hidden() -> None:
    world, ident = _paired()
    terms = Terms(purpose="A paper", ends_on=on("2027-06-01").date())
    for mentor in (DINA, EMIL):
        world.do(WaiveExpectations(why="x"), by=as_coordinator(FAY), stream=ident)
        world.do(ProposeAgreement(terms=terms), by=as_mentee(ANA), stream=ident)
        world.do(ReplaceMentor(why="x", next=mentor), by=as_coordinator(FAY), stream=ident)
    world.do(WaiveExpectations(why="x"), by=as_coordinator(FAY), stream=ident)
    world.do(ProposeAgreement(terms=terms), by=as_mentee(ANA), stream=ident)
    seen = as_seen(world.mentorships[ident], Viewer(Part.MENTOR, EMIL))
    assert set(seen.agreements) == {3}
    assert seen.proposal is seen.agreements[3]
