"""What the benchmarks ran on."""

import os
import platform
import time
from pathlib import Path

import psutil

_WRITES = 50
_GIGABYTE = 1024**3


def machine(directory: Path) -> dict[str, str]:
    """Describe the machine, and how long its disk takes to keep what is written in a directory."""
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{psutil.virtual_memory().total / _GIGABYTE:.0f} GB",
        "fsync of 8 kB": f"{_fsync(directory) * 1000:.2f} ms (median of {_WRITES})",
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
    }


def stolen() -> float | None:
    """Return for how many seconds the host has kept processors from this machine, all together.

    None where nobody counts it: it is Linux, as a virtual machine, that does.
    """
    seconds: float | None = getattr(psutil.cpu_times(), "steal", None)
    return seconds


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text().splitlines() if facts.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _fsync(directory: Path) -> float:
    file, taken = directory / "fsync", []
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT)
    try:
        for _ in range(_WRITES):
            begin = time.perf_counter()
            os.pwrite(descriptor, bytes(8192), 0)
            os.fsync(descriptor)
            taken.append(time.perf_counter() - begin)
    finally:
        os.close(descriptor)
        file.unlink()
    return sorted(taken)[_WRITES // 2]
