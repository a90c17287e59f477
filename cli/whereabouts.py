"""Where servers are: what the settings name, else what `mentorship up` runs on the home."""

from dataclasses import dataclass
from pathlib import Path

from cli.exits import Down
from runtime.embedded.publication import running_stack
from runtime.settings import Settings, variable
from runtime.temporal_environment import environment_names_a_server


@dataclass(frozen=True)
class Whereabouts:
    """What the settings and the home's running servers say; None where neither says anything.

    With ``temporal_configured``, Temporal's own configuration says where it is. ``maildir`` is
    where letters arrive if the home's servers take them.
    """

    home: Path
    task_queue: str
    database_url: str | None
    temporal_address: str | None
    temporal_configured: bool
    maildir: Path | None


def whereabouts(settings: Settings) -> Whereabouts:
    """Look where the servers are, without connecting to any."""
    stack = running_stack(settings.home)
    named = settings.database_url.get_secret_value() if settings.database_url else None
    address = stack.temporal_address if stack else None
    configured = environment_names_a_server() or (named is not None and address is None)
    return Whereabouts(
        home=settings.home,
        task_queue=settings.task_queue,
        database_url=named or (stack.database_url if stack else None),
        temporal_address=None if configured else address,
        temporal_configured=configured,
        maildir=stack.maildir if stack and stack.smtp_url else None,
    )


def database_url(places: Whereabouts) -> str:
    """Return where PostgreSQL is.

    Raises:
        Down: no setting names it, and none runs on the home.
    """
    if places.database_url is None:
        raise not_running("PostgreSQL", places.home)
    return places.database_url


def not_running(server: str, home: Path) -> Down:
    """Make the error for a server that nobody names and that does not run here."""
    setting = variable("database_url") if server == "PostgreSQL" else "TEMPORAL_ADDRESS"
    sentence = (
        f"{server} does not run on {home}: start everything with 'mentorship up', "
        f"or say where it is by {setting}."
    )
    return Down(sentence, server=server, home=str(home))
