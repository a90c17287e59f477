from datetime import date

from domain.dates import ends
from domain.envelopes import Role
from domain.mentorship.asking import Referral
from domain.mentorship.invitations import (
    InvitationSent,
)
from domain.mentorship.matters import Asked, Lapsed
from domain.mentorship.outreach import Accept, Decline, Invite, WithdrawInvitation
from domain.mentorship.seeking import Shortlist, Strike
from domain.mentorship.stages import Stage
from tests.domain.cast import ZONE, a_person, on
from tests.domain.mentorship.scene import (
    BEN,
    CAROL,
    CLEO,
    DAN,
    MENTEE,
    MENTOR,
    MIA,
    PEOPLE,
    Tale,
    outreach,
    passed,
    seeking,
    state_of,
    waits,
)

EVE = a_person("Eve", Role.MENTOR)


def invite(candidate: int = 1) -> Invite:
    return Invite(candidate=candidate, ask="A project")


def lapsed() -> Tale:
    return passed(passed(outreach(), "reply_due:1").story, "reply_due:1").story


def test_an_invitation_keeps_the_numbers_it_was_sent_with() -> None:
    step = seeking(reply_by_days=10, follow_ups=2).when(invite(), by=MENTEE)
    step.then(
        InvitationSent(
            invitation=1,
            candidate=1,
            mentor=BEN.id,
            ask="A project",
            reply_by=ends(date(2026, 3, 12), ZONE),
            reply_by_days=10,
            follow_ups=2,
        )
    )
    assert step.state.stage is Stage.OUTREACH
    usual = seeking().world.program
    followed = passed(step.story.amid(program=usual), "reply_due:1")
    assert waits(followed) == {"reply_due:1": "2026-03-23"}


def test_two_weeks_last_to_the_end_of_the_local_day_across_daylight_saving() -> None:
    status = state_of(outreach()).invitations[1].status
    assert isinstance(status, Asked)
    assert status.reply_by.at == on("2026-03-17", "00:00")


def test_after_two_weeks_of_silence_the_mentor_is_asked_once_more() -> None:
    followed = passed(outreach(), "reply_due:1").recorded("outreach.invitation_followed_up")
    status = followed.state.invitations[1].status
    assert status == Asked(attempt=2, reply_by=ends(date(2026, 3, 31), ZONE))
    assert followed.state.deadlines["reply_due:1"].label == "reply due: second ask"


def test_a_second_silence_lets_the_invitation_lapse_and_the_search_goes_on() -> None:
    followed = passed(outreach(), "reply_due:1").story
    step = passed(followed, "reply_due:1")
    step.recorded("outreach.invitation_lapsed", "outreach.search_resumed")
    assert step.state.invitations[1].status == Lapsed()
    assert step.state.stage is Stage.SEEKING
    assert waits(step) == {"seeking_nudge": "2026-05-01"}


def test_a_follow_up_that_comes_late_gives_full_time_from_then() -> None:
    late = passed(outreach(), "reply_due:1", at=on("2026-03-20"))
    assert waits(late) == {"reply_due:1": "2026-04-03"}


def test_a_program_may_ask_four_times_or_not_again() -> None:
    story = outreach(follow_ups=4)
    for attempt, label in ((2, "second ask"), (3, "third ask"), (4, "ask 4"), (5, "ask 5")):
        story = passed(story, "reply_due:1").recorded("outreach.invitation_followed_up").story
        assert state_of(story).deadlines["reply_due:1"].label == f"reply due: {label}", attempt
    once = passed(outreach(follow_ups=0), "reply_due:1")
    once.recorded("outreach.invitation_lapsed", "outreach.search_resumed")


def test_one_invitation_is_open_at_a_time_unless_the_program_allows_more() -> None:
    outreach().when(invite(2), by=MENTEE).refused("too_many_invitations", "withdraw invitation 1")
    two = outreach(open_invitations=2).after(invite(2), by=MENTEE)
    two.when(invite(3), by=MENTEE).refused("too_many_invitations", limit=2)


def test_a_mentor_who_is_being_asked_is_not_asked_twice() -> None:
    story = outreach(open_invitations=2)
    story.when(invite(1), by=MENTEE).refused("invitation_open", "mentor is being asked already")


def test_an_invitation_goes_to_somebody_on_the_shortlist_who_is_a_mentor_here() -> None:
    seeking().when(invite(9), by=MENTEE).refused("unknown_candidate")
    with_carol = seeking().after(Shortlist(person=CAROL.id), by=MENTEE)
    with_carol.when(invite(4), by=MENTEE).refused("not_a_mentor_here")


def test_a_candidate_by_address_is_asked_once_registered() -> None:
    story = seeking().after(Shortlist(name="Eve", email=EVE.email), by=MENTEE)
    story.when(invite(4), by=MENTEE).refused("candidate_not_registered", "not registered here yet")
    step = story.when(invite(4), by=MENTEE, people=(*PEOPLE, EVE))
    step.recorded("outreach.invitation_sent")
    assert step.state.candidates[4].person == EVE.id


def test_a_mentee_who_got_an_address_of_her_own_is_not_her_mentor() -> None:
    story = seeking().after(Shortlist(name="Me", email="me@example.org"), by=MENTEE)
    me = {"me@example.org": MIA.id}
    story.when(invite(4), by=MENTEE, emails=me).refused("own_mentor")


def test_somebody_away_gets_no_new_invitation() -> None:
    away = a_person("Ben", Role.MENTOR, away_until=ends(date(2026, 4, 1), ZONE))
    step = seeking().when(invite(), by=MENTEE, people=(MIA, away, CAROL))
    step.refused("mentor_away", "away just now", "try later")
    assert step.refusal is not None
    assert not step.refusal.facts, "until when is for the staff to know"


def test_an_ask_can_be_taken_back() -> None:
    step = outreach().when(WithdrawInvitation(invitation=1), by=MENTEE)
    step.recorded("outreach.invitation_withdrawn", "outreach.search_resumed")
    story = outreach()
    story.when(WithdrawInvitation(invitation=7), by=MENTEE).refused("unknown_invitation")
    again = step.story.after(invite(2), by=MENTEE)
    again.when(WithdrawInvitation(invitation=1), by=MENTEE).refused("invitation_not_open")


def test_where_the_policy_says_so_the_next_on_the_shortlist_is_asked_by_itself() -> None:
    step = outreach(next_candidate="automatic").when(Decline(), by=MENTOR)
    step.recorded("outreach.invitation_declined", "outreach.invitation_sent")
    assert (step.state.invitations[2].mentor, step.state.invitations[2].ask) == (
        CLEO.id,
        "A project",
    )
    assert step.state.stage is Stage.OUTREACH


def test_the_next_one_is_somebody_who_can_be_asked() -> None:
    away = a_person("Cleo", Role.MENTOR, away_until=ends(date(2026, 4, 1), ZONE))
    story = outreach(next_candidate="automatic").amid(people=(MIA, BEN, away, DAN, CAROL))
    step = story.when(Decline(), by=MENTOR)
    assert step.state.invitations[2].mentor == DAN.id
    struck = story.after(Strike(candidate=3), by=MENTEE).when(Decline(), by=MENTOR)
    struck.recorded("outreach.invitation_declined", "outreach.search_resumed")


def test_somebody_referred_in_the_same_breath_is_asked_by_itself() -> None:
    story = outreach(next_candidate="automatic").after(
        Strike(candidate=2), Strike(candidate=3), by=MENTEE
    )
    referred = Decline(referrals=(Referral(person=EVE.id),))
    step = story.when(referred, by=MENTOR, people=(*PEOPLE, EVE))
    step.recorded(
        "outreach.invitation_declined", "seeking.candidate_referred", "outreach.invitation_sent"
    )
    assert step.state.invitations[2].mentor == EVE.id


def test_after_an_ask_was_taken_back_nobody_is_asked_by_itself() -> None:
    step = outreach(next_candidate="automatic").when(WithdrawInvitation(invitation=1), by=MENTEE)
    step.recorded("outreach.invitation_withdrawn", "outreach.search_resumed")


def test_an_invitation_knows_how_often_its_mentor_is_still_asked() -> None:
    asked = state_of(outreach(follow_ups=2)).invitations[1]
    followed = passed(outreach(follow_ups=2), "reply_due:1").state.invitations[1]
    assert (asked.asks_left, followed.asks_left) == (2, 1)
    assert state_of(lapsed()).invitations[1].asks_left == 0


def test_who_is_no_mentor_here_any_more_cannot_say_yes() -> None:
    people = (MIA, a_person("Ben"), CLEO, DAN, CAROL)
    for story in (outreach(), lapsed()):
        story.when(Accept(), by=MENTOR, people=people).refused("not_a_mentor_here", "granted")
