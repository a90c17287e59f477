"""Sample letters in words, for the pages that show them."""

from functools import cache

from letters.letter import Mail
from letters.overrides import ours
from letters.render import Writer, Written
from letters.samples import gathered, mail_of, samples, together

GATHERED, TOGETHER = "gathered", "together"
"""Under these names the samples of mails with several letters are shown."""


def sample_of(kind: str) -> Mail:
    """Return the sample mail of a kind that says most: that lacks the fewest facts."""
    if kind == GATHERED:
        return gathered()
    if kind == TOGETHER:
        return together()
    of_kind = (each for each in samples() if each.kind == kind)
    lacking = min(of_kind, key=lambda each: sum(not fact for fact in each.facts.values()))
    return mail_of(lacking)


@cache
def sample(kind: str) -> Written:
    """Return that sample in words."""
    return writer().write(sample_of(kind))


@cache
def writer() -> Writer:
    """Return what puts mails in our own words."""
    return Writer(ours())


def as_block(written: Written) -> str:
    """Return a mail as a block of a page: subject and text."""
    return f"```text\nSubject: {written.subject}\n\n{written.text.strip()}\n```"
