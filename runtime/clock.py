"""The one place that asks for the time."""

from datetime import UTC, datetime


def now() -> datetime:
    """Tell the present instant, aware and in UTC."""
    return datetime.now(UTC)
