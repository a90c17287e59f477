"""Messages as this release writes them, with every field filled."""

from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import BaseModel

from activities.signatures import (
    Delivered,
    DeliverLetters,
    Entered,
    Posted,
    PostLetters,
    RecordStep,
    SweepRound,
    Swept,
)
from domain.envelopes import Actor, CommandEnvelope, Outcome, Receipt, Role, stream_of
from domain.mentorship import standing_of
from domain.mentorship.stages import Stage
from domain.standing import Standing
from tests.domain.cast import ident
from tests.domain.mentorship.commands import furnished
from workflows.mailbox_start import MailboxStart, Woken
from workflows.start import Start

AT = datetime(2026, 3, 2, 16, tzinfo=UTC)


def examples() -> dict[str, list[Any]]:
    """Return messages as JSON documents, by the name of their kind."""
    standings = [_standing(stage) for stage in Stage]
    mentorship, deadlines, waiting = standings[0].mentorship, standings[0].deadlines, _entered()
    messages: list[BaseModel] = [
        *standings,
        Start(mentorship=mentorship, standing=standings[0], inbox=waiting),
        RecordStep(mentorship=mentorship, at=AT, commands=waiting, deadlines=deadlines),
        PostLetters(mentorship=mentorship, at=AT),
        Posted(sent=2, waiting=True),
        MailboxStart(person=ident("Ben"), lead=timedelta(hours=2), next_at=AT),
        Woken(at=AT),
        DeliverLetters(person=ident("Ben"), at=AT),
        Delivered(sent=1, next_at=AT),
        SweepRound(at=AT),
        Swept(woken=3, failed=1, mailboxes_woken=2, mailboxes_failed=1),
    ]
    documents: dict[str, list[Any]] = {}
    for message in messages:
        documents.setdefault(type(message).__name__, []).append(message.model_dump(mode="json"))
    return documents


def _standing(stage: Stage) -> Standing:
    state = furnished(stage).state
    assert state is not None
    known = standing_of(state)
    told = {
        "paused_until": AT,
        "attention": ("concern",),
        "letters_waiting": True,
        "receipts": _receipts(stream_of("mentorship", known.mentorship)),
    }
    return known.model_copy(update=told)


def _receipts(stream: str) -> tuple[Receipt, ...]:
    recorded = Receipt(
        command_id=ident("first command"),
        stream=stream,
        outcome=Outcome.RECORDED,
        version=2,
        events=("concerns.noted",),
    )
    others = (
        Receipt(
            command_id=ident(f"{outcome} command"),
            stream=stream,
            outcome=outcome,
            version=2,
            code="not_your_part",
            sentence="Only a coordinator does that.",
            facts={"limit": 3, "near": ["note"]},
        )
        for outcome in Outcome
        if outcome is not Outcome.RECORDED
    )
    return (recorded, *others)


def _entered() -> tuple[Entered, ...]:
    by = Actor(role=Role.MENTEE, person=ident("Mia"))
    clear = CommandEnvelope(id=ident("clear"), actor=by, type="note", body={"text": "They met."})
    sealed = CommandEnvelope(id=ident("sealed"), actor=by, type="note", sealed="gAAAAABp…")
    return Entered(at=AT, envelope=clear), Entered(at=AT, envelope=sealed)
