from domain.envelopes import SYSTEM, Role
from domain.mentorship.circumstances import ReviewPeople, watched
from domain.mentorship.concerns import NoteDown
from domain.mentorship.diary import MeetingCancelled
from domain.mentorship.ended import MentorshipEnded
from domain.mentorship.invitations import InvitationWithdrawn
from domain.mentorship.matters import Attention, EndingKind
from domain.mentorship.messages import CoordinatorAsked
from domain.mentorship.outreach import Invite
from domain.mentorship.returning import ReplaceMentor
from domain.mentorship.stages import Stage
from domain.people.state import Person
from tests.domain.cast import a_person, ident
from tests.domain.mentorship.scene import (
    BEN,
    CAROL,
    CLEO,
    COORDINATOR,
    DAN,
    MENTEE,
    MIA,
    PEOPLE,
    Step,
    Tale,
    a_meeting,
    closing,
    ended,
    goals,
    notices,
    outreach,
    seeking,
    state_of,
)

MIA_GONE = a_person("Mia", erased=True)
BEN_GONE = a_person("Ben", erased=True)
MIA_MERGED = a_person("Mia", merged_into=ident("Mia, the first"))
BEN_MERGED = a_person("Ben", merged_into=CLEO.id)
CLEO_GONE = a_person("Cleo", Role.MENTOR, erased=True)


def reviewed(story: Tale, *gone: Person) -> Step:
    people = {each.id: each for each in (*PEOPLE, *gone)}
    return story.when(ReviewPeople(), by=SYSTEM, people=people.values())


def test_while_everybody_is_there_nothing_changes() -> None:
    for story in (seeking(), outreach(), goals(), closing(), ended()):
        reviewed(story).nothing()


def test_without_its_mentee_a_mentorship_ends_at_once() -> None:
    step = reviewed(outreach(), MIA_GONE)
    step.recorded("outreach.invitation_withdrawn", "ended.mentorship_ended")
    assert step.events[0] == InvitationWithdrawn(invitation=1, because="gone")
    paired = reviewed(goals(), MIA_GONE)
    (event,) = paired.events
    assert isinstance(event, MentorshipEnded)
    assert event.kind is EndingKind.MOVED_ON
    assert paired.state.stage is Stage.ENDED
    reviewed(paired.story, MIA_GONE).nothing()


def test_a_mentor_who_is_gone_is_told_to_the_coordinator_once() -> None:
    asked = CoordinatorAsked(reason=Attention.MENTOR_GONE, person=BEN.id)
    step = reviewed(goals(), BEN_GONE).then(asked)
    reviewed(step.story, BEN_GONE).nothing()
    found = step.story.when(ReplaceMentor(why="Gone", next=CLEO.id), by=COORDINATOR)
    assert found.state.attention == frozenset()


def test_in_closing_a_mentor_who_is_gone_changes_nothing() -> None:
    reviewed(closing(), BEN_GONE).nothing()


def test_an_invitation_to_somebody_gone_is_withdrawn_and_the_search_goes_on() -> None:
    step = reviewed(outreach(), BEN_GONE)
    step.recorded("outreach.invitation_withdrawn", "outreach.search_resumed")
    automatic = reviewed(outreach(next_candidate="automatic"), BEN_GONE, CLEO_GONE)
    automatic.recorded("outreach.invitation_withdrawn", "outreach.invitation_sent")
    assert automatic.state.invitations[2].mentor == DAN.id


def test_other_invitations_stay_open() -> None:
    two = outreach(open_invitations=2).after(Invite(candidate=2, ask="x"), by=MENTEE)
    step = reviewed(two, CLEO_GONE).then(InvitationWithdrawn(invitation=2, because="gone"))
    assert step.state.stage is Stage.OUTREACH
    both = reviewed(two, BEN_GONE, CLEO_GONE)
    both.recorded(
        "outreach.invitation_withdrawn", "outreach.invitation_withdrawn", "outreach.search_resumed"
    )


def test_people_who_are_not_known_are_not_taken_for_gone() -> None:
    goals().when(ReviewPeople(), by=SYSTEM, people=(CAROL, MIA)).nothing()


def test_once_it_is_settled_that_a_mentor_is_gone_nobody_asks_again() -> None:
    settle = NoteDown(text="I know", settles=Attention.MENTOR_GONE)
    settled = reviewed(goals(), BEN_GONE).story.after(settle, by=COORDINATOR)
    reviewed(settled, BEN_GONE).nothing()
    replaced = settled.after(ReplaceMentor(why="Gone", next=CLEO.id), by=COORDINATOR)
    reviewed(replaced, BEN_GONE, CLEO_GONE).then(
        CoordinatorAsked(reason=Attention.MENTOR_GONE, person=CLEO.id)
    )


def test_a_duplicate_that_is_merged_ends_nothing_and_the_coordinator_is_asked_once() -> None:
    for story in (seeking(), outreach(), goals()):
        step = reviewed(story, MIA_MERGED)
        step.then(CoordinatorAsked(reason=Attention.PERSON_MERGED, person=MIA.id))
        assert [(each.kind, each.facts["reason"]) for each in notices(step)] == [
            ("coordinator_asked", "person_merged")
        ]
        reviewed(step.story, MIA_MERGED).nothing()
    reviewed(closing(), MIA_MERGED).nothing()
    reviewed(goals(), BEN_MERGED).then(
        CoordinatorAsked(reason=Attention.PERSON_MERGED, person=BEN.id)
    )


def test_another_mentor_settles_that_the_mentor_was_merged_but_not_that_the_mentee_was() -> None:
    another = ReplaceMentor(why="Merged", next=CLEO.id)
    mentors = reviewed(goals(), BEN_MERGED).story.when(another, by=COORDINATOR)
    assert mentors.state.attention == frozenset()
    mentees = reviewed(goals(), MIA_MERGED).story.when(another, by=COORDINATOR)
    assert mentees.state.attention == {Attention.PERSON_MERGED}


def test_a_mentee_who_was_merged_and_is_erased_later_ends_it() -> None:
    merged = reviewed(goals(), MIA_MERGED).story
    reviewed(merged, MIA_GONE).recorded("ended.mentorship_ended")


def test_the_meetings_of_an_erased_mentee_are_called_off() -> None:
    step = reviewed(goals().after(a_meeting(), by=MENTEE), MIA_GONE)
    step.recorded("goals.meeting_cancelled", "ended.mentorship_ended")
    assert step.events[0] == MeetingCancelled(meeting=1, why=None, because="closing")
    assert [each.to for each in notices(step)] == [BEN.id, BEN.id]


def test_who_is_watched_is_who_would_be_missed_until_that_is_told() -> None:
    assert watched(state_of(seeking())) == (MIA.id,)
    assert watched(state_of(outreach())) == (MIA.id, BEN.id)
    assert watched(state_of(goals())) == (MIA.id, BEN.id)
    assert watched(reviewed(goals(), BEN_GONE).state) == (MIA.id,)
    assert watched(state_of(closing())) == ()
    assert watched(state_of(ended())) == ()
