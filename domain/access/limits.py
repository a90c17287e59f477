"""How long sign-ins, sessions, proofs and keys are good for, and why so long."""

from datetime import timedelta
from typing import Final

SIGN_IN: Final = timedelta(minutes=10)
"""A link to sign in: time for a slow mail server, and not for a mailbox that is read next week."""

SIGN_IN_AGAIN: Final = timedelta(seconds=10)
"""In which a second click on the same button is the same sign-in, and not a second use."""

SESSION_IDLE: Final = timedelta(days=14)
"""A session of the pair that nobody uses. They come every week or two, and see their own only."""

SESSION_LONGEST: Final = timedelta(days=30)
"""Any session of the pair: NIST SP 800-63B asks to sign in anew within 30 days at its level 1."""

STAFF_SESSION_IDLE: Final = timedelta(hours=12)
"""A session of a coordinator or an administrator that nobody uses: it ends overnight."""

STAFF_SESSION_LONGEST: Final = timedelta(days=7)
"""Any session of theirs: a working week. What is dangerous asks for the second factor besides."""

SEEN_EVERY: Final = timedelta(minutes=1)
"""How exactly it is kept when a session was last used, so that reading a page writes nothing."""

SECOND_FACTOR: Final = timedelta(minutes=10)
"""How long the second factor is good for, once it was given: one errand at the desk."""

CHALLENGE: Final = timedelta(minutes=5)
"""How long a passkey may take to answer; WebAuthn recommends 5 to 10 minutes."""

OPEN_ID: Final = timedelta(minutes=10)
"""How long somebody may take to sign in at an OpenID Connect provider."""

PASSKEYS_MOST: Final = 10
"""Passkeys of one person: some devices, and spare ones."""

KEY_LONGEST: Final = timedelta(days=366)
"""An API key: long enough for a yearly round of renewals, and no key is for ever."""

KEYS_MOST: Final = 20
"""Keys of one person that are good: one for each program that acts for them, and no heap."""

KEY_USED_EVERY: Final = timedelta(hours=1)
"""How exactly it is kept when a key was last used."""
