"""How the command was called, to be called so again."""

import os
import shutil
import sys
from pathlib import Path


def invoked_as() -> str:
    """Return what to type for this command: its name where a shell finds it, else its path."""
    called, found = Path(sys.argv[0]), shutil.which("mentorship")
    if called.name != "mentorship" or (found and Path(found).resolve() == called.resolve()):
        return "mentorship"
    near = os.path.relpath(called)
    return str(called) if near.startswith("..") else near
