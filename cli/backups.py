"""Dumping and loading the records of this installation."""

from pathlib import Path

from cli.advance import advancing
from cli.exits import CliError, Denied, Down, Usage
from cli.progress import progress
from cli.whereabouts import database_url, whereabouts
from records import dumping, loading
from records.archive import DamagedDump, NotOurDump, Tools
from records.dumping import Dumped, DumpExists
from records.errors import RebuildRunning, RecordsError
from records.loading import Loaded, LoadRunning, NewerDump, NotEmpty
from records.store import Records
from runtime.cipher import Cipher, CipherError
from runtime.database import connect_pool
from runtime.postgres_client import client_program
from runtime.settings import Settings, variable

_UNFIT = (DumpExists, NotOurDump, DamagedDump, NewerDump)
_NOT_NOW = (NotEmpty, LoadRunning, RebuildRunning)
_ALL = 1_000_000


async def dumped(file: Path, *, quiet: bool) -> Dumped:
    """Dump the records to a file.

    Raises:
        CliError, SetupError: why there is none.
    """
    url, tools = database_url(whereabouts(Settings.load())), _tools()
    try:
        with advancing("Dumping", "bytes", quiet=quiet) as told:
            return await dumping.dump(url, file, tools=tools, told=told)
    except RecordsError as error:
        raise _told(error) from error


async def loaded(file: Path, *, quiet: bool) -> tuple[Loaded, int | None]:
    """Load a dump; return how much that was, and how many parked commands our keys do not open.

    Without keys to try, the second is None.

    Raises:
        CliError, SetupError: why nothing was loaded.
    """
    url, tools = database_url(whereabouts(Settings.load())), _tools()
    try:
        with progress(quiet=quiet) as say:
            made = await loading.load(url, file, tools=tools, told=say)
        return made, await _without_key(url)
    except RecordsError as error:
        raise _told(error) from error


def keys_sentence() -> str:
    """Say where the keys are, which no dump holds."""
    settings = Settings.load()
    where = variable("keys")
    if not settings.keys and settings.database_url is None:
        where = str(settings.home / "keys")
    return (
        f"The keys are not in it but in {where}: keep them too, apart from it; "
        "without them nobody reads what waits to be recorded."
    )


def _tools() -> Tools:
    return Tools(dump=client_program("pg_dump"), restore=client_program("pg_restore"))


def _told(error: RecordsError) -> CliError:
    if isinstance(error, _UNFIT):
        return Usage(str(error))
    if isinstance(error, _NOT_NOW):
        return Denied(str(error), code=_code(error))
    return Down(str(error))


def _code(error: RecordsError) -> str:
    match error:
        case NotEmpty():
            return "not_empty"
        case LoadRunning():
            return "load_running"
    return "rebuild_running"


async def _without_key(url: str) -> int | None:
    cipher = _cipher()
    if cipher is None:
        return None
    async with connect_pool(url) as pool:  # the owner, who may not be able to be the service
        parked = await Records(pool, opener=cipher.open).parked(limit=_ALL)
    return sum(not _opens(cipher, each.envelope.sealed) for each in parked)


def _cipher() -> Cipher | None:
    """Return the cipher of the keys that are there; none is made for this."""
    settings = Settings.load()
    keys = [key.get_secret_value() for key in settings.keys]
    file = settings.home / "keys"
    if not keys and settings.database_url is None and file.exists():
        keys = file.read_text().split()
    return Cipher(keys) if keys else None


def _opens(cipher: Cipher, sealed: str | None) -> bool:
    if sealed is None:
        return True
    try:
        cipher.open(sealed)
    except CipherError:
        return False
    return True
