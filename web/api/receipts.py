"""Receipts: what became of a command."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request, Response

from domain.access.relations import Relation
from domain.access.rights import Right, may
from domain.acting import Place
from domain.envelopes import Receipt
from records.recorded import stream_parts
from web.api.acting import check_scope, decided, reaches
from web.api.answers import KNOWN, answers
from web.api.command_routes import Asks, Found
from web.api.documents import ReceiptDocument
from web.api.strangers import without_strangers
from web.api.streams import relation_to_stream
from web.api.telling import tagged
from web.callers import Caller
from web.problems import Problem
from web.services import Services

router: Final = APIRouter(tags=["commands"])


@router.get(
    "/receipts/{command}",
    summary="Read a receipt",
    response_model=ReceiptDocument,
    response_description="What became of the command.",
    responses=answers(403, 404) | KNOWN,
)
async def read_receipt(request: Request, command: UUID, asks: Asks, found: Found) -> Response:
    """Tell what became of a command to who gave it, and to the staff of what it was given to."""
    stream = f"receipt/{command}"
    check_scope(asks, Right.READ_RECEIPT, stream=stream)
    receipt = await found.records.receipt(command)
    relation = Relation.NOBODY
    if receipt is not None:
        relation = await _relation(found, asks, receipt)
    if receipt is None or may(Right.READ_RECEIPT, relation) is not None:
        if receipt is not None:
            decided(asks, Right.READ_RECEIPT, stream=stream, refused="not_known_to_them")
        sentence = (
            "There is no such receipt here: the command is not recorded yet, or never came, or is "
            "not yours; send the same command again with the same id, which never acts twice."
        )
        raise Problem(404, "unknown_receipt", sentence)
    receipt = await without_strangers(found, asks, receipt)
    return tagged(request, ReceiptDocument.of(receipt))


async def _relation(services: Services, caller: Caller, receipt: Receipt) -> Relation:
    """Return what somebody is to a command: ``SELF`` gave it; else what they are to its stream."""
    place: Place = await services.records.state(*stream_parts(receipt.stream))
    giver = await services.records.giver(receipt.command_id)
    own = caller.person
    is_giver = own is not None and giver is not None and giver.person == own.id
    return (
        Relation.SELF if is_giver and reaches(caller, place) else relation_to_stream(caller, place)
    )
