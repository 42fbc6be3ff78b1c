"""The amendments to a document in voting order, for Word: their changes are tracked changes.

Each is its author's, so that a word processor filters, accepts and rejects them one by one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from principles.text.diff import Span

if TYPE_CHECKING:
    from consultations.writers.word import WordText

__all__ = [
    "LABELS",
    "AmendmentListing",
    "Change",
    "ListedAmendment",
    "ListedOperation",
    "ListedPrinciple",
    "write_amendments",
]

# The words that `AmendmentListing.labels` translates.
LABELS = (
    "sponsor",
    "group",
    "status",
    "distance",
    "created",
    "rationale",
    "support",
    "proposed_decision",
    "generated",
    "source",
)


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a principle's words, or of one part of it. A "gap" counts as unchanged."""

    title_spans: Sequence[Span]
    body_spans: Sequence[Span]


@dataclass(frozen=True, slots=True)
class ListedOperation:
    """`changes` has one entry for each principle touched: a principle split in three has three,
    one that is only moved has none. `note` says what words cannot show, as where it moves to."""

    heading: str
    changes: tuple[Change, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class ListedAmendment:
    """`author` is whose its changes are in the word processor: its number and its group.

    `distance` is the measure as a reader sees it; `support` pairs a group's name with what it says.
    Times carry their offset. What is empty is left out.
    """

    number: int
    label: str
    author: str
    sponsor: str
    organisation: str
    group: str
    status: str
    distance: str
    operations: tuple[ListedOperation, ...]
    rationale: str
    support: tuple[tuple[str, str], ...]
    proposed_decision: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ListedPrinciple:
    """A principle as it stands, and what is moved on it, in voting order."""

    heading: str
    text: str
    amendments: tuple[ListedAmendment, ...]


@dataclass(frozen=True, slots=True)
class AmendmentListing:
    """`labels` has the words of LABELS in `language`, a BCP 47 tag."""

    title: str
    subtitle: str
    language: str
    is_rtl: bool
    labels: Mapping[str, str]
    principles: tuple[ListedPrinciple, ...]
    generated_at: datetime
    source_hash: str


def write_amendments(listing: AmendmentListing) -> bytes:
    """A DOCX file (ISO/IEC 29500); the same bytes for the same listing."""
    from consultations.writers.word import WordText  # noqa: PLC0415  # python-docx takes 0.2 s

    word = WordText(language=listing.language, is_rtl=listing.is_rtl)
    word.write_line("Title", listing.title)
    if listing.subtitle:
        word.write_line("Subtitle", listing.subtitle)
    for principle in listing.principles:
        word.write_line("Heading 1", principle.heading)
        word.write("Normal", principle.text)
        for amendment in principle.amendments:
            _write_amendment(word, amendment, listing.labels)
    # Also because a document's last paragraph cannot go: a deletion may not be the last.
    word.write_row(listing.labels["generated"], _instant(listing.generated_at))
    word.write_footer(f"{listing.labels['source']} {listing.source_hash}")
    return word.packed(
        title=listing.title,
        language=listing.language,
        source=listing.source_hash,
        at=listing.generated_at,
    )


def _write_amendment(
    word: "WordText", amendment: ListedAmendment, labels: Mapping[str, str]
) -> None:
    word.write_line("Heading 2", amendment.label)
    for label, value in _facts(amendment):
        if value:
            word.write_row(labels[label], value)
    for operation in amendment.operations:
        word.write_line("Heading 3", operation.heading)
        word.write("Normal", operation.note)
        for change in operation.changes:
            _write_change(word, change, amendment)
    if amendment.rationale:
        word.write_line(word.PART, labels["rationale"])
        word.write("Normal", amendment.rationale)
    if amendment.support:
        word.write_line(word.PART, labels["support"])
        for group, text in amendment.support:
            word.write_row(group, text)
    if amendment.proposed_decision:
        word.write_line(word.PART, labels["proposed_decision"])
        word.write("Normal", amendment.proposed_decision)


def _facts(amendment: ListedAmendment) -> tuple[tuple[str, str], ...]:
    sponsor = " · ".join(filter(None, (amendment.sponsor, amendment.organisation)))
    return (
        ("sponsor", sponsor),
        ("group", amendment.group),
        ("status", amendment.status),
        ("distance", amendment.distance),
        ("created", _instant(amendment.created_at)),
    )


def _write_change(word: "WordText", change: Change, amendment: ListedAmendment) -> None:
    by, at = amendment.author, amendment.created_at
    word.write_changes(word.AMENDED_TITLE, change.title_spans, by=by, at=at)
    word.write_changes(word.AMENDED_TEXT, change.body_spans, by=by, at=at)


def _instant(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="minutes")
