"""Who is meant by an id or an address: people of other programs stay unknown."""

from dataclasses import replace

import pytest

from domain.envelopes import Actor, Role
from domain.mentorship.asking import Referral
from domain.mentorship.outreach import Decline, Invite
from domain.mentorship.seeking import CandidateReferred, CandidateShortlisted, Shortlist, Strike
from domain.people.state import Person
from tests.domain.cast import ADMINISTRATOR, a_person, as_mentor, ident
from tests.domain.mentorship.scene import (
    BEN,
    CAROL,
    CLEO,
    COORDINATOR,
    DAN,
    MENTEE,
    MENTOR,
    MIA,
    PEOPLE,
    PROGRAM,
    Step,
    Tale,
    outreach,
    seeking,
)

EVE = a_person("Eve", Role.MENTOR)
STRANGER = a_person("Eve", Role.MENTOR, program=ident("Elsewhere"))
WITHOUT_ROLE = replace(EVE, roles={PROGRAM.id: frozenset()})
GONE = replace(EVE, merged_into=BEN.id)
BY_ADDRESS = Shortlist(name="E.", email=EVE.email)
BY_ID = Shortlist(person=EVE.id)
ASK = Invite(candidate=4, ask="A project")


def told(step: Step) -> tuple[object, ...]:
    """Return all that whoever gave a command learns by it."""
    refusal = step.refusal
    said = (refusal.code, refusal.sentence, dict(refusal.facts)) if refusal else ()
    return (step.events, *said)


def listed() -> Tale:
    return seeking().after(BY_ADDRESS, by=MENTEE)


@pytest.mark.parametrize("actor", [MENTEE, COORDINATOR, ADMINISTRATOR])
@pytest.mark.parametrize("somebody", [STRANGER, WITHOUT_ROLE])
def test_somebody_without_a_role_here_is_listed_and_asked_like_nobody(
    somebody: Person, actor: Actor
) -> None:
    for story, command in ((seeking(), BY_ADDRESS), (seeking(), BY_ID), (listed(), ASK)):
        step = story.when(command, by=actor, people=(*PEOPLE, somebody))
        assert told(step) == told(story.when(command, by=actor))
    step = seeking().when(BY_ADDRESS, by=actor, people=(*PEOPLE, somebody))
    step.then(CandidateShortlisted(candidate=4, person=None, name="E.", email=EVE.email, note=None))
    seeking().when(BY_ID, by=actor).refused("unknown_person", "belongs to this program")
    listed().when(ASK, by=actor).refused("candidate_not_registered", candidate=4)


@pytest.mark.parametrize("somebody", [STRANGER, WITHOUT_ROLE, GONE])
def test_somebody_without_a_role_here_is_referred_like_nobody(somebody: Person) -> None:
    for referral in (Referral(name="E.", email=EVE.email), Referral(person=EVE.id)):
        decline = Decline(referrals=(referral,))
        step = outreach().when(decline, by=MENTOR, people=(*PEOPLE, somebody), emails={})
        assert told(step) == told(outreach().when(decline, by=MENTOR))


def test_an_address_is_kept_as_it_was_referred() -> None:
    twice = (Referral(name="E.", email=EVE.email), Referral(name="Eve", email=EVE.email))
    step = outreach().when(Decline(referrals=twice), by=MENTOR, people=(*PEOPLE, STRANGER))
    assert step.events[1:-1] == (
        CandidateReferred(candidate=4, person=None, name="E.", email=EVE.email, referred_by=BEN.id),
    )


def test_who_left_the_program_is_still_known_where_they_were_listed() -> None:
    left = replace(CLEO, roles={})
    people = (MIA, BEN, left, DAN, CAROL)
    again = Shortlist(name="C.", email=CLEO.email)
    seeking().when(again, by=MENTEE, people=people).nothing()
    struck = seeking().after(Strike(candidate=2), by=MENTEE)
    back = struck.when(again, by=MENTEE, people=people).recorded("seeking.candidate_shortlisted")
    assert [each.number for each in back.state.candidates.values()] == [1, 2, 3]
    invite = Invite(candidate=2, ask="A project")
    seeking().when(invite, by=MENTEE, people=people).refused("not_a_mentor_here")


def test_whoever_is_of_the_pair_is_known_without_a_role() -> None:
    nobody_left = (replace(MIA, roles={}), replace(BEN, roles={}), CLEO, DAN, CAROL)
    mine = Shortlist(name="Me", email=MIA.email)
    seeking().when(mine, by=MENTEE, people=nobody_left).refused("own_mentor")
    themselves = (Referral(name="B.", email=BEN.email), Referral(person=MIA.id))
    step = outreach().when(Decline(referrals=themselves), by=MENTOR, people=nobody_left)
    step.recorded("outreach.invitation_declined", "outreach.search_resumed")


def test_who_was_listed_by_an_address_and_got_a_role_since_is_the_same_candidate() -> None:
    story = listed().amid(people=(*PEOPLE, EVE))
    for command in (BY_ID, BY_ADDRESS):
        story.when(command, by=MENTEE).nothing()
        struck = story.after(Strike(candidate=4), by=MENTEE).when(command, by=MENTEE)
        assert sorted(struck.state.candidates) == [1, 2, 3, 4]
        assert not struck.state.candidates[4].struck
    asked = story.after(Invite(candidate=1, ask="A project"), by=MENTEE)
    step = asked.when(Decline(referrals=(Referral(person=EVE.id),)), by=MENTOR)
    assert step.state.candidates[4].referred_by == (BEN.id,)
    assert sorted(step.state.candidates) == [1, 2, 3, 4]


def test_who_is_listed_twice_by_two_addresses_is_asked_by_itself_once() -> None:
    moved = replace(BEN, email="ben@hospital.example.org")
    twice = Shortlist(name="Ben", email=moved.email)
    story = outreach(next_candidate="automatic").after(twice, Strike(candidate=3), by=MENTEE)
    after = story.amid(people=(MIA, moved, CLEO, DAN, CAROL)).after(Decline(), by=MENTOR)
    step = after.when(Decline(), by=as_mentor(CLEO.id))
    step.recorded("outreach.invitation_declined", "outreach.search_resumed")
