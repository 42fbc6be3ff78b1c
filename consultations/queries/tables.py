"""The tables of a report: what the pages say, in columns with stable names."""

import json
from collections.abc import Iterator, Sequence

from consultations.models import Report
from consultations.queries.report_page import report_page, tally_of
from consultations.writers.csv import Cell
from principles.models import Document
from principles.queries.rows import comment_rows
from principles.states import AmendmentKind, Choice

Table = tuple[Sequence[str], Iterator[Sequence[Cell]]]


def comment_table(document: Document) -> Table:
    """Every comment, in order; withdrawn and hidden ones keep their row and lose their words."""
    columns = (
        "number principle version reply_to author group organisation evidence stance type quote "
        "comment language status created_at edited_at"
    )
    rows = (
        (
            f"C-{row.number}",
            row.principle,
            row.version,
            f"C-{row.reply_to}" if row.reply_to else "",
            row.author,
            row.group,
            row.organisation,
            row.evidence,
            row.stance,
            row.type,
            row.quote,
            row.body,
            row.language,
            row.status,
            row.created_at,
            row.edited_at,
        )
        for row in comment_rows(document)
    )
    return columns.split(), rows


def vote_table(report: Report) -> Table:
    """One row a principle and group, with what the report shows and no more."""
    columns = ["principle", "title", "group", *Choice.values, "voted", "joined", "withheld"]
    return columns, _vote_rows(report)


def _vote_rows(report: Report) -> Iterator[Sequence[Cell]]:
    rules = report.contents["process"]["rules"]
    for section in report.contents["sections"]:
        for principle in section["principles"]:
            tally = tally_of(principle, allows_block=rules["allows_block"])
            withheld = {group["code"]: group["withheld"] for group in principle["votes"]}
            for row in tally.groups:
                counts = {count.code: count.count for count in row.counts}
                yield (
                    principle["number"],
                    principle["title"],
                    row.label,
                    *(counts.get(choice, 0) for choice in Choice.values),
                    row.total,
                    row.members,
                    bool(withheld[row.code]),
                )


def amendment_table(report: Report) -> Table:
    columns = (
        "number kind principle base_version author group organisation title wording operations "
        "rationale backed_by individuals status reason version created_at closed_at"
    )
    return columns.split(), _amendment_rows(report)


def _amendment_rows(report: Report) -> Iterator[Sequence[Cell]]:
    frozen = {plain["number"]: plain for plain in report.contents["amendments"]}
    for shown in report_page(report).amendments:
        plain = frozen[shown.number]
        yield (
            f"A-{shown.number}",
            plain.get("kind", AmendmentKind.ORDINARY.value),
            shown.principle,
            plain["base_version"],
            shown.author,
            shown.group,
            shown.organisation,
            plain["title"],
            plain["body"],
            # Reports made before amendments were operations have none.
            json.dumps(plain.get("operations", []), ensure_ascii=False),
            shown.rationale,
            shown.organisations,
            shown.individuals,
            shown.status,
            shown.reason,
            shown.version,
            plain["created_at"],
            plain["closed_at"],
        )
