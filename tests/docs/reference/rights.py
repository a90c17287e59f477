"""The page of who may do and read what, from the rules that decide it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from domain.access.people_views import PERSON, POLICY, PROGRAM
from domain.access.relations import Relation
from domain.access.rights import MAY, TO, Right
from domain.access.scopes import ABOUT, AT_ITS_BEGINNING, GRAVE, Scope, scope_of
from domain.access.table import ASKERS, Row, table
from domain.catalogue import catalogue
from domain.envelopes import Category
from tests.docs.reference import markdown
from tests.docs.reference.markdown import code, codes, headed, page

_YES = "yes"

_OF_FUNCTIONS = (
    "Where no program is named, the whole installation is meant, and that is for administrators. "
    "Of letters and refused commands mentee, mentor and who was invited read those that were to "
    "them, or by them."
)
_OF_PEOPLE = (
    "What is not told is left out. Members of the program learn of a mentor what is marked here, "
    "and of anybody else the name; references come to them without their authors. To the other one "
    "of a pair goes the profile of the side that the person is on. A coordinator sees the roles in "
    "the own programs. Of somebody who is gone, administrators see what became of them, and nobody "
    "else anything."
)
_OF_KEYS = (
    "A key never allows more than its person may do; its scopes, and a program if it has one, "
    "narrow that. No key makes, lists or revokes keys, or ends sessions, and none changes the "
    "address of its owner, merges or erases them. A key for one program creates none and makes no "
    "administrator, merges nobody, changes the address of nobody who is an administrator or has a "
    "role elsewhere and erases none of them, and reads nobody's whole history."
)

_MEANS: Mapping[Relation, str] = {
    Relation.SELF: "it is about oneself, or one's own",
    Relation.MENTEE: "the mentee of the mentorship",
    Relation.MENTOR: "its mentor",
    Relation.INVITED: "somebody who was asked to be its mentor, whatever the answer was",
    Relation.PARTNER: "the other one of an open pair",
    Relation.COORDINATOR: "a coordinator of the program: the mentorship's, the one that is asked "
    "about, or one in which the person has a role; of somebody without any role, every coordinator",
    Relation.ADMINISTRATOR: "an administrator of the installation, and whoever operates it",
    Relation.MEMBER: "somebody with a role in the program, and nothing closer",
    Relation.NOBODY: "everybody else, and everybody who is gone",
}


def rights() -> str:
    """Return the page of who may do and read what."""
    about = (
        "Who may do and read what hangs on what they are to it, and nothing is allowed that is not "
        "written here. The tables are made by asking the rules themselves. A command that is "
        "allowed can still be refused for what it says, or for the stage: "
        "[Commands](commands.md) tells that. The mentee and the mentor of a mentorship have only "
        "that side's rights in it, also when they are coordinators or administrators."
    )
    return page(
        "Who may do what",
        about,
        headed(2, "What somebody can be"),
        markdown.table(("relation", "who that is"), ((each, _MEANS[each]) for each in Relation)),
        *(part for category in get_args(Category) for part in _commands(category)),
        *_functions(),
        *_fields(),
        *_keys(),
    )


def _commands(category: Category) -> Iterable[str]:
    relations = _in_order(asker.relation for asker in ASKERS[category])
    rows = [row for row in table() if row.category == category]
    told = []
    for name in dict.fromkeys(row.command for row in rows):
        cells = (
            _cell([row for row in rows if row.command == name and row.relation == each])
            for each in relations
        )
        told.append((f"[`{name}`](commands.md#{name})", *cells))
    return (
        headed(2, f"Commands to a {category}", f"to-a-{category}"),
        markdown.table(("command", *relations), told),
    )


def _cell(rows: Sequence[Row]) -> str:
    allowed = [row.role.value for row in rows if row.allowed]
    if len(allowed) == len(rows):
        return _YES
    return ", ".join(f"as a {role}" for role in allowed)


def _functions() -> Iterable[str]:
    told = (
        (each.value, *(_YES if one in MAY[each] else "" for one in Relation), TO[each])
        for each in MAY
    )
    return (
        headed(2, "Everything else", "functions"),
        _OF_FUNCTIONS,
        markdown.table(("what", *Relation, "they have to be that to"), told),
    )


def _fields() -> Iterable[str]:
    around = _in_order(each for relations in PERSON.values() for each in relations)
    members = _in_order(each for relations in PROGRAM.values() for each in relations)
    return (
        headed(2, "Fields of a person", "person"),
        _OF_PEOPLE,
        _field_table(PERSON, around),
        headed(2, "Fields of a program", "program"),
        f"Of the policy, members see {codes(sorted(POLICY))}.",
        _field_table(PROGRAM, members),
    )


def _field_table(fields: Mapping[str, frozenset[Relation]], relations: Sequence[Relation]) -> str:
    told = (
        (code(name), *(_YES if each in to else "" for each in relations))
        for name, to in fields.items()
    )
    return markdown.table(("field", *relations), told)


def _keys() -> Iterable[str]:
    scopes = [(code(each), ABOUT[each], _commands_of(each)) for each in Scope]
    return (
        headed(2, "Scopes of keys", "scopes"),
        _OF_KEYS,
        markdown.table(("scope", "allows to", "commands"), scopes),
        headed(2, "What asks for the second factor", "second-factor"),
        _grave(),
    )


def _grave() -> str:
    commands = codes(sorted(each for each in GRAVE if not isinstance(each, Right)))
    rights = [each for each in GRAVE | AT_ITS_BEGINNING if isinstance(each, Right)]
    others = ", ".join(sorted(f"to {each}" for each in rights))
    return (
        f"A coordinator or an administrator who is signed in gives the second factor again for "
        f"{commands}, and {others}; an administrator also for {code('register_person')}, by which "
        "one can make another administrator."
    )


def _commands_of(scope: Scope) -> str:
    return codes(name for name in catalogue() if scope_of(name) is scope)


def _in_order(relations: Iterable[Relation]) -> Sequence[Relation]:
    found = set(relations)
    return [each for each in Relation if each in found]
