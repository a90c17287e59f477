"""How long Temporal's histories grow: events for each transition."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from temporalio.api.enums.v1 import EventType

from benchmarks.bench import Bench, Benchmark, Found, paragraphs
from benchmarks.figures import Figure
from benchmarks.letters_histories import letter_figures
from benchmarks.service import Service, service
from benchmarks.work import TURN, Pair, must_be_recorded
from domain.envelopes import CommandEnvelope
from runtime.clock import now
from workflows import client as edge
from workflows.start import workflow_id

_UNIT = "events a transition"


async def _run(bench: Bench) -> Found:
    turns = bench.size(5, quick=1)
    async with service(bench) as running:
        pair = await running.office.pair()
        mentorship = await running.open(pair)
        counts = [await _length(running, mentorship)]
        search = _search(running, pair)
        await _perform(running, mentorship, search)
        await running.until_posted([mentorship])
        counts.append(await _length(running, mentorship))
        for number in range(turns * TURN):
            await running.perform(mentorship, number)
        counts.append(await _length(running, mentorship))
        kinds = await _kinds(running, mentorship, since=counts[1])
        letters = await letter_figures(running)
    found = [
        ("from the search to the signed agreement, letters included", len(search)),
        ("goals and tasks, which write no letters", turns * TURN),
    ]
    figures = [
        Figure(label=label, unit=_UNIT, rounds=((after - before) / steps,))
        for (label, steps), before, after in zip(found, counts, counts[1:], strict=False)
    ]
    return Found([*figures, *letters], notes=[*_NOTES, _said(kinds, turns * TURN)])


async def _perform(running: Service, mentorship: UUID, commands: Iterable[CommandEnvelope]) -> None:
    for command in commands:
        receipt = await edge.perform(
            running.client, mentorship, command, task_queue=running.place.queue
        )
        must_be_recorded(receipt)


def _search(running: Service, pair: Pair) -> list[CommandEnvelope]:
    answers = {
        "goals": "Finish one project and learn how research is done.",
        "outcome": "An abstract within the year.",
        "i_expect": "That you tell me early when something is wrong.",
        "you_expect": "That I keep my dates.",
        "how_often": "Every two weeks",
    }
    terms = {
        "purpose": "A project on inpatient anticoagulation.",
        "ends_on": f"{now().date() + timedelta(days=500)}",
        "mentee_does": "Leads the project.",
        "mentor_does": "Comments within a week.",
        "contact": "E-mail",
        "confidential": "What is said about colleagues.",
        "off_limits": "Duty rosters.",
    }
    mentee, mentor, make = pair.mentee, pair.mentor, running.office.command
    return [
        make("shortlist", {"person": str(mentor.person)}, by=mentee),
        make("invite", {"candidate": 1, "ask": "A project on anticoagulation"}, by=mentee),
        make("accept", {}, by=mentor),
        make("submit_expectations", answers, by=mentee),
        make("submit_expectations", answers, by=mentor),
        make("propose_agreement", {"terms": terms}, by=mentee),
        make("sign_agreement", {"version": 1}, by=mentor),
    ]


async def _length(running: Service, mentorship: UUID) -> int:
    handle = running.client.get_workflow_handle(workflow_id(mentorship))
    return len((await handle.fetch_history()).events)


async def _kinds(running: Service, mentorship: UUID, *, since: int) -> dict[str, int]:
    handle = running.client.get_workflow_handle(workflow_id(mentorship))
    kinds: dict[str, int] = {}
    for event in (await handle.fetch_history()).events[since:]:
        name = EventType.Name(event.event_type).removeprefix("EVENT_TYPE_").lower()
        kinds[name] = kinds.get(name, 0) + 1
    return kinds


def _said(kinds: dict[str, int], steps: int) -> str:
    counted = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in kinds.items())
    return f"Of the second kind there were {steps} transitions with these events: {counted}."


_NOTES = paragraphs("""
Counted in the history of one mentorship. Six events are an update with its step: the task is
scheduled, started and completed, the update accepted, the step marked, the update completed. A
timer that is set anew adds two, a change of the search attributes one. Letters are handed to
mailboxes in the background, by an activity of six events, a workflow task included.

A run hands over to a new one after 1,000 events.

A mailbox's history begins when letters wait and ends when none does. Twelve events are one that
sends at once, however many letters wait: started, woken, a workflow task, the activity, a workflow
task, completed. A reminder waits for the morning with a timer, which the benchmark rings by a wake
from tomorrow: that takes as many events. Letters that wake it a moment apart can bring a step each.
""")

BENCHMARK = Benchmark(
    name="histories",
    title="History events for each transition and each letter",
    question="How fast do the histories of a mentorship and of mailboxes grow in Temporal?",
    run=_run,
)
