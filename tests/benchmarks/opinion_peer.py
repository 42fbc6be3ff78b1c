"""red-dwarf on votes from a file; run by `.venv-peers/bin/python`, which knows nothing of this
project. Prints one line of JSON: what it took, and what it found.

Its pipeline is asked for as it is meant to be; then, on its own projections, its own k-means from
many starts, of which the best is kept, so that two methods are compared and not two draws.
"""

import argparse
import json
import time
import warnings

warnings.simplefilter("ignore")

import numpy as np  # noqa: E402
from reddwarf.implementations.base import run_pipeline  # type: ignore[import-not-found]  # noqa: E402
from reddwarf.utils.clusterer.kmeans import run_kmeans  # type: ignore[import-not-found]  # noqa: E402

from tests.benchmarks.memory import peak_mb  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("votes", help="an .npz with rows, columns, values")
    parser.add_argument("--threshold", type=int, default=7)
    parser.add_argument("--starts", type=int, default=0)
    options = parser.parse_args()
    with np.load(options.votes) as arrays:
        rows, columns, values = (arrays[name].tolist() for name in ("rows", "columns", "values"))
    votes = [
        {"participant_id": person, "statement_id": statement, "vote": vote, "modified": 0}
        for person, statement, vote in zip(rows, columns, values, strict=True)
    ]
    del rows, columns, values
    started = time.process_time()
    found = run_pipeline(
        votes=votes,
        reducer="pca",
        clusterer="kmeans",
        min_user_vote_threshold=options.threshold,
        random_state=0,
    )
    spent = time.process_time() - started
    people = found.participants_df
    people = people[people["cluster_id"].notna()]
    answer = {
        "cpu": spent,
        "peak_mb": peak_mb(),
        "people": [int(person) for person in people.index],
        "labels": [int(label) for label in people["cluster_id"]],
        "k": int(people["cluster_id"].nunique()),
        "representative": {
            str(group): [[int(one["tid"]), one["repful-for"]] for one in chosen]
            for group, chosen in found.repness.items()
        },
        "best": _from_many_starts(people[["x", "y"]], options.starts),
    }
    print(json.dumps(answer))  # noqa: T201


def _from_many_starts(places, starts: int) -> dict[str, list[int]]:  # type: ignore[no-untyped-def]
    best = {}
    if starts:
        for k in range(2, 6):
            runs = [run_kmeans(places, n_clusters=k, random_state=seed) for seed in range(starts)]
            best[str(k)] = [int(label) for label in min(runs, key=lambda run: run.inertia_).labels_]
    return best


if __name__ == "__main__":
    main()
