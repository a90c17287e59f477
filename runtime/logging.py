"""Logs: events with fields, on stderr, for a person or for a machine; the libraries' logs too.

No line holds what people wrote. Our events name ids and kinds only; of an error, libraries and we
log the type and the places in the code, and its words only where they are the program's own.
"""

import logging
import sys
import traceback
from collections.abc import Iterator
from typing import Literal

import structlog
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger

from runtime.errors import SetupError

OURS = (
    "activities",
    "cli",
    "letters",
    "records",
    "runtime",
    "temporalio.workflow",  # what our workflows log
    "web",
    "worker",
    "workflows",
)
"""Loggers that may tell details. Libraries tell none: theirs repeat whole commands and answers."""

PLACES = 12
"""Places in the code that are told of one error: the last ones, where it came about."""

_OF_SEVERAL_LINES = frozenset({"exception", "stack"})
"""Fields that are shown as they are: they tell of places in the code, and nobody wrote them."""

_WORDS_OF_THE_PROGRAM = (AttributeError, ImportError, NameError, OSError, RuntimeError, SetupError)
"""Errors whose words tell of code and servers. Those of any other may repeat what people wrote."""

_KEPT = {
    "workflow_id": "workflow_id",
    "run_id": "workflow_run_id",
    "workflow_run_id": "workflow_run_id",
    "activity_type": "activity",
}
"""What is told of a workflow or an activity, and by which name."""

LogFormat = Literal["console", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]


def configure_logging(*, form: LogFormat, level: LogLevel) -> None:
    """Send every log line of this process to stderr in one form.

    What goes through ``structlog.get_logger()``, through the standard library, and through
    Temporal's ``workflow.logger`` and ``activity.logger`` looks the same: an event, its level,
    logger and instant (ISO 8601, UTC), and its fields. May be called again.

    Args:
        form: ``console`` for a person, ``json`` for one JSON object on each line.
        level: the least level that is logged; of libraries nothing below ``info``.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_facts(), structlog.stdlib.ExtraAdder(), _trimmed],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_looks(form)],
        )
    )
    least = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(handlers=[handler], level=max(least, logging.INFO), force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(least)
    logging.captureWarnings(capture=True)
    _speak_through_standard_library()


def log_to_nobody() -> None:
    """Keep our own lines from a terminal where somebody works; other handlers still get them."""
    _speak_through_standard_library()
    for name in OURS:
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())


def _speak_through_standard_library() -> None:
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_facts(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _facts() -> list[Processor]:
    """Add what every line carries."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]


def _trimmed(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Tell of a workflow or an activity which one it is, and nothing that every line repeats."""
    for name in ("temporal_workflow", "temporal_activity"):
        facts = event.pop(name, None) or {}
        event.update({told: facts[fact] for fact, told in _KEPT.items() if fact in facts})
    event.pop("temporal_log", None)
    return event


def _looks(form: LogFormat) -> list[Processor]:
    if form == "json":
        return [
            structlog.processors.ExceptionRenderer(_told),
            structlog.processors.JSONRenderer(default=str, ensure_ascii=False),
        ]
    colors = sys.stderr.isatty()
    return [
        _printable,
        structlog.processors.ExceptionRenderer(_told),
        structlog.dev.ConsoleRenderer(
            colors=colors, exception_formatter=structlog.dev.plain_traceback
        ),
    ]


def _printable(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Show what no terminal shows, so that nobody's text begins a line or colours one."""
    for name, value in event.items():
        if isinstance(value, str) and name not in _OF_SEVERAL_LINES and not value.isprintable():
            event[name] = "".join(map(_shown, value))
    return event


def _shown(character: str) -> str:
    return character if character.isprintable() else repr(character)[1:-1]


def _told(exc_info: ExcInfo) -> str:
    return "\n".join(_lines(exc_info[1]))


def _lines(error: BaseException) -> Iterator[str]:
    for place in traceback.extract_tb(error.__traceback__)[-PLACES:]:
        yield f"  {place.filename}:{place.lineno} in {place.name}"
    words = f": {error}" if isinstance(error, _WORDS_OF_THE_PROGRAM) else ""
    yield f"{type(error).__module__}.{type(error).__qualname__}{words}"
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _lines(each)
    if cause := error.__cause__ or (None if error.__suppress_context__ else error.__context__):
        yield "because of"
        yield from _lines(cause)
