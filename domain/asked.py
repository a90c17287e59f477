"""What a decision asked for, and nothing else: how too small a ``needs`` is found out."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

Found = TypeVar("Found")


class NotAskedFor(Exception):
    """A decision looked at something that its ``needs`` had not asked for."""

    def __init__(self, key: object) -> None:
        """Say what was looked at."""
        super().__init__(f"{key} was looked at, but the command's needs do not ask for it")
        self.key = key


class Asked(Mapping[Any, Found], Generic[Found]):
    """Of ``found`` what was ``asked`` for; looking for anything else raises ``NotAskedFor``.

    What was asked for and not found is missing, as in any mapping.
    """

    def __init__(self, asked: Iterable[Any], found: Mapping[Any, Found]) -> None:
        self._asked = frozenset(asked) | {""}  # nobody has the empty address
        self._found = {key: found[key] for key in self._asked if key in found}

    def __getitem__(self, key: object) -> Found:
        if key not in self._asked:
            raise NotAskedFor(key)
        return self._found[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)
