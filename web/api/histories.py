"""Reading on in a history, from a version on."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query

from records.seeing import Seen
from web.api.documents import EventDocument, HistoryDocument
from web.services import Services


class Reading:
    """Which events of a history to answer with."""

    def __init__(
        self,
        *,
        after_version: Annotated[
            int, Query(ge=0, le=2**53, description="Only what happened after this version.")
        ] = 0,
        limit: Annotated[int, Query(ge=1, le=500, description="The most events to return.")] = 100,
    ) -> None:
        self._after = after_version
        self._limit = limit

    async def document(self, services: Services, seen: Sequence[Seen]) -> HistoryDocument:
        """Return the events that were asked for, with the names of those who acted."""
        later = [each for each in seen if each.version > self._after]
        shown = later[: self._limit]
        acting = {each.actor.person for each in shown if each.actor.person is not None}
        return HistoryDocument(
            events=[EventDocument.of(each) for each in shown],
            names=dict(await services.records.names(acting)),
            next=shown[-1].version if len(later) > len(shown) else None,
        )
