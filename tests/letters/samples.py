"""Sample letters, and our templates to write them in."""

from functools import cache

from letters.letter import Letter, Mail
from letters.overrides import ours
from letters.render import Writer, Written
from letters.samples import AT, SEALED, a_letter, gathered, mail_of, samples


@cache
def writer() -> Writer:
    """Return the writer of our own templates, which need no trial here: the tests are one."""
    return Writer(ours())


def write(*letters: Letter, linked: bool = True) -> Written:
    """Write letters in our own templates, in one mail; the same ones are written once."""
    return _written(mail_of(*letters, linked=linked).model_dump_json())


@cache
def _written(mail: str) -> Written:
    return writer().write(Mail.model_validate_json(mail))


__all__ = ["AT", "SEALED", "a_letter", "gathered", "mail_of", "samples", "write", "writer"]
