"""Looking at a mentorship with somebody's eyes: whose, by their address."""

from cli.acting import find_state
from cli.exits import Denied
from domain.acting import viewer_of
from domain.mentorship import Mentorship
from domain.mentorship.views import Viewer
from records.store import Records


async def viewer_as(records: Records, state: Mentorship, email: str | None) -> Viewer:
    """Return whose eyes are meant: the operator's, or those of the person with this address.

    Raises:
        Unknown: nobody has this address.
        Denied: the person has no part in this mentorship.
    """
    person = None if email is None else await find_state(records, email)
    viewer = viewer_of(state, person)
    if viewer is None:
        sentence = f"{email} has no part in this mentorship, and may not look at it."
        raise Denied(sentence, code="not_your_part", person=email)
    return viewer
