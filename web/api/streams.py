"""What somebody is to a mentorship, a person or a program, whichever it is."""

from domain.access.relations import Relation, relation_to_mentorship
from domain.acting import Place
from domain.mentorship.state import Mentorship
from domain.people.state import Person
from domain.programs.state import Program
from web.api.acting import asking, reaches, relation_here, relation_to
from web.callers import Caller


def relation_to_stream(caller: Caller, place: Place) -> Relation:
    """Return what somebody is to a stream, by its state.

    To one that never began, because its opening failed, one is what one is to the installation.
    """
    if not reaches(caller, place):
        return Relation.NOBODY
    match place:
        case Mentorship():
            return relation_to_mentorship(asking(caller), place)
        case Person():
            return relation_to(caller, place)
        case Program():
            return relation_here(caller, place.id)
        case _:
            return relation_here(caller, None)
