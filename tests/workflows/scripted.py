"""A stand-in for our own records, to test the workflow's shape by: rules that fit on one page.

What it decides is no matter of these tests; that the workflow asks once, in order, and goes by
the answer, is.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from temporalio import activity

from activities.signatures import POST, RECORD, Posted, PostLetters, RecordStep
from domain.envelopes import CommandEnvelope, Outcome, Receipt, stream_of
from domain.standing import OpenDeadline, Standing


@dataclass(frozen=True)
class Rules:
    """What may change on any day: the wait after a reply is due, and how much one step records."""

    patience: timedelta = timedelta(days=14)
    events_per_step: int = 1
    extra_deadline: timedelta | None = None


@dataclass
class Kept:
    """One mentorship as the stand-in keeps it."""

    version: int = 0
    stage: str | None = None
    deadlines: dict[str, OpenDeadline] = field(default_factory=dict)
    attention: tuple[str, ...] = ()
    letters: int = 0
    complete: bool = False
    receipts: dict[UUID, Receipt] = field(default_factory=dict)
    story: list[tuple[str, datetime]] = field(default_factory=list)


class Scripted:
    """Activities that decide by the name of the command alone and remember what they were asked."""

    def __init__(self, rules: Rules | None = None) -> None:
        self.rules = rules or Rules()
        self.kept: dict[UUID, Kept] = {}
        self.steps: list[RecordStep] = []
        self.posted: list[UUID] = []
        self.before_record: Callable[[RecordStep], Any] | None = None
        self.before_post: Callable[[PostLetters], Any] | None = None

    @property
    def activities(self) -> list[Callable[..., Any]]:
        return [self.record, self.post]

    def hold(self, kind: str) -> asyncio.Event:
        """Let a step with a command of this kind wait, at every try, for the event."""
        release = asyncio.Event()

        async def held(step: RecordStep) -> None:
            if any(one.envelope.type == kind for one in step.commands):
                await release.wait()

        self.before_record = held
        return release

    @activity.defn(name=RECORD)
    async def record(self, step: RecordStep) -> Standing:
        self.steps.append(step)
        if self.before_record:
            await self.before_record(step)
        kept = self.kept.setdefault(step.mentorship, Kept())
        receipts = [self._perform(kept, step, one.envelope, one.at) for one in step.commands]
        for deadline in step.deadlines:
            self._pass(kept, deadline, step.at)
        return self._standing(step.mentorship, kept, tuple(receipts))

    @activity.defn(name=POST)
    async def post(self, letters: PostLetters) -> Posted:
        if self.before_post:
            await self.before_post(letters)
        kept = self.kept[letters.mentorship]
        sent, kept.letters = kept.letters, 0
        self.posted.append(letters.mentorship)
        return Posted(sent=sent)

    def _perform(
        self, kept: Kept, step: RecordStep, command: CommandEnvelope, at: datetime
    ) -> Receipt:
        if command.id not in kept.receipts:
            before = kept.version
            refusal = self._change(kept, command, at)
            kept.receipts[command.id] = Receipt(
                command_id=command.id,
                stream=stream_of("mentorship", step.mentorship),
                outcome=_outcome(command, refusal, moved=kept.version > before),
                version=kept.version,
                code=refusal,
                sentence=f"Refused: {refusal}." if refusal else None,
                facts={"type": command.type} if refusal else {},
            )
        return kept.receipts[command.id]

    def _change(self, kept: Kept, command: CommandEnvelope, at: datetime) -> str | None:
        if command.type != "open" and not kept.version:
            return "unknown_mentorship"
        if command.type == "refuse":
            return "not_now"
        if command.type == "park":
            return None
        kept.story.append((command.type, at))
        kept.version += self.rules.events_per_step
        self._apply(kept, command.type, command.body or {}, at)
        return None

    def _apply(self, kept: Kept, kind: str, body: Mapping[str, Any], at: datetime) -> None:
        match kind:
            case "open":
                kept.stage = "SEEKING"
            case "ask":
                self._set(kept, "reply", at + self.rules.patience)
            case "wait":
                self._set(kept, body.get("name", "date"), at + timedelta(seconds=body["seconds"]))
            case "be stuck":
                due = at + timedelta(seconds=1)
                stuck = OpenDeadline(id="stuck", kind="stuck", due=due)
                kept.deadlines["stuck"] = stuck
            case "accept":
                kept.deadlines.clear()
                kept.stage = "EXPECTATIONS"
            case "write":
                kept.letters += 1
            case "end":
                kept.deadlines.clear()
                kept.stage, kept.complete = "ENDED", True

    def _pass(self, kept: Kept, deadline: OpenDeadline, at: datetime) -> None:
        if kept.deadlines.get(deadline.id) != deadline or deadline.kind == "stuck":
            return
        kept.story.append((f"{deadline.id} passed", at))
        kept.version += self.rules.events_per_step
        del kept.deadlines[deadline.id]
        if deadline.id == "reply":
            self._set(kept, "second reply", at + self.rules.patience)

    def _set(self, kept: Kept, ident: str, due: datetime) -> None:
        kept.deadlines[ident] = OpenDeadline(id=ident, kind=ident, due=due, label=f"{ident} due")
        if self.rules.extra_deadline:
            extra = due - self.rules.extra_deadline
            kept.deadlines["extra"] = OpenDeadline(id="extra", kind="extra", due=extra)

    def _standing(self, mentorship: UUID, kept: Kept, receipts: tuple[Receipt, ...]) -> Standing:
        return Standing(
            mentorship=mentorship,
            version=kept.version,
            stage=kept.stage,
            program=mentorship if kept.version else None,
            deadlines=tuple(sorted(kept.deadlines.values(), key=lambda one: one.due)),
            attention=kept.attention,
            letters_waiting=kept.letters > 0,
            complete=kept.complete,
            receipts=receipts,
        )


def _outcome(command: CommandEnvelope, refusal: str | None, *, moved: bool) -> Outcome:
    if refusal:
        return Outcome.REFUSED
    if command.type == "park":
        return Outcome.PARKED
    return Outcome.RECORDED if moved else Outcome.NOTHING_CHANGED
