"""Where the servers are that a service needs, and where the service itself is reached."""

from dataclasses import dataclass, field

from runtime.embedded.publication import Stack, running_stack
from runtime.letter_settings import LOCAL_PUBLIC_URL
from runtime.settings import Settings, SettingsError, variable
from runtime.temporal_environment import environment_names_a_server


@dataclass(frozen=True)
class Places:
    """Where the servers are."""

    database_url: str = field(repr=False)
    smtp_url: str = field(repr=False)
    temporal_address: str | None
    """None leaves it to Temporal's own configuration."""
    public_url: str
    """Where people reach the service, and the links in letters lead."""


def find_places(settings: Settings) -> Places:
    """Return where the settings point, and where they do not, the home's running servers.

    Raises:
        SettingsError: neither names a server, or letters would leave with links to this machine.
    """
    stack = running_stack(settings.home)
    secret = settings.database_url, settings.smtp_url
    database, smtp = (each.get_secret_value() if each else None for each in secret)
    database = database or (stack.database_url if stack else None)
    smtp = smtp or (stack.smtp_url if stack else None)
    if database is None or smtp is None:
        missing = "database_url" if database is None else "smtp_url"
        raise SettingsError(
            variable(missing),
            wrong=f"is missing, and no servers run in {settings.home}",
            right="set it, or start the embedded servers with 'mentorship up'",
        )
    address = stack.temporal_address if stack and not environment_names_a_server() else None
    return Places(database, smtp, address, _public_url(settings, stack))


def find_public_url(settings: Settings) -> str:
    """Return where people reach the service, without a slash at its end; it may have a path.

    Raises:
        SettingsError: letters leave this machine, and nobody said where their links lead.
    """
    return _public_url(settings, running_stack(settings.home))


def _public_url(settings: Settings, stack: Stack | None) -> str:
    if settings.smtp_url is not None and settings.public_url is None:
        raise SettingsError(
            variable("public_url"),
            wrong=f"is missing, and with {variable('smtp_url')} it is required",
            right="set it to the address at which people reach the service, for example "
            "https://mentorship.example.org",
        )
    published = stack.web_url if stack else None
    return settings.public_url or published or LOCAL_PUBLIC_URL
