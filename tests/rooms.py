"""The import-linter contract that says what one room may import."""

import sys
from dataclasses import dataclass
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


@dataclass(frozen=True)
class Trespass:
    """One import that the room's list does not allow."""

    importer: str
    imported: str
    line: int | None


class RoomContract(Contract):
    """A room imports itself, the standard library, and what its list names; nothing else.

    Options: ``room``, a root package; ``may_import``, the packages or single modules it may use;
    ``no_stdlib``, the standard modules that are out of bounds for it all the same.
    """

    type_name = "room"

    room = fields.StringField()
    may_import = fields.SetField(subfield=fields.StringField())
    no_stdlib = fields.SetField(subfield=fields.StringField(), required=False, default=frozenset())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001
        """Look at every direct import of every module in the room."""
        room = cast("str", self.room)
        trespasses = [
            _trespass(graph, importer, imported)
            for importer in sorted({room} | graph.find_descendants(room))
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if not self._allows(imported)
        ]
        return ContractCheck(kept=not trespasses, metadata={"trespasses": trespasses})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print one line for each import that is out of bounds."""
        for each in check.metadata["trespasses"]:
            output.print_error(f"{each.importer} may not import {each.imported} (l.{each.line})")

    def _allows(self, module: str) -> bool:
        allowed = cast("set[str]", self.may_import) | {cast("str", self.room)}
        standard = sys.stdlib_module_names - cast("set[str]", self.no_stdlib)
        return module in standard or any(_is_within(module, package) for package in allowed)


def _is_within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def _trespass(graph: ImportGraph, importer: str, imported: str) -> Trespass:
    details = graph.get_import_details(importer=importer, imported=imported)
    return Trespass(importer, imported, line=details[0]["line_number"] if details else None)
