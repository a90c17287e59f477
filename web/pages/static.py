"""Style, script and pictures: few, ours, and kept by browsers for as long as they like."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from fastapi import APIRouter
from fastapi.responses import Response

from web.pages.render import STATIC, static_name
from web.problems import not_found

router = APIRouter(include_in_schema=False)

_TYPES: Final = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
_KEPT: Final = {"Cache-Control": "public, max-age=31536000, immutable"}


@cache
def _files() -> Mapping[str, bytes]:
    return {static_name(file.name): file.read_bytes() for file in STATIC.iterdir()}


@router.get("/static/{name}")
async def static_file(name: str) -> Response:
    """Return a static file by the name that says what is in it."""
    content = _files().get(name)
    if content is None:
        raise not_found("file")
    return Response(content, media_type=_TYPES[name.rpartition(".")[2]], headers=_KEPT)
