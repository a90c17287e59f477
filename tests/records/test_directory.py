"""Mentors are found by what they say, also by who types badly."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from domain.envelopes import Actor, Role
from domain.people.state import Support
from records.directory import FindMentors, MentorFound, find_mentors
from records.migrations import Migrated, migrate
from records.pages import BrokenCursor
from records.queries import Which
from runtime.ids import new_id
from tests.records.desk import START, Desk, a_mentorship, a_person, a_program
from tests.records.plans import Plans

PROFILES: Mapping[str, Mapping[str, Any]] = {
    "José Muñoz": {
        "disciplines": ["Cardiology", "Family medicine"],
        "site": "Hôpital Nord",
        "support": ["research", "career"],
        "recent_work": "A registry of congenital heart disease",
        "style": "Direct; I read drafts within a week",
        "learners_so_far": 7,
    },
    "Iris Berg": {
        "disciplines": ["Neurology"],
        "site": "Main campus",
        "support": ["research"],
        "recent_work": "Strokes, with the cardiology department",
    },
    "Ann Nordström": {"disciplines": ["Cardiology"], "site": "Main campus"},
    "Bo": {},
}


@dataclass(frozen=True)
class Directory:
    """A program with mentors, each under the first name."""

    desk: Desk
    program: UUID
    mentors: Mapping[str, UUID]

    async def found(self, words: str | None = None, **wanted: Any) -> list[str]:
        return [each.name.split()[0] for each in await self.rows(words, **wanted)]

    async def rows(self, words: str | None = None, **wanted: Any) -> list[MentorFound]:
        question = FindMentors(self.program, words, **wanted)
        return list((await self.desk.records.find_mentors(question, at=START)).rows)


@pytest.fixture
async def directory(desk: Desk) -> Directory:
    program = await a_program(desk)
    mentors = {}
    for name, profile in PROFILES.items():
        first = name.split()[0]
        email = f"{new_id()}@example.org"
        person = await desk.open(
            "register_person",
            category="person",
            name=name,
            email=email,
            zone="UTC",
            mentor_profile=profile,
        )
        await desk.do(
            person, "grant_role", category="person", program=str(program), role=Role.MENTOR
        )
        mentors[first] = person
    await a_person(desk, "Cardiology", (program, Role.MENTEE))  # no mentor, whatever the name
    await a_person(desk, "Iris", (await a_program(desk, "Fellowship"), Role.MENTOR))
    return Directory(desk, program, mentors)


async def test_mentors_are_found_by_what_they_say_those_first_of_whom_it_tells_most(
    directory: Directory,
) -> None:
    found = directory.found
    assert await found() == await found(" ") == ["Ann", "Bo", "Iris", "José"]
    assert await found("cardiology") == ["Ann", "José", "Iris"]  # a discipline; then recent work
    assert await found("nord") == ["Ann", "José"]  # a name; then a site
    assert await found("cardiolgy") == ["Ann", "Iris", "José"]  # each as near as the others
    assert await found("munos jose") == ["José"]
    assert await found("cardiology neurology") == ["Iris"]
    assert await found("clinical") == await found("x" * 5_000) == []
    assert await found(disciplines=["NEUROLGY", "family"]) == ["Iris", "José"]
    assert await found(disciplines=["research"]) == []
    assert await found(site="hopital") == ["José"]
    assert await found(support={Support.RESEARCH}) == ["Iris", "José"]
    assert await found(support={Support.RESEARCH, Support.CAREER}) == ["José"]
    assert await found("main", disciplines=["cardiology"], site="campus") == ["Ann"]
    other = replace(directory, program=new_id())
    assert await other.found() == []


async def test_a_mentor_found_is_shown_with_what_they_say(directory: Directory) -> None:
    text = "He reads everything"
    mentor = directory.mentors["José"]
    await directory.desk.do(mentor, "add_reference", category="person", text=text)
    [found] = await directory.rows("jose")
    assert (found.id, found.name, found.site) == (mentor, "José Muñoz", "Hôpital Nord")
    assert found.disciplines == ["Cardiology", "Family medicine"]
    assert (found.support, found.learners_so_far) == (["research", "career"], 7)
    assert found.recent_work == "A registry of congenital heart disease"
    assert (found.style, found.references) == ("Direct; I read drafts within a week", 1)
    assert (found.has_room, found.away_until) == (True, None)
    await directory.desk.do(
        mentor, "change_profile", category="person", mentor_profile={"site": "South"}
    )
    assert await directory.found(site="hopital") == []
    assert await directory.found(site="south") == ["José"]


async def test_room_and_absence_are_asked_for_as_the_rules_see_them(directory: Directory) -> None:
    desk, program, mentors = directory.desk, directory.program, directory.mentors
    await desk.do(mentors["Ann"], "set_capacity", category="person", capacity=0)
    await desk.do(program, "set_policy", category="program", changes={"mentor_capacity": 1})
    mentee = await a_person(desk, "Mia", (program, Role.MENTEE))
    mentorship = await a_mentorship(desk, program, mentee, mentors["Bo"])
    assert await directory.found(has_room=True) == ["Bo", "Iris", "José"]
    await desk.do(mentorship, "accept", by=Actor(role=Role.MENTOR, person=mentors["Bo"]))
    assert await directory.found(has_room=True) == ["Iris", "José"]
    assert await directory.found(has_room=False) == ["Ann", "Bo"]
    until = (START + timedelta(days=9)).date().isoformat()
    await desk.do(mentors["Iris"], "set_away", category="person", until=until)
    assert await directory.found(available=True) == ["Ann", "Bo", "José"]
    [away] = await directory.rows(available=False)
    assert away.away_until is not None
    question = FindMentors(program, available=True)
    later = await desk.records.find_mentors(question, at=away.away_until)
    assert len(later.rows) == 4
    await desk.do(mentors["Bo"], "erase_person", category="person")
    await desk.do(
        mentors["Ann"], "revoke_role", category="person", program=str(program), role=Role.MENTOR
    )
    assert await directory.found() == ["Iris", "José"]


async def test_pages_of_the_directory_go_on_where_the_one_before_ended(
    directory: Directory,
) -> None:
    records, program = directory.desk.records, directory.program
    for question in (FindMentors(program), FindMentors(program, "cardiology")):
        whole = await records.find_mentors(question, at=START)
        assert whole.next is None
        seen, cursor = list[MentorFound](), None
        while True:
            page = await records.find_mentors(question, at=START, limit=1, cursor=cursor)
            seen += page.rows
            if (cursor := page.next) is None:
                break
            with pytest.raises(BrokenCursor):
                await records.page_of_mentorships(Which(), cursor=cursor)
        assert seen == list(whole.rows)


async def test_a_word_is_looked_up_in_an_index_however_common_it_may_seem(
    directory: Directory, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await owner.execute("""
        insert into read.people (
            id, version, name, zone, language, administrator, gone, recent_work, found_by
        )
        select gen_random_uuid(), 1, 'x', 'UTC', 'en', false, false, repeat('x', 900),
            array_to_tsvector(array['N' || md5(n::text), 'Ox' || n % 7])
        from generate_series(1, 3000) as n;
        analyze read.people;
    """)
    question = FindMentors(directory.program, "cardiology heart", disciplines=["neurology"])
    plans = Plans(owner)
    await find_mentors(plans.connection, question, at=START, limit=9, cursor=None)
    assert plans.text().count("people_by_words") == 3


async def test_what_an_earlier_release_wrote_is_found_once_the_database_was_migrated(
    directory: Directory, owner: "asyncpg.Connection[asyncpg.Record]", database_url: str
) -> None:
    before = await directory.desk.records.checksum()
    await owner.execute("""
        update read.people set found_by = null, disciplines = default, recent_work = null;
        update read.programs set found_by = null, mentor_capacity = null;
    """)
    assert await directory.found("cardiology") == []
    assert await directory.found(has_room=True) == ["Ann", "Bo", "Iris", "José"]
    streams = len(await directory.desk.records.heads())
    assert await migrate(database_url) == Migrated((), rebuilt=streams)
    assert await migrate(database_url) == Migrated((), rebuilt=None)
    assert await directory.found("cardiology") == ["Ann", "José", "Iris"]
    assert await directory.desk.records.checksum() == before
