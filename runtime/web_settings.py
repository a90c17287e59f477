"""The settings of the web service: where it listens, whom it believes, how people may sign in."""

from ipaddress import ip_network
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode

DEFAULT_WEB_PORT = 8080
"""Where the web service listens, unless somebody chose another port or it is taken."""


class WebSettings(BaseSettings):
    """What may be chosen for the web service."""

    web_host: str = Field(
        default="127.0.0.1",
        description=(
            "Address on which the web service listens; it speaks plain HTTP, so leave all but this "
            "machine to a proxy that speaks HTTPS."
        ),
        examples=["0.0.0.0"],  # noqa: S104 - in a container, whose network says who may ask
        min_length=1,
    )
    web_port: int | None = Field(
        default=None,
        description=(
            f"Port on which the web service listens; without it, {DEFAULT_WEB_PORT}, and for "
            "'mentorship up' any free one if that is taken, then the same."
        ),
        examples=[f"{DEFAULT_WEB_PORT}"],
        ge=1,
        le=65535,
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description=(
            "Addresses and networks of proxies, with commas between, whose X-Forwarded-For and "
            "X-Forwarded-Proto are believed; without any, nobody's are. Behind a proxy that is not "
            "named here, everybody seems to come from the proxy, and shares its limits."
        ),
        examples=["127.0.0.1,10.1.0.0/16"],
    )
    web_connections: int = Field(
        default=10,
        description="Connections to PostgreSQL that a web service opens at most.",
        examples=["10"],
        ge=2,
        le=500,
    )
    max_import_mb: int = Field(
        default=10,
        description=(
            "Size of the largest file of people that the web service takes, in megabytes; it is "
            "held in memory."
        ),
        examples=["10"],
        ge=1,
        le=100,
    )
    oidc_issuer: str | None = Field(
        default=None,
        description=(
            "OpenID Connect provider with whom people may sign in, besides by a letter: its issuer "
            "identifier. Goes with MENTORSHIP_OIDC_CLIENT_ID and MENTORSHIP_OIDC_CLIENT_SECRET."
        ),
        examples=["https://sso.example.org/realms/staff"],
    )
    oidc_client_id: str | None = Field(
        default=None,
        description="Our name at the OpenID Connect provider.",
        examples=["mentorship"],
        max_length=500,
    )
    oidc_client_secret: SecretStr | None = Field(
        default=None,
        description="Our secret at the OpenID Connect provider.",
        examples=["what the provider shows when the client is registered"],
    )
    oidc_name: str = Field(
        default="your organisation",
        description="What the button to sign in with the OpenID Connect provider calls it.",
        examples=["Example University"],
        min_length=1,
        max_length=60,
    )

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        """Take addresses and networks; an address is a network of one."""
        if not isinstance(value, str):
            return value
        return tuple(_network(each.strip()) for each in value.split(",") if each.strip())

    @field_validator("oidc_issuer")
    @classmethod
    def _issuer(cls, url: str | None) -> str | None:
        """Take an issuer over HTTPS, and for trials one on this machine."""
        return None if url is None else _provider(url)


def _network(text: str) -> str:
    try:
        return str(ip_network(text))
    except ValueError:
        wrong = "must be addresses or networks such as 10.1.0.0/16, with commas between"
        raise ValueError(wrong) from None


def _provider(url: str) -> str:
    wrong = "must be https:// with a host, and without a query; http:// only for this machine"
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ValueError(wrong) from None
    here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    scheme = parts.scheme == "https" or (parts.scheme == "http" and here)
    if not (scheme and parts.hostname) or "@" in parts.netloc or "?" in url or "#" in url:
        raise ValueError(wrong)
    return url
