"""An import is known again by its id, its content and whoever imports, and not for ever."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domain.envelopes import Actor, Role
from domain.refusals import Refusal
from records.handle import Pool
from runtime.ids import new_id
from tests.interchange.roster.registry import NOW, Registry

ADA = (("email", "name"), ("ada@example.org", "Ada Lovelace"))
MARY = (("email", "name"), ("mary@example.org", "Mary Somerville"))
BAD = ("not an address", "Nobody")


async def test_what_is_kept_of_an_import_is_no_row_of_it(registry: Registry, pool: Pool) -> None:
    ident = new_id()
    await registry.imported(*ADA, BAD, import_id=ident, skip_bad=True)
    [row] = await pool.fetch("select * from store.imports")
    assert (row["id"], row["at"], len(row["digest"])) == (ident, NOW, 32)
    assert [row[each] for each in ("registered", "changed", "unchanged", "bad")] == [1, 0, 0, 1]
    assert "ada" not in str(dict(row)).casefold()
    again = await registry.imported(*ADA, BAD, import_id=ident, skip_bad=True)
    assert again.recorded
    assert again.before is not None
    assert again.document()["recorded_before"] == NOW
    assert again.counts == {"registered": 1, "changed": 0, "unchanged": 0, "bad": 1}
    assert [each.row for each in again.problems] == [3]


@pytest.mark.parametrize(
    ("rows", "options"),
    [
        (MARY, {}),
        (ADA, {"role": Role.MENTOR}),
        (ADA, {"encoding": "utf-8"}),
        (ADA, {"skip_bad": True}),
        (ADA, {"by": Actor(role=Role.ADMINISTRATOR, person=new_id())}),
        (MARY, {"rehearsal": True}),
    ],
)
async def test_another_import_under_the_same_id_is_refused(
    registry: Registry, rows: tuple[Any, ...], options: dict[str, Any]
) -> None:
    ident = new_id()
    await registry.imported(*ADA, import_id=ident)
    events = await registry.events()
    with pytest.raises(Refusal, match="another import or command; give each") as refused:
        await registry.imported(*rows, import_id=ident, **options)
    assert refused.value.code == "id_reused"
    assert await registry.events() == events


async def test_what_recorded_nothing_leaves_its_id_free(registry: Registry, pool: Pool) -> None:
    ident = new_id()
    await registry.imported(*ADA, import_id=ident, rehearsal=True)
    await registry.imported(*MARY, BAD, import_id=ident)
    assert await pool.fetch("select * from store.imports") == []
    await registry.imported(*ADA)
    assert not (await registry.imported(*ADA, import_id=ident)).recorded
    assert (await registry.imported(*MARY, import_id=ident)).recorded


async def test_of_two_files_at_once_under_one_id_one_is_recorded(registry: Registry) -> None:
    ident = new_id()
    answers = await asyncio.gather(
        *(registry.imported(*rows, import_id=ident) for rows in (ADA, MARY)),
        return_exceptions=True,
    )
    [refused] = [each for each in answers if isinstance(each, Refusal)]
    assert refused.code == "id_reused"
    assert len(await registry.records.people()) == 1


async def test_an_import_is_forgotten_when_another_is_recorded_after_90_days(
    registry: Registry, pool: Pool
) -> None:
    await registry.imported(*ADA, import_id=new_id())
    rows = (MARY[0], ("m2@example.org", "Mary Two"))
    await registry.imported(*MARY, at=NOW + timedelta(days=90))
    assert len(await pool.fetch("select * from store.imports")) == 2
    await registry.imported(*rows, import_id=(last := new_id()), at=NOW + timedelta(days=181))
    assert [row["id"] for row in await pool.fetch("select id from store.imports")] == [last]
