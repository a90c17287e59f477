"""The settings of letters beyond the way to the mail server."""

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings

from runtime.web_settings import DEFAULT_WEB_PORT

LOCAL_PUBLIC_URL = f"http://localhost:{DEFAULT_WEB_PORT}"
"""Where links lead that the embedded servers' letters carry, if no web service runs with them."""


class LetterSettings(BaseSettings):
    """What may be chosen about letters."""

    public_url: str | None = Field(
        default=None,
        description=(
            "Address at which people reach the service, with a path if it has one: the links in "
            "letters begin with it. Required with a mail server of your own, because those letters "
            "leave the machine; with the embedded one it is where 'mentorship up' serves the "
            "pages, " + LOCAL_PUBLIC_URL + " for most. Browsers let nobody sign in at an address "
            "with http:// that is not localhost."
        ),
        examples=["https://mentorship.example.org"],
    )
    letters_dir: Path | None = Field(
        default=None,
        description=(
            "Directory with templates of letters, and a logo.png, that take the place of ours: for "
            "all programs, or in a directory named like a program's id for that one."
        ),
        examples=["/etc/mentorship/letters"],
    )
    letters_per_minute: int | None = Field(
        default=None,
        description=(
            "Mails that a worker hands to the mail server within a minute at most; without it, as "
            "many as there are."
        ),
        examples=["30"],
        ge=1,
        le=100_000,
    )

    @field_validator("public_url")
    @classmethod
    def _public(cls, url: str | None) -> str | None:
        """Take an address to which a path can be added, and leave out the slash at its end."""
        return None if url is None else _checked(url)


def _checked(url: str) -> str:
    wrong = "must be http:// or https:// with a host, and without a query or a login"
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - looked at, because a wrong one is found only then
    except ValueError:
        raise ValueError(wrong) from None
    plain = url.isascii() and url.isprintable() and not set(url) & set(" <>\"'")
    web = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    if not (plain and web) or "?" in url or "#" in url:
        raise ValueError(wrong)
    return url.rstrip("/")
