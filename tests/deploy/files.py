"""The files by which this is deployed, as data."""

import shlex
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"

OUR_IMAGE = "mentorship:"

Service = dict[str, Any]


@cache
def compose() -> dict[str, Any]:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    parsed: dict[str, Any] = yaml.safe_load(text)
    return parsed


def services() -> dict[str, Service]:
    found: dict[str, Service] = compose()["services"]
    return found


def ours() -> dict[str, Service]:
    """The services that run our own image."""
    return {name: each for name, each in services().items() if each["image"].startswith(OUR_IMAGE)}


def secrets(service: Service) -> dict[str, str]:
    """Names of a service's secrets by the file in which it finds them."""
    given = [
        each if isinstance(each, dict) else {"source": each, "target": each}
        for each in service.get("secrets", ())
    ]
    return {each["target"]: each["source"] for each in given}


@dataclass(frozen=True)
class Step:
    """One instruction of the Dockerfile."""

    stage: int
    instruction: str
    argument: str

    @property
    def words(self) -> list[str]:
        return shlex.split(self.argument)


@cache
def dockerfile() -> tuple[Step, ...]:
    steps, stage = [], -1
    for line in (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            instruction, _, argument = line.partition(" ")
            stage += instruction == "FROM"
            steps.append(Step(stage, instruction, argument))
    return tuple(steps)
