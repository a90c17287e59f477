"""Which numbers are worth a look or a call, from when on, why, and what to do.

Every worker shows the records' numbers, so expressions take the ``max`` of them.
"""

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, kw_only=True)
class Alert:
    """When to call somebody: ``expression`` is PromQL with its threshold, true for ``lasts``."""

    name: str
    expression: str
    lasts: str
    severity: Literal["call", "look"]
    why: str
    remedy: str


ALERTS = (
    Alert(
        name="NoWorker",
        expression='sum(temporal_num_pollers{poller_type="workflow_task"}) < 1 '
        "or absent(temporal_num_pollers)",
        lasts="2m",
        severity="call",
        why="No worker asks Temporal for work: commands wait, and no date is acted upon.",
        remedy="Start workers; the log of one that ends at once says why in its last line.",
    ),
    Alert(
        name="RecordsDown",
        expression="max(mentorship_records_up) < 1",
        lasts="2m",
        severity="call",
        why="PostgreSQL is away: nothing is recorded, and callers are told to ask again later.",
        remedy="Bring PostgreSQL back; what waits is then recorded by itself, once each.",
    ),
    Alert(
        name="CommandsParked",
        expression="max(mentorship_commands_parked) > 0",
        lasts="5m",
        severity="look",
        why="A command failed in a way nobody foresaw; it waits, and all others go on.",
        remedy="Run 'mentorship status', mend the cause, then 'mentorship retry'.",
    ),
    Alert(
        name="DeadlinesOverdue",
        expression="max(mentorship_deadlines_overdue_age_seconds) > 900",
        lasts="5m",
        severity="call",
        why="Dates pass and nobody is reminded: the sweep should have mended it by now.",
        remedy="See whether workers run and whether Temporal answers; if Temporal lost its data, "
        "run 'mentorship restore'.",
    ),
    Alert(
        name="WorkflowsBehind",
        expression="max(mentorship_workflows_behind_age_seconds) > 900",
        lasts="5m",
        severity="look",
        why="Workflows do not know what was recorded, so they wait for dates that have moved.",
        remedy="See whether the sweep runs; if Temporal lost its data, run 'mentorship restore'.",
    ),
    Alert(
        name="SweepStopped",
        expression="time() - max(mentorship_sweep_last_timestamp_seconds) > 1200",
        lasts="15m",
        severity="look",
        why="The sweep, every five minutes, mends lost wake-ups and finds letters left behind.",
        remedy="Look at the schedule 'sweep/…' in Temporal: somebody may have paused it.",
    ),
    Alert(
        name="LettersLate",
        expression="max(mentorship_letters_waiting_age_seconds) > 3600",
        lasts="10m",
        severity="call",
        why="A letter could have left an hour ago and has not: people are not told what happens.",
        remedy="See whether the mail server takes mail; 'mentorship letters' tells what it said.",
    ),
    Alert(
        name="LettersGivenUp",
        expression="max(mentorship_letters_given_up) > 0",
        lasts="5m",
        severity="look",
        why="A letter was refused on three days, or did not get through in five: nobody reads it.",
        remedy="'mentorship letters' names it; correct the address with 'change_contact'.",
    ),
    Alert(
        name="MailServerAway",
        expression="sum(increase(mentorship_posts_postponed_total[15m])) > 5",
        lasts="15m",
        severity="look",
        why="Letters are put off again and again: the mail server does not take them.",
        remedy="See whether the mail server is up and MENTORSHIP_SMTP_URL is right.",
    ),
    Alert(
        name="StepsSlow",
        expression="histogram_quantile(0.99, "
        "sum by (le) (rate(mentorship_step_seconds_bucket[5m]))) > 1",
        lasts="10m",
        severity="look",
        why="Steps near the 2.2 seconds at which a first try is given up, and then cost more.",
        remedy="See how busy PostgreSQL is; add workers, or connections if all are in use.",
    ),
    Alert(
        name="StepsPostponed",
        expression="sum(rate(mentorship_steps_postponed_total[5m])) > 0",
        lasts="5m",
        severity="look",
        why="Steps fail at PostgreSQL for minutes: it is away for some workers, or overloaded.",
        remedy="See the workers' lines 'step.postponed', and what PostgreSQL logs.",
    ),
    Alert(
        name="ConnectionsUsedUp",
        expression="min by (instance) (mentorship_database_connections_limit "
        '- ignoring (state) mentorship_database_connections{state="in_use"}) < 1',
        lasts="5m",
        severity="look",
        why="All connections of a process are in use, so steps or pages wait for one.",
        remedy="Raise MENTORSHIP_DATABASE_CONNECTIONS, or MENTORSHIP_WEB_CONNECTIONS of a web "
        "service, within what PostgreSQL allows, or add processes.",
    ),
    Alert(
        name="WebFails",
        expression='sum(rate(mentorship_web_requests_total{status="5xx"}[5m])) > 0',
        lasts="5m",
        severity="look",
        why="The web service cannot answer what people and programs ask of it.",
        remedy="See its lines 'request.unavailable' and 'request.failed'; most often PostgreSQL or "
        "Temporal is away.",
    ),
    Alert(
        name="WebSlow",
        expression="histogram_quantile(0.99, "
        "sum by (le) (rate(mentorship_web_request_seconds_bucket[5m]))) > 1",
        lasts="10m",
        severity="look",
        why="People wait for their pages.",
        remedy="See which route it is and how busy PostgreSQL is; add web services, or "
        "MENTORSHIP_WEB_CONNECTIONS if all are in use.",
    ),
    Alert(
        name="WorkflowTasksFail",
        expression="sum(increase(temporal_workflow_task_execution_failed_total[10m])) > 0",
        lasts="5m",
        severity="call",
        why="A workflow cannot go on: most often, a release that does not replay its history.",
        remedy="Go back to the release before; the failing mentorships then go on by themselves.",
    ),
    Alert(
        name="WorkWaits",
        expression="histogram_quantile(0.99, sum by (le) "
        "(rate(temporal_workflow_task_schedule_to_start_latency_seconds_bucket[5m]))) > 1",
        lasts="10m",
        severity="look",
        why="Work waits for a worker, so people wait for their receipts.",
        remedy="Add workers; if they idle, raise MENTORSHIP_MAX_POLLERS.",
    ),
    Alert(
        name="SlotsUsedUp",
        expression="min by (instance, worker_type) (temporal_worker_task_slots_available) < 1",
        lasts="10m",
        severity="look",
        why="A worker does as much at a time as it may, and takes on no more.",
        remedy="Add workers, or raise MENTORSHIP_MAX_WORKFLOW_TASKS, _STEPS or _ACTIVITIES.",
    ),
    Alert(
        name="CacheTooSmall",
        expression="sum(rate(temporal_sticky_cache_total_forced_eviction_total[10m])) > 1",
        lasts="30m",
        severity="look",
        why="Workflows leave the cache as fast as they come, so each is replayed when it wakes.",
        remedy="Raise MENTORSHIP_MAX_CACHED_WORKFLOWS if there is memory, or add workers.",
    ),
    Alert(
        name="TemporalRefuses",
        expression='sum(rate(temporal_request_failure_total{operation!="Check"}[5m])) > 1',
        lasts="10m",
        severity="look",
        why="Temporal refuses or loses what workers ask of it.",
        remedy="See Temporal's own health, and the workers' lines of the logger temporalio.",
    ),
)
"""Every alert; a test holds that each speaks only of numbers that are shown."""


def rules() -> dict[str, Any]:
    """Return the alerts as a file of Prometheus rules holds them, written as YAML or as JSON."""
    told = [
        {
            "alert": alert.name,
            "expr": alert.expression,
            "for": alert.lasts,
            "labels": {"severity": alert.severity},
            "annotations": {"summary": alert.why, "description": alert.remedy},
        }
        for alert in ALERTS
    ]
    return {"groups": [{"name": "mentorship", "rules": told}]}
