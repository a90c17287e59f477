"""Receipts that would name somebody whom a key for one program does not reach."""

from uuid import UUID

from domain.envelopes import Receipt, opened_by
from domain.people.profile import address_of_a_stranger
from domain.people.state import Person
from web.api.acting import reaches
from web.callers import Caller
from web.services import Services


async def without_strangers(services: Services, caller: Caller, receipt: Receipt) -> Receipt:
    """Return a receipt as whoever asks may know it: whose a taken address is only within reach.

    The rules go by the role in which a command is given, and know nothing of keys.
    """
    owner = receipt.facts.get("person")
    if receipt.code != "email_taken" or owner is None:
        return receipt
    person: Person | None = await services.records.state("person", UUID(owner))
    if reaches(caller, person):
        return receipt
    is_registration = receipt.stream == f"person/{opened_by(receipt.command_id)}"
    told = address_of_a_stranger(receipt.facts["email"], importable=is_registration)
    return receipt.model_copy(update={"sentence": str(told), "facts": dict(told.facts)})
