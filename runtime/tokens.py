"""The one place that makes tokens: secrets that open something to whoever has them."""

import secrets

TOKEN_BYTES = 32
"""256 bits: nobody guesses one, whatever number of them there is."""

KEY_PREFIX = "mentorship_"
"""How every API key begins, so that scanners find one that was published by mistake."""


def new_token() -> str:
    """Make a token that nobody can guess: 43 characters that may stand in an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_key() -> str:
    """Make an API key that nobody can guess."""
    return KEY_PREFIX + new_token()
