"""Points that people make in a file of comments; nothing is stored."""

import csv
import json
from argparse import ArgumentParser, ArgumentTypeError
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consultations.analysis.findings import Findings, Point, Remark, Span

PROGRESS_EVERY = 10_000
TIERS = ("tfidf", "wordllama", "multilingual")


class Command(BaseCommand):
    help = "Print the points people make in a CSV file of comments, and the rows behind each."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--text", required=True, help="the column that has the comments")
        parser.add_argument("--group", required=True, help="the column that tells groups apart")
        parser.add_argument("--by", help="a column: its values are looked at each on its own")
        parser.add_argument("--stance", help="a column: support, concern, oppose, question ...")
        parser.add_argument("--voice", help="a column: who speaks; else every row is a voice")
        parser.add_argument("--id", help="a column that names rows; else they are numbered from 1")
        parser.add_argument("--points", type=_positive, default=6, help="of a group; default: 6")
        parser.add_argument("--language", default="en", help="of the texts; default: en")
        parser.add_argument("--embedder", choices=TIERS, default="wordllama")
        parser.add_argument("--json", action="store_true", help="print JSON, for programs")

    def handle(self, *_: object, **options: Any) -> None:
        # numpy and scipy: not for every process that lists the commands.
        from consultations.analysis.embedding import EmbedderMissing  # noqa: PLC0415  # heavy
        from consultations.analysis.key_points import find_points  # noqa: PLC0415  # heavy

        names: list[str] = []
        parts: dict[str, list[Remark]] = defaultdict(list)
        for part, name, remark in self.rows(options):
            names.append(name)
            parts[part].append(remark)
        told = []
        for n, (part, remarks) in enumerate(sorted(parts.items()), start=1):
            self.stderr.write(f"Analysing {n} of {len(parts)}: {len(remarks):,} comments ...")
            try:
                findings = find_points(
                    remarks,
                    embedder_tier=options["embedder"],
                    points_per_group=options["points"],
                )
            except EmbedderMissing as error:
                raise CommandError(str(error)) from error
            told.append(_told(part, findings, {r.id: r.text for r in remarks}, names))
        if options["json"]:
            self.stdout.write(json.dumps({"parts": told}, ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(line for part in told for line in _for_people(part)))

    def rows(self, options: Mapping[str, Any]) -> Iterator[tuple[str, str, Remark]]:
        """(part, name of the row, remark), one after the other: the file is never held whole."""
        path: Path = options["file"]
        wanted = {key: options[key] for key in ("text", "group", "by", "stance", "voice", "id")}
        csv.field_size_limit(1 << 27)
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                _require(path, list(reader.fieldnames or ()), wanted)
                n = 0
                for n, row in enumerate(reader, start=1):
                    cell = {key: row.get(name) or "" for key, name in wanted.items() if name}
                    yield (
                        cell.get("by", ""),
                        cell.get("id") or str(n),
                        Remark(
                            id=n,
                            voice=cell.get("voice") or f"row {n}",
                            group=cell["group"],
                            stance=cell.get("stance", "").strip().lower(),
                            language=options["language"],
                            text=cell["text"],
                        ),
                    )
                    if n % PROGRESS_EVERY == 0:
                        self.stderr.write(f"{n:,} rows read")
                self.stderr.write(f"{n:,} rows read")
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{path} is not UTF-8 text.") from error
        except csv.Error as error:
            raise CommandError(f"{path} is not CSV: {error}.") from error


def _positive(given: str) -> int:
    if not given.isascii() or not given.isdecimal() or not 0 < int(given) <= 1000:
        raise ArgumentTypeError(f"{given} is not a number from 1 to 1000")
    return int(given)


def _require(path: Path, present: list[str], wanted: Mapping[str, str | None]) -> None:
    missing = [name for name in wanted.values() if name and name not in present]
    if missing:
        there = ", ".join(present) or "none"
        raise CommandError(f"{path} has no column {', '.join(missing)}. Its columns: {there}.")


def _told(
    part: str, findings: Findings, texts: Mapping[int, str], names: list[str]
) -> dict[str, Any]:
    def quoted(span: Span) -> dict[str, Any]:
        return {
            "row": names[span.remark - 1],
            "start": span.start,
            "end": span.end,
            "text": texts[span.remark][span.start : span.end],
        }

    def point(found: Point) -> dict[str, Any]:
        return {
            "group": found.group,
            "stance": found.stance,
            "theme": found.theme,
            **quoted(found.span),
            "voices": found.voices,
            "duplicates": found.duplicates,
            "rows": [quoted(span) for span in found.support],
        }

    return {
        "part": part,
        "points": [point(found) for found in findings.points],
        "themes": [asdict(theme) for theme in findings.themes],
        "residual": [names[remark - 1] for remark in findings.residual],
        "coverage": asdict(findings.coverage),
        "engine": findings.engine,
    }


def _for_people(part: Mapping[str, Any]) -> Iterator[str]:
    if part["part"]:
        yield f"# {part['part']}"
    group = None
    for point in part["points"]:
        if point["group"] != group:
            group = point["group"]
            yield f"\nGroup {group} ({part['coverage']['groups'][group]:.0%} of its rows carried)"
        stance = f" [{point['stance']}]" if point["stance"] else ""
        campaign = f", {point['duplicates']} rows of a campaign" if point["duplicates"] else ""
        yield f"- {' '.join(point['text'].split())}{stance}"
        yield f"  voices: {point['voices']}{campaign}; rows: {_listed(point['rows'])}"
    yield ""
    for theme in part["themes"]:
        if theme["kind"]:
            apart = f" ({', '.join(theme['groups_apart'])})" if theme["groups_apart"] else ""
            yield f"{theme['kind']}: {theme['label']}{apart}"
    coverage = part["coverage"]
    least = coverage["worst_group"] or "-"
    yield (
        f"Carried by a point: {coverage['overall']:.0%} of the rows; "
        f"least in group {least}: {coverage['worst']:.0%}"
    )
    yield f"Rows no point carries ({len(part['residual'])}): {' '.join(part['residual']) or 'none'}"
    yield ""


def _listed(rows: list[dict[str, Any]]) -> str:
    return " ".join(row["row"] for row in rows)
