"""From a roster to registered people: all of them or nobody, and each once."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domain.envelopes import Outcome, Role, derived_id, opened_by
from domain.people.state import MenteeProfile, MentorProfile, Support
from interchange.exports.exporting import Wanted, export
from interchange.roster import importing
from interchange.roster.report import Report
from records.store import Records
from records.together import CHUNK, Outpaced
from runtime.ids import new_id
from tests.interchange.roster.registry import NOW, Registry
from tests.records.desk import Desk, envelope

WHOLE = (
    (
        *("email", "first name", "Surname", "Time zone", "lang", "Role", "Capacity"),
        *("away until", "disciplines", "Hospital", "support", "recent work", "learners so far"),
        *("style", "career stage", "discipline", "interests"),
    ),
    (
        *("Ada@Example.org", "Ada", "Lovelace", "europe/london", "EN", "mentor, Mentee", "3.0"),
        *("2027-03-31", "maths; engines", "North", "Research, career", "Notes", "12"),
        *("Questions", "retired", "poetry", "flying"),
    ),
)
PAIR = (
    ("email", "name", "role", "capacity"),
    ("ada@example.org", "Ada Lovelace", "mentor", 3),
    ("mary@example.org", "Mary Somerville", "mentee", ""),
)


async def test_every_column_reaches_the_person(registry: Registry) -> None:
    report = await registry.imported(*WHOLE)
    assert (report.recorded, report.problems, report.ignored) == (True, [], [])
    assert report.columns["Hospital"] == "site"
    ada = await registry.person("ada@example.org")
    assert (ada.name, ada.zone, ada.language) == ("Ada Lovelace", "Europe/London", "en")
    assert ada.roles == {registry.program.id: {Role.MENTOR, Role.MENTEE}}
    assert ada.capacity == 3
    assert ada.away_until is not None
    assert (str(ada.away_until.date), ada.away_until.zone) == ("2027-03-31", "Europe/London")
    assert ada.mentor_profile == MentorProfile(
        disciplines=("maths", "engines"),
        site="North",
        support=(Support.RESEARCH, Support.CAREER),
        recent_work="Notes",
        learners_so_far=12,
        style="Questions",
    )
    assert ada.mentee_profile == MenteeProfile(
        career_stage="retired", discipline="poetry", interests=("flying",)
    )


async def test_the_same_file_again_changes_nothing(registry: Registry) -> None:
    first = await registry.imported(*WHOLE)
    events = await registry.events()
    again = await registry.imported(*WHOLE)
    assert await registry.events() == events
    assert not again.recorded
    assert again.counts == {"registered": 0, "changed": 0, "unchanged": 1, "bad": 0}
    assert [each.person for each in again.people] == [each.person for each in first.people]


async def test_the_same_file_after_an_absence_has_ended_changes_nothing(registry: Registry) -> None:
    await registry.imported(*WHOLE)
    later = await registry.imported(*WHOLE, at=NOW + timedelta(days=900))
    assert later.counts["unchanged"] == 1


async def test_who_is_known_gets_what_the_row_adds_and_loses_nothing(registry: Registry) -> None:
    await registry.imported(*WHOLE)
    report = await registry.imported(
        ("email", "name", "role", "zone", "language", "capacity", "disciplines", "style", "site"),
        ("ada@example.org", "ada  lovelace", "coordinator", "", "de", 5, "ethics; maths", "", "S"),
    )
    assert [(each.outcome, list(each.changes)) for each in report.people] == [
        (
            "changed",
            ["language", "disciplines, site", "capacity 3 → 5", "coordinator in Residency"],
        )
    ]
    ada = await registry.person("ada@example.org")
    assert (ada.name, ada.zone, ada.language) == ("Ada Lovelace", "Europe/London", "de")
    assert ada.capacity == 5
    assert ada.mentor_profile.disciplines == ("maths", "engines", "ethics")
    assert (ada.mentor_profile.site, ada.mentor_profile.style) == ("S", "Questions")
    assert ada.roles[registry.program.id] == {Role.MENTOR, Role.MENTEE, Role.COORDINATOR}
    assert ada.mentee_profile.career_stage == "retired"


async def test_without_a_zone_a_new_person_lives_in_the_programs(registry: Registry) -> None:
    await registry.imported(("email", "name"), ("ada@example.org", "Ada"))
    ada = await registry.person("ada@example.org")
    assert ada.zone == "America/Denver"
    assert ada.roles == {registry.program.id: {Role.MENTEE}}


async def test_a_row_may_name_several_programs_by_name_or_id(registry: Registry) -> None:
    other = await Desk(registry.records).open(
        "create_program", category="program", name="Research; labs", zone="UTC"
    )
    await registry.imported(
        ("email", "name", "program", "role"),
        ("ada@example.org", "Ada", f"residency; {other}", "mentor"),
        ("mary@example.org", "Mary", "Research; labs", "mentor"),
    )
    ada, mary = [await registry.person(f"{each}@example.org") for each in ("ada", "mary")]
    assert ada.roles.keys() == {registry.program.id, other}
    assert mary.roles.keys() == {other}


async def test_an_export_imported_again_changes_nothing(registry: Registry) -> None:
    await registry.imported(*WHOLE)
    events = await registry.events()
    exported = b"".join([page.content async for page in export(registry.records, Wanted("people"))])
    report = await importing.import_people(
        registry.records,
        exported,
        options=importing.Options(),
        actor=envelope("x").actor,
        import_id=new_id(),
        at=NOW,
    )
    assert report.problems == []
    assert report.counts == {"registered": 0, "changed": 0, "unchanged": 1, "bad": 0}
    assert await registry.events() == events


async def test_only_a_new_person_becomes_an_administrator(registry: Registry) -> None:
    rows = (("email", "name", "role"), ("ada@example.org", "Ada", "administrator, coordinator"))
    await registry.imported(*rows)
    assert (await registry.person("ada@example.org")).administrator
    assert (await registry.imported(*rows)).counts["unchanged"] == 1
    await registry.imported(("email", "name"), ("mary@example.org", "Mary"))
    rows = (("email", "name", "role"), ("mary@example.org", "Mary", "administrator"))
    assert "cannot be given to a person who is registered" in (await registry.told(*rows))[0]


async def test_good_rows_are_recorded_where_bad_ones_are_skipped(registry: Registry) -> None:
    rows = (*PAIR, ("not an address", "Nobody", "mentor", 1))
    report = await registry.imported(*rows, skip_bad=True)
    assert (report.recorded, report.bad_rows, len(report.people)) == (True, 1, 2)
    assert (await registry.person("ada@example.org")).capacity == 3


async def test_a_rehearsal_reports_the_same_and_records_nothing(registry: Registry) -> None:
    before, ident = await registry.events(), new_id()
    rehearsal = await registry.imported(*PAIR, rehearsal=True, import_id=ident)
    assert await registry.events() == before
    real = await registry.imported(*PAIR, import_id=ident)
    assert (rehearsal.recorded, real.recorded) == (False, True)
    assert rehearsal.people == real.people


async def test_progress_is_told_until_everybody_is_recorded(registry: Registry) -> None:
    told: list[tuple[int, int]] = []
    people = [(f"p{number}@example.org", f"P {number}", "", "") for number in range(CHUNK + 2)]
    await registry.imported(PAIR[0], *people, told=lambda done, of: told.append((done, of)))
    assert told == [(CHUNK, CHUNK + 2), (CHUNK + 2, CHUNK + 2)]


async def test_commands_of_an_import_have_receipts_like_any_others(registry: Registry) -> None:
    ident = new_id()
    report = await registry.imported(*PAIR, import_id=ident)
    first = derived_id(ident, "ada@example.org", "register_person")
    receipt = await registry.records.receipt(first)
    assert receipt is not None
    assert (receipt.outcome, receipt.events) == (Outcome.RECORDED, ("person.registered",))
    assert report.people[0].person == opened_by(first)
    assert [each async for each in registry.records.verify()] == []
    sums = await registry.records.checksum()
    await registry.records.rebuild()
    assert await registry.records.checksum() == sums


async def test_an_import_cut_off_half_way_leaves_nothing(registry: Registry) -> None:
    before = await registry.events()

    def cut_off(done: int, _of: int) -> None:
        if done == 2:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await registry.imported(*PAIR, told=cut_off)
    assert await registry.events() == before
    assert await registry.records.people() == []


async def test_two_imports_of_one_file_at_once_register_each_person_once(
    registry: Registry,
) -> None:
    people = [(f"p{number}@example.org", f"P {number}", "mentor", 2) for number in range(12)]
    first, second = await asyncio.gather(
        registry.imported(PAIR[0], *people), registry.imported(PAIR[0], *reversed(people))
    )
    assert {first.counts["registered"], second.counts["registered"]} == {0, 12}
    assert len(await registry.records.people()) == 12
    assert await registry.events() == 1 + 2 * 12
    assert by_email(first) == by_email(second)


def by_email(report: Report) -> dict[str, Any]:
    return {each.email: each.person for each in report.people}


async def test_somebody_registered_meanwhile_is_planned_for_anew(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = Records.record_together

    async def others_first(self: Records, *given: Any, **options: Any) -> Any:
        monkeypatch.setattr(Records, "record_together", record)
        body = {"name": "Ada Lovelace", "email": "ada@example.org", "zone": "UTC"}
        await Desk(self).open("register_person", category="person", **body)
        return await record(self, *given, **options)

    monkeypatch.setattr(Records, "record_together", others_first)
    report = await registry.imported(*PAIR)
    assert [each.outcome for each in report.people] == ["changed", "registered"]
    assert (await registry.person("ada@example.org")).zone == "UTC"


async def test_who_is_outpaced_again_and_again_is_told_and_nothing_is_recorded(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = 0

    async def outpaced(*_: Any, **__: Any) -> Any:
        nonlocal tried
        tried += 1
        raise Outpaced

    monkeypatch.setattr(Records, "record_together", outpaced)
    with pytest.raises(Outpaced, match="nothing is recorded"):
        await registry.imported(*PAIR)
    assert tried == importing.ATTEMPTS
