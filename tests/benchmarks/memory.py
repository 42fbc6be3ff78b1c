"""How much memory this process ever held, to be printed by a process that is measured."""

from pathlib import Path


def peak_mb() -> float:
    """Of this program alone: `getrusage` starts from what the process that started it held."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024
