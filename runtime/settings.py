"""Every setting there is: its name, its meaning, its default, and what is allowed.

Temporal's own settings (``TEMPORAL_ADDRESS`` and the like) are Temporal's: see runtime.temporal.
"""

import difflib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from runtime.cipher import Cipher, CipherError
from runtime.embedded.ports import PortName
from runtime.errors import SetupError
from runtime.letter_settings import LetterSettings
from runtime.web_settings import WebSettings
from runtime.worker_settings import WorkerSettings

PREFIX = "MENTORSHIP_"

Port = Annotated[int, Field(ge=1, le=65535)]

DeploymentBehaviour = Literal["auto_upgrade", "pinned"]
"""When an open mentorship moves to the worker's version that was made current; Temporal's words."""

_DATABASE_SCHEMES = ("postgresql", "postgres")
_SMTP_SCHEMES = ("smtp", "smtp+starttls", "smtps")


class SettingsError(SetupError):
    """A setting cannot be used."""

    def __init__(self, variable: str, *, wrong: str, right: str) -> None:
        self.variable = variable
        self.wrong = wrong
        self.right = right
        super().__init__(f"{variable} {wrong}: {right}.")


class Settings(LetterSettings, WebSettings, WorkerSettings):
    """What an installation may choose, each by an environment variable ``MENTORSHIP_<NAME>``."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, hide_input_in_errors=True
    )

    home: Path = Field(
        default=Path(".mentorship"),
        description="Directory of the embedded servers' data, logs and keys.",
        examples=["/var/lib/mentorship"],
    )
    secrets_dir: Path | None = Field(
        default=None,
        description=(
            "Directory with a file for each setting that is not in the environment, named like its "
            "variable in lower case: the way of container secrets."
        ),
        examples=["/run/secrets"],
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="PostgreSQL database; without it, an embedded server is used.",
        examples=["postgresql://user:password@host:5432/mentorship"],
    )
    smtp_url: SecretStr | None = Field(
        default=None,
        description=(
            "Mail server: smtp:// in clear, smtp+starttls:// or smtps:// enciphered; "
            "without it, an embedded one keeps every letter."
        ),
        examples=["smtp+starttls://user:password@host:587"],
    )
    mail_from: str = Field(
        default="Mentorship <mentorship@localhost>",
        description="Sender of every letter.",
        examples=["Mentorship <mentorship@example.org>"],
        pattern=r"^[^@\r\n]+@[^@\r\n]+$",
    )
    keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        default=(),
        description=(
            "Fernet keys that encipher what people wrote, the newest first, with commas between; "
            "required with a database of your own, else kept in the home's file 'keys'."
        ),
        examples=["the output of 'mentorship key'"],
    )
    task_queue: str = Field(
        default="mentorship",
        description="Temporal task queue that workers take from.",
        examples=["mentorship"],
        min_length=1,
        max_length=200,
    )
    log_format: Literal["console", "json"] = Field(
        default="console",
        description="How log lines look: for a person, or one JSON object each.",
        examples=["json"],
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info",
        description="The least level that is logged.",
        examples=["info"],
    )
    graceful_stop_seconds: float = Field(
        default=20.0,
        description="How long a process that is asked to stop may finish what it does.",
        examples=["20"],
        ge=0,
        le=600,
    )
    deployment_name: str | None = Field(
        default=None,
        description=(
            "Name of the deployment that the worker is a version of, in Temporal's Worker "
            "Versioning; goes with MENTORSHIP_BUILD_ID. Without both the worker has no version, "
            "and on the embedded Temporal it never has one."
        ),
        examples=["mentorship"],
        pattern=r"^[A-Za-z0-9_-]{1,200}$",
    )
    build_id: str | None = Field(
        default=None,
        description="Which version of the deployment this worker is.",
        examples=["1.4.0"],
        pattern=r"^[A-Za-z0-9._+-]{1,200}$",
    )
    deployment_behaviour: DeploymentBehaviour = Field(
        default="auto_upgrade",
        description=(
            "When an open mentorship moves to a version that was made current: with its next task "
            "(auto_upgrade), or after its next step, by a new run (pinned: the old version's "
            "workers have to stay until then)."
        ),
        examples=["auto_upgrade"],
    )
    postgres_port: Port | None = Field(
        default=None,
        description="Port of the embedded PostgreSQL; without it, any free one, then the same.",
        examples=["15432"],
    )
    temporal_port: Port | None = Field(
        default=None,
        description="Port of the embedded Temporal; without it, any free one, then the same.",
        examples=["7233"],
    )
    temporal_ui_port: Port | None = Field(
        default=None,
        description="Port of Temporal's Web UI; without it, any free one, then the same.",
        examples=["8233"],
    )
    smtp_port: Port | None = Field(
        default=None,
        description="Port of the embedded mail server; without it, any free one, then the same.",
        examples=["1025"],
    )

    @classmethod
    def load(cls) -> Self:
        """Read the settings from the environment.

        What the environment does not say is read from the files of ``secrets_dir``, if one is set.

        Raises:
            SettingsError: one is not allowed, or a variable with our prefix is no setting.
        """
        directory = _secrets_dir()
        _refuse_unknown(cls, [*os.environ, *_secret_names(directory)])
        try:
            return cls(_secrets_dir=directory)
        except ValidationError as invalid:
            raise _explain(cls, invalid) from None
        except OSError as unreadable:
            name = Path(unreadable.filename or "").name.upper()
            wrong = f"cannot be read from {directory} ({unreadable.strerror})"
            raise SettingsError(name, wrong=wrong, right="let this user read the file") from None

    @property
    def ports(self) -> dict[PortName, int]:
        """The ports that somebody chose, of the embedded servers and the web service."""
        chosen: dict[PortName, int | None] = {
            "postgres": self.postgres_port,
            "temporal": self.temporal_port,
            "temporal_ui": self.temporal_ui_port,
            "smtp": self.smtp_port,
            "web": self.web_port,
        }
        return {name: port for name, port in chosen.items() if port is not None}

    @field_validator("log_format", "log_level", "deployment_behaviour", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("keys", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(key.strip() for key in value.split(",") if key.strip())

    @field_validator("keys")
    @classmethod
    def _fit_for_a_cipher(cls, keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        try:
            Cipher(key.get_secret_value() for key in keys) if keys else None
        except CipherError as unfit:
            raise ValueError(str(unfit).rstrip(".")) from None
        return keys

    @field_validator("database_url")
    @classmethod
    def _database(cls, url: SecretStr | None) -> SecretStr | None:
        return _with_scheme(url, _DATABASE_SCHEMES)

    @field_validator("smtp_url")
    @classmethod
    def _smtp(cls, url: SecretStr | None) -> SecretStr | None:
        return _with_scheme(url, _SMTP_SCHEMES)


def variable(field: str) -> str:
    """Tell the environment variable that sets a field."""
    return f"{PREFIX}{field.upper()}"


def _secrets_dir() -> str | None:
    name = variable("secrets_dir")
    directory = os.environ.get(name) or None
    if directory is not None and not _can_be_listed(directory):
        wrong = "is no directory that can be read"
        raise SettingsError(name, wrong=wrong, right="for example /run/secrets would be right")
    return directory


def _can_be_listed(directory: str) -> bool:
    return Path(directory).is_dir() and os.access(directory, os.R_OK | os.X_OK)


def _with_scheme(url: SecretStr | None, schemes: tuple[str, ...]) -> SecretStr | None:
    if url and urlsplit(url.get_secret_value()).scheme not in schemes:
        starts = " or ".join(f"{scheme}://" for scheme in schemes)
        raise ValueError(f"must start with {starts}")  # noqa: TRY003 - pydantic asks for ValueError
    return url


def _secret_names(directory: str | None) -> list[str]:
    return [] if directory is None else [file.name.upper() for file in Path(directory).iterdir()]


def _refuse_unknown(settings: type[Settings], names: Iterable[str]) -> None:
    """Refuse a misspelt variable, which would otherwise be silently without effect."""
    known = [variable(field) for field in settings.model_fields]
    for name in sorted(names):
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            right = f"{near[0]} is one" if near else f"the settings are {', '.join(known)}"
            raise SettingsError(name, wrong="is not a setting", right=right)


def _explain(settings: type[Settings], invalid: ValidationError) -> SettingsError:
    """Say the first thing pydantic found, without the value, which may be secret."""
    first = invalid.errors(include_url=False, include_input=False, include_context=False)[0]
    field = str(first["loc"][0])
    found = first["msg"].removeprefix("Value error, ")
    return SettingsError(
        variable(field),
        wrong=f"cannot be used ({found[:1].lower()}{found[1:]})",
        right=f"for example {_example(settings, field)} would be right",
    )


def _example(settings: type[Settings], field: str) -> object:
    return (settings.model_fields[field].examples or ["another value"])[0]
