from datetime import UTC, date, datetime

from domain.mentorship.appointments import Appointment
from domain.mentorship.days_ahead import DayAhead
from letters.calendar import Strand, feed
from tests.letters.calendar.program import instants, read
from tests.letters.calendar.test_invitations import ONCE, SERIES, STAMP, part, when

ADA_AND_BEN = Strand(
    names=("Ada", "Ben"),
    appointments=(
        ONCE,
        SERIES,
        Appointment("meeting-3-x", 1, when("2026-06-01"), 60, cancelled=True),
    ),
    days=(DayAhead("task_due-1-x", date(2026, 6, 1), "Due: Read; write, \\ and\nrest"),),
)
INVITED = Strand(
    names=("Cleo", ""),
    days=(DayAhead("reply_due-1-y", date(2026, 5, 4), "Last day to answer the invitation"),),
)


def shown() -> str:
    return feed("Ada Lindqvist", [ADA_AND_BEN, INVITED], place="example.org", stamp=STAMP)


def test_a_feed_holds_the_meetings_and_days_of_all_mentorships() -> None:
    found = read(shown())
    assert found.method.value == "PUBLISH"
    assert found.contents["x-wr-calname"][0].value == "Mentoring: Ada Lindqvist"
    titles = {each.uid.value: each.summary.value for each in found.vevent_list}
    assert titles == {
        "meeting-1-x@example.org": "Mentoring: Ada and Ben",
        "meeting-2-x@example.org": "Mentoring: Ada and Ben",
        "task_due-1-x@example.org": "Due: Read; write, \\ and rest (Ada and Ben)",
        "reply_due-1-y@example.org": "Last day to answer the invitation (Cleo)",
    }


def test_a_meeting_has_the_same_key_and_times_as_in_its_invitation() -> None:
    published = [each for each in read(shown()).vevent_list if "rrule" in each.contents]
    invited = read(part(SERIES).content).vevent_list
    until = datetime(2027, 6, 1, tzinfo=UTC)
    assert published[0].uid.value == invited[0].uid.value
    assert instants(published, until=until) == instants(invited, until=until)


def test_a_day_that_matters_lasts_all_day_and_leaves_it_free() -> None:
    (day,) = (each for each in read(shown()).vevent_list if "reply_due" in each.uid.value)
    assert (day.dtstart.value, day.dtend.value) == (date(2026, 5, 4), date(2026, 5, 5))
    assert day.transp.value == "TRANSPARENT"


def test_nobodys_address_stands_in_a_feed() -> None:
    assert "mailto:" not in shown()


def test_who_has_nothing_ahead_has_an_empty_calendar() -> None:
    empty = read(feed("Ada", [], place="example.org", stamp=STAMP))
    assert not hasattr(empty, "vevent")
