"""Errors that pass by themselves: Temporal tries again, and nobody needs their stack trace."""

from temporalio.exceptions import ApplicationError, ApplicationErrorCategory


def passing(error: Exception) -> ApplicationError:
    """Make of an error with a sentence what the Web UI shows while the activity is tried again."""
    return ApplicationError(
        f"{error}", type=type(error).__name__, category=ApplicationErrorCategory.BENIGN
    )
