"""What is sealed from somebody does not show, either, by what moves when it happens."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from records.queries import MentorshipRow
from tests.domain.cast import ident
from tests.web.api.conftest import Keyed
from tests.web.api.described import Described
from tests.web.site import Site
from tests.web.stories import asking, at_work
from web.api.mentorship_documents import MentorshipListed


async def _told(asker: Described, path: str, **asked: Any) -> tuple[str, ...]:
    """Return what the API says of a mentorship, and the tag by which it is known again."""
    whole, listed = await asker.get(path), await asker.get("/mentorships", **asked)
    history = await asker.get(f"{path}/history")
    return whole.text, whole.headers["etag"], listed.text, history.text


async def test_a_concern_moves_nothing_that_the_other_side_or_the_invited_are_told(
    site: Site, keyed: Keyed
) -> None:
    worked, cast = await at_work(site), site.cast
    path, office = f"/mentorships/{worked}", await keyed(cast.coordinator)
    mentee, before = await keyed(cast.mentee), await office.get(path)
    seen, row = await _told(mentee, path), (await office.get("/mentorships")).json()
    await site.do(worked, "raise_concern", by=cast.mentor, text="He never reads what I send")
    assert await _told(mentee, path) == seen
    after, now = await office.get(path), (await office.get("/mentorships")).json()
    assert after.json()["version"] == before.json()["version"] + 1
    assert now["mentorships"][0]["version"] == after.json()["version"]
    assert after.json()["state"]["last_at"] > before.json()["state"]["last_at"]
    assert now["mentorships"][0]["last_at"] > row["mentorships"][0]["last_at"]

    asked = await asking(site)
    path, invited = f"/mentorships/{asked}", await keyed(cast.mentor)
    own = {"invited": str(cast.mentor.person)}
    seen = await _told(invited, path, **own)
    await site.do(asked, "note", by=cast.coordinator, text="A word among us", sealed=True)
    assert await _told(invited, path, **own) == seen


def test_the_moment_of_the_last_event_is_not_told_as_that_from_which_they_are_late() -> None:
    at, who = datetime(2026, 11, 22, tzinfo=UTC), ident("a mentorship")
    late = MentorshipRow(
        id=who,
        version=9,
        stage="EXPECTATIONS",
        program=who,
        program_name="A program",
        mentee=who,
        mentee_name="Ana",
        mentor=who,
        mentor_name="Cora",
        opened_at=at,
        last_at=at,
        paused_until=None,
        next_due=None,
        next_kind=None,
        attention=["concern"],
        complete=False,
        late_from=at,
    )
    stuck = replace(late, attention=["agreement_overdue"])
    for part, is_told in (("mentee", False), ("mentor", False), ("staff", True)):
        assert ("late_from" in MentorshipListed.of(stuck, part=part).model_fields_set) == is_told
        assert MentorshipListed.of(late, part=part).late_from == at
