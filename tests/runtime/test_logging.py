import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import structlog

from runtime.logging import configure_logging


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_an_event_is_one_json_object_on_stderr_with_its_fields_and_the_instant_in_utc(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging(form="json", level="info")
    structlog.get_logger("letters").info("letter.sent", letter_id=7, to="Zoë")
    [line] = _lines(capsys)
    instant = datetime.fromisoformat(str(line.pop("timestamp")))
    assert instant.utcoffset() == timedelta(0)
    assert line == {
        "event": "letter.sent",
        "level": "info",
        "logger": "letters",
        "letter_id": 7,
        "to": "Zoë",
    }


def test_the_standard_librarys_lines_look_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(form="json", level="info")
    logging.getLogger("temporalio.workflow").warning(
        "step.%s", "late", extra={"temporal_workflow": {"workflow_id": "mentorship/1"}}
    )
    [line] = _lines(capsys)
    assert line["event"] == "step.late"
    assert line["level"] == "warning"
    assert line["logger"] == "temporalio.workflow"
    assert line["temporal_workflow"] == {"workflow_id": "mentorship/1"}


def test_an_exception_is_part_of_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(form="json", level="info")
    try:
        dict[str, str]()["mentor"]
    except KeyError:
        structlog.get_logger().exception("step.failed")
        logging.getLogger("library").exception("failed")
    assert ["KeyError" in json.dumps(line["exception"]) for line in _lines(capsys)] == [True, True]


def test_what_is_below_the_level_is_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(form="json", level="warning")
    structlog.get_logger().info("letter.sent")
    logging.getLogger("library").info("chatter")
    assert _lines(capsys) == []


def test_what_is_bound_to_the_context_is_on_every_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(form="json", level="info")
    with structlog.contextvars.bound_contextvars(mentorship_id="1"):
        structlog.get_logger().info("step.recorded")
    assert _lines(capsys)[0]["mentorship_id"] == "1"


def test_the_console_form_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(form="console", level="info")
    structlog.get_logger().info("letter.sent", letter_id=7)
    assert "letter.sent" in (written := capsys.readouterr().err)
    assert "letter_id=7" in written
