"""Every number that a worker or a web service shows; what to do about them is in ``alerts.py``.

The reference of metrics is made from these tables, and a test holds them against what a worker
really shows after real work.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["counter", "gauge", "histogram"]


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One number: ``labels`` are names with every value they may have; none holds a person's data.

    Values are ``()`` where Temporal's SDK sets them. A metric that ``appears_late`` is shown from
    the first time on that there is something to count.
    """

    name: str
    kind: Kind
    help: str
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    appears_late: bool = False


STAGES = (
    "SEEKING",
    "OUTREACH",
    "EXPECTATIONS",
    "GOALS",
    "CHECK_IN",
    "REDEFINITION",
    "CLOSING",
    "ENDED",
)
"""The domain's stages, by its names."""

COMMANDS = Metric(
    name="mentorship_commands_total",
    kind="counter",
    help="Commands that steps answered; one that is repeated counts again.",
    labels={
        "category": ("mentorship",),
        "by": ("people", "clock", "system"),
        "outcome": ("recorded", "nothing_changed", "refused", "parked"),
    },
)
STEP_SECONDS = Metric(
    name="mentorship_step_seconds",
    kind="histogram",
    help="Seconds in which a step was decided and recorded.",
)
STEPS_POSTPONED = Metric(
    name="mentorship_steps_postponed_total",
    kind="counter",
    help="Tries to record a step that failed because PostgreSQL was away or busy.",
)
LETTERS = Metric(
    name="mentorship_letters_total",
    kind="counter",
    help="Letters by what became of a try: failed ones are tried again, those given up are not.",
    labels={"outcome": ("sent", "failed", "given_up")},
)
POSTS_POSTPONED = Metric(
    name="mentorship_posts_postponed_total",
    kind="counter",
    help=(
        "Times that letters were put off: the mail server, PostgreSQL or the mailboxes were away."
    ),
)
SWEPT = Metric(
    name="mentorship_sweep_mentorships_total",
    kind="counter",
    help="Mentorships that missed something, by whether the sweep could wake them.",
    labels={"outcome": ("woken", "failed")},
)
SWEPT_MAILBOXES = Metric(
    name="mentorship_sweep_mailboxes_total",
    kind="counter",
    help="Mailboxes that missed something, by whether the sweep could wake them.",
    labels={"outcome": ("woken", "failed")},
)
SWEEP_TIME = Metric(
    name="mentorship_sweep_last_timestamp_seconds",
    kind="gauge",
    help="When this worker last did a round of the sweep; 0 before its first one.",
)
CONNECTIONS = Metric(
    name="mentorship_database_connections",
    kind="gauge",
    help="Connections to PostgreSQL that this process holds.",
    labels={"state": ("in_use", "idle")},
)
CONNECTIONS_LIMIT = Metric(
    name="mentorship_database_connections_limit",
    kind="gauge",
    help="Connections to PostgreSQL that this process may hold.",
)
WEB_REQUESTS = Metric(
    name="mentorship_web_requests_total",
    kind="counter",
    help="Requests that the web service answered, by the class of the answer's status.",
    labels={
        "method": ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "other"),
        "status": ("2xx", "3xx", "4xx", "5xx", "none"),
    },
)
WEB_SECONDS = Metric(
    name="mentorship_web_request_seconds",
    kind="histogram",
    help="Seconds from a request's arrival to the beginning of its answer.",
    labels={"route": ()},
    appears_late=True,
)
RECORDS_UP = Metric(
    name="mentorship_records_up",
    kind="gauge",
    help="1 while the records can be asked; while they cannot, the numbers below are left out.",
)
LETTERS_WAITING = Metric(
    name="mentorship_letters_waiting",
    kind="gauge",
    help="Letters that could have left and have not.",
)
LETTERS_WAITING_AGE = Metric(
    name="mentorship_letters_waiting_age_seconds",
    kind="gauge",
    help="Seconds since the oldest of them could have left.",
)
LETTERS_GIVEN_UP = Metric(
    name="mentorship_letters_given_up",
    kind="gauge",
    help="Letters that were given up within the last week.",
)
PARKED = Metric(
    name="mentorship_commands_parked",
    kind="gauge",
    help="Commands that failed in a way nobody foresaw, and wait for a retry.",
)
PARKED_AGE = Metric(
    name="mentorship_commands_parked_age_seconds",
    kind="gauge",
    help="Age of the oldest parked command.",
)
OVERDUE = Metric(
    name="mentorship_deadlines_overdue",
    kind="gauge",
    help="Deadlines that passed minutes ago and were not acted upon.",
)
OVERDUE_AGE = Metric(
    name="mentorship_deadlines_overdue_age_seconds",
    kind="gauge",
    help="How late the latest of them is.",
)
BEHIND = Metric(
    name="mentorship_workflows_behind",
    kind="gauge",
    help="Mentorships whose workflow does not know the records' last events.",
)
BEHIND_AGE = Metric(
    name="mentorship_workflows_behind_age_seconds",
    kind="gauge",
    help="Age of the oldest event that a workflow does not know of.",
)
OPEN = Metric(
    name="mentorship_open_mentorships",
    kind="gauge",
    help="Mentorships that still wait for something, by stage.",
    labels={"stage": STAGES},
)

OURS = (
    COMMANDS,
    STEP_SECONDS,
    STEPS_POSTPONED,
    LETTERS,
    POSTS_POSTPONED,
    SWEPT,
    SWEPT_MAILBOXES,
    SWEEP_TIME,
    CONNECTIONS,
    CONNECTIONS_LIMIT,
    RECORDS_UP,
    LETTERS_WAITING,
    LETTERS_WAITING_AGE,
    LETTERS_GIVEN_UP,
    PARKED,
    PARKED_AGE,
    OVERDUE,
    OVERDUE_AGE,
    BEHIND,
    BEHIND_AGE,
    OPEN,
)
"""What we count and measure; from ``RECORDS_UP`` on, every worker shows the same numbers."""

WEB = (WEB_REQUESTS, WEB_SECONDS, CONNECTIONS, CONNECTIONS_LIMIT)
"""Ours of a web service, which shows the SDK's of its client as well."""

SDK = (
    Metric(
        name="temporal_num_pollers",
        kind="gauge",
        help="Requests for work that are open at Temporal.",
        labels={"poller_type": ()},
    ),
    Metric(
        name="temporal_workflow_task_schedule_to_start_latency_seconds",
        kind="histogram",
        help="Seconds that a mentorship waited for a worker.",
    ),
    Metric(
        name="temporal_workflow_task_execution_latency_seconds",
        kind="histogram",
        help="Seconds that a worker attended to a mentorship, its step included.",
        labels={"workflow_type": ()},
    ),
    Metric(
        name="temporal_workflow_task_replay_latency_seconds",
        kind="histogram",
        help="Seconds that replaying a history took.",
        labels={"workflow_type": ()},
    ),
    Metric(
        name="temporal_workflow_task_execution_failed_total",
        kind="counter",
        help="Times that a workflow could not go on, as when it does not replay.",
        labels={"workflow_type": (), "failure_reason": ()},
        appears_late=True,
    ),
    Metric(
        name="temporal_activity_schedule_to_start_latency_seconds",
        kind="histogram",
        help="Seconds that letters waited for a worker.",
    ),
    Metric(
        name="temporal_activity_execution_failed_total",
        kind="counter",
        help="Tries of an activity that failed.",
        labels={"activity_type": ()},
        appears_late=True,
    ),
    Metric(
        name="temporal_local_activity_execution_latency_seconds",
        kind="histogram",
        help="Seconds of a step within the workflow's task, its way through the SDK included.",
        labels={"activity_type": ()},
    ),
    Metric(
        name="temporal_worker_task_slots_available",
        kind="gauge",
        help="How much more a worker could take on, by kind of work.",
        labels={"worker_type": ()},
    ),
    Metric(
        name="temporal_worker_task_slots_used",
        kind="gauge",
        help="How much a worker does at the moment, by kind of work.",
        labels={"worker_type": ()},
    ),
    Metric(
        name="temporal_sticky_cache_size",
        kind="gauge",
        help="Workflows in memory.",
    ),
    Metric(
        name="temporal_sticky_cache_total_forced_eviction_total",
        kind="counter",
        help="Workflows put out of memory for others.",
        appears_late=True,
    ),
    Metric(
        name="temporal_request_latency_seconds",
        kind="histogram",
        help="Seconds that Temporal took to answer.",
        labels={"operation": ()},
    ),
    Metric(
        name="temporal_request_failure_total",
        kind="counter",
        help="Requests that Temporal refused or did not answer.",
        labels={"operation": (), "status_code": ()},
        appears_late=True,
    ),
)
"""What the SDK counts and measures, as far as it matters here; it shows some more.

Each has the labels ``namespace`` and ``task_queue`` too, where there is only one.
"""
