"""Who is meant by an id or an address, and whether they stand on the shortlist.

Neither is a question about people elsewhere: whoever has no role in the program, and no part in
this mentorship, is somebody unknown.
"""

from domain.context import Context
from domain.mentorship.matters import Candidate
from domain.mentorship.state import Mentorship
from domain.model import PersonId
from domain.people.state import Person
from domain.refusals import Refusal


def person_named(
    ident: PersonId | None, email: str | None, state: Mentorship, context: Context
) -> PersonId | None:
    """Return who has an id, or else an address; None: the address is of nobody known here.

    Raises ``Refusal``: ``unknown_person`` for an id of nobody known here.
    """
    if ident is None:
        return person_at(email, state, context)
    if not _is_known(context.people.get(ident), state):
        sentence = (
            f"No person {ident} belongs to this program; "
            "name them by `name` and `email`, or check the id."
        )
        raise Refusal("unknown_person", sentence, person=str(ident))
    return ident


def person_at(email: str | None, state: Mentorship, context: Context) -> PersonId | None:
    """Return who has an address; None: nobody known here."""
    found = context.emails.get(email or "")
    if found is None or not _is_known(context.people.get(found), state):
        return None
    return found


def known_candidate(
    state: Mentorship, person: PersonId | None, email: str | None, context: Context
) -> Candidate | None:
    """Return who on the shortlist, struck or not, is this person or has this address.

    Somebody listed by an address is whoever is known by it today.
    """
    for each in state.candidates.values():
        stands_for = each.person or person_at(each.email, state, context)
        if (person is not None and stands_for == person) or (
            email is not None and each.email == email
        ):
            return each
    return None


def _is_known(person: Person | None, state: Mentorship) -> bool:
    if person is None or person.is_gone:
        return False
    listed = {each.person for each in state.candidates.values()}
    asked = {each.mentor for each in state.invitations.values()}
    takes_part = person.id in {state.mentee, state.mentor, *listed, *asked}
    return takes_part or bool(person.roles.get(state.program))
