"""A dump holds what was recorded at one moment, and becomes the same records elsewhere."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import pytest

from domain.envelopes import Role
from domain.links.purposes import Purpose
from domain.refusals import Refusal
from records.archive import ClientTooOld, DamagedDump, NotOurDump, Tools, read_archive
from records.dumping import DumpExists, DumpFailed, DumpNotWritten, dump
from records.errors import MigrationFailed, NotMigrated, RebuildRunning, StoreDown
from records.links import NewLink, digest_of
from records.loading import LoadFailed, LoadRunning, NewerDump, NotEmpty, load
from records.migrations import migrate
from records.roles import as_service
from records.statements import SQL
from records.store import Records
from runtime.database import connect_pool
from runtime.ids import new_id
from runtime.postgres_client import client_program
from tests.databases import Server, Template
from tests.records.desk import START, Desk, a_mentorship, a_person, a_program
from tests.records.test_migrations import catalog, execute

TOOLS = Tools(dump=client_program("pg_dump"), restore=client_program("pg_restore"))
TOKEN = "a token that stands in a letter"
Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


BEFORE_MAILBOXES = """
alter table store.letters
drop column program, drop column handed_at, drop column mail, drop column is_reminder,
drop column released_at, drop column first_tried_at, drop column held_why,
drop column dropped_at, drop column dropped_why;
drop index store.letters_of_recipient;
delete from schema_migrations where version = '20261122105000'
"""
"""Makes the tables what they were before there were mailboxes."""


@dataclass(frozen=True)
class Source:
    """Records that stay as they are, in which a mentor was asked, and a dump of them."""

    url: str
    desk: Desk
    dumped: Path


@pytest.fixture(scope="module")
async def source(
    postgres: str, migrated_template: Template, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Source]:
    """What all tests here dump, or load."""
    file = tmp_path_factory.mktemp("source") / "records.dump"
    async with (
        Server(postgres).database(like=migrated_template) as url,
        connect_pool(url, max_size=2, init=as_service) as pool,
    ):
        desk = Desk(Records(pool, opener=str.encode))
        program = await a_program(desk)
        mentee = await a_person(desk, "Ann", (program, Role.MENTEE))
        mentor = await a_person(desk, "Iris", (program, Role.MENTOR))
        await a_mentorship(desk, program, mentee, mentor)
        await desk.records.sort_mailbox(mentor, at=START)
        [mail] = (await desk.records.sort_mailbox(mentee, at=START)).mails
        await desk.records.mail_sent(mail.id, at=START, message_id="<1@x>")
        link = NewLink(digest_of(TOKEN), mentor, Role.MENTOR, Purpose.PREFERENCES)
        await desk.records.make_links([link], at=START)
        await come_in(desk, mentor)
        await dump(url, file, tools=TOOLS, told=lambda _: None)
        yield Source(url, desk, file)


async def come_in(desk: Desk, person: UUID) -> None:
    """Leave a trace of each way in which somebody may come in."""
    records, day = desk.records, timedelta(days=1)
    await records.begin_session(person, token=TOKEN, how="letter", agent=None, at=START)
    await records.let_sign_in(person, token=TOKEN, at=START)
    await records.attempt(TOKEN, limit=1, within=day, at=START)
    await records.make_key(
        token=TOKEN,
        name="Timetable",
        person=person,
        program=None,
        scopes=["read"],
        made_by=None,
        at=START,
        expires_at=START + 30 * day,
    )
    await records.add_passkey(
        person,
        credential_id=b"1",
        public_key=b"2",
        sign_count=0,
        transports=(),
        name="Blue",
        at=START,
    )


@pytest.fixture
def dumped(source: Source) -> Path:
    """A dump of a mentorship in which a mentor was asked."""
    return source.dumped


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a dump goes."""
    (tmp_path / "backup").mkdir()
    return tmp_path / "backup" / "records.dump"


async def test_what_was_dumped_is_loaded_with_its_triggers_rights_and_positions(
    source: Source, empty_database_url: str
) -> None:
    desk, dumped = source.desk, source.dumped
    assert dumped.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in dumped.parent.iterdir()] == [dumped.name]
    loaded = await load(empty_database_url, dumped, tools=TOOLS)
    heads = await desk.records.heads()
    assert (loaded.streams, loaded.migrated) == (len(heads), ())
    assert loaded.events == sum(version for version, _ in heads.values())
    assert await catalog(empty_database_url) == await catalog(source.url)
    async with connect_pool(empty_database_url, init=as_service) as pool:
        again = Desk(Records(pool, opener=str.encode))
        assert await again.records.heads() == heads
        assert [each async for each in again.records.verify(exported=heads)] == []
        assert await again.records.checksum() == await desk.records.checksum()
        for recipient in (await desk.records.people())[:2]:
            ledger = await desk.records.letters_to(recipient.id)
            assert await again.records.letters_to(recipient.id) == ledger != []
        following = await again.records.follow(TOKEN, at=START)
        assert following is not None
        mentor = following.link.person
        assert await again.records.key_of(TOKEN, at=START) is not None
        assert await again.records.passkeys(mentor) == await desk.records.passkeys(mentor) != []
        assert await again.records.session_of(TOKEN, at=START) is None
        assert await again.records.sessions(mentor, at=START) == []
        signed_in = await again.records.look_at_sign_in(TOKEN, browser=None, at=START)
        assert isinstance(signed_in, Refusal)
        before = await again.records.read_all()
        await a_person(again, "Ben")
        new = await again.records.read_all(after=before[-1].position)
        assert [each.type for each in new] == ["person.registered"]
    with pytest.raises(asyncpg.PostgresError, match="append-only"):
        await execute(empty_database_url, "delete from store.events")


async def test_tables_that_hold_nothing_are_replaced_and_records_never(
    source: Source, empty_database_url: str, dumped: Path
) -> None:
    await migrate(empty_database_url)
    assert (await load(empty_database_url, dumped, tools=TOOLS)).streams == 4
    for url in (empty_database_url, source.url):
        with pytest.raises(NotEmpty, match=r"holds 4 streams of records already"):
            await load(url, dumped, tools=TOOLS)
    assert len(await source.desk.records.heads()) == 4


async def test_a_database_of_something_else_is_left_alone(
    empty_database_url: str, dumped: Path
) -> None:
    await execute(empty_database_url, "create table public.patients ()")
    with pytest.raises(NotEmpty, match=r"holds the table public\.patients of something else"):
        await load(empty_database_url, dumped, tools=TOOLS)


async def test_two_do_not_load_at_once(empty_database_url: str, dumped: Path) -> None:
    first, second = await asyncio.gather(
        *(load(empty_database_url, dumped, tools=TOOLS) for _ in range(2)), return_exceptions=True
    )
    failed = first if isinstance(first, BaseException) else second
    assert isinstance(failed, LoadRunning | NotEmpty)
    assert {type(first), type(second)} - {type(failed)} != set()
    other = await asyncpg.connect(empty_database_url)
    assert await other.fetchval(SQL["try_migration_turn"])
    with pytest.raises(LoadRunning, match="wait until that has ended"):
        await load(empty_database_url, dumped, tools=TOOLS)
    await other.close()


async def test_a_dump_of_a_later_release_is_refused_and_an_older_one_is_migrated(
    desk: Desk, owner: Owner, database_url: str, empty_database_url: str, file: Path
) -> None:
    program = await a_program(desk)
    mentee = await a_person(desk, "Ann", (program, Role.MENTEE))
    await a_mentorship(desk, program, mentee)
    await owner.execute("insert into schema_migrations values ('29990101000000')")
    newer = file.with_name("newer.dump")
    told = await dump(database_url, newer, tools=TOOLS, told=lambda _: None)
    assert told.migration == "29990101000000"
    with pytest.raises(NewerDump, match=r"newer\.dump was dumped by a later .*29990101000000"):
        await load(empty_database_url, newer, tools=TOOLS)
    await owner.execute("delete from schema_migrations where version = '29990101000000'")
    await owner.execute(BEFORE_MAILBOXES)
    await dump(database_url, file, tools=TOOLS, told=lambda _: None)
    loaded = await load(empty_database_url, file, tools=TOOLS)
    assert loaded.migrated == ("20261122105000",)
    async with connect_pool(empty_database_url, max_size=1, init=as_service) as pool:
        again = Records(pool, opener=str.encode)
        [line] = await again.letters_to(mentee)
        assert (line.kind, line.handed_at, line.mail) == ("search_opened", None, None)
        assert await again.late_mailboxes(late=line.raised_at + timedelta(minutes=2)) == [mentee]


async def test_what_is_no_whole_dump_of_ours_is_named_and_nothing_is_loaded(
    dumped: Path, empty_database_url: str, tmp_path: Path
) -> None:
    whole = dumped.read_bytes()
    bad = tmp_path / "bad.dump"
    for share in (0.05, 0.5, 0.9, 0.999):
        bad.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(DamagedDump, match=r"bad\.dump is incomplete or damaged"):
            await load(empty_database_url, bad, tools=TOOLS)
    for content, reason in ((b"", "it is empty"), (b"PK\x03\x04 a zip", "does not begin like one")):
        bad.write_bytes(content)
        with pytest.raises(NotOurDump, match=reason):
            await load(empty_database_url, bad, tools=TOOLS)
    with pytest.raises(NotOurDump, match="No such file"):
        await load(empty_database_url, tmp_path / "missing.dump", tools=TOOLS)
    bad.write_bytes(whole[:5] + b"\x01\x63" + whole[7:])
    with pytest.raises(ClientTooOld, match="unsupported version"):
        await load(empty_database_url, bad, tools=TOOLS)
    assert await catalog(empty_database_url) == []


async def test_a_dump_of_another_product_is_refused(empty_database_url: str, file: Path) -> None:
    await execute(empty_database_url, "create table public.schema_migrations (version text)")
    words = ("--format=custom", f"--file={file}", f"--dbname={empty_database_url}")
    process = await asyncio.create_subprocess_exec(TOOLS.dump, *words)
    assert await process.wait() == 0
    with pytest.raises(NotOurDump, match="a dump of another database"):
        await read_archive(TOOLS, file)
    with pytest.raises(NotMigrated):
        await dump(empty_database_url, file.with_name("x"), tools=TOOLS, told=lambda _: None)


async def test_what_the_server_does_not_take_leaves_it_as_empty_as_before(
    dumped: Path, empty_database_url: str
) -> None:
    await migrate(empty_database_url)
    before = await catalog(empty_database_url)
    await execute(
        empty_database_url,
        """
        create function public.no() returns event_trigger language plpgsql as $$
        begin raise exception 'the disk is full'; end $$;
        create event trigger no on ddl_command_end when tag in ('CREATE INDEX')
        execute function public.no();
        """,
    )
    with pytest.raises(LoadFailed, match="the disk is full"):
        await load(empty_database_url, dumped, tools=TOOLS)
    await execute(empty_database_url, "drop event trigger no; drop function public.no()")
    await migrate(empty_database_url)
    assert await catalog(empty_database_url) == before


async def test_a_load_that_is_interrupted_leaves_the_tables_that_held_nothing(
    dumped: Path, empty_database_url: str
) -> None:
    await migrate(empty_database_url)
    before = await catalog(empty_database_url)

    def interrupt(words: str) -> None:
        if words == "Loading it":
            loading.cancel()

    loading = asyncio.create_task(load(empty_database_url, dumped, tools=TOOLS, told=interrupt))
    with pytest.raises(asyncio.CancelledError):
        await loading
    assert await catalog(empty_database_url) == before


def tool(path: Path, *lines: str) -> Path:
    """Make a program of a shell's lines."""
    path.write_text("\n".join(("#!/bin/sh", *lines, "")))
    path.chmod(0o755)
    return path


async def test_a_dump_that_finds_no_room_leaves_nothing(
    source: Source, tmp_path: Path, file: Path
) -> None:
    with pytest.raises(DumpNotWritten, match="No such file or directory"):
        await dump(source.url, tmp_path / "no" / file.name, tools=TOOLS, told=lambda _: None)
    limited = ("trap '' XFSZ", "ulimit -f 8", f'exec {TOOLS.dump} "$@"')
    cramped = Tools(dump=tool(tmp_path / "pg_dump", *limited), restore=TOOLS.restore)
    with pytest.raises(DumpNotWritten, match="File too large") as full:
        await dump(source.url, file, tools=cramped, told=lambda _: None)
    assert f"could not be written to {file.parent}" in str(full.value)
    assert list(file.parent.iterdir()) == []
    file.touch()
    with pytest.raises(DumpExists, match="replaces nothing"):
        await dump(source.url, file, tools=TOOLS, told=lambda _: None)


async def test_of_two_dumps_with_one_name_one_gets_it(source: Source, file: Path) -> None:
    late = tool(file.with_name("pg_dump"), f'{TOOLS.dump} "$@" || exit 1', f"echo mine > {file}")
    tools = Tools(dump=late, restore=TOOLS.restore)
    with pytest.raises(DumpExists):
        await dump(source.url, file, tools=tools, told=lambda _: None)
    assert file.read_text() == "mine\n"
    assert {each.name for each in file.parent.iterdir()} == {file.name, "pg_dump"}


async def test_who_does_not_own_the_database_can_neither_dump_load_nor_migrate(
    source: Source, file: Path
) -> None:
    role = f"clerk_{new_id().hex}"
    await execute(source.url, f"create role {role} login password 'weak'")
    parts = urlsplit(source.url)
    url = parts._replace(netloc=f"{role}:weak@{parts.hostname}:{parts.port}").geturl()
    with pytest.raises(DumpFailed, match=r"permission denied .*: dump it as its owner"):
        await dump(url, file, tools=TOOLS, told=lambda _: None)
    with pytest.raises(LoadFailed, match="permission denied"):
        await load(url, source.dumped, tools=TOOLS)
    with pytest.raises(MigrationFailed, match="permission denied"):
        await migrate(url)
    await execute(source.url, f"drop role {role}")
    assert list(file.parent.iterdir()) == []


async def test_read_tables_are_not_replaced_while_they_are_dumped(
    source: Source, file: Path
) -> None:
    owner = await asyncpg.connect(source.url)
    assert await owner.fetchval(SQL["take_rebuild_turn"])
    with pytest.raises(RebuildRunning):
        await dump(source.url, file, tools=TOOLS, told=lambda _: None)
    await owner.execute(SQL["end_rebuild_turn"])
    assert await owner.fetchval(SQL["take_dump_turn"])
    with pytest.raises(RebuildRunning):
        await source.desk.records.rebuild()
    await dump(source.url, file, tools=TOOLS, told=lambda _: None)
    await owner.close()


async def test_a_server_that_is_down_or_newer_than_pg_dump_is_named(
    unused_tcp_port: int, source: Source, tmp_path: Path, file: Path
) -> None:
    nowhere = f"postgresql://nobody@127.0.0.1:{unused_tcp_port}/nothing"
    with pytest.raises(StoreDown):
        await dump(nowhere, file, tools=TOOLS, told=lambda _: None)
    said = (
        "echo 'pg_dump: error: aborting because of server version mismatch' >&2",
        "echo 'pg_dump: detail: server version: 18.4; pg_dump version: 15.2' >&2",
        "exit 1",
    )
    old = Tools(dump=tool(tmp_path / "pg_dump", *said), restore=TOOLS.restore)
    with pytest.raises(ClientTooOld, match=r"the server is 18\.4, pg_dump 15\.2"):
        await dump(source.url, file, tools=old, told=lambda _: None)
    assert list(file.parent.iterdir()) == []
