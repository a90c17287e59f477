"""The one way out of a process that used Temporal's SDK."""

import logging
import os
import sys
from typing import NoReturn


def leave(code: int) -> NoReturn:
    """End the process at once with an exit code, after everything written has been flushed.

    Interpreters that ran temporalio's native core crash now and then while they tear down
    (``PyGILState_Release``, exit code 134 or 139) although the work is done. So the tear-down is
    skipped: call this last, when servers, pools and workers have been closed.
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):  # a closed pipe has no reader to disappoint
            continue
    os._exit(code)
