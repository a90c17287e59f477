import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import temporalio.bridge

from domain.mentorship.stages import Stage
from records.health import Health
from runtime.monitoring import metrics as room
from runtime.monitoring.alerts import ALERTS, Alert, rules
from runtime.monitoring.catalogue import OURS, SDK, STAGES, WEB
from runtime.monitoring.metrics import Metrics

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

_SUFFIXES = ("_bucket", "_count", "_sum")


class Askable:
    """Records that answer, or do not, and count how often they were asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.are_down = False

    async def health(self) -> Health:
        self.asked += 1
        if self.are_down:
            message = "postgresql://me:hunter2@db"
            raise ConnectionError(message)
        return Health(
            at=NOON,
            letters_waiting=3,
            letters_waiting_since=NOON - timedelta(minutes=10),
            letters_held=0,
            letters_given_up=7,
            letters_given_up_lately=1,
            parked=0,
            parked_since=None,
            behind=2,
            behind_since=NOON + timedelta(seconds=1),
            overdue=0,
            overdue_since=None,
            open_by_stage={"GOALS": 5},
        )


async def test_the_records_numbers_are_shown_with_the_age_of_the_oldest() -> None:
    metrics, records = Metrics(), Askable()
    metrics.watch_records(records.health)
    lines = (await metrics.text()).decode().splitlines()
    for line in (
        "mentorship_records_up 1.0",
        "mentorship_letters_waiting 3.0",
        "mentorship_letters_waiting_age_seconds 600.0",
        "mentorship_letters_given_up 1.0",
        "mentorship_commands_parked_age_seconds 0.0",
        "mentorship_workflows_behind_age_seconds 0.0",
        'mentorship_open_mentorships{stage="GOALS"} 5.0',
        'mentorship_open_mentorships{stage="ENDED"} 0.0',
    ):
        assert line in lines


async def test_however_often_one_looks_the_records_are_not_asked_again_for_a_while() -> None:
    metrics, records = Metrics(), Askable()
    metrics.watch_records(records.health)
    assert await metrics.text() == await metrics.text()
    assert records.asked == 1


async def test_numbers_of_records_that_do_not_answer_are_left_out_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "FRESH", 0.0)
    metrics, records = Metrics(), Askable()
    metrics.watch_records(records.health)
    await metrics.text()
    records.are_down = True
    shown = (await metrics.text()).decode()
    assert "mentorship_records_up 0.0" in shown
    assert "mentorship_letters_waiting" not in shown
    assert 'mentorship_letters_total{outcome="sent"} 0.0' in shown


def test_a_metrics_name_and_help_follow_prometheus_conventions() -> None:
    for told in ((*OURS, *SDK), (*WEB, *SDK)):
        assert len({metric.name for metric in told}) == len(told)
    for metric in (*OURS, *WEB, *SDK):
        assert re.fullmatch(r"(mentorship|temporal)_[a-z_]+", metric.name)
        assert metric.name.endswith("_total") == (metric.kind == "counter")
        assert metric.help.endswith(".")
    for metric in OURS:
        assert all(metric.labels.values())
    assert tuple(stage.value for stage in Stage) == STAGES


def test_what_the_sdk_shows_only_after_a_failure_is_a_number_that_it_has() -> None:
    [core] = Path(temporalio.bridge.__file__ or "").parent.glob("*bridge*.so")
    known = core.read_bytes()
    for metric in SDK:
        name = metric.name.removeprefix("temporal_")
        for suffix in ("_total", "_seconds"):
            name = name.removesuffix(suffix)
        assert name.encode() in known


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert.name)
def test_an_alert_speaks_of_numbers_and_labels_that_are_shown(alert: Alert) -> None:
    known = {metric.name: metric for metric in (*OURS, *WEB, *SDK)}
    used = re.findall(r"((?:mentorship|temporal)_[a-z_]+)(?:\{(.*?)\})?", alert.expression)
    assert used
    for name, selector in used:
        plain = name
        for suffix in _SUFFIXES:
            plain = name.removesuffix(suffix) if name.removesuffix(suffix) in known else plain
        for label, value in re.findall(r'([a-z_]+)!?="(.*?)"', selector):
            allowed = known[plain].labels[label]
            assert not allowed or value in allowed
    assert re.search(r"[<>] [0-9]+", alert.expression)
    assert re.fullmatch(r"[0-9]+m", alert.lasts)


def test_the_alerts_can_be_written_as_prometheus_rules() -> None:
    [group] = rules()["groups"]
    assert [rule["alert"] for rule in group["rules"]] == [alert.name for alert in ALERTS]
    assert {tuple(rule) for rule in group["rules"]} == {
        ("alert", "expr", "for", "labels", "annotations")
    }
