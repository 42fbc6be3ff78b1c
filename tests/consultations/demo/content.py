"""Reads the demo's content as the seed reads it: versions by time, one vote a holder."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from principles.states import EARLY_VOTE_STAGES, OPEN_IN, Activity

ROOT = Path(__file__).parents[3]
CONTENT = ROOT / "consultations" / "demo" / "content"

type Record = dict[str, Any]

CONSULTATIONS = ("open_internet", "naming_resilience", "peer_panel")
PARTICIPATORY = CONSULTATIONS[:2]


@cache
def read(name: str) -> Any:
    return json.loads((CONTENT / name).read_text(encoding="utf-8"))


def consultation(name: str) -> Record:
    found: Record = read(f"{name}.json")
    return found


def part(name: str, kind: str) -> list[Record]:
    return [row for file in consultation(name)["parts"][kind] for row in read(file)]


def people() -> dict[str, Record]:
    return {person["key"]: person for person in read("people.json")["people"]}


def organisations() -> dict[str, Record]:
    return {found["key"]: found for found in read("people.json")["organisations"]}


def participations(name: str) -> dict[str, Record]:
    return {row["person"]: row for row in consultation(name)["participations"]}


def membership_group(membership: Record) -> str:
    if "group" in membership:
        return str(membership["group"])
    return str(organisations()[membership["organisation"]]["group"])


def holder(participation: Record) -> str:
    """Whoever a vote counts for: the organisation spoken for, else the person."""
    return str(participation.get("organisation", participation["person"]))


def versions(name: str) -> list[Record]:
    """The document's versions in order: `since` when, and `texts` by principle."""
    texts = {row["key"]: row for row in consultation(name)["principles"]}
    found: list[Record] = [{"since": -100_000.0, "texts": texts}]
    adopted = [row for row in part(name, "amendments") if row["status"] == "adopted"]
    corrected = [row for row in part(name, "deliberation") if row["act"] == "correct"]
    changes = [(float(row["decision"]["at"]), row) for row in adopted]
    changes += [(float(row["at"]), row) for row in corrected]
    for since, row in sorted(changes, key=lambda change: change[0]):
        changed = {field: row[field] for field in ("title", "body") if field in row}
        if "change" in row:
            changed["body"] = with_changes(row, texts[row["principle"]]["body"])
        texts = texts | {row["principle"]: texts[row["principle"]] | changed}
        found.append({"since": since, "texts": texts})
    return found


def with_changes(row: Record, body: str) -> str:
    for old, new in row["change"]:
        assert body.count(old) == 1, old
        body = body.replace(old, new)
    return body


def number_in_force(name: str, at: float) -> int:
    return sum(1 for version in versions(name) if version["since"] <= at)


def text(name: str, principle: str, number: int) -> Record:
    found: Record = versions(name)[number - 1]["texts"][principle]
    return found


def body_in_force(name: str, principle: str, at: float) -> str:
    return str(text(name, principle, number_in_force(name, at))["body"])


def allows(name: str, activity: Activity, at: float) -> bool:
    """Whether a window of the timetable, under the platform's own rule, lets this happen."""
    stages = OPEN_IN[activity]
    if activity is Activity.VOTE and consultation(name)["rules"]["early_voting"]:
        stages = EARLY_VOTE_STAGES
    return any(
        window["stage"] in stages and window["opens_at"] <= at < window["closes_at"]
        for window in consultation(name)["windows"]
    )
