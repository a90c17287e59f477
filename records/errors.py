"""What can go wrong in the records, apart from refusals, which are answers."""

import asyncpg


class RecordsError(Exception):
    """Something in the records that no answer to a command can express."""


class Unavailable(RecordsError):
    """Nothing can be decided just now; whoever asks again with the same id loses nothing."""


class StoreDown(Unavailable):
    """PostgreSQL cannot be reached, or gave up; whether the last command was recorded is unknown.

    Repeat the command with the same id: it is recorded once.
    """

    def __init__(self, *, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"PostgreSQL does not answer ({reason}); nothing is lost: "
            "repeat with the same id when it is back."
        )


class Contended(Unavailable):
    """Others changed the same stream again and again while a command was being decided."""

    def __init__(self, stream: str, *, attempts: int) -> None:
        self.stream = stream
        self.attempts = attempts
        super().__init__(
            f"Others changed {stream} during each of {attempts} attempts; "
            "repeat with the same id in a moment."
        )


class NotMigrated(Unavailable):
    """The database has no event store, or not this release's."""

    def __init__(self, *, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"The database does not have this release's tables ({reason}): "
            "run 'mentorship migrate' as the database's owner."
        )


class NewerSchema(RecordsError):
    """The database was migrated by a later release than this one."""

    def __init__(self, *, unknown: tuple[str, ...]) -> None:
        self.unknown = unknown
        super().__init__(
            f"The database is newer than this release (it has migration {', '.join(unknown)}): "
            "use the release that made it, or a later one."
        )


class MigrationFailed(RecordsError):
    """The database could not be brought to this release's schema."""

    def __init__(self, *, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The database could not be migrated: {reason}.")


class RebuildRunning(RecordsError):
    """Somebody else is rebuilding the read tables, or dumps them."""

    def __init__(self) -> None:
        super().__init__(
            "The read tables are being rebuilt already, or the records dumped; "
            "wait until that has ended."
        )


class UnlockedMentor(RecordsError):
    """A decision gave a mentorship a mentor whose load it had not locked: a fault in ``needs``."""

    def __init__(self, *, stream: str, mentor: object) -> None:
        self.stream = stream
        self.mentor = mentor
        super().__init__(f"{stream} takes up capacity of mentor {mentor} without holding the lock.")


class UnknownVersion(RecordsError):
    """A stored event has a later shape than this release knows."""

    def __init__(self, type_: str, *, version: int, known: int) -> None:
        self.type = type_
        self.version = version
        self.known = known
        super().__init__(
            f"An event {type_} has schema version {version}; this release knows up to {known}."
        )


class UnreadableEvent(RecordsError):
    """A stored event does not have the shape that its type has; what it holds is not repeated."""

    def __init__(self, *, stream: str, version: int, type_: str) -> None:
        self.stream = stream
        self.version = version
        self.type = type_
        super().__init__(f"Event {version} of {stream} cannot be read as {type_}.")


class LostRace(Exception):
    """Somebody was faster: the whole decision is to be taken again."""


_OUTAGES = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InternalClientError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresSystemError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.IdleInTransactionSessionTimeoutError,
)
_UNFIT = (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError)
_RACES = (
    LostRace,
    asyncpg.UniqueViolationError,
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
)


def is_outage(error: BaseException) -> bool:
    """Say whether an error means that the store is away, not that a command is at fault."""
    if isinstance(error, asyncpg.InterfaceError):
        return not isinstance(error, asyncpg.DataError)
    return isinstance(error, _OUTAGES)


def is_race(error: BaseException) -> bool:
    """Say whether an error means that somebody was faster, so that deciding again may help."""
    return isinstance(error, _RACES)


def unavailable(error: BaseException) -> Unavailable | None:
    """Return what callers are told of an error that no command is to blame for, if it is one."""
    reason = f"{error}".rstrip(".") or type(error).__name__
    if isinstance(error, Unavailable):
        return error
    if isinstance(error, _UNFIT):
        return NotMigrated(reason=reason)
    return StoreDown(reason=reason) if is_outage(error) else None
