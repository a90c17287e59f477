"""Files of people sent to the API."""

from typing import Any
from uuid import UUID

import httpx2

from runtime.ids import new_id
from tests.web.api.described import API, Described

IMPORTS = f"{API}/people/imports"


async def imported(
    asks: Described, data: bytes, *, key: UUID | None = None, **params: Any
) -> httpx2.Response:
    headers = {"Idempotency-Key": str(key or new_id()), "Content-Type": "text/csv"}
    answer = await asks.client.post(IMPORTS, content=data, headers=headers, params=params)
    return asks.checked(answer)


def told(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]
