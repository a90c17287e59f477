"""The rows of a command as somebody would write them who has nothing but asyncpg.

One transaction and one statement per table, as few as there can be; everything is worked out
beforehand, down to the hashes and the deadlines that go and come. What is left to do is to write,
JSON by a codec on the connection. There is no look for a receipt, no check that anything was
recorded, and no lock for readers: less than the store promises.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from benchmarks.store_story import Move
from domain.envelopes import Outcome, Receipt
from records.append import Appended, chained, raised
from records.connections import AnyConnection
from records.folds import Fold
from records.handle import Pool
from records.kinds import Claims, Rows
from records.outbox import letter_id
from records.receipts import receipt_columns
from records.recorded import data_of
from records.roles import as_service
from records.writing import rows_of as read_rows_of

Values: TypeAlias = tuple[object, ...]

_OPEN = "insert into store.streams (stream, version, told) values ($1, $2, 0)"
_MOVE_ON = "update store.streams set version = $2 where stream = $1"
_ANSWER = """
insert into store.receipts (
    command_id, origin, stream, type, actor, digest, at, outcome, version, events, code, sentence,
    facts
)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
"""
_RECORD = """
insert into store.events (
    stream, version, id, type, schema_version, at, actor, command_id, data, source, hash
)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
_SHOW = """
insert into read.mentorships
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
on conflict (id) do update set
    version = $2, mentor = $5, watched = $6, stage = $7, last_at = $9, paused_until = $10,
    next_due = $11, next_kind = $12, attention = $13, complete = $14,
    asked = $15, late_from = $16
"""
_CLOSE = "delete from read.deadlines where mentorship = $1 and id = any($2)"
_AWAIT = """
insert into read.deadlines (mentorship, id, kind, due, label) values ($1, $2, $3, $4, $5)
on conflict (mentorship, id) do update set kind = $3, due = $4, label = $5
"""
_PUT_OUT = """
insert into store.letters (id, event, mentorship, mentor, recipient, kind, facts, raised_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_CHARGE = "insert into store.mentor_charges (mentorship, mentor) values ($1, $2)"
_RELEASE = "delete from store.mentor_charges where mentorship = $1"
_PAIR = "insert into store.pairs (mentorship, mentee, mentor) values ($1, $2, $3)"
_PART = "delete from store.pairs where mentorship = $1"
_LOCKABLE = "insert into store.mentor_loads (mentor) values ($1) on conflict do nothing"


@dataclass(frozen=True)
class Written:
    """A statement and the rows that it is executed with."""

    statement: str
    rows: Sequence[Values]


async def as_bare(connection: AnyConnection) -> None:
    """Give a new connection the service's rights, and teach it JSON."""
    await as_service(connection)
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads
    )


async def write(pool: Pool, command: Sequence[Written]) -> None:
    """Write a command's rows in one commit."""
    async with pool.acquire() as connection, connection.transaction():
        for each in command:
            if len(each.rows) == 1:
                await connection.execute(each.statement, *each.rows[0])
            else:
                await connection.executemany(each.statement, each.rows)


def rows_of(moves: Sequence[Move]) -> list[list[Written]]:
    """Return, for each command of a mentorship, the rows that the store writes for it."""
    written, fold = [], moves[0].decision.fold
    for move in moves:
        decision = replace(move.decision, fold=fold)
        stored = [data_of(move.prepared.kind.decider, each) for each in decision.events]
        appended = chained(move.prepared, decision, stored)
        written.append(_written(replace(move, decision=decision), appended))
        fold = appended[-1].fold
    return written


def _written(move: Move, appended: Sequence[Appended]) -> list[Written]:
    before, after = move.decision.fold, appended[-1].fold
    kind = move.prepared.kind
    parts = [
        Written(_MOVE_ON if before.version else _OPEN, [(after.stream, after.version)]),
        Written(_ANSWER, [_receipt(move, after)]),
        Written(_RECORD, [_event(each) for each in appended]),
        *_shown(move, before, after),
        Written(_PUT_OUT, _letters(move, appended)),
        *_claimed(move, kind.claims(before.state), kind.claims(after.state)),
    ]
    return [each for each in parts if each.rows]


def _receipt(move: Move, after: Fold) -> Values:
    receipt = Receipt(
        command_id=move.prepared.entry.envelope.id,
        stream=after.stream,
        outcome=Outcome.RECORDED,
        version=after.version,
        events=tuple(event.type for event in move.decision.events),
    )
    ident, origin, stream, type_, actor, *others, facts = receipt_columns(
        move.prepared, receipt, at=move.decision.context.at
    )
    return (ident, origin, stream, type_, json.loads(str(actor)), *others, json.loads(str(facts)))


def _event(appended: Appended) -> Values:
    kept = appended.kept
    actor = kept.actor.model_dump(mode="json")
    return (
        *(kept.stream, kept.version, kept.id, kept.type, kept.schema_version, kept.at, actor),
        *(kept.command_id, kept.data, None, kept.hash),
    )


def _shown(move: Move, before: Fold, after: Fold) -> list[Written]:
    rows, old = _rows(move, after), _rows(move, before)
    mentorship = move.prepared.entry.ident
    now = {each["id"]: each for each in rows["deadlines"]}
    then = {each["id"]: each for each in old["deadlines"]}
    gone = sorted(then.keys() - now.keys())
    new = [each for key, each in now.items() if then.get(key) != each]
    return [
        Written(_SHOW, [tuple(row.values()) for row in rows["mentorships"]]),
        Written(_CLOSE, [(mentorship, gone)] if gone else []),
        Written(_AWAIT, [tuple(each.values()) for each in new]),
    ]


def _rows(move: Move, fold: Fold) -> Rows:
    return (
        read_rows_of(move.prepared.kind, fold)
        if fold.version
        else {"mentorships": [], "deadlines": []}
    )


def _letters(move: Move, appended: Sequence[Appended]) -> list[Values]:
    return [
        (
            letter_id(each.event, each.notice),
            each.event,
            move.prepared.entry.ident,
            each.mentor,
            each.notice.to,
            each.notice.kind,
            each.notice.facts,
            move.decision.context.at,
        )
        for each in raised(move.prepared, move.decision, appended)
    ]


def _claimed(move: Move, before: Claims, after: Claims) -> list[Written]:
    mentorship, parts = move.prepared.entry.ident, list[Written]()
    if after.charged_mentor != before.charged_mentor:
        mentor = after.charged_mentor
        parts += [
            Written(_LOCKABLE, [(each,) for each in sorted(move.locks)]),
            Written(_CHARGE, [(mentorship, mentor)])
            if mentor
            else Written(_RELEASE, [(mentorship,)]),
        ]
    if after.pair != before.pair:
        parts.append(
            Written(_PAIR, [(mentorship, *after.pair)])
            if after.pair
            else Written(_PART, [(mentorship,)])
        )
    return parts
