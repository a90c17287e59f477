"""Become another program, and be ended by the kernel when the parent is gone.

Run as ``python -I -S _leash.py PARENT SIGNAL USER PROGRAM ARGUMENT…``; a USER of -1 stays who we
are. Asking for the signal between fork and exec (``preexec_fn``) is not safe in a parent with
threads, and the parent has many; here it is asked for in a process of its own, which then turns
into the program and keeps its pid.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main(parent: str, ending: str, user: str, *command: str) -> None:
    """Become the user, ask to be told of the parent's end, and become the command."""
    if user != "-1":
        _become(int(user))  # first, because a change of user takes the request back
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(ending), 0, 0, 0)
    if os.getppid() != int(parent):
        sys.exit("the parent ended before its child began")
    os.execvp(command[0], command)  # noqa: S606 - the command line is our own


def _become(uid: int) -> None:
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)


if __name__ == "__main__":
    main(*sys.argv[1:])
