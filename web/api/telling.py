"""Answers as they leave: what one may know, and a tag by which it is known again."""

import hashlib
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from fastapi import Request, Response

from web.api.documents import Document

API: Final = "/api/v1"
"""Where the API lives, under the path of the public address."""

_JSON: Final = "application/json"


def told(
    document: Document,
    *,
    status: int = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a document as an answer; what was not set is left out."""
    content = document.model_dump_json(exclude_unset=True)
    return Response(content, status_code=status, headers=dict(headers or {}), media_type=_JSON)


def tagged(request: Request, document: Document) -> Response:
    """Return a document with its tag, or 304 to somebody who has it already (RFC 9110, 13.1.2)."""
    content = document.model_dump_json(exclude_unset=True).encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag}
    known = request.headers.get("if-none-match", "").split(",")
    if {tag, "*"} & {each.strip().removeprefix("W/") for each in known}:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(content, headers=headers, media_type=_JSON)
