"""What the description says of a mentorship's state is so, whoever looks, all along a story."""

from typing import Any

import jsonschema_rs
from pydantic import TypeAdapter

from domain.driver import World
from domain.mentorship.seen import as_seen
from domain.mentorship.stages import Part
from domain.mentorship.views import Viewer, view
from tests.domain.mentorship.story import OPENED, told
from web.api.description import tell_clocks
from web.api.mentorship_documents import MentorshipSeen

SCHEMA: dict[str, Any] = TypeAdapter(MentorshipSeen).json_schema(mode="serialization")
tell_clocks(SCHEMA)


def test_each_state_of_the_residents_story_is_as_its_description_says() -> None:
    world, looked = World(now=OPENED), 0
    described = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)
    for number, _ in enumerate(told(world)):
        if number % 3:
            continue
        for state in world.mentorships.values():
            viewers = [Viewer(Part.COORDINATOR), Viewer(Part.MENTEE, state.mentee)]
            viewers += [Viewer(Part.MENTOR, state.mentor)] if state.mentor is not None else []
            asked = {each.mentor for each in state.invitations.values()} - {state.mentor}
            viewers += [Viewer(Part.INVITED, each) for each in asked]
            for viewer in viewers:
                seen = view(state, viewer)
                assert [str(each) for each in described.iter_errors(seen)] == []
                assert view(as_seen(state, viewer), viewer) == seen, "seen twice is seen once"
                looked += 1
    assert looked > 50
