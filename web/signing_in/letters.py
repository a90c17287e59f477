"""The letter with the link to sign in, on its way while the answer is shown."""

import structlog

from letters.errors import LettersError
from letters.sign_in import SignInLetter, message
from records.access.sign_ins import SignInAsked
from web.services import Services

log = structlog.get_logger(__name__)


async def send(found: Services, asked: SignInAsked, token: str) -> None:
    """Send the letter; one that cannot be sent is logged, because its reader asks again anyway."""
    letter = SignInLetter(
        id=asked.id,
        to_name=asked.name,
        to_email=asked.email,
        link=f"{found.public_url}/sign-in/{token}",
    )
    try:
        written = message(letter, at=found.now(), sender=found.sender, templates=found.templates)
        await found.post(written)
    except (LettersError, OSError) as error:
        log.warning("sign_in.letter_failed", person=str(asked.person), error=type(error).__name__)
