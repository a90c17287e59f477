"""What people wrote, sealed so that only this service can read it."""

from collections.abc import Iterable

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from runtime.errors import SetupError


class CipherError(SetupError):
    """Something cannot be sealed or opened."""


class UnfitKey(CipherError):
    """A key is not one that Fernet can use; the error tells its place in the list, not the key."""

    def __init__(self, *, place: int) -> None:
        self.place = place
        super().__init__(
            f"Key number {place} is no Fernet key: it must be 32 bytes in URL-safe base64, "
            "44 characters with the padding."
        )


class NoKey(CipherError):
    """A cipher was asked for without a key."""

    def __init__(self) -> None:
        super().__init__("A cipher needs at least one key, the newest first.")


class NotOpened(CipherError):
    """A sealed text was changed, or none of our keys sealed it."""

    def __init__(self, *, keys: int) -> None:
        self.keys = keys
        super().__init__(
            f"A sealed text opens with none of the {keys} key(s): it was changed, or the key that "
            "sealed it is missing from MENTORSHIP_KEYS, where old keys stay after newer ones."
        )


class Cipher:
    """A ring of Fernet keys: the first seals, every one opens. So keys are changed by adding one.

    Args:
        keys: 32 bytes each in URL-safe base64, the newest first.

    Raises:
        NoKey, UnfitKey: the ring is of no use.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        ring = [_fernet(key, place=place) for place, key in enumerate(keys, start=1)]
        if not ring:
            raise NoKey
        self._size = len(ring)
        self._ring = MultiFernet(ring)

    def __repr__(self) -> str:
        return f"<Cipher with {self._size} key(s)>"

    def seal(self, clear: bytes) -> str:
        """Encipher and sign; the same bytes give another text each time."""
        return self._ring.encrypt(clear).decode()

    def open(self, sealed: str) -> bytes:
        """Give back what was sealed.

        Raises:
            NotOpened: it was changed, or sealed with a key that is not in the ring.
        """
        try:
            return self._ring.decrypt(sealed.encode())
        except InvalidToken:
            raise NotOpened(keys=self._size) from None

    @staticmethod
    def generate_key() -> str:
        """Make a key that nobody else has."""
        return Fernet.generate_key().decode()


def _fernet(key: str, *, place: int) -> Fernet:
    try:
        return Fernet(key)
    except ValueError:
        raise UnfitKey(place=place) from None
