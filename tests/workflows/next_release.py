"""The worker of a release with other rules: ``python -m tests.workflows.next_release``.

It is the real worker, whose mentors have three days to reply instead of the program's fourteen,
and which notes down beside each thing that people do that it was there.
"""

import runpy
from collections.abc import MutableMapping, Sequence
from dataclasses import replace
from typing import cast

from domain.context import Context
from domain.envelopes import INTERNAL
from domain.mentorship import MENTORSHIP, Command, Event, Mentorship
from domain.mentorship.concerns import Noted
from records.kinds import Kind
from records.read_tables import KINDS

DAYS = 3
NOTE = "Done by the next release."


def decide(command: Command, state: Mentorship | None, context: Context) -> Sequence[Event]:
    """Decide as ever, with less patience, and note it."""
    events = MENTORSHIP.decide(command, state, _impatient(context))
    if not events or state is None or context.actor.role in INTERNAL:
        return events
    return [*events, Noted(text=NOTE, sealed=False, settles=None)]


def _impatient(context: Context) -> Context:
    program = context.program
    if program is None:
        return context
    policy = program.policy.model_copy(update={"reply_by_days": DAYS})
    return replace(context, program=replace(program, policy=policy))


def main() -> None:
    """Be the worker, with these rules."""
    kinds = cast("MutableMapping[str, Kind]", KINDS)
    kind = kinds["mentorship"]
    kinds["mentorship"] = replace(kind, decider=replace(kind.decider, decide=decide))
    runpy.run_module("worker", run_name="__main__")


if __name__ == "__main__":
    main()
