"""Where the groups stand, to be read on paper or by a program: Markdown, DOCX, JSON and rows.

Words that people wrote are set so that Markdown reads nothing into them.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from consultations.writers.csv import csv_lines

COLUMNS = (
    *("principle", "title", "group", "side", "point", "voices", "of", "organisations"),
    *("same_text", "comments", "said_by"),
)
_MARKS = re.compile(r"([\\`*_\[\]<>#|~&])")


class Format(StrEnum):
    """By the ending of its files."""

    MARKDOWN = "md"
    CSV = "csv"
    JSON = "json"
    DOCX = "docx"

    @property
    def content_type(self) -> str:
        return _CONTENT_TYPES[self]


_CONTENT_TYPES = {
    Format.MARKDOWN: "text/markdown; charset=utf-8",
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class ListedPoint:
    """`comments` are the numbers of those behind it, `said_by` who wrote them; `counted` says in
    words how many of the group do."""

    side: str
    text: str
    counted: str
    voices: int
    of: int
    organisations: int
    same_text: int
    comments: tuple[int, ...]
    said_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListedGroup:
    """`facts` are sentences: its vote, how few it is, its minority. `changes` what it asks for."""

    code: str
    label: str
    facts: tuple[str, ...]
    points: tuple[ListedPoint, ...]
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListedTheme:
    """`kind` as a heading; `points` pair a group with its words."""

    kind: str
    label: str
    facts: tuple[str, ...]
    points: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ListedPart:
    """A principle, or the text as a whole."""

    number: str
    heading: str
    facts: tuple[str, ...]
    themes: tuple[ListedTheme, ...]
    groups: tuple[ListedGroup, ...]


@dataclass(frozen=True, slots=True)
class PositionListing:
    """`changes_heading` stands above what a group asks to change; the rest are sentences."""

    title: str
    subtitle: str
    language: str
    is_rtl: bool
    changes_heading: str
    facts: tuple[str, ...]
    parts: tuple[ListedPart, ...]
    made_at: datetime


def written(listing: PositionListing, format_: Format) -> Iterator[bytes]:
    """The file, a part at a time."""
    match format_:
        case Format.MARKDOWN:
            yield from (f"{line}\n".encode() for line in _separated(_lines(listing)))
        case Format.CSV:
            yield from (line.encode() for line in csv_lines(COLUMNS, as_rows(listing)))
        case Format.JSON:
            plain = asdict(listing)
            yield f"{json.dumps(plain, ensure_ascii=False, indent=2, default=str)}\n".encode()
        case Format.DOCX:
            yield as_docx(listing)


def as_rows(listing: PositionListing) -> Iterator[Sequence[str | int | tuple[str, ...]]]:
    """One a point, under COLUMNS."""
    for part in listing.parts:
        for group in part.groups:
            for point in group.points:
                yield (
                    part.number,
                    part.heading,
                    group.label,
                    point.side,
                    point.text,
                    point.voices,
                    point.of,
                    point.organisations,
                    point.same_text,
                    tuple(f"C-{number}" for number in point.comments),
                    point.said_by,
                )


def as_docx(listing: PositionListing) -> bytes:
    """A DOCX file (ISO/IEC 29500); the same bytes for the same listing."""
    from consultations.writers.word import WordText  # noqa: PLC0415  # python-docx takes 0.2 s

    word = WordText(language=listing.language, is_rtl=listing.is_rtl)
    word.write_line("Title", listing.title)
    word.write_line("Subtitle", listing.subtitle)
    for style, text in _paragraphs(listing):
        if style == "Normal":
            word.write(style, text)
        else:
            word.write_line(style, text)
    word.write_footer(listing.subtitle)
    return word.packed(
        title=listing.title, language=listing.language, source=listing.subtitle, at=listing.made_at
    )


def _separated(paragraphs: Iterator[str]) -> Iterator[str]:
    """With an empty line between any two."""
    yield next(paragraphs)
    for paragraph in paragraphs:
        yield f"\n{paragraph}"


def _lines(listing: PositionListing) -> Iterator[str]:
    yield f"# {_plain(listing.title)}"
    yield _plain(listing.subtitle)
    for style, text in _paragraphs(listing):
        if style == "Normal":
            yield _plain(text)
        elif style == "List Bullet":
            yield f"- {_plain(text)}"
        else:
            yield f"{'#' * (int(style[-1]) + 1)} {_plain(text)}"


def _paragraphs(listing: PositionListing) -> Iterator[tuple[str, str]]:
    """Pairs of a style and its words."""
    for fact in listing.facts:
        yield "Normal", fact
    for part in listing.parts:
        yield "Heading 1", " ".join(filter(None, (part.number and f"{part.number}.", part.heading)))
        for fact in part.facts:
            yield "Normal", fact
        for theme in part.themes:
            yield "Heading 2", f"{theme.kind}: {theme.label}"
            for fact in theme.facts:
                yield "Normal", fact
            for group, words in theme.points:
                yield "List Bullet", f"{group}: “{words}”"
        for listed in part.groups:
            yield "Heading 2", listed.label
            yield from _group(listed, listing.changes_heading)


def _group(group: ListedGroup, changes_heading: str) -> Iterator[tuple[str, str]]:
    for fact in group.facts:
        yield "Normal", fact
    side = ""
    for point in group.points:
        if point.side != side:
            side = point.side
            yield "Heading 3", side
        comments = ", ".join(f"C-{number}" for number in point.comments)
        said_by = "; ".join(point.said_by)
        yield "List Bullet", f"“{point.text}” {point.counted} ({said_by}: {comments})"
    if group.changes:
        yield "Heading 3", changes_heading
        for change in group.changes:
            yield "List Bullet", change


def _plain(text: str) -> str:
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
