"""What only the source tells: with which refusals each command can end, and in which words."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

from tests.docs.reference.markdown import filled_in

ROOT = Path(__file__).parents[3]
ROOMS = ("domain", "records")

_TOLD_APART = frozenset({"allow"})
"""Functions that refuse by what a class says: its ``who`` and its ``stages``."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Said:
    """One place where a command is refused."""

    code: str
    sentence: str
    facts: tuple[str, ...]
    path: str


@dataclass(frozen=True)
class Place:
    """A function in its module."""

    module: str
    name: str

    @property
    def source(self) -> Function | None:
        """Return the function's source, if the module defines it."""
        return _functions(self.module).get(self.name)


@cache
def every_refusal() -> tuple[Said, ...]:
    """Return each place where the domain or the records refuse a command."""
    found = [
        said
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for said in _said_in(path)
    ]
    return tuple(found)


@cache
def refusals_of(module: str, command: type) -> frozenset[str]:
    """Return the codes with which ``module.decide`` can refuse a command of a class."""
    return frozenset(
        code
        for place in _reached(Place(module, "decide"), command)
        if (source := place.source) is not None
        for code in _codes_for(source, place.module, command)
    )


# ---------------------------------------------------------------- what is said


def _said_in(path: Path) -> Iterator[Said]:
    for function in _all_functions(ast.parse(path.read_text())):
        for call in _refusals_in(function):
            yield Said(
                code=" or ".join(_codes(call, function)),
                sentence=_sentence(call, function, path),
                facts=tuple(each.arg for each in call.keywords if each.arg),
                path=path.relative_to(ROOT).as_posix(),
            )


def _all_functions(tree: ast.AST) -> Iterator[Function]:
    yield from (each for each in ast.walk(tree) if isinstance(each, Function))


def _refusals_in(tree: ast.AST) -> Iterator[ast.Call]:
    for each in ast.walk(tree):
        if isinstance(each, ast.Call) and ast.unparse(each.func) == "Refusal":
            yield each


def _codes(call: ast.Call, function: Function) -> list[str]:
    code = call.args[0]
    if isinstance(code, ast.Constant):
        return [str(code.value)]
    return [
        str(each.test.comparators[0].value)
        for each in ast.walk(function)
        if isinstance(each, ast.If)
        and call in set(ast.walk(each))
        and isinstance(each.test, ast.Compare)
        and ast.unparse(each.test.left) == ast.unparse(code)
        and isinstance(each.test.comparators[0], ast.Constant)
    ]


def _sentence(call: ast.Call, function: Function, path: Path) -> str:
    said = call.args[1]
    if not isinstance(said, ast.Name):
        return _pattern(said)
    if said.id.isupper():
        return str(getattr(import_module(_module_of(path)), said.id))
    given = [
        each.value
        for each in ast.walk(function)
        if isinstance(each, ast.Assign)
        and ast.unparse(each.targets[0]) == said.id
        and each.lineno < call.lineno
    ]
    return _pattern(max(given, key=lambda each: each.lineno, default=said))


def _module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def _pattern(said: ast.expr) -> str:
    match said:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_pattern(each) for each in parts)
        case ast.BinOp(left=left, right=right):
            return _pattern(left) + _pattern(right)
        case ast.IfExp(body=body, orelse=other):
            return f"{_pattern(body)} / {_pattern(other)}"
        case ast.FormattedValue(value=value):
            return _hole(value)
        case _:
            return _hole(said)


def _hole(value: ast.expr) -> str:
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        return _hole(value.args[0] if value.func.attr == "join" else value.func.value)
    if isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Constant):
        return filled_in(str(value.slice.value))
    names = [
        each.attr if isinstance(each, ast.Attribute) else each.id
        for each in ast.walk(value)
        if isinstance(each, ast.Attribute | ast.Name)
    ]
    return filled_in(next((each for each in names if each != "value"), "…"))


# ---------------------------------------------------------------- what is reached


def _reached(start: Place, command: type) -> list[Place]:
    found, waiting = [start], [start]
    while waiting:
        place = waiting.pop()
        if place.source is None:
            continue
        for called in _called(place, command):
            if called not in found:
                found.append(called)
                waiting.append(called)
    return found


def _called(place: Place, command: type) -> Iterator[Place]:
    module = import_module(place.module)
    assert place.source is not None
    for node in _for_command(place.source.body, module, command):
        if isinstance(node, ast.Call):
            yield from _resolved(node.func, module)


def _codes_for(source: Function, module: str, command: type) -> Iterator[str]:
    for node in _for_command(source.body, import_module(module), command):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Refusal":
            yield from _codes(node, source)


def _resolved(called: ast.expr, module: ModuleType) -> Iterator[Place]:
    match called:
        case ast.Name(id=name):
            yield from _place_of(getattr(module, name, None))
        case ast.Attribute(value=ast.Name(id="context"), attr=name):
            yield Place("domain.context", name)
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            if isinstance(inner := getattr(module, owner, None), ModuleType):
                yield from _place_of(getattr(inner, name, None))
        case _:
            return


def _place_of(found: Any) -> Iterator[Place]:
    where = str(getattr(found, "__module__", ""))
    names_a_function = hasattr(found, "__name__") and not isinstance(found, type)
    if where.startswith(ROOMS) and names_a_function and found.__name__ not in _TOLD_APART:
        yield Place(where, found.__name__)


def _for_command(body: Sequence[ast.AST], module: ModuleType, command: type) -> Iterator[ast.AST]:
    """Walk the statements that a command of a class can come to."""
    for each in body:
        if isinstance(each, ast.Match) and ast.unparse(each.subject) == "command":
            yield from _for_command(_case_of(each, module, command), module, command)
        elif isinstance(each, ast.If) and (asked := _asked_class(each.test, module)) is not None:
            fits = issubclass(command, asked)
            yield from _for_command(each.body if fits else each.orelse, module, command)
            if fits and isinstance(each.body[-1], ast.Return | ast.Raise):
                return
        elif not (isinstance(each, ast.Try) and "Refusal" in ast.unparse(each.handlers[0])):
            yield each
            yield from _for_command(list(ast.iter_child_nodes(each)), module, command)


def _asked_class(test: ast.expr, module: ModuleType) -> tuple[type, ...] | None:
    match test:
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id="command"), asked]):
            return _classes(asked, module)
        case _:
            return None


def _case_of(match: ast.Match, module: ModuleType, command: type) -> Sequence[ast.AST]:
    for case in match.cases:
        patterns = [each for each in ast.walk(case.pattern) if isinstance(each, ast.MatchClass)]
        if not patterns:
            return case.body
        if any(issubclass(command, _classes(each.cls, module)) for each in patterns):
            return case.body
    return []


def _classes(named: ast.expr, module: ModuleType) -> tuple[type, ...]:
    found = eval(ast.unparse(named), vars(module))  # noqa: S307 - a name in our own source
    return tuple(get_args(found)) or (found,)


@cache
def _functions(module: str) -> dict[str, Function]:
    path = ROOT.joinpath(*module.split("."))
    file = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
    return {each.name: each for each in _all_functions(ast.parse(file.read_text()))}
