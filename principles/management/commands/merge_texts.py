"""Merge amended texts into their base and print whose each word is, or what they dispute."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from principles.text.alignment import MOST_WORDS, TextTooLong
from principles.text.collisions import Comparison, compare
from principles.text.components import largest_compatible
from principles.text.merge import Run, merge

BASE = 0


class Command(BaseCommand):
    help = (
        "Merges any number of amended texts (plain, UTF-8) into the text they amend. Prints the "
        "result with the number of the file each word comes from, or what the files dispute. The "
        "first amended text is number 1, the base 0."
    )
    # It needs no database, nor anything else that the checks look at.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("base", help="the text that was amended")
        parser.add_argument("amended", nargs="+", help="the text as one amendment has it")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        base = _read(options["base"])
        texts = {number: _read(name) for number, name in enumerate(options["amended"], BASE + 1)}
        try:
            merged = _merged(base, texts)
        except TextTooLong as error:
            raise CommandError(
                f"A text has more than {MOST_WORDS} words; that is too long to compare."
            ) from error
        names = [Path(options["base"]).name, *(Path(name).name for name in options["amended"])]
        self.stdout.write(
            json.dumps(merged, ensure_ascii=False, indent=2)
            if options["json"]
            else _as_readable(merged, names)
        )


def _read(name: str) -> str:
    try:
        return Path(name).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{name} is not UTF-8 text (byte {error.start}).") from error


def _merged(base: str, texts: Mapping[int, str]) -> dict[str, Any]:
    """What is printed as JSON."""
    comparison = compare(base, texts)
    is_merged = not any(comparison.conflicts.values())
    merged = merge(base, texts) if is_merged else None
    return {
        "status": "merged" if merged else "collisions",
        "text": merged.text if merged else None,
        "attribution": [_attributed(run) for run in merged.runs] if merged else [],
        "collisions": _collisions(comparison),
        "compatible": list(largest_compatible(texts, comparison.conflicts)),
    }


def _attributed(run: Run) -> dict[str, Any]:
    source, *also = run.sources or (BASE,)
    attributed: dict[str, Any] = {"text": run.words, "source": source}
    return {**attributed, "also": also} if also else attributed


def _collisions(comparison: Comparison) -> list[dict[str, Any]]:
    return [
        {
            "between": list(collision.between),
            "kind": collision.kind.value,
            "blocks": collision.kind.blocks,
            "base": collision.base,
            "readings": [
                {"text": reading.words, "from": list(reading.amendments)}
                for reading in collision.readings
            ],
            "why": collision.why,
        }
        for collision in comparison.collisions
    ]


def _as_readable(merged: Mapping[str, Any], names: Sequence[str]) -> str:
    blocking = [each for each in merged["collisions"] if each["blocks"]]
    others = [each for each in merged["collisions"] if not each["blocks"]]
    lines = [f"{number}  {name}" for number, name in enumerate(names)]
    if merged["status"] == "merged":
        lines += ["", "The files merge. Whose the words are, 0 for the base:", ""]
        lines += [f"{_whose(run):>5}  {_shown(run['text'])}" for run in merged["attribution"]]
        lines += ["", "The text:", "", merged["text"]]
    else:
        lines += ["", f"The files collide in {_count(len(blocking), 'place')}."]
        lines += [line for each in blocking for line in _as_lines(each)]
        lines += ["", f"Most that merge together: {_listed(merged['compatible'])}"]
    if others:
        lines += ["", "Also of note, though nothing stands against merging:"]
        lines += [line for each in others for line in _as_lines(each)]
    return "\n".join(lines)


def _as_lines(collision: Mapping[str, Any]) -> list[str]:
    kind = collision["kind"].replace("_", " ")
    why = f" ({collision['why']})" if collision["why"] else ""
    return [
        "",
        f"{_listed(collision['between'])}: {kind}{why}",
        f"{'base':>7}  {_shown(collision['base'])}",
        *(
            f"{_listed(reading['from']):>7}  {_shown(reading['text'])}"
            for reading in collision["readings"]
        ),
    ]


def _whose(run: Mapping[str, Any]) -> str:
    return _listed([run["source"], *run.get("also", [])])


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def _shown(text: str) -> str:
    """On one line, with its spaces and breaks to be seen."""
    return json.dumps(text, ensure_ascii=False)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
