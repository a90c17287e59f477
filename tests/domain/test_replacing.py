"""A changed copy is what the standard library makes of it."""

import dataclasses

from domain.mentorship.stages import Stage
from domain.replacing import replace
from tests.domain.mentorship.scene import seeking


def test_a_changed_copy_is_the_one_that_the_standard_library_makes() -> None:
    state = seeking().state
    assert state is not None
    changed = replace(state, stage=Stage.ENDED, nudges=2)
    assert changed == dataclasses.replace(state, stage=Stage.ENDED, nudges=2)
    assert (state.stage, state.nudges) == (Stage.SEEKING, 0)
    assert type(changed) is type(state)


def test_every_state_is_of_the_kind_that_can_be_copied_fast() -> None:
    state = seeking().state
    assert state is not None
    assert not hasattr(type(state), "__post_init__")
    assert vars(state).keys() == {each.name for each in dataclasses.fields(state)}
