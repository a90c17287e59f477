"""How people and programs come in: sessions, links to sign in, passkeys, keys, and what is tried.

None of it is an event: it comes and goes. Of every token only the SHA-256 is kept.
"""

from records.access.api_keys import Keys
from records.access.attempts import Attempts
from records.access.identities import Identities
from records.access.passkeys import Passkeys
from records.access.sessions import Sessions
from records.access.sign_ins import SignIns


class Access(SignIns, Sessions, Passkeys, Identities, Keys, Attempts):
    """The part of ``records.store.Records`` that knows how people and programs come in.

    Each method raises ``StoreDown`` when PostgreSQL is away.
    """


__all__ = ["Access"]
