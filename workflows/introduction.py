"""Making our search attributes and our schedule known to Temporal, before anything runs there."""

from collections.abc import Iterable
from typing import Any

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.client import Client
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError, RPCStatusCode

from workflows.attributes import SEARCH_ATTRIBUTES
from workflows.schedule import ensure_sweep_schedule

NOT_OURS = frozenset({RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNIMPLEMENTED})
"""What a server answers that leaves its set-up to its operators."""


async def introduce(client: Client, *, task_queue: str) -> str | None:
    """Make what we use known to the server, and return None; or why it does not let us.

    May be called again.

    Raises:
        RPCError: the server is gone, or fails.
    """
    try:
        await ensure_search_attributes(client, SEARCH_ATTRIBUTES)
        await ensure_sweep_schedule(client, task_queue=task_queue)
    except RPCError as refused:
        if refused.status not in NOT_OURS:
            raise
        return refused.message
    return None


async def ensure_search_attributes(client: Client, keys: Iterable[SearchAttributeKey[Any]]) -> None:
    """Register the search attributes that the namespace does not have yet. May be called again.

    Raises:
        RPCError: the server refuses, or is gone.
    """
    wanted = {key.name: IndexedValueType.ValueType(key.indexed_value_type) for key in keys}
    namespace = client.namespace
    listed = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=namespace)
    )
    missing = {name: kind for name, kind in wanted.items() if name not in listed.custom_attributes}
    if not missing:
        return
    try:
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=namespace, search_attributes=missing)
        )
    except RPCError as refused:
        if refused.status != RPCStatusCode.ALREADY_EXISTS:  # another process was quicker
            raise
