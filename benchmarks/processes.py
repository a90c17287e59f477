"""What processes use up: processor time and memory, as the kernel counts them."""

from dataclasses import dataclass
from typing import Self

import psutil

MEGABYTE = 1024**2


@dataclass(frozen=True)
class Usage:
    """A process, with all that it started and that still runs or was waited for."""

    process: psutil.Process

    @classmethod
    def of(cls, pid: int) -> Self:
        """Look at the process with this id."""
        return cls(psutil.Process(pid))

    def cpu(self) -> float:
        """Return the seconds of processor time used so far."""
        return sum(map(_seconds, self._family())) + _ended(self.process)

    def memory(self) -> float:
        """Return the resident memory of the process itself in megabytes."""
        return float(self.process.memory_info().rss) / MEGABYTE

    def _family(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:  # it ended between two looks, and counts as waited for
        return 0.0
    return float(times.user + times.system)


def _ended(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.children_user + times.children_system)
