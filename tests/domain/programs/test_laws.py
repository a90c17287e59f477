from collections.abc import Sequence
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from domain.envelopes import SYSTEM, Stamp
from domain.policy import Policy
from domain.programs import EVENTS, PROGRAM, PROGRAM_EVENTS, ProgramEvent
from domain.programs.events import (
    LetterheadSet,
    PolicyChanged,
    ProgramClosed,
    ProgramCreated,
    ProgramReopened,
    TemplateSet,
)
from domain.programs.state import Program
from tests.domain.cast import START, ident

STAMP = Stamp(at=START, actor=SYSTEM)

texts = st.text(max_size=12)
policies = st.builds(
    Policy,
    reply_by_days=st.integers(1, 90),
    check_in_months=st.integers(1, 24),
    next_candidate=st.sampled_from(["manual", "automatic"]),
)
creations = st.builds(
    ProgramCreated,
    program=st.sampled_from([ident("One"), ident("Another")]),
    name=texts,
    zone=texts,
    policy=policies,
)
STRATEGIES: dict[type[ProgramEvent], st.SearchStrategy[ProgramEvent]] = {
    ProgramCreated: creations,
    PolicyChanged: st.builds(
        PolicyChanged, policy=policies, changed=st.lists(texts, max_size=2).map(tuple)
    ),
    TemplateSet: st.builds(TemplateSet, template=st.none() | texts),
    LetterheadSet: st.builds(
        LetterheadSet, reply_to=st.none() | texts, signature=st.none() | texts
    ),
    ProgramClosed: st.just(ProgramClosed()),
    ProgramReopened: st.just(ProgramReopened()),
}
events = st.one_of(*STRATEGIES.values())
histories = st.lists(events, max_size=10)


def folded(happened: Sequence[ProgramEvent], state: Program | None = None) -> Program | None:
    return reduce(lambda before, event: PROGRAM.evolve(before, event, STAMP), happened, state)


def test_there_is_a_strategy_for_every_event() -> None:
    assert STRATEGIES.keys() == set(EVENTS)


@given(events)
def test_every_event_comes_back_from_json_as_it_was(event: ProgramEvent) -> None:
    assert PROGRAM_EVENTS.validate_json(PROGRAM_EVENTS.dump_json(event)) == event


@given(histories, st.integers(0, 10))
def test_folding_in_parts_equals_folding_at_once(happened: list[ProgramEvent], cut: int) -> None:
    assert folded(happened[cut:], folded(happened[:cut])) == folded(happened)


@given(histories)
def test_before_the_creation_no_event_makes_a_program(happened: list[ProgramEvent]) -> None:
    assert folded([each for each in happened if not isinstance(each, ProgramCreated)]) is None


@given(creations, histories)
def test_the_version_counts_every_event(
    created: ProgramCreated, happened: list[ProgramEvent]
) -> None:
    state = folded([created, *happened])
    assert state is not None
    assert (state.version, state.id, state.name) == (
        1 + len(happened),
        created.program,
        created.name,
    )
