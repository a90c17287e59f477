"""Anybody does anything at any time, and the laws of a mentorship hold."""

from datetime import timedelta
from typing import Any, get_args
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.driver import Happened
from domain.envelopes import CLOCK, SYSTEM, Actor, Role, Stamp
from domain.mentorship import MENTORSHIP, Mentorship, standing_of
from domain.mentorship.check_in import CheckInCommand, SubmitReflection
from domain.mentorship.closing import ClosingCommand
from domain.mentorship.expectations import (
    ExpectationsCommand,
    ProposeAgreement,
    SignAgreement,
    WaiveExpectations,
)
from domain.mentorship.goals import GoalCommand
from domain.mentorship.letters import KINDS
from domain.mentorship.matters import Terms
from domain.mentorship.meetings import MeetingCommand
from domain.mentorship.opening import MentorshipOpened
from domain.mentorship.outreach import Accept, Invite, OutreachCommand
from domain.mentorship.pause import PauseCommand
from domain.mentorship.redefinition import RedefinitionCommand
from domain.mentorship.returning import Reopen, ReturningCommand
from domain.mentorship.seeking import AssignMentor, SeekingCommand, Shortlist
from domain.mentorship.stages import UNDER_WAY, Part, Stage
from domain.mentorship.tasks import TaskCommand
from domain.mentorship.transition import Transition, TransitionCommand
from domain.mentorship.work import Wish
from domain.people.commands import ErasePerson, SetAway
from domain.policy import Policy
from domain.refusals import Refusal
from domain.standing import Standing
from tests.domain.cast import ADMINISTRATOR, as_coordinator, as_mentee, as_mentor
from tests.domain.mentorship import laws
from tests.domain.mentorship.anything import COMMANDS, EVENTS, Dice, any_of
from tests.domain.mentorship.story import (
    ANA,
    BEN,
    CORA,
    DINA,
    EMIL,
    FAY,
    OPENED,
    a_world,
    opened_for,
)

_OUTSIDERS = (
    *(as_mentee(each) for each in (ANA, BEN, CORA)),
    *(as_mentor(each) for each in (CORA, DINA, EMIL, ANA)),
    *(as_coordinator(each) for each in (FAY, DINA)),
    ADMINISTRATOR,
    Actor(role=Role.ADMINISTRATOR, person=CORA),
    SYSTEM,
    CLOCK,
)
_SEED = st.integers(0, 2**64 - 1)
_ANY = st.sampled_from([0, 0, 1, 2])
_WORK: tuple[type[Any], ...] = get_args(GoalCommand | TaskCommand | MeetingCommand)
_SEARCH: tuple[type[Any], ...] = get_args(SeekingCommand | OutreachCommand)
_AGREEING: tuple[type[Any], ...] = get_args(
    ExpectationsCommand | CheckInCommand | RedefinitionCommand | ClosingCommand
)
_LIVES = 30
_BY_HAND: tuple[type[Any], ...] = get_args(TransitionCommand | ReturningCommand | PauseCommand)
_AFTER_THE_END = {
    "returning.reopened",
    "concerns.concern_raised",
    "ended.record_closed",
    "ended.invited_to_mentor",
}
_TO_A_RESTING_PAIR = {
    "paused",
    "paused_meeting_cancelled",
    "meeting_scheduled",
    "meeting_rescheduled",
    "meeting_cancelled",
    "concern_received",
    "closing_opened",
    "thanks",
    "mentorship_ended",
    "invited_to_mentor",
}
_KEPT_UNTIL_IT_GOES_ON = {"agreement_concluded"}


class Anybody(RuleBasedStateMachine):
    """Three mentorships share three mentors; two of the mentors have room for one."""

    @initialize(automatic=st.booleans(), together=st.sampled_from([1, 2]))
    def begins(self, automatic: bool, together: int) -> None:  # noqa: FBT001 - as Hypothesis calls
        policy = Policy(
            next_candidate="automatic" if automatic else "manual", open_invitations=together
        )
        self.world = a_world(policy=policy, cora=1, dina=1, emil=2)
        self.mentorships = [opened_for(self.world, each) for each in (ANA, BEN, ANA)]
        self.throws = 0
        self.looked_at = 0
        self.told = 0
        for which, mentor in enumerate((CORA, EMIL)):
            self._do(AssignMentor(mentor=mentor), as_coordinator(FAY), which)
        self._agrees(0, days=400)

    @rule(
        seed=_SEED,
        which=_ANY,
        kinds=st.sampled_from([COMMANDS, _WORK, _SEARCH, _AGREEING, _BY_HAND]),
    )
    def they_do_what_fits(self, seed: int, which: int, kinds: tuple[type[Any], ...]) -> None:
        dice = self._dice(seed)
        for _ in range(dice.pick([1, 2, 4, 8])):
            state = self._state(which)
            if fitting := [each for each in kinds if state.stage in each.stages]:
                kind = dice.pick(fitting)
                by = self._playing(dice.pick(sorted(kind.who)), state)
                self._do(any_of(kind, dice, now=self.world.now), by, which)

    @rule(seed=_SEED, which=_ANY)
    def anybody_does_anything(self, seed: int, which: int) -> None:
        dice = self._dice(seed)
        for _ in range(5):
            kind, by = dice.pick(COMMANDS), dice.pick(_OUTSIDERS)
            self._do(any_of(kind, dice, now=self.world.now), by, which)

    @rule(seed=_SEED, which=_ANY)
    def it_takes_its_course(self, seed: int, which: int) -> None:
        dice, state = self._dice(seed), self._state(which)
        mentor = state.mentor or dice.pick([CORA, DINA, EMIL])
        mentee = as_mentee(state.mentee)
        match state.stage:
            case Stage.SEEKING | Stage.OUTREACH if dice.pick([True, True, False]):
                for each in (CORA, DINA, EMIL):
                    self._do(Shortlist(person=each), mentee, which)
                for number in (dice.pick(range(1, 4)), dice.pick(range(1, 4))):
                    self._do(Invite(candidate=number, ask="A project"), mentee, which)
            case Stage.SEEKING | Stage.OUTREACH if dice.pick([True, False]):
                self._do(AssignMentor(mentor=mentor), as_coordinator(FAY), which)
            case Stage.OUTREACH:
                self._do(Accept(), as_mentor(state.open_invitations[0].mentor), which)
            case Stage.EXPECTATIONS | Stage.REDEFINITION:
                self._agrees(which, days=dice.pick([1, 100, 500]))
            case Stage.ENDED if state.record_closed:
                self.mentorships[which] = opened_for(self.world, state.mentee)
            case Stage.CLOSING | Stage.ENDED:
                back = Reopen(stage=dice.pick([Stage.GOALS, Stage.EXPECTATIONS]), why="A slip")
                self._do(back, as_coordinator(FAY), which)
            case _ if dice.pick([True, False, False]):
                move = Transition(to=dice.pick(sorted(UNDER_WAY)), why="To go on")
                self._do(move, as_coordinator(FAY), which)
            case _:
                wish = dice.pick(list(Wish))
                for side in (mentee, as_mentor(mentor)):
                    self._do(SubmitReflection(done="Much", next="More", wish=wish), side, which)

    def _dice(self, seed: int) -> Dice:
        self.throws += 1
        return Dice((seed + 7919 * self.throws) % 2**64)

    def _agrees(self, which: int, *, days: int) -> None:
        state = self._state(which)
        terms = Terms(purpose="A project", ends_on=self.world.now.date() + timedelta(days=days))
        self._do(WaiveExpectations(why="They met."), as_coordinator(FAY), which)
        self._do(ProposeAgreement(terms=terms), as_mentee(state.mentee), which)
        version = len(self._state(which).agreements)
        mentor = state.mentor or state.mentee
        self._do(SignAgreement(version=max(version, 1)), as_mentor(mentor), which)

    @rule(days=st.sampled_from([0, 1, 3, 8, 15, 31, 46]))
    def time_passes(self, days: int) -> None:
        self.world.pass_time(until=self.world.now + timedelta(days=days, minutes=5))

    @rule(days=st.sampled_from([1, 10, 40]))
    def the_clock_stands_still(self, days: int) -> None:
        self.world.stand_still(until=self.world.now + timedelta(days=days))

    @rule(mentor=st.sampled_from([CORA, EMIL]))
    def a_mentor_is_away(self, mentor: UUID) -> None:
        until = self.world.now.date() + timedelta(days=20)
        away = SetAway(until=until)
        self._to_the_person(away, mentor)

    @rule()
    def a_mentor_is_erased(self) -> None:
        if len(self.world.history) % 199 == 0:  # rarely, because little happens afterwards
            self._to_the_person(ErasePerson(), DINA)

    def _to_the_person(self, command: Any, person: UUID) -> None:
        refusal = self._tried(command, ADMINISTRATOR, person)
        assert refusal is None or refusal.code == "person_gone"

    def _state(self, which: int) -> Mentorship:
        return self.world.mentorships[self.mentorships[which]]

    def _do(self, command: Any, by: Actor | None, which: int) -> None:
        # A coordinator may settle what is stuck by a note; no law could tell that from a slip.
        if command is None or by is None or getattr(command, "settles", None) is not None:
            return
        before = len(self.world.history)
        refusal = self._tried(command, by, self.mentorships[which])
        if refusal is not None:
            assert len(self.world.history) == before
            assert refusal.sentence.endswith("."), refusal.sentence
        self.a_resting_pair_is_left_in_peace()

    def _tried(self, command: Any, by: Actor, stream: UUID) -> Refusal | None:
        try:
            self.world.do(command, by=by, stream=stream)
        except Refusal as refusal:
            return refusal
        return None

    def _playing(self, part: Part, state: Mentorship) -> Actor | None:
        invited = [each.mentor for each in state.open_invitations]
        played = {
            Part.MENTEE: as_mentee(state.mentee),
            Part.MENTOR: as_mentor(state.mentor) if state.mentor else None,
            Part.INVITED: as_mentor(invited[0]) if invited else None,
            Part.COORDINATOR: as_coordinator(FAY),
            Part.CLOCK: CLOCK,
            Part.SYSTEM: SYSTEM,
        }
        return played[part]

    @invariant()
    def the_laws_hold(self) -> None:
        for state in self.world.mentorships.values():
            for law in laws.OF_ONE:
                assert law(state), f"{law.__name__}: {state}"
            standing = standing_of(state)
            assert Standing.model_validate_json(standing.model_dump_json()) == standing
        assert laws.no_mentor_has_more_than_there_is_room_for(self.world)
        assert laws.no_pair_has_two_open_mentorships(self.world)

    @invariant()
    def what_happened_can_be_written_and_read(self) -> None:
        for happened in self.world.history[self.looked_at :]:
            if happened.category == "mentorship":
                json = MENTORSHIP.events.dump_json(happened.event)
                assert MENTORSHIP.events.validate_json(json) == happened.event
        self.looked_at = len(self.world.history)

    @invariant()
    def a_resting_pair_is_left_in_peace(self) -> None:
        for letter in self.world.letters[self.told :]:
            assert letter.mentorship is not None
            state = self.world.mentorships[letter.mentorship]
            assert letter.notice.kind in KINDS
            if state.is_paused(letter.at) and state.side_of(letter.notice.to) is not None:
                began = state.pause is not None and state.pause.paused_at < letter.at
                peaceful = _TO_A_RESTING_PAIR | _KEPT_UNTIL_IT_GOES_ON
                assert letter.notice.kind in peaceful or not began, letter
        self.told = len(self.world.letters)

    def teardown(self) -> None:
        for ident, state in self.world.mentorships.items() if hasattr(self, "world") else ():
            told = [each for each in self.world.history if each.stream == ident]
            _folds_to(state, told)
            _is_silent_after_its_end(told)


def _folds_to(state: Mentorship, told: list[Happened]) -> None:
    half = len(told) // 2
    folded = _fold(_fold(None, told[:half]), told[half:])
    assert folded == _fold(None, told) == state
    assert [each.version for each in told] == list(range(1, len(told) + 1))


def _fold(state: Mentorship | None, told: list[Happened]) -> Mentorship | None:
    for each in told:
        json = MENTORSHIP.events.dump_json(each.event)
        state = MENTORSHIP.evolve(state, MENTORSHIP.events.validate_json(json), each.stamp)
    return state


def _is_silent_after_its_end(told: list[Happened]) -> None:
    ended = False
    for each in told:
        kind = each.event.type
        assert not ended or kind in _AFTER_THE_END, kind
        ended = kind != "returning.reopened" and (ended or kind == "ended.mentorship_ended")


Anybody.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
TestAnybody = Anybody.TestCase


def _live(machine: Anybody, dice: Dice) -> None:
    which, seed = dice.pick([0, 0, 1, 2]), dice.pick(range(2**32))
    match dice.pick(range(12)):
        case 0:
            machine.anybody_does_anything(seed=seed, which=which)
        case 1 | 2:
            machine.it_takes_its_course(seed=seed, which=which)
        case 3 | 4 | 5:
            machine.time_passes(days=dice.pick([0, 1, 1, 3, 8, 15, 31]))
        case 6:
            machine.the_clock_stands_still(days=dice.pick([1, 1, 10, 40]))
        case 7:
            machine.a_mentor_is_away(mentor=dice.pick([CORA, EMIL]))
            machine.a_mentor_is_erased()
        case _:
            kinds = dice.pick([COMMANDS, _WORK, _WORK, _SEARCH, _SEARCH, _AGREEING, _BY_HAND])
            machine.they_do_what_fits(seed=seed, which=which, kinds=kinds)


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(_LIVES))
def test_the_laws_hold_through_long_lives_too(seed: int) -> None:
    # The machine above finds the shortest way to break a law; it seldom gets far into a life.
    dice, machine = Dice(seed), Anybody()
    machine.begins(automatic=dice.pick([True, False]), together=dice.pick([1, 2, 2]))
    for _ in range(100):
        _live(machine, dice)
        machine.the_laws_hold()
        machine.what_happened_can_be_written_and_read()
        machine.a_resting_pair_is_left_in_peace()
    machine.teardown()


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(seed=_SEED, opened=st.booleans())
def test_no_sequence_of_events_whatever_makes_folding_fail(seed: int, opened: bool) -> None:  # noqa: FBT001
    dice = Dice(seed)
    state: Mentorship | None = None
    for number in range(60):
        kind = MentorshipOpened if opened and number == 0 else dice.pick(EVENTS)
        event = any_of(kind, dice, now=OPENED)
        stamp = Stamp(at=OPENED + timedelta(days=number), actor=dice.pick(_OUTSIDERS))
        if event is not None:
            state = MENTORSHIP.evolve(state, event, stamp)
            assert state is None or standing_of(state).version == state.version
