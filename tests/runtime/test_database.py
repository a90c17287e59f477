import json

import pytest

from runtime.database import Connection, DatabaseDown, connect_pool


async def test_a_session_speaks_utc_and_does_not_idle_in_a_transaction(
    empty_database_url: str,
) -> None:
    async with connect_pool(empty_database_url) as pool:
        assert await pool.fetchval("SHOW timezone") == "UTC"
        assert await pool.fetchval("SHOW idle_in_transaction_session_timeout") == "5s"
        assert await pool.fetchval("SHOW application_name") == "mentorship"


async def test_each_connection_is_taught_what_the_caller_wants(empty_database_url: str) -> None:
    async def init(connection: Connection) -> None:
        await connection.set_type_codec(
            "jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads
        )

    async with connect_pool(empty_database_url, init=init) as pool:
        assert await pool.fetchval("SELECT $1::jsonb", {"a": 1}) == {"a": 1}


async def test_an_absent_server_is_told_by_place_and_cure_and_without_the_password(
    unused_tcp_port: int,
) -> None:
    url = f"postgresql://me:hunter2@127.0.0.1:{unused_tcp_port}/mentorship"
    with pytest.raises(DatabaseDown, match="start it with 'mentorship up'") as down:
        async with connect_pool(url):
            pass
    assert down.value.place == f"127.0.0.1:{unused_tcp_port}/mentorship"
    assert "hunter2" not in str(down.value)


async def test_a_missing_database_is_told(empty_database_url: str) -> None:
    with pytest.raises(DatabaseDown, match='database "nowhere" does not exist'):
        async with connect_pool(empty_database_url.rpartition("/")[0] + "/nowhere"):
            pass


async def test_a_wrong_password_is_told_without_it(postgres: str) -> None:
    user, _, place = postgres.rpartition("@")
    with pytest.raises(DatabaseDown, match="password authentication failed") as down:
        async with connect_pool(f"{user}wrong@{place}"):
            pass
    assert "wrong" not in str(down.value)


async def test_an_error_of_the_block_stays_what_it_is(empty_database_url: str) -> None:
    class OfTheBlockError(OSError):
        pass

    with pytest.raises(OfTheBlockError):
        async with connect_pool(empty_database_url):
            raise OfTheBlockError
