"""Ports of the embedded servers: chosen, remembered, or any that is free."""

import asyncio
import json
import socket
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal

from runtime.errors import SetupError
from runtime.listening import PortUnusable, listen

LOOPBACK = "127.0.0.1"

PortName = Literal["postgres", "temporal", "temporal_ui", "smtp", "web"]


class PortInUse(SetupError):
    """A port that the settings ask for is taken."""

    def __init__(self, name: PortName, port: int, *, setting: str) -> None:
        self.name = name
        self.port = port
        self.setting = setting
        super().__init__(
            f"Port {port} is taken by another program: set {setting} to a free port, "
            "or leave it unset to have one found."
        )


class Ports:
    """The ports of one home, kept in its ``ports.json`` so that a restart finds them again."""

    def __init__(self, home: Path, *, chosen: Mapping[PortName, int]) -> None:
        self._file = home / "ports.json"
        self._chosen = chosen

    def pick(self, name: PortName) -> int:
        """Say which port a server shall use: the chosen one, the remembered one, or a free one.

        Raises:
            PortInUse: the chosen one is taken. A remembered one that is taken is given up.
        """
        if chosen := self._chosen.get(name):
            if not is_free(chosen):
                raise PortInUse(name, chosen, setting=_setting(name))
            return chosen
        remembered = self._remembered().get(name)
        if remembered and is_free(remembered):
            return remembered
        return self._remember(name, free_port())

    def listen(self, name: PortName, *, host: str, preferred: int) -> socket.socket:
        """Open the socket of a server: on the chosen port, or a remembered, preferred or free one.

        It is ours from this moment on, so that two homes that start together never meet.

        Raises:
            PortUnusable: the chosen one is taken, or the host is not this machine.
        """
        if chosen := self._chosen.get(name):
            return listen(host, chosen, setting=_setting(name))
        for port in (self._remembered().get(name, preferred), preferred):
            with suppress(PortUnusable):
                return self._kept(name, listen(host, port, setting=_setting(name)))
        return self._kept(name, listen(host, 0, setting=_setting(name)))

    def _kept(self, name: PortName, listener: socket.socket) -> socket.socket:
        self._remember(name, listener.getsockname()[1])
        return listener

    def _remembered(self) -> dict[str, int]:
        try:
            ports = json.loads(self._file.read_text())
        except (FileNotFoundError, ValueError):  # a file cut short by a crash is no loss
            return {}
        return {name: port for name, port in ports.items() if isinstance(port, int)}

    def _remember(self, name: PortName, port: int) -> int:
        ports = self._remembered() | {name: port}
        self._file.write_text(json.dumps(ports, indent=2) + "\n")
        return port


def _setting(name: PortName) -> str:
    return f"MENTORSHIP_{name.upper()}_PORT"


def free_port() -> int:
    """Find a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


def is_free(port: int) -> bool:
    """Say whether a server could listen on a port of the loopback address now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
            probe.listen()
        except OSError:
            return False
    return True


async def listens(port: int) -> bool:
    """Say whether somebody accepts connections on a port of the loopback address."""
    try:
        _, writer = await asyncio.open_connection(LOOPBACK, port)
    except OSError:
        return False
    writer.close()
    return True
