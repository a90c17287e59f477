"""The one place that makes tokens: secrets that open something to whoever has them."""

import secrets

TOKEN_BYTES = 32
"""256 bits: nobody guesses one, whatever number of them there is."""


def new_token() -> str:
    """Make a token that nobody can guess: 43 characters that may stand in an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)
