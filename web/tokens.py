"""Tokens of forms: made from the secret of the way, so that they need no place of their own."""

import hashlib
import hmac


def form_token(secret: str) -> str:
    """Return what every form on a way carries, and nobody else can know.

    ``secret`` is the session's, or the link's token: whoever sends the form has shown either.
    """
    return hmac.new(secret.encode("utf-8", "surrogatepass"), b"form", hashlib.sha256).hexdigest()


def is_ours(token: str, ours: str) -> bool:
    """Say whether the token that a form brings is the one that belongs there."""
    return hmac.compare_digest(token.encode("utf-8", "replace"), ours.encode())
