"""Our own analysis of votes from a file, as a process of its own: what red-dwarf is beside.

Prints one line of JSON: what it took from the arrays on, and what it found.
"""

import argparse
import json
import time

import numpy as np

from consultations.analysis.opinion import analyse
from consultations.analysis.votes import VoteMatrix
from tests.benchmarks.memory import peak_mb


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("votes", help="an .npz with rows, columns, values")
    parser.add_argument("--k", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--polis-compatible", action="store_true")
    options = parser.parse_args()
    with np.load(options.votes) as arrays:
        rows, columns, values = (arrays[name] for name in ("rows", "columns", "values"))
    names = [f"{number:07d}" for number in range(int(rows.max()) + 1)]
    started = time.process_time()
    votes = VoteMatrix.from_places(names, range(int(columns.max()) + 1), rows, columns, values)
    result = analyse(
        votes, seed=options.seed, k=options.k, polis_compatible=options.polis_compatible
    )
    answer = {
        "cpu": time.process_time() - started,
        "peak_mb": peak_mb(),
        "k": result.k,
        "groups": list(result.groups),
        "is_clear": result.is_clear,
        "stability": result.stability,
        "shares": list(result.slate.shares),
        "observed": list(result.slate.observed),
    }
    print(json.dumps(answer))  # noqa: T201


if __name__ == "__main__":
    main()
