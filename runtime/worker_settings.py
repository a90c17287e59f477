"""The settings of a worker: how it is watched, and how much it takes on at a time."""

from pydantic import Field
from pydantic_settings import BaseSettings


class WorkerSettings(BaseSettings):
    """What may be chosen for a worker; how the numbers hang together is `runtime.capacity`'s."""

    health_host: str = Field(
        default="127.0.0.1",
        description="Address on which the health server of a worker or a web service listens.",
        examples=["0.0.0.0"],  # noqa: S104 - in a container, whose network says who may ask
        min_length=1,
    )
    health_port: int | None = Field(
        default=None,
        description=(
            "Port of a process's /live, /ready and /metrics; without it, there are none, and "
            "nothing is counted."
        ),
        examples=["8081"],
        ge=1,
        le=65535,
    )
    max_cached_workflows: int = Field(
        default=1000,
        description=(
            "Mentorships and mailboxes that a worker keeps in memory, a megabyte each at the most; "
            "one that is not there is replayed from its history when something happens to it."
        ),
        examples=["1000"],
        ge=0,
        le=100_000,
    )
    max_workflow_tasks: int = Field(
        default=100,
        description="Mentorships that a worker attends to at the same time.",
        examples=["100"],
        ge=2,
        le=1000,
    )
    max_steps: int = Field(
        default=100,
        description="Steps that a worker decides and records at the same time.",
        examples=["100"],
        ge=1,
        le=1000,
    )
    max_activities: int = Field(
        default=20,
        description=(
            "Mailboxes that a worker looks through at the same time; mentorships that hand over "
            "letters and steps that are tried again are among them."
        ),
        examples=["20"],
        ge=1,
        le=1000,
    )
    min_pollers: int = Field(
        default=1,
        description="Requests for work that a worker keeps open at least, of each kind of work.",
        examples=["1"],
        ge=1,
        le=100,
    )
    max_pollers: int = Field(
        default=20,
        description=(
            "Requests for work that a worker opens at most, of each kind; in between, as many as "
            "Temporal advises. The same as the least: always so many."
        ),
        examples=["20"],
        ge=2,
        le=100,
    )
    database_connections: int = Field(
        default=10,
        description=(
            "Connections to PostgreSQL that a worker opens at most; ten steps at the same time "
            "need one."
        ),
        examples=["10"],
        ge=1,
        le=500,
    )
