"""A list with one amendment, or with those a test is about."""

from datetime import UTC, datetime

from consultations.writers.docx import (
    LABELS,
    AmendmentListing,
    Change,
    ListedAmendment,
    ListedOperation,
    ListedPrinciple,
    write_amendments,
)
from principles.text.diff import diff

AT = datetime(2026, 12, 4, 18, 0, 30, 999, tzinfo=UTC)


def change(old: str, new: str) -> Change:
    return Change((), diff(old, new))


def amendment(*changes: Change, author: str = "A-12, Civil society") -> ListedAmendment:
    return ListedAmendment(
        number=12,
        label="A-12",
        author=author,
        sponsor="Robin",
        organisation="The River Trust",
        group="Civil society",
        status="Open",
        distance="4 words of 30",
        operations=(ListedOperation("MOD 3. Openness", changes),),
        rationale="Because.\n\nAnd also.",
        support=(("Academia", "4 of 6"),),
        proposed_decision="Adopt.",
        created_at=AT,
    )


def listing(
    *amendments: ListedAmendment, language: str = "en", is_rtl: bool = False
) -> AmendmentListing:
    return AmendmentListing(
        title="Charter of the rivers",
        subtitle="Amendments in voting order",
        language=language,
        is_rtl=is_rtl,
        labels={each: each.capitalize() for each in LABELS},
        principles=(ListedPrinciple("3. Openness", "All is open.\n\nAlways.", amendments),),
        generated_at=AT,
        source_hash="sha256:0f1e2d",
    )


def written(*changes: Change, language: str = "en", is_rtl: bool = False) -> bytes:
    return write_amendments(listing(amendment(*changes), language=language, is_rtl=is_rtl))
