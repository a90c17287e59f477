"""What a hash covers is what the database gives back."""

import json

import asyncpg
import pytest

from records.canonical import canonical, is_read_back_as_it_is

AS_THEY_ARE = [
    {"whole": 10**30, "less": -(2**63), "none": None, "yes": True, "no": False},
    {"text": 'é "quoted" \\ \u2028 \U0001f600 1e22 1.0', "": "", "b": [], "a": {}},
    [{"deep": [[1, "2"], {"3": 4}]}, "\t\n"],
]
LOOKED_AT = [{"a": [{"b": 1e22}]}, [1.0], {"weight": -0.0}]


@pytest.mark.parametrize("value", AS_THEY_ARE)
async def test_without_a_number_with_a_point_the_database_gives_back_what_it_got(
    owner: "asyncpg.Connection[asyncpg.Record]", value: object
) -> None:
    assert is_read_back_as_it_is(value)
    shown = await owner.fetchval("select $1::text::jsonb::text", canonical(value))
    assert canonical(json.loads(shown)) == canonical(value)


@pytest.mark.parametrize("value", LOOKED_AT)
def test_a_number_with_a_point_is_looked_at_wherever_it_stands(value: object) -> None:
    assert not is_read_back_as_it_is(value)
