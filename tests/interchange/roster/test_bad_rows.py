"""What is said of rows that cannot be used; nothing is recorded of any roster that has one."""

import pytest

from interchange.roster import importing
from interchange.roster.errors import NoRole
from records.store import Records
from runtime.ids import new_id
from tests.interchange.roster.registry import NOW, Registry
from tests.records.desk import envelope


async def test_a_role_that_names_an_unknown_program_is_a_bad_cell(registry: Registry) -> None:
    rows = (("email", "name", "role"), ("ada@example.org", "Ada", "mentor in Residence"))
    assert (await registry.told(*rows))[0].startswith(
        "Row 2, role: 'mentor in Residence' names 'Residence', which is not a program here; did"
    )


async def test_every_bad_row_is_named_with_all_that_is_wrong(registry: Registry) -> None:
    await registry.imported(("email", "name"), ("mary@example.org", "Mary Somerville"))
    assert await registry.told(
        ("Full Name", "E-mail", "Zone", "Role", "Max mentees", "Program", "Support", "Away until"),
        ("Ada", "ada@", "Denver", "mentr", "many", "Residence", "reserch", "31/03/2027"),
        ("", "grace@example.org", "", "", "99", "", "", ""),
        ("Grace", "", "", "", "", "", "", ""),
        ("Joan", "joan@example.org", "", "", "", "", "", ""),
        ("Jo", "JOAN@example.org", "", "", "", "", "", ""),
        ("Mary Fairfax", "mary@example.org", "", "", "", "", "", ""),
        ("Kay", "kay@example.org", "", "", "", "", "", "", "Lovelace, Ada"),
        ("Max", "max@example.org", "", "", "1,000", "", "", ""),
        ("Moe", "moe@example.org", "", "", "3.0", "", "", ""),
    ) == [
        "Row 2, E-mail: 'ada@' is not an address; write one such as ada@example.org.",
        "Row 2, Zone: 'Denver' is not a time zone; did you mean America/Denver?",
        "Row 2, Role: 'mentr' is not a role; did you mean mentor?",
        "Row 2, Max mentees: 'many' is not a whole number; write a number from 0 to 50.",
        "Row 2, Support: 'reserch' is not a kind of support; did you mean research?",
        (
            "Row 2, Away until: '31/03/2027' is not a date; "
            "write year, month and day, such as 2027-03-31."
        ),
        "Row 2, Program: 'Residence' is not a program here; did you mean Residency?",
        "Row 3, Max mentees: '99' is not possible; write a number from 0 to 50.",
        "Row 4, E-mail: is missing; write the person's address.",
        "Row 6, E-mail: 'JOAN@example.org' is on row 5 already; keep one row for each person.",
        (
            "Row 7, Full Name: 'Mary Fairfax' is not the name that mary@example.org is registered "
            "under, Mary Somerville; write that name, or use another address."
        ),
        (
            "Row 8, column I: 'Lovelace, Ada' stands beyond the last heading; put a cell that "
            "holds the separator in quote marks, or empty this one."
        ),
        "Row 9, Max mentees: '1,000' is not a whole number; write a number from 0 to 50.",
    ]


async def test_a_new_person_needs_a_name_a_zone_and_a_program_for_a_role(
    registry: Registry, records: Records
) -> None:
    assert await registry.told(("email", "zone"), ("ada@example.org", "UTC")) == [
        "Row 2, name: is missing; write the name of this new person."
    ]
    report = await importing.import_people(
        records,
        b"email,name,role\nada@example.org,Ada,mentor\nmary@example.org,Mary,",
        options=importing.Options(),
        actor=envelope("x").actor,
        import_id=new_id(),
        at=NOW,
    )
    assert [each.sentence for each in report.problems] == [
        "Row 2, program: is missing for the role; write the program, or give one for all.",
        (
            "Row 3, zone: is missing; write a name such as America/Denver, or a program whose zone "
            "is taken."
        ),
    ]


async def test_a_program_without_any_word_on_roles_is_refused(registry: Registry) -> None:
    with pytest.raises(NoRole, match="say what the people are in the program"):
        await registry.imported(("email", "name"), ("ada@example.org", "Ada"), role=None)
    rows = (("email", "name", "role"), ("ada@example.org", "Ada", ""))
    assert "Row 2, role: is missing" in (await registry.told(*rows, role=None))[0]


async def test_a_row_that_the_rules_refuse_is_a_bad_row(registry: Registry) -> None:
    many = "; ".join(f"field {number}" for number in range(50))
    rows = ("email", "name", "disciplines"), ("ada@example.org", "Ada", many)
    await registry.imported(*rows)
    more = (rows[0], ("ada@example.org", "Ada", "one more"), ("joan@example.org", "Joan", ""))
    assert "Row 2, email: 'ada@example.org' was refused:" in (await registry.told(*more))[0]
    report = await registry.imported(*more, skip_bad=True)
    assert (report.recorded, report.bad_rows) == (True, 1)
    assert [each.email for each in report.people] == ["joan@example.org"]
