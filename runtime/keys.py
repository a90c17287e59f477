"""The keys of an installation: from the settings, or from a file that is made when first needed."""

import os
from contextlib import suppress
from pathlib import Path

from runtime.cipher import Cipher
from runtime.settings import Settings, SettingsError, variable


def installation_cipher(settings: Settings) -> Cipher:
    """Make the cipher of this installation.

    With embedded servers and no keys in the settings, the keys are the lines of the home's file
    ``keys``, the newest first; without that file, one is made. Whoever loses it loses what people
    wrote. With a database of one's own, several processes must agree, so the settings must say.

    Raises:
        SettingsError: a database of one's own, and no keys.
        CipherError: the file holds something else than keys.
    """
    if settings.keys:
        return Cipher(key.get_secret_value() for key in settings.keys)
    if settings.database_url is not None:
        raise SettingsError(
            variable("keys"),
            wrong=f"is missing, and with {variable('database_url')} it is required",
            right="make one with 'mentorship key' and give it to every process",
        )
    return Cipher(_read_or_make(settings.home / "keys"))


def _read_or_make(file: Path) -> list[str]:
    if not file.exists():
        _make(file)
    return file.read_text().split()


def _make(file: Path) -> None:
    """Write a first key; of several processes that do so at the same time, one wins."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as key:
            key.write(Cipher.generate_key() + "\n")
            key.flush()
            os.fsync(key.fileno())
        _link(draft, file)
    finally:
        draft.unlink()


def _link(draft: Path, file: Path) -> None:
    with suppress(FileExistsError):
        file.hardlink_to(draft)
