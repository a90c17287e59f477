import asyncio
import os
import signal
from contextlib import AbstractAsyncContextManager
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import aiosmtplib
import asyncpg
import pytest
from temporalio.client import Client

from runtime.embedded.home import HomeInUse
from runtime.embedded.mail import letters
from runtime.embedded.ports import LOOPBACK, PortInUse, is_free, listens
from runtime.embedded.processes import ServerFailed, command_line
from runtime.embedded.publication import Stack, running_stack
from runtime.embedded.stack import embedded
from runtime.listening import PortUnusable
from tests.eventually import eventually
from tests.runtime.owner import owner


async def _write(url: str | None, word: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE IF NOT EXISTS words (word text)")
    await connection.execute("INSERT INTO words VALUES ($1)", word)
    await connection.close()


async def _read(url: str | None) -> list[str]:
    connection = await asyncpg.connect(url)
    words = [row["word"] for row in await connection.fetch("SELECT word FROM words")]
    await connection.close()
    return words


def _ports(stack: Stack) -> set[int | None]:
    urls = (stack.database_url, stack.temporal_ui_url, stack.smtp_url)
    return {urlsplit(f"{url}").port for url in (*urls, f"//{stack.temporal_address}")}


async def test_every_server_answers(home: Path) -> None:
    async with embedded(home) as stack:
        await _write(stack.database_url, "hello")
        assert await _read(stack.database_url) == ["hello"]
        client = await Client.connect(f"{stack.temporal_address}")
        assert await client.service_client.check_health()
        assert is_free(int(f"{urlsplit(stack.temporal_ui_url).port}")) is False


async def test_a_letter_arrives_in_the_maildir_for_whomever_it_is(home: Path) -> None:
    letter = EmailMessage()
    letter["Subject"] = "Grüße"
    letter["From"], letter["To"] = "program@example.org", "anyone@example.net"
    letter.set_content("Wollen Sie Mentorin werden?")
    async with embedded(home, with_postgres=False, with_temporal=False) as stack:
        await aiosmtplib.send(letter, hostname=LOOPBACK, port=urlsplit(stack.smtp_url).port)

        async def _arrived() -> EmailMessage:
            assert len(letters(stack.maildir)) == 1
            return letters(stack.maildir)[0]

        arrived = await eventually(_arrived)
    assert arrived["Subject"] == "Grüße"
    assert arrived["X-RcptTo"] == "anyone@example.net"


async def test_what_was_not_asked_for_is_not_started(home: Path) -> None:
    async with embedded(home, with_postgres=False, with_temporal=False) as stack:
        assert stack.database_url is None
        assert stack.temporal_address is None
        assert len(stack.children) == 1


async def test_a_second_owner_of_the_same_home_is_refused_and_told_who_has_it(home: Path) -> None:
    async with owner(home, "mail") as first:
        with pytest.raises(HomeInUse) as refused:
            async with embedded(home):
                pass
        assert refused.value.pid == first.process.pid
        assert str(refused.value) == (
            f"{home} is in use by process {first.process.pid}: stop that one first, "
            "or set MENTORSHIP_HOME to another directory."
        )


@pytest.mark.long
async def test_two_homes_do_not_meet(home: Path) -> None:
    async with (
        embedded(home / "a", with_temporal=False) as a,
        embedded(home / "b", with_temporal=False) as b,
    ):
        assert _ports(a) & _ports(b) == {None}
        await _write(a.database_url, "from a")
        await _write(b.database_url, "from b")
        assert await _read(a.database_url) == ["from a"]
        assert await _read(b.database_url) == ["from b"]


@pytest.mark.long
async def test_committed_rows_and_ports_outlive_a_sigkill_of_everything(home: Path) -> None:
    async with owner(home, "postgres", "temporal", "mail") as killed:
        await _write(killed.stack.database_url, "committed")
        await killed.kill_everything()
    async with embedded(home) as stack:
        assert await _read(stack.database_url) == ["committed"]
        assert _ports(stack) == _ports(killed.stack)


@pytest.mark.long
async def test_servers_end_with_their_owner_and_the_home_is_free_when_they_have(home: Path) -> None:
    async with owner(home, "postgres", "temporal", "mail") as killed:
        await _write(killed.stack.database_url, "committed")
        await killed.kill()
    async with embedded(home) as stack:
        assert not any(command_line(pid) for pid in killed.children)
        assert await _read(stack.database_url) == ["committed"]


@pytest.mark.long
async def test_an_owner_that_is_asked_to_stop_leaves_nothing_running(home: Path) -> None:
    async with owner(home, "postgres", "mail") as asked:
        pass
    assert not any(command_line(pid) for pid in asked.children)
    assert running_stack(home) is None


@pytest.mark.long
async def test_a_pid_file_that_names_a_stranger_does_not_stop_postgres(home: Path) -> None:
    async with owner(home, "postgres") as killed:
        await _write(killed.stack.database_url, "committed")
        await killed.kill_everything()
    pid_file = home / "postgres" / "data" / "postmaster.pid"
    stranger = await asyncio.create_subprocess_exec("/bin/sleep", "1000")
    try:
        _, *rest = pid_file.read_text().splitlines(keepends=True)
        pid_file.write_text("".join([f"{stranger.pid}\n", *rest]))
        async with embedded(home, with_temporal=False, with_mail=False) as stack:
            assert await _read(stack.database_url) == ["committed"]
    finally:
        stranger.kill()
        await stranger.wait()


async def test_a_chosen_port_that_is_taken_is_refused_by_its_setting(
    home: Path, smtp_port_taken: int
) -> None:
    with pytest.raises(PortInUse, match=f"Port {smtp_port_taken} .* set MENTORSHIP_SMTP_PORT to"):
        async with embedded(
            home, ports={"smtp": smtp_port_taken}, with_postgres=False, with_temporal=False
        ):
            pass


async def test_a_chosen_port_is_used(home: Path, unused_tcp_port: int) -> None:
    async with embedded(
        home, ports={"smtp": unused_tcp_port}, with_postgres=False, with_temporal=False
    ) as stack:
        assert stack.smtp_url == f"smtp://127.0.0.1:{unused_tcp_port}"


async def test_a_remembered_port_that_somebody_took_is_given_up(
    home: Path, smtp_port_taken: int
) -> None:
    home.mkdir()
    (home / "ports.json").write_text(f'{{"smtp": {smtp_port_taken}}}')
    async with embedded(home, with_postgres=False, with_temporal=False) as stack:
        assert stack.smtp_url != f"smtp://127.0.0.1:{smtp_port_taken}"


def _web_port(stack: Stack) -> int:
    found = urlsplit(stack.web_url)
    assert found.hostname == "localhost"
    return int(f"{found.port}")


def _door(home: Path, *, port: int | None = None) -> AbstractAsyncContextManager[Stack]:
    return embedded(
        home,
        ports={"web": port} if port else None,
        with_postgres=False,
        with_temporal=False,
        with_mail=False,
        web_host=LOOPBACK,
    )


async def test_homes_that_start_together_have_doors_of_their_own_and_keep_them(home: Path) -> None:
    another, third = home.with_name("another"), home.with_name("third")
    async with _door(home) as one, _door(another) as other:
        ports = _web_port(one), _web_port(other)
        assert ports[0] != ports[1]
        assert [await listens(port) for port in ports] == [True, True]
        published = running_stack(home)
        assert published is not None
        assert published.web_url == one.web_url
        with pytest.raises(PortUnusable, match=r"MENTORSHIP_WEB_PORT .*already in use"):
            async with _door(third, port=ports[0]):
                pass
    assert [await listens(port) for port in ports] == [False, False]
    async with _door(another) as again:
        assert _web_port(again) == ports[1]


async def test_a_host_that_is_not_this_machine_is_told(home: Path) -> None:
    with pytest.raises(PortUnusable, match=r"192\.0\.2\.1"):
        async with embedded(home, web_host="192.0.2.1"):
            pass


async def test_without_a_web_service_there_is_no_door(home: Path) -> None:
    async with embedded(home, with_postgres=False, with_temporal=False) as stack:
        assert stack.web_url is None
        with pytest.raises(AttributeError):
            _ = stack.door


async def test_other_commands_find_the_running_servers(home: Path) -> None:
    assert running_stack(home) is None
    async with owner(home, "mail") as running:
        assert running_stack(home) == running.stack
        assert (home / "stack.json").stat().st_mode & 0o077 == 0
    assert running_stack(home) is None


async def test_what_a_killed_owner_published_is_not_believed(home: Path) -> None:
    async with owner(home, "mail") as killed:
        await killed.kill_everything()
    assert (home / "stack.json").exists()
    assert running_stack(home) is None


async def test_a_server_that_ends_by_itself_is_noticed(home: Path) -> None:
    async with embedded(home, with_postgres=False, with_mail=False) as stack:
        os.kill(stack.children[0].pid, signal.SIGKILL)
        with pytest.raises(ServerFailed, match="Temporal ended with exit code -9"):
            await stack.watch()


async def test_a_server_that_cannot_start_says_why_in_its_own_words(home: Path) -> None:
    async with embedded(home, with_temporal=False, with_mail=False):
        pass
    (home / "postgres" / "data" / "PG_VERSION").write_text("9\n")
    with pytest.raises(ServerFailed, match=r"PostgreSQL ended with exit code 1: .*version 9"):
        async with embedded(home, with_temporal=False, with_mail=False):
            pass


def test_the_password_is_in_no_repr(home: Path) -> None:
    stack = Stack(home=home, pid=1, database_url="postgresql://us:hunter2@127.0.0.1/mentorship")
    assert "pid=1" in repr(stack)
    assert "hunter2" not in repr(stack)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
async def test_postgres_runs_for_root_where_namespaces_are_forbidden(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")  # so there is no unshare
    async with embedded(home, with_temporal=False, with_mail=False) as stack:
        await _write(stack.database_url, "the first time")
    async with embedded(home, with_temporal=False, with_mail=False) as stack:
        assert await _read(stack.database_url) == ["the first time"]
    assert (home / "postgres" / "data").stat().st_uid != 0
