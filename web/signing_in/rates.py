"""How often somebody may try: per address, per client, per person."""

from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Final

from fastapi import Request

from web.problems import too_many
from web.services import Services

ASKED_BY_ONE: Final = (5, timedelta(hours=1))
"""Letters to sign in that one client may ask for to one address: whoever asks so often has them."""

ASKED_PER_ADDRESS: Final = (20, timedelta(hours=1))
"""Letters to sign in that one address may be sent: nobody's mailbox is to be filled by others.

Beside what one client may ask for, so that one alone can lock nobody out by asking in their name.
"""

ASKED_PER_CLIENT: Final = (30, timedelta(hours=1))
"""Letters that one client may ask for: a whole ward may sit behind one address of the network."""

GUESSED_PER_CLIENT: Final = (60, timedelta(hours=1))
"""Links and keys that nobody made, from one client; a right one is never counted."""

PROVED_PER_PERSON: Final = (20, timedelta(hours=1))
"""Times that somebody may try to give the second factor."""

_FOUR: Final = 4
_OF_ONE_CLIENT: Final = 64
"""Bits of an IPv6 address that say whose network it is; the others its owner chooses."""

Rate = tuple[int, timedelta]


async def count(found: Services, what: str, who: str, rate: Rate) -> None:
    """Count a try of somebody's.

    Raises:
        Problem: 429 with ``Retry-After``, if there were too many.
    """
    limit, within = rate
    wait = await found.records.attempt(f"{what}/{who}", limit=limit, within=within, at=found.now())
    if wait is not None:
        seconds = max(1, int(wait.total_seconds()) + 1)
        raise too_many(_sentence(seconds), seconds=seconds)


def _sentence(seconds: int) -> str:
    minutes = -(-seconds // 60)
    words = "a minute" if minutes == 1 else f"{minutes} minutes"
    return f"That was tried too often; wait {words}, then try again."


def client_of(request: Request) -> str:
    """Return the network address of whoever asks, as a trusted proxy or the connection says.

    Of an IPv6 address it is the network, because one client has all of that (RFC 6177).
    """
    return counted(request.client.host) if request.client is not None else "unknown"


def counted(host: str) -> str:
    """Return as what a network address is counted; what is none stays as it is."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.version == _FOUR:
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), _OF_ONE_CLIENT), strict=False))
