"""Reads the demo's content; `content/README.md` says what it holds."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "content"
CONSULTATIONS = ("naming_resilience", "open_internet", "peer_panel")

Plain = dict[str, Any]


@cache
def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def people() -> Plain:
    content: Plain = read("people.json")
    return content


def consultation(name: str) -> Plain:
    content: Plain = read(f"{name}.json")
    return content


def part(name: str, kind: str) -> list[Plain]:
    """All comments, amendments or votes of a consultation."""
    files = consultation(name).get("parts", {}).get(kind, [])
    return [each for file in files for each in read(file)]
