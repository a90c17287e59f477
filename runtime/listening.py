"""Sockets on which our HTTP servers listen."""

import socket
from ipaddress import ip_address

from runtime.errors import SetupError

_BACKLOG = 128
"""Callers that may wait to be let in; who accepts them may ask for more."""


class PortUnusable(SetupError):
    """A server of ours cannot listen where the settings say."""

    def __init__(self, host: str, port: int, *, setting: str, reason: str) -> None:
        self.host = host
        self.port = port
        self.setting = setting
        self.reason = reason
        super().__init__(
            f"{setting} cannot be used (nobody can listen on {host}:{port}, {reason}): "
            "choose a free port of this machine."
        )


def listen(host: str, port: int, *, setting: str) -> socket.socket:
    """Open a socket that callers reach from now on, though nobody answers them yet.

    Args:
        host: an address of this machine, or a name of one.
        port: 0 finds a free one.
        setting: the variable that chooses the port, for who has to choose another.

    Raises:
        PortUnusable: the port is taken, or the address is not ours.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as unusable:
        reason, _, _ = (unusable.strerror or "it is unknown").partition(" (while attempting")
        raise PortUnusable(host, port, setting=setting, reason=reason.lower()) from unusable


def inherited(descriptor: int) -> socket.socket:
    """Take over a socket that our parent opened for us.

    Raises:
        OSError: the descriptor is none, or no socket's.
    """
    return socket.socket(fileno=descriptor)


def local_url(host: str, port: int) -> str:
    """Return where a browser of this machine finds who listens there.

    It is the name ``localhost`` where that is possible: browsers keep secure cookies and passkeys
    without HTTPS for this name, and for no address.
    """
    return f"http://{'localhost' if _is_here(host) else _bracketed(host)}:{port}"


def _is_here(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
