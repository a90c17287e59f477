"""Who PostgreSQL runs as: it refuses to be root, and containers often are."""

import asyncio
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

_UNSHARE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
_NOBODY = 65534
"""Any user but root would do that has a name, which ``initdb`` asks for; this one always has."""


@dataclass(frozen=True)
class OrdinaryUser:
    """A way to run a program as somebody other than root."""

    prefix: tuple[str, ...] = ()
    """Words to put before the program's own."""
    uid: int | None = None
    """The user to become, or None to stay who we are."""

    def own(self, directory: Path) -> None:
        """Make the directory, with all in it, readable and writable by this user alone."""
        if self.uid is None or directory.stat().st_uid == self.uid:
            return
        for each in (directory, *directory.rglob("*")):
            os.chown(each, self.uid, self.uid, follow_symlinks=False)
        parent = directory.parent  # to be passed through, not to be listed
        parent.chmod(parent.stat().st_mode | 0o011)


async def ordinary_user(directory: Path) -> OrdinaryUser:
    """Find a way to run a server on a directory without being root.

    Whoever is not root stays as they are. Root becomes the directory's owner; where that is root
    too, it maps itself to an ordinary user in a namespace, for which no user need exist; where
    that is not allowed, as in most containers, it becomes nobody.
    """
    if os.geteuid() != 0:
        return OrdinaryUser()
    if owner := directory.stat().st_uid:
        return OrdinaryUser(uid=owner)
    if await _can_unshare():
        return OrdinaryUser(prefix=_UNSHARE)
    return OrdinaryUser(uid=_NOBODY)


async def _can_unshare() -> bool:
    if shutil.which(_UNSHARE[0]) is None:
        return False
    quiet = asyncio.subprocess.DEVNULL
    trial = await asyncio.create_subprocess_exec(*_UNSHARE, "true", stdout=quiet, stderr=quiet)
    return await trial.wait() == 0
