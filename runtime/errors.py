"""The base of every error this room raises."""


class SetupError(Exception):
    """Something outside the program is not as it must be.

    ``str(error)`` is one sentence for the person at the keyboard: what is wrong and what would be
    right. It never holds a secret.
    """
