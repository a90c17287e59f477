from grimp import ImportGraph
from importlinter import ContractCheck

from tests.rooms import RoomContract


def _check(*, importing: str) -> ContractCheck:
    graph = ImportGraph()
    for module in (
        "workflows",
        "workflows.clock",
        "workflows.words",
        "activities",
        "activities.signatures",
    ):
        graph.add_module(module)
    graph.add_module(importing)
    graph.add_import(importer="workflows.clock", imported=importing)
    options = {"room": "workflows", "may_import": ["activities.signatures"], "no_stdlib": ["time"]}
    return RoomContract("workflows", {}, options).check(graph, verbose=False)


def test_a_room_imports_itself_the_standard_library_and_what_its_list_names() -> None:
    for module in ("workflows.words", "datetime", "activities.signatures"):
        assert _check(importing=module).kept


def test_a_room_imports_nothing_else_not_even_the_package_of_a_module_it_may_import() -> None:
    for module in ("activities", "asyncpg", "worker", "time", "activities.signatures_of_ours"):
        assert not _check(importing=module).kept
