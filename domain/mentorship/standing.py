"""A mentorship's standing: what its workflow may know."""

from domain.mentorship.stages import Part
from domain.mentorship.state import Mentorship, open_deadlines
from domain.mentorship.views import Viewer, may_know
from domain.model import PersonId
from domain.standing import OpenDeadline, Standing


def standing_of(state: Mentorship) -> Standing:
    """Return where a mentorship stands, without names and texts.

    The receipts, parked commands and waiting letters are the records' to add.
    """
    return Standing(
        mentorship=state.id,
        version=state.version,
        stage=state.stage.value,
        program=state.program,
        mentee=state.mentee,
        mentor=state.mentor,
        recipients=tuple(each for each in (state.mentee, state.mentor) if each is not None),
        paused_until=state.pause.until.at if state.pause else None,
        deadlines=tuple(
            OpenDeadline(id=each.id, kind=each.kind.value, due=each.due.at, label=each.label)
            for each in open_deadlines(state)
        ),
        attention=tuple(sorted(each.value for each in state.attention)),
        complete=state.record_closed,
    )


def standing_to(standing: Standing, person: PersonId | None) -> Standing:
    """Return a standing as it may be told to a person: to mentee and mentor only what is theirs."""
    parts = {standing.mentee: Part.MENTEE, standing.mentor: Part.MENTOR}
    if person is None or person not in parts:
        return standing
    viewer = Viewer(parts[person], person)
    known = tuple(each for each in standing.deadlines if may_know(each.id, viewer))
    return standing.model_copy(update={"deadlines": known, "attention": ()})
