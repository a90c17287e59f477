import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

import pytest
import structlog

from runtime.logging import OURS, configure_logging, log_to_nobody


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    for name in OURS:
        logging.getLogger(name).setLevel(logging.NOTSET)
        logging.getLogger(name).handlers.clear()


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def _fail(error: Exception, *, because_of: Exception | None = None) -> None:
    raise error from because_of


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
        "step.%s",
        "late",
        extra={"temporal_workflow": {"workflow_id": "mentorship/1", "namespace": "default"}},
    )
    [line] = _lines(capsys)
    assert line["event"] == "step.late"
    assert line["level"] == "warning"
    assert line["logger"] == "temporalio.workflow"
    assert line["workflow_id"] == "mentorship/1"
    assert "namespace" not in f"{line}"


def test_an_exception_is_part_of_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(form="json", level="info")
    try:
        dict[str, str]()["mentor"]
    except KeyError:
        structlog.get_logger().exception("step.failed")
        logging.getLogger("library").exception("failed")
    lines = _lines(capsys)
    assert ["builtins.KeyError" in str(line["exception"]) for line in lines] == [True, True]
    assert all(f"{__file__}:" in str(line["exception"]) for line in lines)


@pytest.mark.parametrize("form", ["json", "console"])
def test_what_people_wrote_is_in_no_line_about_an_error(
    capsys: pytest.CaptureFixture[str], form: Literal["json", "console"]
) -> None:
    configure_logging(form=form, level="debug")
    text = "Quetzalcoatlus"
    try:
        _fail(
            LookupError(text), because_of=ExceptionGroup(text, [KeyError(text), ValueError(text)])
        )
    except LookupError:
        structlog.get_logger("records").exception("step.failed")
        logging.getLogger("temporalio.activity").exception("Completing activity as failed")
    written = capsys.readouterr().err
    assert text not in written
    for name in ("LookupError", "ExceptionGroup", "KeyError", "ValueError", "because of"):
        assert written.count(name) >= 2


def test_the_words_of_the_programs_own_errors_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(form="json", level="info")
    try:
        _fail(OSError(28, "No space left on device"))
    except OSError:
        structlog.get_logger().exception("worker.failed")
    assert "No space left on device" in str(_lines(capsys)[0]["exception"])


def test_libraries_tell_no_details_whatever_the_level(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(form="json", level="debug")
    logging.getLogger("temporalio.worker").debug("Completing activity with %s", "a whole answer")
    logging.getLogger("records.handle").debug("command.settled")
    assert [line["event"] for line in _lines(capsys)] == ["command.settled"]


def test_a_command_line_that_nobody_asked_to_log_is_silent(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log_to_nobody()
    structlog.get_logger("records.handle").error("command.parked", command_id="1")
    logging.getLogger("workflows.client").info("command.answered")
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "")


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
