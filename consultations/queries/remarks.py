"""Comments as the analysis reads them: what groups say, where all readers may see it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Max, Q, Sum

from consultations.analysis.findings import ENGINE, Remark
from consultations.models import Analysis, Consultation
from consultations.queries.voices import said_by_groups


@dataclass(frozen=True, slots=True)
class Remarks:
    """Of one part of the text, by id. `groups` gives the id of each group by its code."""

    remarks: tuple[Remark, ...]
    groups: dict[str, int]

    def of_group(self, code: str) -> list[Remark]:
        return [remark for remark in self.remarks if remark.group == code]


@dataclass(frozen=True, slots=True)
class Part:
    """A principle, or the text as a whole (None). The fingerprint is another one as soon as
    something was said, edited, withdrawn, hidden or shown again, or would be read otherwise."""

    principle_id: int | None
    fingerprint: str


def parts_to_read(consultation: Consultation) -> list[Part]:
    """Those whose comments are not as they were when last read, by id. Two queries."""
    known: dict[int | None, str] = dict(
        Analysis.objects.filter(consultation=consultation).values_list(
            "principle_id", "fingerprint"
        )
    )
    # One whose every comment is gone is read once more.
    now = dict.fromkeys(known, "nothing") | _fingerprints(consultation)
    return [
        Part(principle_id, fingerprint)
        for principle_id, fingerprint in sorted(now.items(), key=lambda part: part[0] or 0)
        if known.get(principle_id) != fingerprint
    ]


def _fingerprints(consultation: Consultation) -> dict[int | None, str]:
    rows = (
        said_by_groups()
        .filter(document_id=consultation.document_id)
        .order_by()
        .values_list("principle_id")
        .annotate(Count("id"), Max("id"), Max("edited_at"), Sum("id"))
    )
    how = (ENGINE, settings.ANALYSIS_EMBEDDER)
    return {row[0]: hashlib.sha256(repr((*how, *row[1:])).encode()).hexdigest() for row in rows}


def on_part(principle_id: int | None) -> Q:
    """Of what hangs on the principle, or on the text as a whole."""
    return Q(principle_id=principle_id)


def remarks_of(consultation: Consultation, principle_id: int | None) -> Remarks:
    """One query."""
    rows = (
        said_by_groups()
        .filter(on_part(principle_id), document_id=consultation.document_id)
        .order_by("id")
        .values_list(
            "id",
            "participation__organisation_id",
            "author_id",
            "group__code",
            "group_id",
            "stance",
            "language",
            "body",
        )
    )
    remarks, groups = [], {}
    for pk, organisation_id, author_id, code, group_id, stance, language, body in rows:
        groups[code] = group_id
        # As `Participation.holder` says it, without a row for each.
        voice = f"o{organisation_id}" if organisation_id else f"u{author_id}"
        remarks.append(Remark(pk, voice, code, stance, language[:2].lower(), body))
    return Remarks(tuple(remarks), groups)


def hash_of(remarks: Iterable[Remark], embedder: str) -> str:
    """SHA-256 of all that the analysis would read, and how."""
    digest = hashlib.sha256(f"{ENGINE} {embedder}".encode())
    for remark in remarks:
        head = f"{remark.id} {remark.voice} {remark.group} {remark.stance} {remark.language}"
        digest.update(f"\n{head} {len(remark.text)} {remark.text}".encode())
    return digest.hexdigest()
