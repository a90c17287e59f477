"""The letter with the link to sign in, on its way while the answer is shown."""

import asyncio

import structlog

from letters.errors import LettersError
from letters.sign_in import SignInLetter, message
from records.access.sign_ins import SignInAsked
from web.services import Services

_NOBODY = "Somebody"
"""To whom a letter is written whose address nobody has."""

log = structlog.get_logger(__name__)


async def send(found: Services, asked: SignInAsked | None, *, email: str, token: str) -> None:
    """Send the letter; one that cannot be sent is logged, because its reader asks again anyway.

    Where nobody has the address (``asked`` is None) a letter is written all the same and thrown
    away, so that nobody can tell by the time that the next request takes who is registered.
    """
    letter = SignInLetter(
        id=found.new_id() if asked is None else asked.id,
        to_name=_NOBODY if asked is None else asked.name,
        to_email=email if asked is None else asked.email,
        link=f"{found.public_url}/sign-in/{token}",
    )
    try:
        written = await asyncio.to_thread(
            message, letter, at=found.now(), sender=found.sender, templates=found.templates
        )
        if asked is None:
            written.as_bytes()  # what the way to the mail server costs us most
        else:
            await found.post(written)
    except (LettersError, OSError) as error:
        person = None if asked is None else str(asked.person)
        log.warning("sign_in.letter_failed", person=person, error=type(error).__name__)
