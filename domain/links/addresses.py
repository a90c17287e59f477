"""The addresses that links are written as."""

from urllib.parse import urlsplit


def address_of(public_url: str, token: str) -> str:
    """Return the address at which a link is followed: ``https://mentoring.example/l/…``."""
    return f"{public_url.rstrip('/')}/l/{token}"


def feed_address(public_url: str, token: str) -> str:
    """Return the address of a calendar's feed, which calendar programs ask again and again."""
    return f"{public_url.rstrip('/')}/calendar/{token}.ics"


def sign_in_address(public_url: str, token: str) -> str:
    """Return the address of a link to sign in."""
    return f"{public_url.rstrip('/')}/sign-in/{token}"


def token_in(text: str) -> str:
    """Return the token in an address, or the text itself where it is none; total."""
    bare = text.strip()
    if "/" not in bare:
        return bare
    try:
        path = urlsplit(bare).path
    except ValueError:  # such as a broken address of a host
        path = bare
    return path.rstrip("/").rpartition("/")[2].removesuffix(".ics")
