"""Parameters of an address: one that it does not know is an error, and so is one given twice.

So is a header of ours that is given twice.

Somebody who writes ``dryrun`` for ``dry_run``, or after it ``dry_run=false``, would do what they
only wanted to try.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel

from web.api.command_routes import Asks

_HEADERS: Final = ("authorization", "idempotency-key", "last-event-id")
_TWICE: Final = "is given more than once; give it once"


async def check_parameters(request: Request, _asks: Asks) -> None:
    """Refuse what the address does not know, or takes once only, once it is known who asks.

    Raises:
        RequestValidationError: there are some.
    """
    route: APIRoute = request.scope["route"]
    known = dict(_known(route.dependant))
    given = Counter(name for name, _ in request.query_params.multi_items())
    wrong = [_wrong("extra_forbidden", each) for each in sorted(given.keys() - known.keys())] + [
        _wrong("value_error", each, ctx={"error": _TWICE})
        for each, times in given.items()
        if times > 1 and each in known and get_origin(known[each]) is not list
    ]
    wrong += [
        _wrong("value_error", each, place="header", ctx={"error": _TWICE})
        for each in _HEADERS
        if len(request.headers.getlist(each)) > 1
    ]
    if wrong:
        raise RequestValidationError(wrong)


def _wrong(type_: str, name: str, *, place: str = "query", **more: Any) -> dict[str, Any]:
    return {"type": type_, "loc": (place, name), "msg": "", "input": None, **more}


def _known(dependant: Dependant) -> Iterator[tuple[str, object]]:
    """Yield the parameters that an address takes, with their annotations."""
    for each in dependant.query_params:
        model = each.field_info.annotation
        if isinstance(model, type) and issubclass(model, BaseModel):
            yield from ((name, field.annotation) for name, field in model.model_fields.items())
        else:
            yield each.alias, model
    for needed in dependant.dependencies:
        yield from _known(needed)
