"""Bring a file of written contributions into a consultation, as comments."""

import csv
import hashlib
import json
import re
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from accounts.countries import COUNTRIES
from accounts.models import Organisation, StakeholderGroup, User
from accounts.names import clean_name
from accounts.verdicts import Denied, Refused
from consultations.analysis.submissions import passages_of, together
from consultations.models import Consultation
from principles.actions.contributions import Contribution, Piece, are_here, import_contribution
from principles.markdown import BODY_LENGTH, clean_source
from principles.models import Document, PrincipleText
from principles.scripts import likely_language
from principles.text.wording import is_storable

TIERS = ("tfidf", "wordllama", "multilingual")
# What is read, and the names of the columns it is read from unless told otherwise.
COLUMNS = {
    name: name for name in ("id", "title", "organization", "person", "sector", "region", "text")
}
_NEEDED = ("sector", "text")
# A cell longer than this is no contribution but a broken file.
_LONGEST_CELL = 10_000_000
_ALSO_CALLED = {
    "usa": "US",
    "united states of america": "US",
    "uk": "GB",
    "republic of korea": "KR",
}


@dataclass(frozen=True, slots=True)
class Row:
    """`line` counts contributions, from 1."""

    line: int
    source: str
    title: str
    organisation: str
    person: str
    sector: str
    region: str
    text: str


class Command(BaseCommand):
    help = (
        "Brings a CSV file of written contributions in as comments of their organisations: each "
        "passage on the principle it is about, the rest on the text as a whole. What was brought "
        "in before is left as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--consultation", required=True, metavar="SLUG")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="who of its team does it")
        parser.add_argument(
            "--columns",
            nargs="+",
            default=[],
            metavar="NAME=COLUMN",
            help=f"where the file calls them otherwise: {', '.join(COLUMNS)}",
        )
        parser.add_argument(
            "--map-sector",
            nargs="+",
            action="extend",
            default=[],
            metavar="SECTOR=GROUP",
            help='the stakeholder group of a sector, such as "Business=private-sector"',
        )
        parser.add_argument("--embedder", choices=TIERS, default=settings.ANALYSIS_EMBEDDER)
        parser.add_argument("--dry-run", action="store_true", help="tell only, keep nothing")
        parser.add_argument("--json", action="store_true", help="print JSON, for programs")

    def handle(self, *_: object, **options: Any) -> None:
        document = _consultation(options["consultation"]).document
        by = User.objects.filter(email__iexact=options["by"], is_active=True).first()
        if by is None:
            raise CommandError(f"No one has the address {options['by']}.")
        columns = {**COLUMNS, **_pairs("--columns", options["columns"])}
        rows = list(_rows(options["file"], columns))
        groups = _groups(rows, _pairs("--map-sector", options["map_sector"]))
        self.stderr.write(f"{len(rows)} contributions read; finding what they are about ...")
        contributions = self.placed(rows, groups, document, options["embedder"])
        here = are_here(document, contributions)
        new = [each for each in contributions if each.address(document) not in here]
        if not options["dry_run"]:
            self.bring_in(new, document, by)
        told = _told(document, contributions, new)
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(_for_people(told, dry_run=options["dry_run"])))

    def placed(
        self,
        rows: Sequence[Row],
        groups: Mapping[str, StakeholderGroup],
        document: Document,
        tier: str,
    ) -> list[Contribution]:
        # numpy: not for every process that lists the commands.
        from consultations.analysis.embedding import EmbedderMissing  # noqa: PLC0415  # heavy
        from consultations.analysis.nearest import embedder_of, nearest  # noqa: PLC0415  # heavy

        texts = list(
            PrincipleText.objects.filter(version=document.current_version_id).order_by("position")
        )
        passages = [passages_of(row.text, BODY_LENGTH) for row in rows]
        try:
            places = nearest(
                passages,
                [f"{text.title}\n\n{text.body}" for text in texts],
                embedder_of(tier, document.language),
            )
        except EmbedderMissing as error:
            raise CommandError(str(error)) from error
        ids: dict[int | None, int] = {n: text.principle_id for n, text in enumerate(texts)}
        return [
            Contribution(
                source=row.source,
                organisation=row.organisation,
                person=row.person,
                group=groups[row.sector],
                country=_country(row.region),
                language=likely_language(row.text, document.language),
                text=row.text,
                pieces=list(_pieces([*zip(map(ids.get, own), each, strict=True)])),
            )
            for row, own, each in zip(rows, places, passages, strict=True)
        ]

    def bring_in(self, new: Sequence[Contribution], document: Document, by: User) -> None:
        for n, contribution in enumerate(new, start=1):
            author = contribution.organisation or contribution.person
            self.stderr.write(f"{n} of {len(new)}: {author}")
            try:
                import_contribution(document=document, contribution=contribution, by=by)
            except (Refused, Denied) as refusal:
                raise CommandError(str(refusal)) from refusal


# --- Reading the file -----------------------------------------------------------------------------


def _rows(path: Path, columns: Mapping[str, str]) -> Iterator[Row]:
    csv.field_size_limit(_LONGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            there = reader.fieldnames or []
            missing = [columns[name] for name in _NEEDED if columns[name] not in there]
            if missing or not {columns["organization"], columns["person"]} & {*there}:
                wanted = missing or [columns["organization"]]
                raise CommandError(
                    f"{path.name} has no column {', '.join(wanted)}; it has {', '.join(there)}. "
                    "Say which with --columns text=COLUMN."
                )
            seen: Counter[str] = Counter()
            for line, cells in enumerate(reader, start=1):
                values = {name: cells.get(column) for name, column in columns.items()}
                if row := _row(line, values, seen):
                    yield row
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise CommandError(f"{path.name} is no CSV file in UTF-8: {error}") from error


def _row(line: int, cells: Mapping[str, str | None], seen: Counter[str]) -> Row | None:
    """None for one without a word; the title stands above the text."""
    values = {name: (value or "").strip() for name, value in cells.items()}
    words = "\n\n".join(part for part in (values["title"], values["text"]) if part)
    if not is_storable(words):
        raise CommandError(f"Contribution {line} has characters that cannot be kept.")
    if not re.search(r"\w", values["text"]):
        return None
    source = values["id"] or _source(values, seen)
    return Row(
        line=line,
        source=source,
        title=values["title"],
        organisation=_name(values["organization"], Organisation, line),
        person=_name(values["person"], User, line) or f"Contribution {source}",
        sector=values["sector"],
        region=values["region"],
        text=clean_source(words),
    )


def _source(values: Mapping[str, str], seen: Counter[str]) -> str:
    """What a row without an id is known by: its words, wherever it stands in the file; `seen` tells
    those that say the same apart, in order."""
    said = "\0".join(values[name] for name in ("organization", "person", "sector", "title", "text"))
    digest = hashlib.sha256(said.encode()).hexdigest()[:12]
    seen[digest] += 1
    return digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"


def _name(text: str, model: type[User | Organisation], line: int) -> str:
    """As it can be kept; what a file wraps is put on one line."""
    if not text:
        return ""
    try:
        name = clean_name(" ".join(text.split()))
    except ValidationError as error:
        raise CommandError(f"Contribution {line}: {' '.join(error.messages)}") from error
    return name[: model._meta.get_field("name").max_length].strip()  # noqa: SLF001  # its public name


def _groups(rows: Iterable[Row], told: Mapping[str, str]) -> dict[str, StakeholderGroup]:
    """By sector: what was told, else the group of that code or name, in the singular too."""
    known = {group.code: group for group in StakeholderGroup.objects.all()}
    named = known | {slugify(group.name): group for group in known.values()}
    if unknown := sorted({*told.values()} - {*known}):
        raise CommandError(f"There is no group {unknown[0]}; there are {', '.join(known)}.")
    sectors = sorted({row.sector for row in rows})
    found = {
        sector: named.get(told.get(sector, slugify(sector))) or named.get(f"{slugify(sector)}s")
        for sector in sectors
    }
    if unplaced := [sector for sector, group in found.items() if group is None]:
        options = " ".join(f'"{sector}=GROUP"' for sector in unplaced)
        raise CommandError(
            f"Which groups are these sectors? Say it with --map-sector {options}, "
            f"where GROUP is one of {', '.join(known)}."
        )
    return {sector: group for sector, group in found.items() if group is not None}


def _country(region: str) -> str:
    """The code of a country named in English; "" for what is none, or several."""
    named = {name.casefold(): code for code, name in COUNTRIES.items()} | _ALSO_CALLED
    return named.get(region.casefold(), "")


def _pieces(placed: Sequence[tuple[int | None, str]]) -> Iterator[Piece]:
    """Neighbours on the same principle are one comment, as far as one can hold them."""
    for principle, each in groupby(placed, key=lambda pair: pair[0]):
        passages = [passage for _, passage in each]
        for batch in together(passages, BODY_LENGTH):
            yield Piece(principle, "\n\n".join(passages[n] for n in batch))


def _pairs(option: str, told: Sequence[str]) -> dict[str, str]:
    pairs = [pair.rpartition("=") for pair in told]
    if wrong := [rest for name, _, rest in pairs if not name or not rest]:
        raise CommandError(f"{option} takes pairs such as NAME=VALUE, not {wrong[0]}.")
    if option == "--columns" and (unknown := {name for name, _, _ in pairs} - {*COLUMNS}):
        raise CommandError(f"{option} knows {', '.join(COLUMNS)}, not {unknown.pop()}.")
    return {name: value for name, _, value in pairs}


def _consultation(slug: str) -> Consultation:
    found = Consultation.objects.select_related("document").filter(document__slug=slug).first()
    if found is None:
        raise CommandError(f"There is no consultation {slug}.")
    return found


# --- What became of it ----------------------------------------------------------------------------


def _told(
    document: Document, all_: Sequence[Contribution], new: Sequence[Contribution]
) -> dict[str, Any]:
    pieces = Counter(piece.principle_id for each in new for piece in each.pieces)
    texts = PrincipleText.objects.filter(version=document.current_version_id)
    return {
        "read": len(all_),
        "known": len(all_) - len(new),
        "new": len(new),
        "groups": dict(sorted(Counter(each.group.code for each in new).items())),
        "principles": [
            {"number": text.number, "title": text.title, "comments": pieces[text.principle_id]}
            for text in texts.order_by("position")
        ],
        "whole": pieces[None],
    }


def _for_people(told: Mapping[str, Any], *, dry_run: bool) -> Iterator[str]:
    would = "would be brought in" if dry_run else "brought in"
    yield f"{told['new']} contributions {would}, {told['known']} were here before."
    for code, count in told["groups"].items():
        yield f"  {count:5} of {code}"
    yield "Comments:"
    for principle in told["principles"]:
        yield f"  {principle['comments']:5} on {principle['number']}. {principle['title']}"
    yield f"  {told['whole']:5} on the text as a whole"
