"""The API as one router."""

from typing import Final

from fastapi import APIRouter, Depends

from web.api import (
    catalogue,
    command_routes,
    exports,
    imports,
    keys,
    letter_previews,
    letters,
    links,
    live,
    mentorships,
    oneself,
    own_data,
    parked,
    people,
    programs,
    receipts,
    sessions,
)
from web.api.parameters import check_parameters
from web.api.telling import API

router: Final = APIRouter(
    prefix=API,
    generate_unique_id_function=lambda route: route.name,
    dependencies=[Depends(check_parameters)],
)
"""Everything under ``/api/v1``; operations are called as their functions are."""

for _part in (
    *(command_routes, catalogue, receipts, parked),
    *(mentorships, people, letters, links, programs, letter_previews, oneself, own_data),
    *(imports, exports, live, keys, sessions),
):
    router.include_router(_part.router)
