"""Mentorships that have come some way, for the pages that begin there."""

from datetime import timedelta
from uuid import UUID

from tests.web.site import Site

ANSWERS = {
    "goals": "Learn how a project is run",
    "outcome": "A published project",
    "i_expect": "A frank word when I go astray",
    "you_expect": "That I come prepared",
    "how_often": "Once a month",
}


async def asking(site: Site) -> UUID:
    """The mentee has asked the mentor, who has not answered yet."""
    mentorship = await site.open()
    by = site.cast.mentee
    need = {"direction": "Hematology, not sure yet", "hopes": ["a publication"]}
    await site.do(mentorship, "describe_need", by=by, **need, support=["research"])
    await site.do(mentorship, "shortlist", by=by, person=str(site.cast.mentor.person))
    await site.do(mentorship, "invite", by=by, candidate=1, ask="A project on anticoagulation")
    return mentorship


async def accepted(site: Site) -> UUID:
    """The mentor has said yes; expectations are to be answered."""
    mentorship = await asking(site)
    await site.do(mentorship, "accept", by=site.cast.mentor, invitation=1)
    return mentorship


async def revealed(site: Site) -> UUID:
    """Both have answered the questions; an agreement is to be proposed."""
    mentorship = await accepted(site)
    for side in (site.cast.mentee, site.cast.mentor):
        await site.do(mentorship, "submit_expectations", by=side, **ANSWERS)
    return mentorship


async def at_work(site: Site) -> UUID:
    """Both have signed; they work on goals."""
    mentorship = await revealed(site)
    ends = (site.services.now() + timedelta(days=500)).date()
    terms = {"purpose": "A publication", "ends_on": ends.isoformat()}
    await site.do(mentorship, "propose_agreement", by=site.cast.mentee, terms=terms)
    await site.do(mentorship, "sign_agreement", by=site.cast.mentor, version=1)
    return mentorship
