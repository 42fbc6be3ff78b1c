"""Opinion groups of a conversation that was exported from Polis; nothing is stored."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consultations.analysis.opinion_result import (
    Consensus,
    OpinionResult,
    Representative,
    as_json,
)
from consultations.analysis.polis_export import NotAnExport, PolisExport, read_polis_export
from consultations.analysis.quantities import whole_percent

PROGRESS_EVERY = 100_000
SHOWN = 110


class Command(BaseCommand):
    help = "Find the opinion groups of a Polis export: a folder with its CSV files."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")
        parser.add_argument("--json", action="store_true", help="print JSON, for programs")
        parser.add_argument("--seed", type=int, default=0, help="of what is drawn; default: 0")

    def handle(self, *_: object, **options: Any) -> None:
        # numpy and scipy: not for every process that lists the commands.
        from consultations.analysis.opinion import analyse  # noqa: PLC0415  # heavy

        if options["seed"] < 0:
            raise CommandError("A seed is 0 or more.")
        try:
            export = read_polis_export(options["folder"])
            self.stderr.write(f"Reading {export.votes_file.name} ...")
            result = analyse(
                self.counted(export),
                moderated=export.moderated_out,
                meta=export.meta,
                seed=options["seed"],
            )
        except NotAnExport as error:
            raise CommandError(str(error)) from error
        except ValueError as error:
            raise CommandError(f"{export.votes_file.name}: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps(for_programs(result, export), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(for_people(result, export)))

    def counted(self, export: PolisExport) -> Iterator[tuple[str, int, int]]:
        votes, count = export.votes(), 0
        while part := list(islice(votes, PROGRESS_EVERY)):
            yield from part
            count += len(part)
            self.stderr.write(f"{count:,} votes read")
        self.stderr.write("Analysing ...")


def for_programs(result: OpinionResult, export: PolisExport) -> dict[str, Any]:
    plain = as_json(result)
    names = ("k", "is_clear", "stability", "silhouette", "sizes")
    return {
        "topic": export.topic,
        **{name: plain[name] for name in names},
        "groups": result.group_of(),
        "representative": plain["representative"],
        "consensus": plain["consensus"],
        "group_aware": {
            str(statement["id"]): statement["group_aware"] for statement in plain["statements"]
        },
        "slate": plain["slate"],
    }


def for_people(result: OpinionResult, export: PolisExport) -> Iterator[str]:
    texts = {statement.id: statement.text for statement in export.statements}
    if export.topic:
        yield export.topic
    yield (
        f"{len(result.participants):,} people voted on {len(result.statements):,} statements; "
        f"{sum(result.sizes):,} of them on enough to be in a group."
    )
    clear = "clear" if result.is_clear else "NOT clear: make no claims about them"
    yield f"{result.k} groups, {clear} (stability {result.stability:.2f} of 1)"
    for group, (size, uniform) in enumerate(zip(result.sizes, result.uniform, strict=True)):
        yield ""
        always = f", {uniform:,} of them with one and the same vote on all" if uniform else ""
        yield f"Group {group}: {size:,} people{always}"
        for found in result.representative[group]:
            yield _line(found, texts)
        if not result.representative[group]:
            yield "  nothing sets it apart"
    yield from ("", "Across all")
    for agreed in result.consensus:
        yield _line(agreed, texts)
    yield from ("", "Agreed by every group (the lowest share over groups, smoothed)")
    wanted = [one for one in result.statements if one.id not in export.meta]
    ranked = sorted(wanted, key=lambda one: (-one.group_aware.minimum, one.id))
    for one in ranked[:5]:
        aware = one.group_aware
        yield _cut(
            f"  {aware.minimum:4.0%} least, {aware.geometric_mean:4.0%} mean  {one.id}: "
            f"{texts.get(one.id, '')}"
        )
    yield from ("", "Five that together represent everyone")
    for statement in result.slate.statements:
        yield _cut(f"  {statement}: {texts.get(statement, '')}")
    shares = ", ".join(
        f"group {n}: {whole_percent(share)}%" for n, share in enumerate(result.slate.shares)
    )
    yield f"  would agree to one at least: {shares}"
    yield from ("", "Group of each participant")
    yield from (f"  {name} {group}" for name, group in result.group_of().items())


def _line(found: Representative | Consensus, texts: dict[int, str]) -> str:
    return _cut(
        f"  {whole_percent(found.share):3}% of {found.n:,} {found.direction}  {found.statement}: "
        f"{texts.get(found.statement, '')}"
    )


def _cut(line: str) -> str:
    line = " ".join(line.splitlines())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"
