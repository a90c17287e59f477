"""What the description says of a mentorship's state is so, whoever looks, all along a story."""

from typing import Any

import jsonschema_rs
from pydantic import TypeAdapter

from domain.driver import World
from domain.envelopes import Stamp
from domain.mentorship import MENTORSHIP
from domain.mentorship.meetings import ScheduleMeeting
from domain.mentorship.seen import as_seen
from domain.mentorship.stages import Part
from domain.mentorship.views import Viewer, view
from tests.domain.cast import on
from tests.domain.mentorship.scene import MENTEE, a_meeting, goals, state_of
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


def test_an_hour_that_an_earlier_release_took_with_an_offset_is_told_without() -> None:
    (scheduled,) = goals().when(a_meeting(), by=MENTEE).events
    kept = MENTORSHIP.events.dump_python(scheduled, mode="json")
    kept["dates"]["when"]["time"] = "15:00:00.250000+05:00"
    event = MENTORSHIP.events.validate_python(kept)
    stamp = Stamp(at=on("2026-04-07"), actor=MENTEE)
    state = MENTORSHIP.evolve(state_of(goals()), event, stamp)
    assert state is not None
    seen = view(state, Viewer(Part.COORDINATOR))
    assert seen["meetings"]["1"]["when"]["time"] == "15:00:00.250000"
    described = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)
    assert [str(each) for each in described.iter_errors(seen)] == []


def test_a_command_is_described_with_the_hours_and_minutes_that_it_takes() -> None:
    told_of = ScheduleMeeting.model_json_schema()["properties"]["time"]
    described = jsonschema_rs.Draft202012Validator(told_of)
    assert all(described.is_valid(each) for each in ("14:30", "09:00:00", "00:00:00.000"))
    odd = ("10:00+05:00", "11:30:15", "11:30:00.25", "24:00", "9:30", 3600)
    assert not any(described.is_valid(each) for each in odd)
