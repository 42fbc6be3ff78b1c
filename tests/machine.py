"""What the machine gives at this moment, for the few tests that hold a bound on time."""

import time


def slowness() -> float:
    """How much slower than a quiet machine this one is just now; 1 at least."""
    started = time.process_time()
    sum(number * number for number in range(1_000_000))
    return max(1.0, (time.process_time() - started) / 0.06)
