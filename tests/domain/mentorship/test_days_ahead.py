from datetime import date

from domain.mentorship.check_in import SubmitReflection
from domain.mentorship.closing import EndMentorship
from domain.mentorship.days_ahead import DayAhead, days_ahead
from domain.mentorship.pause import PauseMentorship
from domain.mentorship.stages import Part, Side
from domain.mentorship.tasks import AssignTask
from domain.mentorship.views import Viewer
from domain.mentorship.work import Wish
from tests.domain.mentorship.scene import (
    BEN,
    CAROL,
    CLEO,
    MENTEE,
    MENTOR,
    MIA,
    Tale,
    check_in,
    closing,
    expectations,
    goals,
    outreach,
    state_of,
)

AS_MENTEE = Viewer(Part.MENTEE, MIA.id)
AS_MENTOR = Viewer(Part.MENTOR, BEN.id)


def shown(story: Tale, viewer: Viewer) -> list[tuple[str, str]]:
    return [(each.on.isoformat(), each.what) for each in days_ahead(state_of(story), viewer)]


def whats(story: Tale, viewer: Viewer) -> list[str]:
    return [what for _, what in shown(story, viewer)]


def test_only_the_invited_mentor_sees_the_last_day_to_answer() -> None:
    invited = Viewer(Part.INVITED, BEN.id)
    assert shown(outreach(), invited) == [("2026-03-16", "Last day to answer the invitation")]
    assert shown(outreach(), Viewer(Part.INVITED, CLEO.id)) == []
    assert shown(outreach(), AS_MENTEE) == []


def test_both_see_by_when_to_sign() -> None:
    for viewer in (AS_MENTEE, AS_MENTOR):
        assert "Last day to sign the agreement" in whats(expectations(), viewer)


def test_each_sees_the_own_tasks_and_when_check_ins_open_and_the_end_is() -> None:
    story = goals()
    for owner, what in ((Side.MENTEE, "Write the draft"), (Side.MENTOR, "Read the draft")):
        task = AssignTask(owner=owner, what=what, by=date(2026, 4, 30))
        story = story.after(task, by=MENTEE)
    common = [
        ("2026-05-06", "A check-in opens"),
        ("2026-07-06", "A check-in opens"),
        ("2027-10-06", "The agreed end"),
    ]
    assert shown(story, AS_MENTEE) == [("2026-04-30", "Due: Write the draft"), *common]
    assert shown(story, AS_MENTOR) == [("2026-04-30", "Due: Read the draft"), *common]


def test_who_has_reflected_has_nothing_more_to_do() -> None:
    done = SubmitReflection(done="Much", next="More", wish=Wish.GO_ON)
    story = check_in().after(done, by=MENTOR)
    last = "Last day for the check-in"
    assert last in whats(story, AS_MENTEE)
    assert last not in whats(story, AS_MENTOR)


def test_in_a_pause_only_its_end_is_shown_and_in_the_closing_its_last_day() -> None:
    paused = goals().after(PauseMentorship(until=date(2026, 6, 1)), by=MENTEE)
    assert shown(paused, AS_MENTOR) == [("2026-06-01", "The pause ends")]
    assert shown(closing(), AS_MENTEE) == [("2026-06-15", "Last day for thanks and reflections")]


def test_a_day_keeps_its_key_when_it_is_moved() -> None:
    first = goals().after(PauseMentorship(until=date(2026, 6, 1)), by=MENTEE)
    later = first.after(PauseMentorship(until=date(2026, 7, 1)), by=MENTEE)
    keys = {days_ahead(state_of(each), AS_MENTEE)[0].key for each in (first, later)}
    assert keys == {f"pause_end-{state_of(first).id}"}


def test_a_wish_to_end_stands_in_nobodys_calendar_and_others_have_no_days() -> None:
    wish = SubmitReflection(done="Much", next="No", wish=Wish.END)
    story = check_in().after(wish, by=MENTEE).after(wish, by=MENTOR)
    assert all(
        "end" not in what.lower() or what == "The agreed end" for _, what in shown(story, AS_MENTEE)
    )
    assert days_ahead(state_of(story), Viewer(Part.COORDINATOR, CAROL.id)) == ()


def test_after_the_end_nothing_is_ahead() -> None:
    ended: tuple[DayAhead, ...] = days_ahead(
        state_of(outreach().after(EndMentorship(), by=MENTEE)), AS_MENTEE
    )
    assert ended == ()
